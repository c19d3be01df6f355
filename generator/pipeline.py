"""The program: the steps from upstream's releases to the chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.chart.assemble import Chart, Parts, assemble
from generator.chart.layout import lay_out
from generator.learn.documents import Learned, learn
from generator.releases.lines import ReleaseLine
from generator.releases.snapshot import Release, read_snapshot
from generator.releases.update import read_raw
from generator.settings.apply import apply_plan
from generator.settings.catalogue import Catalogue, choose_settings
from generator.settings.plan import Plan, plan_settings
from generator.template.nodes import Template
from generator.template.printing import emit


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A chart and everything it was made from."""

    line: ReleaseLine
    releases: Sequence[Release]
    learned: Learned
    catalogue: Catalogue
    plan: Plan
    chart: Chart


def load_releases(line: ReleaseLine, upstream: Path | None) -> list[Release]:
    """The line's releases, from the snapshot or from a folder of raw manifests."""
    if upstream is None:
        return [read_snapshot(project, version) for project, version in line.releases()]
    return [read_raw(project, version, str(upstream)) for project, version in line.releases()]


def print_templates(templates: Sequence[Template]) -> Mapping[str, str]:
    """The templates as text, by their path in the chart."""
    short = "Generated; edit the generator, not this file."
    return {f"templates/{path}": emit(template, short) for path, template in lay_out(templates).items()}


def build(line: ReleaseLine, upstream: Path | None = None) -> Build:
    """Merge, learn, plan, apply, print; raises ProblemsError where upstream cannot be explained."""
    releases = load_releases(line, upstream)
    learned = learn(releases)
    catalogue = choose_settings(dict(line.releases()), learned.documents)
    plan = plan_settings(learned.documents, catalogue)
    applied = apply_plan(learned.documents, plan)
    printed = print_templates(applied)
    chart = assemble(
        Parts(
            line=line,
            releases=releases,
            catalogue=catalogue,
            learned=learned.documents,
            shared=learned.shared,
            printed=printed,
        )
    )
    return Build(line=line, releases=releases, learned=learned, catalogue=catalogue, plan=plan, chart=chart)
