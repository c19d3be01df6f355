"""NOTES.txt tells of a Kubernetes that upstream does not test."""

from pathlib import Path

import pytest

from generator.releases.lines import ReleaseLine, read_lines
from generator.tools.helm import Install
from tests.builds import built
from tests.helms import RENDERERS
from tests.notes import telling_chart
from tests.rendering import HELMS, SCENARIOS


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart with its notes as one more object."""
    return telling_chart(tmp_path_factory.mktemp("telling"))


@pytest.mark.parametrize("version", ["1.31.0", "1.33.9", "1.34.0", "1.36.4-gke.1", "1.37.0"])
@pytest.mark.parametrize("helm_name", HELMS)
def test_a_kubernetes_that_upstream_does_not_test_is_told(helm_name: str, version: str, telling: Path) -> None:
    untested = "is outside the range that Calico v3.32.1 is tested on by its project, 1.34 - 1.36."
    for name in ("kube-flannel", "calico"):
        release = Install(chart=telling, values=(SCENARIOS[name],))
        told = RENDERERS.template(helm_name, release, kube_version=version)
        assert (f"Kubernetes v{version} {untested}" in told) == (
            name == "calico" and version in {"1.31.0", "1.33.9", "1.37.0"}
        )


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_a_range_that_is_not_known_is_not_told(line: ReleaseLine) -> None:
    told = "is tested on by its project" in built(line.version).chart.files["templates/NOTES.txt"]
    assert told == bool(line.tested)
