"""From where variants differ one learns the single simplest condition, or stops with the path and the variants."""

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.features.conditions import when
from generator.features.feature_table import Point
from generator.features.manifests import FEATURES
from generator.learn.merge import Branch, merge_values
from generator.learn.presence import Question, answer
from generator.learn.release_merge import MergedRelease
from generator.learn.templates import Learned, explain_presence
from generator.releases.release import Release
from generator.template import nodes

USUAL = {"datastore": "kubernetes", "backend": "bird", "dataplane": "iptables", "typha": "false", "policyOnly": "false"}
POINTS: dict[str, Point] = {
    "plain": USUAL,
    "vxlan": {**USUAL, "backend": "vxlan"},
    "bpf": {**USUAL, "dataplane": "bpf"},
    "etcd": {**USUAL, "datastore": "etcd"},
    "policy": {**USUAL, "policyOnly": "true", "typha": "true"},
}
ETCD = 'eq .Values.calico.datastore "etcd"'


def taught(**texts: str) -> Learned:
    """What the variants, each a YAML text of one object, teach."""
    trees = {variant: yamltree.load(text, variant)[0] for variant, text in texts.items()}
    objects = merge_values({variant: {"Job/a": tree} for variant, tree in trees.items()}, ("calico v1",))
    assert isinstance(objects, Branch)
    release = Release(project="calico", version="v1", documents={}, crds=(), crd_variants=frozenset(), corrected={})
    points = {variant: POINTS[variant] for variant in texts}
    return explain_presence([MergedRelease(release=release, points=points, objects=objects)], FEATURES)


def lessons(**texts: str) -> list[str]:
    """Place and condition of each lesson."""
    found = taught(**texts).lessons
    return [f"{one.where}: {'else' if one.otherwise else one.condition.text(FEATURES)}" for one in found]


def problems(**texts: str) -> list[str]:
    """What is unexplained."""
    with pytest.raises(ProblemsError) as caught:
        taught(**texts)
    return [str(problem) for problem in caught.value.problems]


PLACE = "calico v1 > Job/a > "


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param({"plain": "a: 1", "etcd": "a: 1"}, [], id="nothing differs"),
        pytest.param({"plain": "a: 1", "etcd": "{a: 1, b: 2}"}, [f"{PLACE}b: {ETCD}"], id="a key of one"),
        pytest.param(
            {"plain": "{a: 1, b: 2}", "vxlan": "{a: 1, b: 2}", "etcd": "a: 1"},
            [f'{PLACE}b: eq .Values.calico.datastore "kubernetes"'],
            id="a key of all but one",
        ),
        pytest.param(
            {"plain": "{a: 1, b: 2}", "vxlan": "a: 1", "etcd": "a: 1"},
            [f'{PLACE}b: and (eq .Values.calico.datastore "kubernetes") (eq .Values.calico.backend "bird")'],
            id="a key of the usual one",
        ),
        pytest.param(
            {"plain": "a: {b: 1}", "etcd": "a: {b: 1, c: 2}", "vxlan": "d: 1"},
            [
                f"{PLACE}a.c: {ETCD}",
                f'{PLACE}a: eq .Values.calico.backend "bird"',
                f'{PLACE}d: eq .Values.calico.backend "vxlan"',
            ],
            id="a condition within its parent's",
        ),
        pytest.param(
            {"plain": "a: 1", "etcd": "a: 2"},
            [f'{PLACE}a = 1: eq .Values.calico.datastore "kubernetes"', f"{PLACE}a = 2: {ETCD}"],
            id="two values",
        ),
        pytest.param(
            {"plain": "a: 1", "vxlan": "a: 2", "bpf": "a: 2"},
            [
                f'{PLACE}a = 1: and (eq .Values.calico.backend "bird") (eq .Values.calico.dataplane "iptables")',
                f"{PLACE}a = 2: else",
            ],
            id="a value for all that is left",
        ),
        pytest.param(
            {"plain": 'a: "1\\n2\\n3"', "etcd": 'a: "1\\n2\\n3\\n4"'}, [f"{PLACE}a '4': {ETCD}"], id="a line of a text"
        ),
    ],
)
def test_variants_teach(texts: dict[str, str], expected: list[str]) -> None:
    assert sorted(lessons(**texts)) == sorted(expected)


def test_a_tie_names_the_path_the_variants_and_both_explanations() -> None:
    [problem] = problems(plain="{spec: {a: 1}}", policy="{spec: {a: 1, b: 2}}")
    assert problem == (
        f"{PLACE}spec.b: expected one simplest condition that explains where it is, "
        "found it in policy but not in plain, "
        "which .Values.calico.policyOnly or .Values.calico.typha.enabled would explain; "
        "publish or add a variant that tells them apart"
    )


def test_a_disjunction_names_the_path_and_the_variants() -> None:
    [problem] = problems(plain="{spec: {a: 1}}", vxlan="{spec: {a: 1, b: 2}}", bpf="{spec: {a: 1, b: 2}}")
    assert problem == (
        f"{PLACE}spec.b: expected a condition of at most 3 features that explains where it is, "
        "found it in bpf, vxlan but not in plain; "
        "if upstream means it, add a feature that tells these variants apart to generator/features/manifests.py"
    )


def test_a_disjunction_that_is_not_the_last_value_stops() -> None:
    [problem] = problems(vxlan="a: 2", bpf="a: 2", plain="a: 1", etcd="a: 3")
    assert problem.startswith(f"{PLACE}a = 2: expected a condition of at most 3 features")


def test_every_problem_of_a_release_is_collected() -> None:
    assert len(problems(plain="c: 1", policy="{a: 1, b: 2, c: 1}")) == 2


def test_a_question_that_is_asked_twice_is_answered_once() -> None:
    split = (frozenset({"etcd"}), frozenset({"plain", "etcd"}))
    asked = [Question(where=where, split=split) for where in ("here", "there")]
    assert answer(asked, POINTS, FEATURES) == {split: (when(datastore="etcd"),)}


def test_a_text_becomes_lines_and_a_json_text_stays_whole() -> None:
    [template] = taught(plain='{a: "x\\n  y", b: "{\\n}", c: x}').templates
    text, json_text, word = (entry.node for entry in template.body.entries)
    assert text == nodes.Text((nodes.TextLine("x", key="x"), nodes.TextLine("  y", key="y")))
    assert (json_text, word) == (nodes.Scalar("{\n}"), nodes.Scalar("x"))


def test_every_variant_stands_for_a_point_of_its_own() -> None:
    for project in ("flannel", "calico"):
        found = [tuple(sorted(point.items())) for point in FEATURES.points(project).values()]
        assert len(found) == len(set(found))
