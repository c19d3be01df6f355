"""Renders the chart with the values of every variant and scenario, with both helms, in parallel."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from generator.base import yamltree
from generator.releases.release import Document
from generator.tools import helm

_WORKERS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """What one helm renders from one file of values: the text and its objects."""

    helm: str
    scenario: str
    text: str
    objects: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renders:
    """All renders of a chart, by helm and scenario; the variants are scenarios, too."""

    by_key: Mapping[tuple[str, str], Render]
    helms: tuple[str, ...]
    scenarios: tuple[str, ...]

    def objects(self, name: str) -> dict[str, tuple[Document, ...]]:
        """The objects that one helm renders, by scenario."""
        return {scenario: self.by_key[name, scenario].objects for scenario in self.scenarios}


def scenario_values(chart: Path, values: Path, stems: Iterable[str]) -> dict[str, Path]:
    """The values of each scenario: the chart's own for the variants, and those in the folder."""
    variants = {stem: chart / "ci" / f"{stem}-values.yaml" for stem in stems}
    return {**variants, **{path.stem: path for path in sorted(values.glob("*.yaml"))}}


def _render(name: str, chart: helm.Install, scenario: str, kubernetes: str | None) -> Render:
    text = helm.template(helm.located(name), chart, kube_version=kubernetes)
    objects = tuple(yamltree.load_documents(text, f"{scenario} rendered by {name}"))
    return Render(helm=name, scenario=scenario, text=text, objects=objects)


def render_all(
    chart: Path,
    scenarios: Mapping[str, Path],
    helms: Sequence[str] = ("helm4", "helm3"),
    *,
    kubernetes: str | None = None,
) -> Renders:
    """Every scenario with every helm, for a Kubernetes version or helm's own default.

    Raises HelmError where the chart refuses the values or the version.
    """
    jobs = [
        (name, helm.Install(chart=chart, values=(values,)), scenario, kubernetes)
        for name in helms
        for scenario, values in scenarios.items()
    ]
    with ThreadPoolExecutor(_WORKERS) as pool:
        renders = list(pool.map(lambda job: _render(*job), jobs))
    return Renders(
        by_key={(render.helm, render.scenario): render for render in renders},
        helms=tuple(helms),
        scenarios=tuple(scenarios),
    )
