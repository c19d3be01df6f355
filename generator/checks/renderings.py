"""Renders a chart with the values of its scenarios by every helm, several scenarios at a time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.parallel import in_parallel
from generator.base.progress import SILENT, Stage
from generator.releases.release import Document
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from generator.tools.renderer import renderers

HELMS = ("helm4", "helm3")


class Render(Struct, frozen=True, kw_only=True):
    """What one helm renders of one scenario: the text, and its objects."""

    helm: str
    scenario: str
    text: str
    objects: tuple[Document, ...]


class Refused(Struct, frozen=True, kw_only=True):
    """A scenario that a helm refuses, or whose render cannot be read, and the message."""

    helm: str
    scenario: str
    message: str


class Renders(Struct, frozen=True, kw_only=True):
    """All renders of a chart by helm and scenario, and the refusals. The variants are scenarios, too."""

    helms: tuple[str, ...]
    by_key: Mapping[tuple[str, str], Render]
    refused: tuple[Refused, ...] = ()

    def of(self, name: str) -> dict[str, Render]:
        """Return what one helm renders, by scenario, without the refused ones."""
        return {scenario: render for (helm_name, scenario), render in self.by_key.items() if helm_name == name}

    @property
    def objects(self) -> dict[str, tuple[Document, ...]]:
        """The objects of each scenario as the first helm renders them; another check proves that the others agree."""
        return {scenario: render.objects for scenario, render in self.of(self.helms[0]).items()}


def scenario_values(chart: Path, values: Path, stems: Iterable[str]) -> dict[str, Path]:
    """Return the values of each scenario: for variants those in the chart, and each file in the folder."""
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
    """Return the renders by helm and scenario, and the refusals apart."""
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
    """Render every scenario with every helm, for a Kubernetes version or for helm's default.

    Raise ProblemsError if a helm is not installed.
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
