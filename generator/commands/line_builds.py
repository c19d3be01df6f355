"""Reads a line's releases from the snapshot or from a folder of raw manifests, and builds their chart."""

from pathlib import Path

from generator.base.collecting import collecting_paused
from generator.chart.build import Build
from generator.features.manifests import FEATURES
from generator.features.release_specs import release_specs
from generator.pipeline import build, build_from
from generator.releases.lines import ReleaseLine
from generator.releases.raw_files import read_raw
from generator.releases.release import Release


def read_raw_releases(line: ReleaseLine, upstream: Path, *, assets: bool = True) -> list[Release]:
    """Return the line's releases from a folder of raw manifests."""
    return [read_raw(one, upstream) for one in release_specs(line, FEATURES, assets=assets)]


def build_line(line: ReleaseLine, upstream: Path | None, *, assets: bool = True) -> Build:
    """Return the build of a line. Raise ProblemsError if upstream cannot be explained."""
    if upstream is None:
        return build(line)
    with collecting_paused():
        return build_from(line, read_raw_releases(line, upstream, assets=assets))
