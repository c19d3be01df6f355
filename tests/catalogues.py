"""Makes catalogues of a few rows, and plans for template trees."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.features.conditions import NOT_FLANNEL, given
from generator.features.manifests import FEATURES
from generator.settings.actions.action import Action
from generator.settings.apply import apply_plan
from generator.settings.catalogue import Catalogue
from generator.settings.kind import Kind, text
from generator.settings.plan import Plan, plan_settings
from generator.settings.setting import Row, Setting, Target, setting
from generator.template.nodes import Template
from generator.template.printing import emit

TEXT = text("a text", legal=["y"], illegal=[])
NONE = Catalogue(
    versions={"flannel": "v0.28.9", "calico": "v3.32.1"},
    features=FEATURES,
    rows=(),
    roles={},
    images=(),
    additions=(),
    types={},
)


def row(at: str, action: Action, *, places: int = 1, path: str = "x", kind: Kind = TEXT) -> Setting:
    """Return a setting with one target."""
    return setting(path, kind, "What it does.", Target(at=(at,), action=action, places=places))


def catalogue(*rows: Row) -> Catalogue:
    """Return a catalogue with no more than the rows."""
    return replace(NONE, rows=rows)


def planned(templates: Sequence[Template], *rows: Row) -> Plan:
    """Return the plan of the rows."""
    return plan_settings(templates, catalogue(*rows))


def refused(templates: Sequence[Template], *rows: Row) -> list[str]:
    """Return what is wrong with the plan of the rows, or with its edits, a line each."""
    with pytest.raises(ProblemsError) as caught:
        apply_plan(templates, planned(templates, *rows))
    return str(caught.value).splitlines()


def printed(template: Template) -> str:
    """Return the text of an object's template, its banner apart."""
    return emit(template, "b", FEATURES, given(NOT_FLANNEL)).partition("\n")[2]


def applied(templates: Sequence[Template], *rows: Row) -> list[str]:
    """Return the texts of the objects' templates after the rows' edits, without the line that ends some of them."""
    made = apply_plan(templates, planned(templates, *rows))
    return [printed(found).removesuffix("# End.\n") for found in made]
