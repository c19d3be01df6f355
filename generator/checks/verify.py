"""Runs every check on the chart in the repository."""

from collections.abc import Iterator
from pathlib import Path

from generator.base.findings import Result
from generator.checks.conformance import check_conformance
from generator.checks.fresh import check_fresh
from generator.checks.lint import check_lint
from generator.checks.parity import check_parity
from generator.checks.references import check_references
from generator.checks.rendered import check_equal
from generator.checks.renders import render_all, scenario_values
from generator.checks.wellformed import check_wellformed
from generator.pipeline import Build


def verify(build: Build, root: Path, built: Path | None = None) -> Iterator[Result]:
    """The result of each check on `charts/cni` below the root, cheap ones first; nothing is written.

    Of another line `built` is where its chart is: that one was just built, so it cannot be stale.
    """
    chart = built or root / "charts" / "cni"
    if built is None:
        yield check_fresh(chart, build.chart.files)
    variants = build.features.variants
    values = scenario_values(chart, root / "golden" / "values", variants)
    newest = build.line.validated[-1]
    renders = render_all(chart, values, kubernetes=newest)
    yield check_parity(build.releases, variants, renders.objects(renders.helms[0]))
    yield check_equal(renders)
    yield check_references(renders)
    yield check_wellformed(renders)
    yield check_conformance(renders, root / "schemas", build.line)
    yield check_lint(chart, {stem: values[stem] for stem in variants}, newest)
