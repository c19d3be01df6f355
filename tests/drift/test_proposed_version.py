"""The chart's next version is the largest that one of the changes asks for, and the changelog says what is noticed."""

import pytest
from msgspec.structs import replace

from generator.drift import rules
from generator.drift.change import Bump, Change, Drift, Rule
from generator.drift.changelog import changelog
from generator.drift.compare import compare
from generator.drift.proposed_version import proposed
from generator.releases.lines import UNLISTED
from tests.drifting import side
from tests.paths import ROOT


def drifted(*found: Rule, version: str = "1.2.3") -> Drift:
    """Drift with a change of each of these kinds, from a chart of this version."""
    before = side({})
    nothing = compare(replace(before, line=replace(before.line, version=version)), side({}))
    changes = tuple(
        Change(rule=rule, where="calico > A/x > y", before=("b",), after=("a",), note="n") for rule in found
    )
    return replace(nothing, changes={"documents": changes})


VERSIONS: dict[str, tuple[tuple[Rule, ...], str]] = {
    "nothing": ((), "1.2.3"),
    "images only": ((rules.IMAGE_TAG,), "1.2.4"),
    "another registry": ((rules.IMAGE_TAG, rules.IMAGE_REGISTRY), "1.3.0"),
    "an object more": ((rules.IMAGE_TAG, rules.OBJECT_ADDED), "1.3.0"),
    "an object less": ((rules.OBJECT_ADDED, rules.OBJECT_REMOVED), "2.0.0"),
    "a permission more": ((rules.GRANT_GAINED,), "1.3.0"),
    "a permission less": ((rules.GRANT_LOST,), "2.0.0"),
    "a CRD less": ((rules.CRD_REMOVED,), "2.0.0"),
    "a value less": ((rules.VALUE_REMOVED,), "2.0.0"),
    "a value renamed": ((rules.VALUE_ADDED, rules.VALUE_RENAMED), "2.0.0"),
    "a value more": ((rules.VALUE_ADDED,), "1.3.0"),
    "a newer Kubernetes": ((rules.KUBERNETES_RAISED,), "2.0.0"),
}


@pytest.mark.parametrize(("found", "version"), VERSIONS.values(), ids=VERSIONS)
def test_the_largest_change_decides_on_the_version(found: tuple[Rule, ...], version: str) -> None:
    assert proposed(drifted(*found)) == version


def test_a_chart_without_a_version_has_no_next_one() -> None:
    assert proposed(drifted(rules.IMAGE_TAG, version=UNLISTED)) == ""


@pytest.mark.parametrize(
    ("found", "status"), [((), 0), ((rules.IMAGE_TAG,), 2), ((rules.IMAGE_TAG, rules.CRD_LOST), 1)]
)
def test_the_status_tells_drift_that_is_handled_from_drift_that_is_not(found: tuple[Rule, ...], status: int) -> None:
    assert drifted(*found).status == status


def test_every_kind_of_change_is_made_somewhere_and_says_what_it_means() -> None:
    kinds = {name: rule for name, rule in vars(rules).items() if isinstance(rule, Rule)}
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "generator" / "drift").glob("*.py"))
    assert [name for name in kinds if sources.count(f"rules.{name}") == 0] == []
    assert len({rule.name for rule in kinds.values()}) == len(kinds)
    assert all(rule.means.endswith(".") and rule.bump is not Bump.NONE for rule in kinds.values())


def test_the_changelog_says_what_is_noticed() -> None:
    found = drifted(
        rules.IMAGE_REGISTRY, rules.OBJECT_REMOVED, rules.GRANT_DANGEROUS, rules.VALUE_RENAMED, rules.CEL_ADDED
    )
    assert changelog(found) == [
        "Images move from n.",
        "Pods restart of A/x.",
        "Removed objects: A/x > y.",
        "calico > A/x > y is a now.",
        "CRDs that refuse more than before, in 1 place: A/x.",
        "A/x gains 1 permission, among them n.",
        "Not changed in place by an upgrade, and without an upgrade step: A/x > y.",
    ]
