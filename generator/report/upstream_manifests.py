"""Makes the page that says which of upstream's manifests the chart renders, by which values, and why no others."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.base.pages import render_page
from generator.base.trees import Tree
from generator.features.feature_table import FeatureTable, Manifest
from generator.releases.release import Release
from generator.rows.not_offered import NOT_OFFERED, matched
from generator.settings.ci_values import ci_values
from generator.template.scalars import scalar

_PAGE = Path(__file__).parent / "pages" / "upstream-manifests.md.j2"

# The releases of each line, by the chart's version.
Releases = Mapping[str, Sequence[Release]]


def _by_path(values: Mapping[str, Tree], above: str = "") -> Iterator[str]:
    """Yield values as one writes them to --set: the whole path of each."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _by_path(value, f"{above}{key}.")
        else:
            yield f"`{above}{key}: {scalar(value)}`"


def _charts(manifest: Manifest, lines: Releases) -> list[str]:
    """Return the charts that render a manifest."""
    return [
        version
        for version, releases in lines.items()
        if any(one.project == manifest.project and manifest.stem in one.documents for one in releases)
    ]


def upstream_manifests(lines: Releases, features: FeatureTable) -> str:
    """Return the page of all lines."""
    lists = {version: [file for one in found for file in one.listed] for version, found in lines.items()}
    context = {
        "rendered": [
            (one, _charts(one, lines), list(_by_path(ci_values(one, features)))) for one in features.manifests
        ],
        "others": [
            (row, [version for version, listed in lists.items() if matched(row, listed)]) for row in NOT_OFFERED
        ],
        "unlisted": [version for version, listed in lists.items() if not listed],
    }
    return render_page(_PAGE, context)
