"""Every text that a value may have arrives in a unit as it is, or is refused; systemd itself reads the units."""

import copy
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.base.errors import ProblemsError
from generator.base.trees import Tree, submap
from generator.node import calico, flannel
from generator.node.bundle import bundle
from generator.node.machine import Machine
from generator.node.systemd import Unit, Word, command, quoted, unit_text
from generator.releases.lines import named_line
from generator.releases.release import Document
from tests.node.bundles import CASES, CURRENT, Case, files_of, objects_of
from tests.node.systemd import commands, complaints, machine_root, options, variables
from tests.properties.texts import NASTY, texts
from tests.rendering import at, items

# What systemd, C or a shell would each read in a way of their own.
SIGNS = ("%H", "%%", "$HOME", "${A}", "$$", ";", "\\x41", "\\", '"', "'", "a\nb", "\x01\x7f\x1b[0m", "", " ", "#", "!x")
# Whatever Kubernetes takes: any character but a zero, which no environment has.
ANY = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40)
WORDS = st.lists(ANY | texts(), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with every container runtime."""
    return machine_root(tmp_path_factory.mktemp("machine"))


def is_text(text: str) -> bool:
    """Whether systemd takes every character for text."""
    return not re.search("[\ufdd0-\ufdef]", text) and all(ord(sign) & 0xFFFE != 0xFFFE for sign in text)


def echoed(root: Path, words: list[str]) -> list[str]:
    """The words of a command as systemd reads them."""
    start = command(("/usr/bin/docker", *words))
    unit = Unit(heading="#", description="x", needs="", files=(), folders=(), before=(), start=start, stop=())
    return commands(root, "echo.service", unit_text(unit))["ExecStart"][0][1:]


def test_signs_that_systemd_reads_in_a_way_of_its_own_arrive(root: Path) -> None:
    words = [*SIGNS, *NASTY]
    assert echoed(root, words) == words


@settings(max_examples=25, deadline=None)
@given(words=WORDS)
def test_any_text_arrives(root: Path, words: list[str]) -> None:
    kept = [word for word in words if is_text(word)]
    if kept:
        assert echoed(root, kept) == kept


@pytest.mark.parametrize("sign", ["\x00", "\ufdd0", "\uffff", "\U0010fffe", "\ud800"])
def test_a_character_that_no_command_has_is_refused(sign: str) -> None:
    with pytest.raises(ProblemsError, match=r"expected characters that a command can have, found U\+"):
        quoted(Word(f"a{sign}b"))


BROKEN = {
    "no escape of a percent sign": ("%", "a%Hb"),
    "no escape of a dollar sign": ("$", "a$$b"),
    "no escape of a backslash": ("\\", "a\\x41"),
    "no escape of a quote": ('"', 'a" "b'),
}


@pytest.mark.parametrize(("sign", "text"), BROKEN.values(), ids=BROKEN)
def test_a_missing_escape_is_seen(sign: str, text: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert echoed(root, [text]) == [text]
    monkeypatch.setattr("generator.node.systemd._ESCAPES", {"\\": "\\\\", '"': '\\"', "%": "%%", "$": "$$", sign: sign})
    with pytest.raises((AssertionError, KeyError)):
        assert echoed(root, [text]) == [text]


def _changed(document: Document, container: str, change: Mapping[str, Sequence[Tree]]) -> Document:
    made = copy.deepcopy(document)
    [found] = [one for one in items(made, "spec.template.spec.containers") if at(one, "name") == container]
    assert isinstance(found, dict)
    for key, added in change.items():
        found[key] = [*(items(found, key) if key in found else ()), *added]
    return made


def changed(documents: Sequence[Document], container: str, change: Mapping[str, Sequence[Tree]]) -> list[Document]:
    """The objects with more items in lists of a container of the DaemonSet."""
    return [_changed(one, container, change) if one["kind"] == "DaemonSet" else one for one in documents]


def as_kubernetes_has(text: str) -> str:
    """A text that Kubernetes takes for no reference to a variable."""
    return text.replace("$", "$$")


@settings(max_examples=6, deadline=None)
@given(words=WORDS)
def test_any_variable_of_the_chart_arrives(root: Path, words: list[str]) -> None:
    kept = [word for word in words if is_text(word)]
    env: list[Tree] = [{"name": f"X{number}", "value": as_kubernetes_has(text)} for number, text in enumerate(kept)]
    documents = changed(objects_of(CASES["calico"]), "calico-node", {"env": env})
    text = bundle(documents, Machine(), named_line(CURRENT)).texts[calico.UNIT]
    found = variables(commands(root, calico.UNIT, text))
    assert [found[f"X{number}"] for number in range(len(kept))] == kept


@settings(max_examples=6, deadline=None)
@given(words=WORDS)
def test_any_argument_of_flanneld_arrives(root: Path, words: list[str]) -> None:
    kept = [f"--x={word}" for word in words if is_text(word)]
    arguments: list[Tree] = [as_kubernetes_has(text) for text in kept]
    documents = changed(objects_of(CASES["flannel"]), "kube-flannel", {"args": arguments})
    text = bundle(documents, Machine(etcd="http://10.0.0.1:2379"), named_line(CURRENT)).texts[flannel.UNIT]
    [start] = commands(root, flannel.UNIT, text)["ExecStart"]
    assert start[start.index("--healthz-port=8081") + 1 : -1] == kept


# Paths with signs of systemd, blanks, quotes, another script and an escape.
PATHS = ("/a%H$HOME", "/a b", "/a\"b'c", "/é中", "/a\\x41")


def test_any_path_of_a_volume_arrives(root: Path) -> None:
    kind = "DirectoryOrCreate"
    volumes: list[Tree] = [
        {"name": f"x{at}", "hostPath": {"path": path, "type": kind}} for at, path in enumerate(PATHS)
    ]
    shown: list[Tree] = [{"name": f"x{at}", "mountPath": f"/x{path}"} for at, path in enumerate(PATHS)]
    node: Tree = {"extraVolumes": volumes, "extraVolumeMounts": shown}
    case = Case(line=CURRENT, values={"plugin": "calico", "calico": {"node": node}})
    text = files_of(case).texts[calico.UNIT]
    assert complaints(root, calico.UNIT, text) == ""
    read = commands(root, calico.UNIT, text)
    assert {f"{path}:/x{path}" for path in PATHS} <= set(options(read["ExecStart"][0], "-v"))
    assert set(PATHS) <= set(read["ExecStartPre"][0])


def test_a_shell_reads_the_commands_of_the_readme_as_they_are_meant() -> None:
    folders = {"/opt/cni/bin": "/opt/c n$i/b'in", "/etc/cni/net.d": "/etc/c`ni"}
    documents = copy.deepcopy(
        [one for one in objects_of(CASES["guide-calico-now"]) if one["kind"] != "CustomResourceDefinition"]
    )
    for document in documents:
        for volume in items(document, "spec.template.spec.volumes") if document["kind"] == "DaemonSet" else ():
            if (host := submap(volume, "hostPath")) and host["path"] in folders:
                host["path"] = folders[str(host["path"])]
    text = bundle(documents, Machine(), named_line(CURRENT)).texts["README.md"]
    lines = [shlex.split(line) for block in text.split("```")[1::2] for line in block.strip().split("\n")]
    assert ["./install-cni-plugins", "--target", "/opt/c n$i/b'in"] in lines
    assert ["docker", "cp", "calico-binaries:/opt/cni/bin/calico", "/opt/c n$i/b'in/calico"] in lines
    assert ["install", "-D", "-m", "0644", "10-calico.conflist", "/etc/c`ni/10-calico.conflist"] in lines
