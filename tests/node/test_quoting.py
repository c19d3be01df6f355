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
from generator.base.process import run
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


# The longest word that Linux takes has one byte more, a zero.
LONGEST = 131071


def test_the_longest_word_arrives_and_starts_a_program(root: Path) -> None:
    word = "X=" + "é" * ((LONGEST - 2) // 2) + "a"
    assert len(word.encode()) == LONGEST
    assert echoed(root, [word]) == [word]
    assert run(["/bin/true", word]).status == 0
    with pytest.raises(ProblemsError, match="found Argument list too long"):
        run(["/bin/true", word + "a"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "PSK=s3cr3t" + "x" * LONGEST,
            "the variable PSK: expected 131071 bytes at most with its name, as Linux starts no ",
        ),
        ("--etcd-password=s3cr3t" + "x" * LONGEST, "the argument --etcd-password: expected 131071 bytes at most"),
        ("PSK=s3cr3t\ufdd0", "the variable PSK: expected characters that a command can have, found U+FDD0"),
    ],
    ids=["a variable", "an argument", "a character"],
)
def test_a_word_that_is_refused_is_named_without_its_value(text: str, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        quoted(Word(text))
    assert str(caught.value).startswith(message)
    assert "s3cr3t" not in str(caught.value)


def test_a_variable_that_no_program_starts_with_is_refused() -> None:
    env: list[Tree] = [{"name": "BIG", "value": "a" * LONGEST}]
    documents = changed(objects_of(CASES["calico"]), "calico-node", {"env": env})
    with pytest.raises(ProblemsError, match=r"^the variable BIG: .* found 131075; shorten the value$"):
        bundle(documents, Machine(), named_line(CURRENT))


def test_a_command_that_systemd_does_not_read_is_refused(root: Path) -> None:
    words = ["a" * 100_000] * 10
    assert echoed(root, words) == words
    env: list[Tree] = [{"name": f"BIG{number}", "value": "a" * 100_000} for number in range(11)]
    documents = changed(objects_of(CASES["calico"]), "calico-node", {"env": env})
    message = r"^the command /usr/bin/docker run: expected 1048576 bytes at most, as systemd reads no longer line"
    with pytest.raises(ProblemsError, match=message):
        bundle(documents, Machine(), named_line(CURRENT))


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


def with_path(path: str, kind: str) -> str:
    """The unit of Calico with a volume of a type at a path."""
    volume: Tree = {"name": "x", "hostPath": {"path": path, "type": kind}}
    node: Tree = {"extraVolumes": [volume], "extraVolumeMounts": [{"name": "x", "mountPath": "/x"}]}
    return files_of(Case(line=CURRENT, values={"plugin": "calico", "calico": {"node": node}})).texts[calico.UNIT]


@pytest.mark.parametrize("path", ["/a\\", "/a\\\\"])
def test_a_path_that_ends_in_a_backslash_arrives_where_words_are_quoted(path: str, root: Path) -> None:
    text = with_path(path, "DirectoryOrCreate")
    assert complaints(root, calico.UNIT, text) == ""
    read = commands(root, calico.UNIT, text)
    assert f"{path}:/x" in options(read["ExecStart"][0], "-v")
    assert path in read["ExecStartPre"][0]


@pytest.mark.parametrize("kind", ["Directory", "File", "Socket"])
def test_a_path_that_would_take_the_next_line_to_it_is_refused(kind: str) -> None:
    expected = "an absolute path without control characters, spaces at its ends and an odd backslash at its end"
    with pytest.raises(ProblemsError, match=re.escape(f"the path '/a\\\\': expected {expected}, found another")):
        with_path("/a\\", kind)


def test_what_systemd_reads_of_a_path_in_a_condition(root: Path) -> None:
    """An odd backslash at the end of a line takes the next line to it, an even number does not."""
    text = with_path("/a\\\\", "Directory")
    assert "AssertPathIsDirectory=/a\\\\\n" in text
    assert complaints(root, calico.UNIT, text) == ""
    joined = text.replace("AssertPathIsDirectory=/a\\\\\n\n[Service]\n", "AssertPathIsDirectory=/a\\\n[Service]\n")
    assert joined != text
    assert complaints(root, calico.UNIT, joined) != ""


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
