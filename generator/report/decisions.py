"""Lists what a maintainer has to decide and do after an update, in this order."""

from collections import Counter
from collections.abc import Iterator

from generator.base.errors import some_of
from generator.drift.change import Drift, Side
from generator.drift.proposed_version import proposed
from generator.features.manifests import FEATURES
from generator.releases.lines import UNLISTED
from generator.releases.lock import LISTING
from generator.releases.signals import signals
from generator.report.drift_rows import Group, groups_of
from generator.rows.not_offered import unexplained

_MOST = 4


def _places(drift: Drift, group: Group) -> str:
    """Return the places of a group of changes; of many, return the first ones and a count."""
    places = list(dict.fromkeys(one.where for one in drift.changes[group.name] if one.rule == group.rule))
    return some_of(places, _MOST)


def _line(drift: Drift) -> Iterator[str]:
    line, before = drift.after.line, drift.before.line
    if line.version == UNLISTED:
        yield (
            f"Give {line.pair} a row in generator/lines.yaml, or write them into "
            f"that of line {before.version}. Name the Kubernetes versions that the chart installs on, those that "
            "upstream tests, and those whose schemas prove it."
        )
    if any(drift.changes.values()):
        why = f"the changes since line {before.version} make a {drift.bump.word} version"
        yield f"Raise the chart's version to {proposed(drift)} or more: {why}."


def _changes(drift: Drift) -> Iterator[str]:
    yield from (f"Explain to the generator what stopped the build: {one}" for one in drift.unmapped)
    for group in groups_of(drift):
        if group.rule.unsafe:
            yield f"Decide on {group.name}, {group.rule.name}, at {_places(drift, group)}. {group.rule.means}"


def _put_right(drift: Drift) -> Iterator[str]:
    for release in drift.after.releases:
        images = Counter((one.image, one.corrected) for one in release.corrections)
        for (image, corrected), count in images.items():
            times = f"{count} times" if count > 1 else "once"
            yield f"See why {release.name} names {image}, {times}, which was put right: the chart has {corrected}."


def _told(side: Side) -> dict[str, str]:
    """Return what is worth a look in the releases of a side, by a key without the version."""
    return {
        f"{one.project}{said.removeprefix(one.name)}": said
        for one in side.releases
        for said in signals(one, side.features.points(one.project), side.features.addon_files(one.project))
    }


def _worth_a_look(drift: Drift) -> Iterator[str]:
    before = _told(drift.before)
    yield from (f"See whether this is meant: {said}." for key, said in _told(drift.after).items() if key not in before)


def _listed(drift: Drift) -> Iterator[str]:
    """Yield files that upstream lists and nothing explains, and releases whose list is missing where it was there."""
    before = {one.project for one in drift.before.releases if one.listed}
    for release in drift.after.releases:
        for file in unexplained(release, FEATURES):
            yield f"Give {file}, which {release.name} lists, a row in generator/rows/not_offered.py, or offer it."
        if release.project in before and not release.listed:
            place = f"{release.project}/{release.version}"
            yield (
                f"Take in the list of what {release.name} publishes: write what git ls-tree -r --name-only "
                f"{release.version}:manifests prints in upstream's repository into {place}/{LISTING} of a folder "
                "with the raw files, and name the folder with --from."
            )


def decisions(drift: Drift) -> list[str]:
    """Return a sentence or more for each decision; nothing if a line already has the releases and nothing differs."""
    if not any(drift.changes.values()) and not drift.unmapped and drift.after.line.version != UNLISTED:
        return []
    return [
        *_line(drift),
        *_changes(drift),
        *_put_right(drift),
        *_worth_a_look(drift),
        *_listed(drift),
        "Put what the changelog above says into generator/chart/CHANGELOG.md, in your own words.",
        "Run nox -s generate and nox -s golden, read the difference of the goldens, and commit all of it together.",
    ]


def decisions_text(drift: Drift) -> str:
    """Return the list with numbers."""
    found = decisions(drift)
    if not found:
        return "Nothing is left to decide."
    return "\n".join(["To decide and to do:", *(f"{number}. {one}" for number, one in enumerate(found, 1))])
