"""A container takes its environment from a ConfigMap where the value is set, unless upstream's does already."""

import pytest

from generator.base.errors import ProblemsError
from generator.features.conditions import given
from generator.settings.actions.expressions import Printed
from generator.settings.actions.inserting import Inserts
from generator.settings.targets import takes_environment
from generator.template import nodes

ENV = nodes.Entry("env", nodes.ListNode())
IMAGE = nodes.Entry("image", nodes.Scalar("x"))


def edited(*entries: nodes.Entry) -> nodes.MapNode:
    """A container of these entries, with the environment."""
    action = takes_environment("endpoint", "Job/a c", why="").action
    assert isinstance(action, Inserts)
    found = action.bound(Printed(value=".Values.host")).edited(nodes.MapNode(entries), "here")
    assert isinstance(found, nodes.MapNode)
    return found


def test_it_needs_a_container_with_an_environment() -> None:
    with pytest.raises(ProblemsError, match="here: expected env to put envFrom before, found image"):
        edited(IMAGE)


def test_a_container_without_one_gets_a_list_before_its_variables() -> None:
    found = edited(IMAGE, ENV)
    assert [entry.key for entry in found.entries] == ["image", "envFrom", "env"]
    assert found.entries[1].condition == given(".Values.host")


def test_upstreams_own_list_stays() -> None:
    entries = (IMAGE, nodes.Entry("envFrom", nodes.ListNode()), ENV)
    assert edited(*entries) == nodes.MapNode(entries)
