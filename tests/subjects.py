"""Makes small subjects for checks: one object of one scenario, or the chart in the repository with few scenarios."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.base import yamltree
from generator.base.findings import Outcome
from generator.checks.renderings import HELMS, Refused, Render, Renders, gather, render_all
from generator.checks.subject import Subject
from generator.features.manifests import FEATURES
from generator.releases.release import Document
from tests.builds import current
from tests.paths import CHART, SCHEMAS
from tests.rendering import SCENARIOS


def render(documents: Sequence[Document], name: str = "helm4", scenario: str = "calico") -> Render:
    """Objects as if a helm had rendered them."""
    return Render(helm=name, scenario=scenario, text=yamltree.dump([*documents]), objects=tuple(documents))


def subject(renders: Renders, stems: Iterable[str] = ("calico",), chart: Path = CHART) -> Subject:
    """Return a chart with the scenarios of a few variants and with these renders."""
    return Subject(
        build=current(),
        chart=chart,
        variants={stem: FEATURES.variants[stem] for stem in stems if stem in FEATURES.variants},
        addons={stem: FEATURES.addons[stem] for stem in stems if stem in FEATURES.addons},
        scenarios={stem: SCENARIOS[stem] for stem in stems},
        renders=renders,
        schemas=SCHEMAS,
        kubernetes=current().line.validated,
    )


def of(*renders: Render | Refused) -> Subject:
    """Return the chart with what helms made of scenarios."""
    return subject(gather(renders, tuple(dict.fromkeys(one.helm for one in renders)) or HELMS))


def rendered(stems: Sequence[str]) -> Subject:
    """Return the chart with what helm 4 renders of a few variants."""
    return subject(render_all(CHART, {stem: SCENARIOS[stem] for stem in stems}, ["helm4"]), stems)


def copied(folder: Path) -> Subject:
    """Return a copy of the chart, free to be changed; nothing is rendered."""
    chart = folder / "cni"
    shutil.copytree(CHART, chart)
    return subject(gather(()), chart=chart)


def changed(one: Subject, file: str, text: str, other: str) -> Subject:
    """Return the copied chart with another text in the place of one that a file has."""
    path = one.chart / file
    before = path.read_text(encoding="utf-8")
    assert text in before
    path.write_text(before.replace(text, other, 1), encoding="utf-8")
    return one


def with_values(one: Subject, folder: Path, text: str, scenario: str = "odd") -> Subject:
    """Return the subject with one scenario, whose values are this text."""
    path = folder / f"{scenario}.yaml"
    path.write_text(text, encoding="utf-8")
    return replace(one, scenarios={scenario: path})


def messages(outcome: Outcome) -> list[str]:
    """Return the findings as text."""
    return [str(finding) for finding in outcome.findings]
