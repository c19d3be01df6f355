"""Renders of two helms that differ are found."""

from generator.base.trees import Tree
from generator.checks.helms import check_helms
from generator.checks.renderings import Refused
from tests.subjects import messages, of, render

OBJECT: dict[str, Tree] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "1"}}
OTHER: dict[str, Tree] = {**OBJECT, "data": {"x": 1}}


def test_equal_renders_are_equal() -> None:
    outcome = check_helms(of(render([OBJECT]), render([OBJECT], "helm3")))
    assert (messages(outcome), outcome.counts) == ([], {"pairs": 1})


def test_an_object_that_differs_is_found() -> None:
    outcome = check_helms(of(render([OBJECT]), render([OTHER], "helm3")))
    assert messages(outcome) == ['calico with helm3: [ConfigMap/a].data.x: expected "1", found 1']


def test_an_object_that_one_lacks_is_found() -> None:
    [message] = messages(check_helms(of(render([OBJECT]), render([], "helm3"))))
    assert message.startswith("calico with helm3: [ConfigMap/a]: missing, expected ")


def test_a_scenario_that_one_refuses_is_no_pair() -> None:
    refused = Refused(helm="helm4", scenario="odd", message="no")
    outcome = check_helms(of(render([OBJECT]), refused, render([OBJECT], "helm3", "odd")))
    assert (messages(outcome), outcome.counts) == ([], {"pairs": 0})
