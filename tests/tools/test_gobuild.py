"""A build tells how many of the packages it has begun with, and passes on what else Go says."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.errors import ProblemsError
from generator.base.progress import Stage
from generator.tools.gobuild import build_tools
from generator.tools.tool_table import TOOLS

# Stands for Go: it notes each call, fetches a module, and knows three packages that are not compiled yet.
GO = r"""#!/bin/sh
PATH=/usr/bin:/bin
command=$1 packages="vendor/golang.org/x/net/idna example.com/a example.com/a/cmd"
[ "$1" != version ] || exec echo "go version go1.26.8 linux/amd64"
echo "$*" >>"$CALLS"
case "$1" in
list)
    echo "go: downloading example.com/a v1.0.0" >&2
    for package in $packages; do echo "not compiled: $package"; done ;;
build)
    for package in $packages; do echo "$package" >&2; done
    while [ "$1" != -o ]; do shift; done
    printf '#!/bin/sh\necho v4.3.1\n' >"$2"
    chmod +x "$2" ;;
esac
[ "$command" != "${SAYS%%:*}" ] || { printf "${SAYS#*:}" >&2; exit 2; }
"""
LISTED = ["step helm4: looking for its packages", "go: downloading example.com/a v1.0.0"]
COMPILED = ["step helm4: compiling the packages of version 4.3.1, 3 in all", *["one more"] * 3]


class Heard(Struct, frozen=True):
    """Progress that is written down, but for how long it takes."""

    lines: list[str] = []

    def say(self, text: str) -> None:
        """A line."""
        self.lines.append(text)

    @contextmanager
    def step(self, what: str, total: int | None = None) -> Iterator[Stage]:
        """A step."""
        self.say(f"step {what}" if total is None else f"step {what}, {total} in all")
        yield self

    def advance(self) -> None:
        """One more item."""
        self.say("one more")

    def wait(self, seconds: float) -> None:
        """Time."""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for Go alone on PATH, and an empty cache; the file that lists Go's calls."""
    go = tmp_path / "bin" / "go"
    go.parent.mkdir()
    go.write_text(GO, encoding="utf-8")
    go.chmod(0o755)
    given = {"PATH": go.parent, "CNI_TOOLS_CACHE": tmp_path / "cache", "CALLS": tmp_path / "calls", "SAYS": ""}
    for name, value in given.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv(TOOLS["helm4"].variable, raising=False)
    return tmp_path / "calls"


@pytest.mark.usefixtures("calls")
def test_it_counts_the_packages() -> None:
    heard = Heard()
    build_tools(["helm4"], heard)
    assert heard.lines[1:-1] == [*LISTED, *COMPILED]
    assert heard.lines[-1].startswith("helm4: built in ")


@pytest.mark.parametrize(
    ("command", "says", "before"),
    [
        pytest.param("list", ["go: example.com/a: no such host"], LISTED, id="no module"),
        pytest.param("build", ["# example.com/a", "a.go:1:1: syntax error"], [*LISTED, *COMPILED], id="a wrong source"),
    ],
)
@pytest.mark.usefixtures("calls")
def test_what_go_complains_of_reaches_the_user(
    command: str, says: list[str], before: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYS", f"{command}:" + r"\n".join(says))
    heard = Heard()
    with pytest.raises(ProblemsError, match=rf"/helm4: expected go {command} to succeed, found status 2; see its"):
        build_tools(["helm4"], heard)
    assert heard.lines[1:] == [*before, *says]


def test_packages_are_looked_for_with_the_flags_of_the_build_and_only_when_one_is_due(calls: Path) -> None:
    for _ in range(2):
        build_tools(["helm4"])
    flags, package = " ".join(TOOLS["helm4"].flags), TOOLS["helm4"].package
    assert calls.read_text().splitlines() == [
        f"list -deps -f {{{{if .Stale}}}}not compiled: {{{{.ImportPath}}}}{{{{end}}}} {flags} {package}",
        f"build -v {flags} -o {TOOLS['helm4'].home}/helm.new {package}",
    ]


@pytest.mark.parametrize("name", ["kube-apiserver", "kube-apiserver-oldest"])
def test_a_server_is_stamped_with_its_minor(name: str) -> None:
    tool = TOOLS[name]
    assert [stamp.rpartition("=")[2] for stamp in tool.stamps] == [f"v{tool.version}", *tool.version.split(".")[:2]]
