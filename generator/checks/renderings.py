"""Turns a chart and the values of its scenarios into what every helm renders of them, several at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.parallel import in_parallel
from generator.base.progress import SILENT, Stage
from generator.releases.release import Document
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from generator.tools.renderer import renderers

HELMS = ("helm4", "helm3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """What one helm renders from the values of one scenario: the text and its objects."""

    helm: str
    scenario: str
    text: str
    objects: tuple[Document, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A scenario that one helm does not render, or whose render cannot be read, and what was said."""

    helm: str
    scenario: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renders:
    """All renders of a chart by helm and scenario, and the refusals; the variants are scenarios, too."""

    helms: tuple[str, ...]
    by_key: Mapping[tuple[str, str], Render]
    refused: tuple[Refused, ...] = ()

    def of(self, name: str) -> dict[str, Render]:
        """What one helm renders, by scenario; those that it refuses are left out."""
        return {scenario: render for (helm_name, scenario), render in self.by_key.items() if helm_name == name}

    @property
    def objects(self) -> dict[str, tuple[Document, ...]]:
        """The objects of each scenario as the first helm renders them; that the others agree is a check of its own."""
        return {scenario: render.objects for scenario, render in self.of(self.helms[0]).items()}


def scenario_values(chart: Path, values: Path, stems: Iterable[str]) -> dict[str, Path]:
    """The values of each scenario: the chart's own for the variants, and those in the folder."""
    variants = {stem: chart / "ci" / f"{stem}-values.yaml" for stem in stems}
    return {**variants, **{path.stem: path for path in sorted(values.glob("*.yaml"))}}


def _render(name: str, scenario: str, render: Callable[[], str]) -> Render | Refused:
    try:
        text = render()
        objects = tuple(yamltree.load_shared(text, f"{scenario} rendered by {name}"))
    except HelmError as error:
        return Refused(helm=name, scenario=scenario, message=" ".join(error.text.split()))
    except ProblemsError as error:
        return Refused(helm=name, scenario=scenario, message=str(error))
    return Render(helm=name, scenario=scenario, text=text, objects=objects)


def gather(renders: Iterable[Render | Refused], helms: Sequence[str] = HELMS) -> Renders:
    """The renders by helm and scenario, the refusals apart."""
    every = tuple(renders)
    return Renders(
        helms=tuple(helms),
        by_key={(one.helm, one.scenario): one for one in every if isinstance(one, Render)},
        refused=tuple(one for one in every if isinstance(one, Refused)),
    )


def render_all(
    chart: Path,
    scenarios: Mapping[str, Path],
    helms: Sequence[str] = HELMS,
    *,
    kubernetes: str | None = None,
    step: Stage = SILENT,
) -> Renders:
    """Every scenario with every helm, for a Kubernetes version or helm's own default.

    Raises ProblemsError when a helm is not there.
    """
    jobs = [(helm.located(name).name, scenario) for name in helms for scenario in scenarios]
    renders: list[Render | Refused] = []
    with renderers() as programs:

        def work(job: tuple[str, str]) -> Render | Refused:
            release = Install(chart=chart, values=(scenarios[job[1]],))
            return _render(*job, lambda: programs.template(job[0], release, kube_version=kubernetes))

        for render in in_parallel(work, jobs):
            renders.append(render)
            step.advance()
    return gather(renders, helms)
