"""What `cleanup` does on a node with leftovers of flannel, Calico and others, run for real in a network of its own."""

from pathlib import Path

import pytest

from tests.leftovers import Cleaner, Round
from tests.programs import IPTABLES, program
from tests.shell_scripts import CLEANUP, busybox_commands, patched

NOTHING = "cleanup: nothing was found to remove\n"


@pytest.fixture
def cleaner(tmp_path: Path) -> Cleaner:
    """The script as it is."""
    return Cleaner(folder=tmp_path)


def failure(found: Round) -> str:
    """What a failed round says."""
    return found.errors[-3000:]


def prove_cleaning(cleaner: Cleaner, plugin: str = "all") -> None:
    """A dry run changes nothing; with --yes all of a plugin's goes and all else stays; then there is nothing to do."""
    found = cleaner.run(
        *cleaner.leave(plugin),
        f'clean --plugin {plugin} >"$SAVED/planned" 2>"$SAVED/told"; save dry',
        f'clean --plugin {plugin} --yes >"$SAVED/done" 2>"$SAVED/said"; save after',
        f'clean --plugin {plugin} --yes >"$SAVED/second" 2>"$SAVED/nothing"; save again',
    )
    saved = found.saved
    assert found.status == 0, failure(found)
    assert saved["dry"] == saved["built"] != saved["before"]
    assert saved["after"] == saved["before"]
    assert saved["again"] == saved["before"]
    assert {*saved["done"].splitlines()} <= {*saved["planned"].splitlines()}
    assert (saved["second"], saved["nothing"]) == ("", NOTHING)


def prove_the_end(cleaner: Cleaner) -> None:
    """With --yes all of both plugins goes, and all else stays."""
    found = cleaner.run(*cleaner.leave("all"), 'clean --yes >"$SAVED/done"; save after')
    assert found.status == 0, failure(found)
    assert found.saved["after"] == found.saved["before"]


@pytest.mark.parametrize("plugin", ["flannel", "calico", "all"])
def test_it_removes_all_of(plugin: str, cleaner: Cleaner) -> None:
    prove_cleaning(cleaner, plugin)


def test_what_a_dry_run_prints_can_be_run(cleaner: Cleaner) -> None:
    found = cleaner.run(*cleaner.leave("all"), 'clean >"$SAVED/planned"; sh "$SAVED/planned" || :', "save after")
    assert found.status == 0, failure(found)
    assert found.saved["after"] == found.saved["before"]


def test_a_small_system_is_cleaned_up(tmp_path: Path) -> None:
    path = busybox_commands(tmp_path / "bin", "ip", "nft", "ipset", *IPTABLES)
    prove_cleaning(Cleaner(folder=tmp_path, interpreter=(program("busybox"), "sh"), path=path))


# What is broken in a copy of the script, and the proof that is red then: a pattern that is too wide, one that is too
# narrow, a check that is gone.
CANARIES: dict[str, tuple[str, str]] = {
    "links that begin with cali": ("cali[0-9a-f]{11}|", "cali.*|"),
    "links that are forgotten": (r"vxlan(-v6)?\.calico|", r"vxlan\.calico|"),
    "chains that begin with cali": ("/^(cali-|", "/^(cali|"),
    "comments that hold the word": ("/^cali:[A-Za-z0-9_-]+$/", "/cali:[A-Za-z0-9_-]+/"),
    "rules of another subnet": ('rule == "! -s " network " -d " subnet " -j RETURN"', 'rule ~ "^! -s " network " -d"'),
    "sets that begin with cali": ("'^(cali[46]|felix-)'", "'^(cali|felix-)'"),
    "routes of everybody": ('remove_routes "$version" main proto 80', 'remove_routes "$version" main'),
    "routes of BIRD that are forgotten": ('remove_routes "$version" main proto 12', ":"),
    "routes on a link": ("grep -E '^blackhole | via ' |", "cat |"),
    "routing rules to a table of others": (
        "dev (wireguard|wg-v6)\\.cali( |$)'; then\n            continue",
        "'; then\n            :",
    ),
    "a folder above": ('/var/lib/cni/networks/cbr0"', '/var/lib/cni/networks"'),
}


@pytest.mark.parametrize(("old", "new"), CANARIES.values(), ids=CANARIES.keys())
def test_the_proof_notices(old: str, new: str, tmp_path: Path) -> None:
    broken = Cleaner(folder=tmp_path, script=patched(CLEANUP, old, new, tmp_path))
    with pytest.raises(AssertionError):
        prove_the_end(broken)


def test_the_proof_notices_a_dry_run_that_runs(tmp_path: Path) -> None:
    old = 'print_command "$@"\n    [ "$yes" = true ] || return 0\n'
    with pytest.raises(AssertionError):
        prove_cleaning(Cleaner(folder=tmp_path, script=patched(CLEANUP, old, "", tmp_path)))
