"""A container takes its environment from a ConfigMap where the value is set, unless upstream's does already."""

from generator.features.conditions import given
from generator.settings.actions.env_from import TakesEnvironment
from generator.settings.actions.expressions import Printed
from generator.template import nodes

ACTION = TakesEnvironment(config_map="endpoint").bound(Printed(value=".Values.host"))
ENV = nodes.Entry("env", nodes.ListNode())
IMAGE = nodes.Entry("image", nodes.Scalar("x"))


def test_it_needs_a_container_with_an_environment() -> None:
    assert ACTION.unfit(nodes.MapNode((IMAGE,))) == "no container with an environment"
    assert ACTION.unfit(nodes.ListNode()) == "no container with an environment"
    assert ACTION.unfit(nodes.MapNode((IMAGE, ENV))) == ""


def test_a_container_without_one_gets_a_list_before_its_variables() -> None:
    edited = ACTION.edited(nodes.MapNode((IMAGE, ENV)), "here")
    assert isinstance(edited, nodes.MapNode)
    assert [entry.key for entry in edited.entries] == ["image", "envFrom", "env"]
    assert edited.entries[1].condition == given(".Values.host")


def test_upstreams_own_list_stays() -> None:
    container = nodes.MapNode((IMAGE, nodes.Entry("envFrom", nodes.ListNode()), ENV))
    assert ACTION.edited(container, "here") is container
