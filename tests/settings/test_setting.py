"""A row binds its targets to its value, and says which releases can honour it."""

import pytest

from generator.settings.actions.expressions import expression
from generator.settings.actions.overriding import Overrides
from generator.settings.catalogue import Catalogue
from generator.settings.kind import BOOLEAN, one_of, switch
from generator.settings.setting import Section, Target, at_least, defaulted, of_releases, printed, setting
from generator.settings.targets import overrides, reads, since
from tests.catalogues import TEXT, catalogue

RELEASES = {"flannel": "v0.28.9", "calico": "v3.9.0"}
MEMBERS = one_of("a", "b", since={"b": {"calico": "v3.10.0"}})


def test_an_action_takes_the_rows_value() -> None:
    [target] = setting("a.b", TEXT, "What it does.", overrides("Job/a a")).targets
    assert target.action == Overrides(printed=printed("a.b", TEXT))


def test_an_action_with_an_expression_keeps_it() -> None:
    [target] = setting("a.b", TEXT, "What it does.", overrides("Job/a a", printed=expression("f ."))).targets
    assert target.action == Overrides(printed=expression("f ."))


def test_the_default_is_the_kinds_empty_one() -> None:
    assert setting("a", TEXT, "What it does.").default == ""
    assert setting("a", switch("true or false"), "What it does.").default is None
    assert defaulted(setting("a", BOOLEAN, "What it does."), default=True).default is True


def test_targets_say_what_else_they_read_and_since_when() -> None:
    found = since(reads(overrides("Job/a a"), "y"), calico="v3.1.0")
    assert (found.reads, found.since, found.places) == (("y",), {"calico": "v3.1.0"}, 1)


VERSIONS = [
    pytest.param({}, True, id="no release"),
    pytest.param({"calico": "v3.9.0"}, True, id="the same release"),
    pytest.param({"calico": "v3.10.0"}, False, id="a later release, by number"),
    pytest.param({"calico": "v3.8.12"}, True, id="an earlier release"),
    pytest.param({"flannel": "v0.28.9", "calico": "v3.10.0"}, False, id="one of two"),
]


@pytest.mark.parametrize(("needed", "is_reached"), VERSIONS)
def test_releases_reach(needed: dict[str, str], is_reached: bool) -> None:
    assert at_least(needed, RELEASES) is is_reached


ROWS = (
    Section(path="a", doc="A section."),
    setting("a.always", TEXT, "What it does."),
    setting("a.older", TEXT, "What it does.", since={"calico": "v3.9.0"}),
    setting("a.newer", TEXT, "What it does.", since={"calico": "v3.10.0"}),
    setting("a.member", MEMBERS, "What it does."),
)


def kept(**versions: str) -> Catalogue:
    """The rows that releases honour."""
    return catalogue(*of_releases(ROWS, {**RELEASES, **versions}))


def test_a_setting_that_a_release_does_not_know_is_dropped() -> None:
    assert kept().paths == {"a.always", "a.older", "a.member"}
    assert kept(calico="v3.10.0").paths == {"a.always", "a.older", "a.newer", "a.member"}
    assert kept().rows[0] == ROWS[0]


def test_a_member_that_a_release_does_not_know_is_dropped() -> None:
    [old] = [row for row in kept().settings if row.path == "a.member"]
    [new] = [row for row in kept(calico="v3.10.0").settings if row.path == "a.member"]
    assert (old.kind.schema["enum"], new.kind.schema["enum"]) == (["", "a"], ["", "a", "b"])


def test_a_candidate_of_a_release_has_what_the_release_has() -> None:
    assert kept(calico="v3.10.0-rc1").paths == {"a.always", "a.older", "a.newer", "a.member"}
    assert kept(calico="v3.9.9-0.dev-12-gabc").paths == {"a.always", "a.older", "a.member"}


def test_a_target_has_one_place_unless_it_says_more() -> None:
    assert Target(at=("Job/a",), action=Overrides()).places == 1
