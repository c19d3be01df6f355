"""A parameter whose type upstream describes in unknown words takes what Felix may take, and stops no release."""

import functools
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.files import write_tree
from generator.base.trees import Tree, submaps
from generator.chart.build import Build
from generator.pipeline import build_from, take_in
from generator.releases.parameters import UNTYPED
from generator.releases.release import Release
from generator.rows.parameter_types import PARAMETER_TYPES
from generator.schemas.validation import schema_problems
from generator.tools.helm import HelmError
from tests import upstream
from tests.helms import template
from tests.rendering import as_yaml, by_identity_of, containers

NAME, VARIABLE, WORDS = "iptablesRefreshInterval", "FELIX_IPTABLESREFRESHINTERVAL", "A colour of the sky"


def with_unknown_words(release: Release) -> Release:
    """The release with one parameter in unknown words."""
    return replace(
        release,
        parameters=tuple(
            replace(one, type=UNTYPED, wording=WORDS) if one.name == NAME else one for one in release.parameters
        ),
    )


@functools.cache
def made() -> Build:
    """The chart of the current line with that parameter."""
    return build_from(upstream.LINE, [*map(with_unknown_words, take_in(upstream.LINE))])


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the chart."""
    folder = tmp_path_factory.mktemp("untyped") / "cni"
    write_tree(folder, made().chart.files)
    return folder


def given(value: Tree) -> dict[str, Tree]:
    """The values that set the parameter."""
    return {"plugin": "calico", "calico": {"felix": {NAME: value}}}


SAMPLES = PARAMETER_TYPES[UNTYPED]


@pytest.mark.parametrize("value", [*SAMPLES.legal, 1.5, "90", "Enabled, or not"])
def test_a_text_and_a_number_arrive(value: Tree, chart: Path) -> None:
    node = by_identity_of(given(value), chart)["DaemonSet/calico-node"]
    [(_, container)] = [found for found in containers([node]) if found[0].endswith(" calico-node")]
    variables = {one["name"]: one.get("value") for one in submaps(container, "env")}
    assert variables[VARIABLE] == str(value)
    assert schema_problems(made().people_schema, given(value)) == []


@pytest.mark.parametrize("value", SAMPLES.illegal)
def test_what_is_neither_is_refused(value: Tree, chart: Path) -> None:
    with pytest.raises(HelmError, match=rf"calico\.felix\.{NAME}: .* is not a text or a number as Felix reads it"):
        template("helm4", chart, as_yaml(given(value)))
    assert schema_problems(made().people_schema, given(value))


def test_the_reference_has_upstreams_words() -> None:
    assert f"a text or a number as Felix reads it; upstream says: {WORDS}" in made().parameters
