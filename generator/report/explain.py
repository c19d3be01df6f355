"""Prints a build for the reviewer of an upstream release: variants, conditions, places."""

from collections import defaultdict
from collections.abc import Iterator

from generator.chart.build import Build
from generator.features.feature_table import FeatureTable
from generator.learn.presence import Lesson
from generator.settings.actions.guarding import Affects
from generator.settings.plan import Step


def _variants(build: Build) -> Iterator[str]:
    table = build.features
    for manifest in (one for one in table.manifests if one.stem in build.published):
        point = manifest.point
        shown = [f"{one.name}={point[one.name]}" for one in table.features if one.name in point]
        beside = f", beside a variant with {manifest.switch}" if manifest.switch else ""
        yield f"  {manifest.stem}: {', '.join(shown)}{beside}"


def _learned(lessons: tuple[Lesson, ...], table: FeatureTable) -> Iterator[str]:
    groups: defaultdict[tuple[str, tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for lesson in lessons:
        text = "else" if lesson.otherwise else lesson.condition.text(table)
        groups[text, lesson.present, lesson.among].append(lesson.where)
    for (text, present, among), places in sorted(groups.items()):
        without = ", ".join(variant for variant in among if variant not in present)
        yield f"  {text}"
        yield f"    in {', '.join(present)}; not in {without}"
        yield from (f"      {place}" for place in places)


def _step(step: Step) -> Iterator[str]:
    target = step.target
    if isinstance(target.action, Affects) and not target.at:
        yield f"  {step.name}: the chart's own {target.action.file}"
        return
    yield f"  {step.name}: {type(target.action).__name__} at {' and '.join(target.at)}"
    yield from (f"      {place.project} {place}" for place in step.places)
    if not step.places:
        since = ", ".join(f"{project} {version}" for project, version in target.since.items())
        yield f"      nowhere in these releases; there from {since} on"


def explain(build: Build) -> str:
    """Return the plan of a build, one fact a line, in a stable order."""
    table = build.features
    corrections = [one for release in build.releases for one in release.corrections]
    lines = [
        f"{' and '.join(release.name for release in build.releases)}",
        "",
        "variants",
        *_variants(build),
        "",
        "combinations refused",
        *(f"  {', '.join('='.join(one) for one in refusal.literals)}: {refusal.reason}" for refusal in table.refusals),
        "",
        "image tags put right",
        *([f"  {one}" for one in corrections] or ["  none"]),
        "",
        "conditions, with what taught them",
        *_learned(build.learned.lessons, table),
        "",
        "settings, with where they land",
        *(line for step in build.plan.steps for line in _step(step)),
    ]
    return "\n".join(lines) + "\n"
