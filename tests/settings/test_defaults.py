"""The values that hold when nothing is set, and the smallest values of each variant."""

import pytest

from generator.base.trees import Tree
from generator.features.manifests import FEATURES
from generator.settings.ci_values import ci_values, values_text
from generator.settings.defaults import defaults, usual_values
from generator.settings.kind import chosen, switch
from generator.settings.setting import setting
from tests.catalogues import TEXT, catalogue

ROWS = catalogue(
    setting("plugin", chosen("flannel", "calico"), "What it does."),
    setting("a.b", TEXT, "What it does."),
    setting("only.switch", switch("true or false"), "What it does."),
)


def test_helm_4_hands_no_null_to_templates() -> None:
    assert defaults(ROWS) == {"plugin": "flannel", "a": {"b": ""}}


def test_helm_3_does() -> None:
    assert defaults(ROWS, nulls=True) == {"plugin": "flannel", "a": {"b": ""}, "only": {"switch": None}}


USUAL = [
    pytest.param([], '["flannel","",""]', id="of no variant"),
    pytest.param(["calico-typha"], '["calico","",""]', id="of a variant"),
    pytest.param(["canal", "calico"], '["canal","",""]', id="of the first of several"),
]


@pytest.mark.parametrize(("variants", "values"), USUAL)
def test_the_usual_values_are(variants: list[str], values: str) -> None:
    assert usual_values(ROWS, variants, ["plugin", "a.b", "only.switch"]) == values


SMALLEST: list[tuple[str, dict[str, Tree]]] = [
    ("kube-flannel", {"plugin": "flannel"}),
    ("calico", {"plugin": "calico"}),
    (
        "calico-policy-only",
        {"plugin": "calico", "calico": {"policyOnly": True, "typha": {"enabled": True}, "fixPolicyOnly": False}},
    ),
    ("calico-bpf", {"plugin": "calico", "calico": {"dataplane": "bpf"}}),
    (
        "canal-etcd",
        {
            "plugin": "canal",
            "calico": {"datastore": "etcd", "etcd": {"endpoints": ["http://10.96.232.136:6666"]}},
            "canal": {"fixEtcd": False, "fixMtu": False},
        },
    ),
]


@pytest.mark.parametrize(("stem", "values"), SMALLEST, ids=[stem for stem, _ in SMALLEST])
def test_the_smallest_values_of_a_variant_are(stem: str, values: dict[str, Tree]) -> None:
    assert ci_values(FEATURES.variants[stem], FEATURES) == values


def test_values_are_written_as_yaml() -> None:
    assert values_text({"a": {"b": True, "c": ["d"]}, "e": "no"}) == 'a:\n  b: true\n  c: ["d"]\ne: "no"\n'
