"""A package that is not what its line makes is found out, file by file; one that cannot be read safely is refused."""

import gzip
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.publish import archive
from generator.publish.archive import parse_archive, read_archive
from generator.publish.replay import line_of, replay
from generator.releases.lines import read_lines
from tests.builds import built
from tests.packages import EPOCH, Members, entry, packaged, packed, tampered

OLDEST = read_lines()[-1].version


def edited(entries: Members) -> Members:
    """With one more image in a template."""
    return [
        (one, content + b"# more\n" if one.name == "cni/templates/_helpers.tpl" else content)
        for one, content in entries
    ]


TAMPERED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "another text": (edited, "> templates/_helpers.tpl: differs from what the line makes"),
    "a file more": (
        lambda entries: [*entries, (entry("cni/templates/x.yaml"), b"kind: Pod\n")],
        "> templates/x.yaml: unexpected, the line's chart does not have it",
    ),
    "a file less": (
        lambda entries: [one for one in entries if one[0].name != "cni/values.schema.json"],
        "> values.schema.json: missing, the line's chart has it",
    ),
    "another order": (
        lambda entries: [entries[0], *reversed(entries[1:])],
        ": its files are equal, its bytes are not: ",
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_package_that_was_tampered_with_is_found_out(how: str) -> None:
    change, message = TAMPERED[how]
    [finding] = replay(tampered(packaged(OLDEST), change), built(OLDEST))
    assert message in str(finding)


@pytest.mark.parametrize("epoch", [EPOCH, 0])
def test_a_package_is_made_again_at_its_own_time(epoch: int) -> None:
    assert replay(packaged(OLDEST, epoch).archive, built(OLDEST)) == []


def about(text: str) -> bytes:
    """A package of this Chart.yaml alone."""
    return packed([(entry("cni/Chart.yaml"), text.encode())])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{name: other, version: 0.1.0}", "expected a chart that this generator made, found the chart other"),
        (
            "{name: cni, version: 9.9.9, annotations: {cni/flannel: v1.0.0, cni/calico: v1.0.0}}",
            "line 9.9.9: expected one of the chart versions 0.1.0, ",
        ),
        ("[]", "expected a name and a version, found none"),
        ("{name: cni}", "expected a name and a version, found none"),
        ("{name: cni, name: cni}", "duplicate key"),
    ],
    ids=["another chart", "an unknown version", "no mapping", "no version", "a doubled key"],
)
def test_a_package_of_no_line_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        line_of(parse_archive("cni.tgz", about(text)))
    assert message in str(caught.value)


def test_files_of_several_times_name_the_remedy() -> None:
    mixed = packed([(entry("cni/Chart.yaml"), b""), (entry("cni/values.yaml", time=1), b"")])
    with pytest.raises(ProblemsError, match=r"expected files of one time, found 2 times; package it with SOURCE_DATE_"):
        _ = parse_archive("cni.tgz", mixed).epoch


UNSAFE: dict[str, tuple[Members, str]] = {
    "a link": ([(entry("cni/a", kind=tarfile.SYMTYPE), b"")], "expected a regular file"),
    "a hard link": ([(entry("cni/a", kind=tarfile.LNKTYPE), b"")], "expected a regular file"),
    "a folder": ([(entry("cni/a", kind=tarfile.DIRTYPE), b"")], "expected a regular file"),
    "a path up": ([(entry("cni/../a"), b"")], "expected a path below the chart's folder"),
    "a path from the root": ([(entry("/cni/a"), b"")], "expected a path below the chart's folder"),
    "two folders": ([(entry("cni/a"), b""), (entry("b/a"), b"")], "expected a path below the chart's folder"),
    "no folder": ([(entry("a"), b"")], "expected a path below the chart's folder"),
    "a file twice": ([(entry("cni/a"), b""), (entry("cni/a"), b"x")], "expected one file of that name"),
    "nothing": ([], "found an empty archive"),
}


@pytest.mark.parametrize("what", UNSAFE)
def test_what_no_package_holds_is_refused(what: str) -> None:
    entries, message = UNSAFE[what]
    with pytest.raises(ProblemsError) as caught:
        parse_archive("cni.tgz", packed(entries))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x" * 600,
        gzip.compress(b"x" * 600),
        packed([(entry("cni/a"), b"a")])[:-9],
    ],
    ids=["empty", "no gzip", "no tar", "without its end"],
)
def test_what_is_no_package_is_refused(body: bytes) -> None:
    with pytest.raises(ProblemsError, match=r"^cni\.tgz: expected a chart that helm packaged, found "):
        parse_archive("cni.tgz", body)


def test_a_package_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_UNPACKED", 2**20)
    with pytest.raises(ProblemsError, match=r"^cni\.tgz: expected at most 1048576 bytes unpacked, found more"):
        parse_archive("cni.tgz", gzip.compress(bytes(2**21)))


def test_a_package_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "cni.tgz"
    with path.open("wb") as stream:
        stream.truncate(2**40)
    with pytest.raises(ProblemsError, match=r"cni\.tgz: expected at most 20971520 bytes, found 1099511627776"):
        read_archive(path)
