"""What the chart takes of pods an API server takes, and what it refuses that refuses: 300 cases and named ones."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.differential.cases import Case, fields, pod_cases
from tests.differential.deliberate import PODS
from tests.differential.figures import BOTH_REFUSE, OURS_ONLY, THEIRS_ONLY, column, figures, told
from tests.differential.judges import Judges, verdicts
from tests.differential.pods import judging
from tests.paths import ROOT
from tests.rendering import load

SEED, COUNT = 23, 300
ROWS = load(ROOT / "tests" / "refusals" / "bad_values.yaml")["pods"]
FILES = Path("charts/cni-library/files")

# A rule less by the file that says it: what stands there, and what is put in its place.
CANARIES: Mapping[str, tuple[str, str, str]] = {
    "forms of texts": ("pod-fields.json", '"pattern": "^', '"pattern": "^.*|'),
    "bounds of numbers": ("pod-fields.json", '"minimum": ', '"least": '),
    "words": ("pod-fields.json", '"enum": ', '"words": '),
    "one of several": ("pod-fields.json", '"oneOf": ', '"anyOf": '),
    "names of fields": ("pod-fields.json", '"propertyNames": ', '"names": '),
    "rules across fields": ("pod-checks.tpl", '{{- include "cni.pods.rules" (list $kind $value $at) -}}', ""),
    "amounts": ("pod-checks.tpl", '{{- include "cni.pods.amounts" (list $value $at) -}}', ""),
    "strategies": ("pod-checks.tpl", '{{- include "cni.pods.strategy" . -}}', ""),
    "containers": ("pod-checks.tpl", '{{- include "cni.pods.container" (list $value $at) -}}', ""),
    "what does not fit a pod": ("refusals.tpl", 'include "cni.misfits" (list $path $pod $values.podAnnotations)', '""'),
    "name servers": ("refusals.tpl", 'eq (toString $values.dnsPolicy) "None"', 'eq (toString $values.dnsPolicy) "no"'),
}


def named() -> Mapping[str, Case]:
    """The rows of what API servers refuse of pods, as cases."""
    assert isinstance(ROWS, dict)
    found: dict[str, Case] = {}
    for name, row in ROWS.items():
        assert isinstance(row, dict)
        values = row["values"]
        assert isinstance(values, dict)
        found[name] = Case(scenario=str(row.get("over", "kube-flannel")), field=str(row["at"]), given=values)
    return found


@pytest.fixture(scope="module")
def judges() -> Iterator[Judges]:
    """Both judges of the chart."""
    with judging() as both:
        yield both


def test_no_case_by_chance_is_judged_in_two_ways(judges: Judges) -> None:
    found = figures([*verdicts(judges, [*pod_cases(SEED, COUNT)])], PODS)
    assert found.count("cases") == COUNT
    assert found.count(THEIRS_ONLY) + found.count(OURS_ONLY) == 0, "\n".join(told(found))
    assert found.count("both take") > COUNT / 4
    assert found.count(BOTH_REFUSE) > COUNT / 4


def test_every_field_of_every_workload_is_in_many_cases() -> None:
    assert {case.field for case in pod_cases(SEED, 1000)} == {*fields()}


def test_what_is_named_is_refused_by_both(judges: Judges) -> None:
    found = {name: column(next(verdicts(judges, [case])), PODS) for name, case in named().items()}
    other = {name: one for name, one in found.items() if one != BOTH_REFUSE}
    assert {name: one for name, one in other.items() if one != "deliberate"} == {}
    assert len(other) < len(found) / 10


@pytest.mark.parametrize("name", CANARIES)
def test_a_rule_less_is_seen(name: str, judges: Judges, tmp_path: Path) -> None:
    chart = shutil.copytree(judges.guarded, tmp_path / "cni")
    file, stands, other = CANARIES[name]
    text = (chart / FILES / file).read_text(encoding="utf-8")
    assert stands in text
    (chart / FILES / file).write_text(text.replace(stands, other), encoding="utf-8")
    without = replace(judges, guarded=chart)
    assert any(column(one, PODS) == THEIRS_ONLY for one in verdicts(without, [*named().values()]))


def test_a_class_of_deliberate_refusals_has_a_reason_of_its_own() -> None:
    assert len({one.reason for one in PODS}) == len({one.name for one in PODS}) == len(PODS)
