"""What was kept of a snapshot is the same as what YAML says, and never believed where it may be anything else."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from math import nan
from pathlib import Path
from typing import Any

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.parallel import in_parallel
from generator.base.trees import Tree, digest
from generator.features.manifests import FEATURES
from generator.releases import kept
from generator.releases.kept import load_kept
from generator.releases.lines import read_lines
from generator.releases.snapshot import SNAPSHOT, read_snapshot

TEXT = """
whole: 1
number: 1.0
smallest: -0.0
large: 18446744073709551615
tiny: 1e-7
"yes": yes
word: "yes"
null: ~
b: [2024-01-01, "1", {}, [], ""]
a: "\\u2028 \\0 ü"
""".replace("null:", '"null":')
OTHER = "a: 1\n"

WANTED = {one.name: one for line in read_lines() for one in FEATURES.release_specs(line)}


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the place of the package, and an empty cache."""
    monkeypatch.setattr(kept, "_PACKAGE", tmp_path / "package")
    monkeypatch.setenv("CNI_SNAPSHOT_CACHE", str(tmp_path / "cache"))
    return tmp_path / "package"


@pytest.fixture
def path(package: Path) -> Path:
    """A file of the package, which was read before."""
    load_kept(TEXT, package / "a" / "x.yaml")
    return package / "a" / "x.yaml"


@pytest.fixture
def copy(path: Path, tmp_path: Path) -> Path:
    """What was kept of it."""
    return tmp_path / "cache" / path.relative_to(path.parents[1]).with_suffix(".json")


@pytest.fixture
def unparsed(path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that was read before, while no YAML is parsed any more."""
    monkeypatch.setattr(yamltree, "load", lambda *_: pytest.fail("parsed"))
    return path


def parses(path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether YAML is parsed for the file, which says the same in any case."""
    parsed: list[str] = []
    expected = yamltree.load(text, "")

    def load(_: str, where: str) -> list[Tree]:
        parsed.append(where)
        return expected

    monkeypatch.setattr(yamltree, "load", load)
    assert repr(load_kept(text, path)) == repr(expected)
    return parsed == [str(path)]


def test_what_was_read_before_is_not_parsed_again(unparsed: Path) -> None:
    assert repr(load_kept(TEXT, unparsed)) == (
        "[{'whole': 1, 'number': 1.0, 'smallest': -0.0, 'large': 18446744073709551615, 'tiny': '1e-7', 'yes': True, "
        "'word': 'yes', 'null': None, 'b': ['2024-01-01', '1', {}, [], ''], 'a': '\\u2028 \\x00 ü'}]"
    )


def test_what_is_read_is_the_readers_own(unparsed: Path) -> None:
    load_kept(TEXT, unparsed).clear()
    assert load_kept(TEXT, unparsed) != []


@pytest.mark.parametrize("release", WANTED)
def test_a_release_is_the_same_type_for_type_and_in_the_same_order(
    release: str, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SNAPSHOT, package / "upstream")
    expected = repr(read_snapshot(WANTED[release]))
    assert repr(read_snapshot(WANTED[release], package / "upstream")) == expected
    monkeypatch.setattr(yamltree, "load", lambda *_: pytest.fail("parsed"))
    assert repr(read_snapshot(WANTED[release], package / "upstream")) == expected


def _changed(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes().replace(b'"word"', b'"wore"'))


def _forged(copy: Path) -> None:
    """A copy with another text's name on it, whole in itself."""
    head, _, said = copy.read_bytes().partition(b"\n")
    copy.write_bytes(head.replace(digest(TEXT).encode(), digest(OTHER).encode()) + b"\n" + said)


def _no_json(copy: Path) -> None:
    """A copy that is whole, and no JSON."""
    reader = yamltree.reader()
    copy.write_text(f"cni-chart {reader} {digest(TEXT)} {hashlib.sha256(b'[').hexdigest()}\n[", encoding="utf-8")


def _link(copy: Path) -> None:
    copy.rename(copy.with_name("other"))
    copy.symlink_to("other")


def _pipe(copy: Path) -> None:
    copy.unlink()
    os.mkfifo(copy)


def _folder(copy: Path) -> None:
    copy.unlink()
    (copy / "more").mkdir(parents=True)


DAMAGED: dict[str, Callable[[Path], object]] = {
    "one that is gone": Path.unlink,
    "an empty one": lambda copy: copy.write_bytes(b""),
    "a cut one": lambda copy: copy.write_bytes(copy.read_bytes()[:-1]),
    "its first line alone": lambda copy: copy.write_bytes(copy.read_bytes().partition(b"\n")[0]),
    "a longer one": lambda copy: copy.write_bytes(copy.read_bytes() + b"\n"),
    "another word": _changed,
    "another text's": _forged,
    "no JSON": _no_json,
    "bytes": lambda copy: copy.write_bytes(b"\xff\0\xfe" * 100),
    "one that others may write": lambda copy: copy.chmod(0o646),
    "one that the group may write": lambda copy: copy.chmod(0o664),
    "a link": _link,
    "a pipe": _pipe,
    "a folder": _folder,
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_copy_that_is_not_whole_or_not_ours_is_not_believed(
    damage: Callable[[Path], object], path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(copy)
    assert parses(path, TEXT, monkeypatch)
    assert not parses(path, TEXT, monkeypatch) or copy.is_dir()


def test_a_copy_of_an_older_text_is_not_believed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert parses(path, OTHER, monkeypatch)
    assert not parses(path, OTHER, monkeypatch)


def test_a_copy_of_another_reader_is_not_believed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamltree, "reader", lambda: "0" * 64)
    assert parses(path, TEXT, monkeypatch)


def test_somebody_elses_copy_is_not_believed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert parses(path, TEXT, monkeypatch)


def test_a_file_that_is_not_the_packages_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(parses(tmp_path / "x.yaml", TEXT, monkeypatch) for _ in range(2))
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("cache", ["/dev/null", "/dev/null/x", "/proc/x", "/x" + "x" * 300])
def test_a_cache_that_cannot_be_used_is_done_without(
    cache: str, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNI_SNAPSHOT_CACHE", cache)
    assert all(parses(package / "x.yaml", TEXT, monkeypatch) for _ in range(2))


def test_without_a_home_nothing_is_kept(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CNI_SNAPSHOT_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: (_ for _ in ()).throw(RuntimeError))
    assert parses(package / "x.yaml", TEXT, monkeypatch)


def _deep() -> list[Any]:
    tree: list[Any] = []
    for _ in range(5000):
        tree = [tree]
    return tree


@pytest.mark.parametrize(
    "tree",
    [{1: "a"}, {None: 1}, {True: 1}, date(2024, 1, 1), nan, -nan, float("inf"), (1,), {"a": (1,)}, b"x", {1}, _deep()],
    ids=["1", "null", "true", "date", "nan", "-nan", "inf", "tuple", "inner tuple", "bytes", "set", "deep"],
)
def test_what_json_does_not_give_back_is_not_kept(
    tree: object, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamltree, "load", lambda *_: [tree])
    assert load_kept(TEXT, package / "x.yaml")[0] is tree
    assert not (tmp_path / "cache").exists()


def test_a_copy_has_no_code_in_it(copy: Path) -> None:
    head, _, said = copy.read_text(encoding="utf-8").partition("\n")
    assert head.split()[:3] == ["cni-chart", yamltree.reader(), digest(TEXT)]
    assert isinstance(json.loads(said), list)


def test_many_at_once_read_the_same(package: Path, tmp_path: Path) -> None:
    paths = [package / "x.yaml"] * 32
    found = {repr(trees) for trees in in_parallel(lambda path: load_kept(TEXT, path), paths)}
    assert found == {repr(yamltree.load(TEXT, ""))}
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["x.json"]


def _message(wanted: str, root: Path) -> str:
    with pytest.raises(ProblemsError) as caught:
        read_snapshot(WANTED[wanted], root)
    return str(caught.value)


@pytest.mark.parametrize("name", ["calico.yaml", "crds.yaml", "lock.yaml", "config-params.yaml"])
def test_an_edited_snapshot_is_refused_whether_it_was_kept_or_not(name: str, package: Path, tmp_path: Path) -> None:
    root, release = package / "upstream", next(one for one in WANTED if one.startswith("calico"))
    shutil.copytree(SNAPSHOT, root)
    read_snapshot(WANTED[release], root)
    [path] = root.glob(f"{WANTED[release].project}/{WANTED[release].version}/{name}")
    path.write_text(path.read_text(encoding="utf-8").replace("1", "2", 1), encoding="utf-8")
    kept_one = _message(release, root)
    shutil.rmtree(tmp_path / "cache")
    assert kept_one == _message(release, root)
    assert str(path) in kept_one
