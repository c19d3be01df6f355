"""Every file that upstream lists is a manifest of the features, or has one row that says why the chart has it not."""

import pytest
from msgspec.structs import replace

from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.release import Release
from generator.report.upstream_manifests import upstream_manifests
from generator.rows.not_offered import NOT_OFFERED, matched, unexplained
from tests.later import Later

LINES = read_lines()
# Of these, nobody has taken in upstream's list of files.
UNLISTED = {"calico v3.14.2", *(f"flannel {line.flannel}" for line in LINES)}
RELEASES = Later(lambda: {line.version: take_in(line) for line in LINES})
MANIFESTS = {manifest.file for manifest in FEATURES.manifests if manifest.project == "calico"}


def calico(version: str) -> Release:
    """The release of Calico in a line."""
    return next(one for one in RELEASES[version] if one.project == "calico")


def test_every_release_has_a_list_but_these() -> None:
    assert {one.name for releases in RELEASES.values() for one in releases if not one.listed} == UNLISTED


@pytest.mark.parametrize(
    "line", [line for line in LINES if f"calico {line.calico}" not in UNLISTED], ids=lambda line: line.version
)
def test_every_file_that_upstream_lists_has_one_row(line: ReleaseLine) -> None:
    listed = calico(line.version).listed
    explained = [
        *(file for file in listed if file in MANIFESTS),
        *(f for row in NOT_OFFERED for f in matched(row, listed)),
    ]
    assert sorted(explained) == sorted(listed)
    assert unexplained(calico(line.version), FEATURES) == []
    assert set(listed) >= MANIFESTS


def test_every_row_has_a_file_in_some_line() -> None:
    every = [file for line in LINES for file in calico(line.version).listed]
    patterns = [replace(row, files=(one,)) for row in NOT_OFFERED for one in row.files]
    assert [row.files for row in patterns if not matched(row, every)] == []


def test_a_file_that_nothing_explains_is_seen() -> None:
    release = calico(LINES[0].version)
    more = replace(release, listed=(*release.listed, "calico-new.yaml", "ocp/new.yaml"))
    assert unexplained(more, FEATURES) == ["calico-new.yaml"]


def test_the_page_has_a_row_for_every_manifest_and_every_reason() -> None:
    page = upstream_manifests(RELEASES, FEATURES)
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert len(rows) == len(FEATURES.manifests) + len(NOT_OFFERED) + 2
    assert (
        "| calico | `canal-etcd.yaml` | 0.1.0, 0.0.4, 0.0.3, 0.0.2, 0.0.1 | `plugin: canal`<br>`calico.datastore: "
        in page
    )
    assert (
        "| flannel | `release/kube-flannel.yml` | 0.1.0, 0.0.4, 0.0.3, 0.0.2 | `plugin: flannel`<br>`flannel.man"
        in page
    )
    assert "| `calico-windows-*.yaml`<br>`windows-kube-proxy.yaml` | 0.0.2 | no | " in page
    assert "For chart 0.0.1, it is not known" in page
