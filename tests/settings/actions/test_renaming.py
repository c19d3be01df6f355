"""RenamesByInput: the name follows every setting that has a place in the object or in what it reads."""

import pytest
from msgspec.structs import replace

from generator.base.trees import Tree, canonical, digest
from generator.features.conditions import ALWAYS, Condition, when
from generator.settings.actions.overriding import Overrides
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.apply import apply_plan
from generator.settings.defaults import defaults
from generator.settings.kind import switch
from generator.settings.plan import plan_settings
from generator.settings.setting import Setting, Target
from generator.template.nodes import Template
from tests.builds import current
from tests.catalogues import catalogue, planned, printed, row
from tests.rendering import at, mapping, overlay, rendered, scenario
from tests.trees import document

JOB = """
metadata: {name: j}
env:
- name: E
  valueFrom: {configMapKeyRef: {name: c, key: read}}
- name: F
  valueFrom: {configMapKeyRef: {key: reversed, name: c}}
- name: G
  valueFrom: {secretKeyRef: {name: k, key: token}}
volumes:
- name: v
  secret: {secretName: s}
- name: w
  configMap: {name: m}
arg: "n"
"""
TEMPLATES = (
    document("Job/a", JOB),
    document("ConfigMap/c", "data: {read: a, reversed: b, other: c}"),
    document("Secret/k", "data: {token: a, other: b}"),
    document("Secret/s", "data: {any: a}"),
    document("ConfigMap/m", "data: {any: a}"),
    document("ConfigMap/else", "data: {read: a}"),
)
ADDITION = Target(at=("Job/a metadata.name",), action=RenamesByInput())

CASES = [
    pytest.param("Job/a arg", True, id="a place in the object"),
    pytest.param("ConfigMap/c data.read", True, id="a key of a ConfigMap that it reads"),
    pytest.param("ConfigMap/c data.reversed", True, id="a key that is said ahead of the name"),
    pytest.param("ConfigMap/c data.other", False, id="another key of that ConfigMap"),
    pytest.param("ConfigMap/else data.read", False, id="that key of another ConfigMap"),
    pytest.param("Secret/k data.token", True, id="a key of a Secret that it reads"),
    pytest.param("Secret/k data.other", False, id="another key of that Secret"),
    pytest.param("Secret/s data.any", True, id="a Secret that it mounts"),
    pytest.param("ConfigMap/m data.any", True, id="a ConfigMap that it mounts"),
]


def inputs(*rows: Setting, templates: tuple[Template, ...] = TEMPLATES) -> tuple[str, ...]:
    """The settings that the name follows."""
    found = plan_settings(templates, replace(catalogue(*rows), additions=(ADDITION,)))
    action = found.steps[-1].target.action
    assert isinstance(action, RenamesByInput)
    assert found.steps[-1].settings == action.inputs
    return action.inputs


@pytest.mark.parametrize(("place", "follows"), CASES)
def test_the_name_follows(place: str, follows: bool) -> None:
    assert inputs(row(place, Overrides())) == (("x",) if follows else ())


def test_the_name_follows_what_an_expression_reads() -> None:
    found = row("Job/a arg", Overrides())
    reads = replace(found, targets=tuple(replace(target, reads=("y", "x")) for target in found.targets))
    assert inputs(reads) == ("x", "y")


def test_an_object_of_that_name_in_another_project_is_another() -> None:
    other = replace(document("Job/a", "{metadata: {name: j}, theirs: a}"), project="flannel")
    addition = replace(ADDITION, at=("Job/a env[E].valueFrom.configMapKeyRef.name",))
    rows = replace(catalogue(row("Job/a theirs", Overrides())), additions=(addition,))
    assert plan_settings((other, *TEMPLATES), rows).steps[-1].settings == ()


def name_with_usual_values(condition: Condition) -> str:
    """The Job's name in its template, when the Job is rendered under a condition."""
    rows = (
        row("Job/a arg", Overrides(), path="calico.etcd.endpoints"),
        row("Secret/s data.any", Overrides(), path="only.switch", kind=switch("true or false")),
    )
    templates = (replace(TEMPLATES[0], condition=condition), *TEMPLATES[1:])
    made = apply_plan(templates, plan_settings(templates, replace(catalogue(*rows), additions=(ADDITION,))))
    text = " ".join(printed(made[0]).split())
    return text[text.index("name: {{") : text.index("| quote }}")]


USUAL = [
    pytest.param(ALWAYS, '["",""]', id="of the first variant"),
    pytest.param(when(datastore="etcd"), '[["http://10.96.232.136:6666"],""]', id="of the first that renders it"),
]


@pytest.mark.parametrize(("condition", "usual"), USUAL)
def test_upstreams_name_stays_for_the_smallest_values(condition: Condition, usual: str) -> None:
    assert name_with_usual_values(condition) == (
        f'name: {{{{ include "cni.nameByInput" (list . "j" (list "calico.etcd.endpoints" "only.switch") `{usual}`) '
    )


def test_nothing_is_renamed_where_older_releases_have_no_such_object() -> None:
    gone = replace(ADDITION, at=("Job/gone metadata.name",), since={"calico": "v9.0.0"})
    [step] = plan_settings(TEMPLATES, replace(catalogue(), additions=(gone,))).steps
    assert (step.settings, step.places) == ((), ())


def test_a_plan_without_the_action_names_no_inputs() -> None:
    [step] = planned(TEMPLATES, row("Job/a arg", Overrides())).steps
    assert step.settings == ("x",)


def input_of(tag: str) -> str:
    """What the name of canal-etcd's Job is made from with that tag of its image, as JSON; null is empty."""
    renaming = [step.target.action for step in current().plan.steps if isinstance(step.target.action, RenamesByInput)]
    [action] = [one for one in renaming if not one.pod]
    values = overlay(defaults(current().catalogue, nulls=True), with_tag(tag))
    given = [at(values, path) for path in action.inputs]
    return canonical(["" if value is None else value for value in given])


def with_tag(tag: str) -> dict[str, Tree]:
    """The values of canal-etcd with that tag of its Job's image."""
    return overlay(scenario("canal-etcd"), {"images": {"configureCanal": {"tag": tag}}})


@pytest.mark.parametrize("tag", ["v9", "null", "nullnull"])
@pytest.mark.parametrize("program", ["helm4", "helm3"])
def test_a_null_is_empty_and_a_text_of_that_name_is_not(tag: str, program: str) -> None:
    [job] = [one for one in rendered(with_tag(tag), program) if one["kind"] == "Job"]
    assert mapping(job, "metadata")["name"] == f"configure-canal-{digest(input_of(tag))[:8]}"
