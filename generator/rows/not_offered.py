"""Lists the files in Calico's folder of manifests that the chart does not render, with the reason."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from generator.features.feature_table import FeatureTable
from generator.releases.release import Release

NEVER, NOT_YET, PART = "no", "not yet", "as a part of others"


class NotOffered(Struct, frozen=True, kw_only=True):
    """Files of upstream's by their names or by patterns of these, whether they will come, and why they are not there."""

    files: tuple[str, ...]
    offered: str
    reason: str


NOT_OFFERED: tuple[NotOffered, ...] = (
    NotOffered(
        files=("crds.yaml", "v1_crd_projectcalico_org.yaml"),
        offered=PART,
        reason="They have the CRDs of crd.projectcalico.org alone. The chart has those that stand in the manifests of Calico "
        "and canal, and installs them unless `calico.crds.install` is false.",
    ),
    NotOffered(
        files=("calico-v3-crds.yaml", "v3_projectcalico_org.yaml"),
        offered=NOT_YET,
        reason="Here the resources of projectcalico.org/v3 are CRDs themselves, with webhooks instead of Calico's API server. "
        "The chart makes pools and other resources of crd.projectcalico.org, and data of one kind does not become the other "
        "by an upgrade.",
    ),
    NotOffered(
        files=("csi-driver.yaml",),
        offered=NOT_YET,
        reason="The driver csi.tigera.io has a namespace and pods of its own, and no network needs it. Upstream's file can be "
        "applied beside the chart.",
    ),
    NotOffered(
        files=("grafana-dashboards.yaml",),
        offered=NOT_YET,
        reason="It is a ConfigMap with dashboards for a Grafana in the namespace `calico-monitoring`. Upstream's file can be "
        "applied beside the chart, which makes the ServiceMonitors.",
    ),
    NotOffered(
        files=("flannel-migration/*.yaml",),
        offered=NEVER,
        reason="They take a running cluster from flannel to Calico, node by node, once. The chart has one network from its "
        "installation to its removal.",
    ),
    NotOffered(
        files=(
            "tigera-operator.yaml",
            "tigera-operator-ocp-upgrade.yaml",
            "operator-crds.yaml",
            "custom-resources*.yaml",
        ),
        offered=NEVER,
        reason="The Tigera operator installs Calico by itself, as its own resources say. A cluster has either the operator or "
        "this chart.",
    ),
    NotOffered(
        files=("ocp/*.yaml", "ocp-tigera-operator-no-resource-loading.yaml"),
        offered=NEVER,
        reason="They are the same operator for the installer of OpenShift.",
    ),
    NotOffered(
        files=("calico-windows-*.yaml", "windows-kube-proxy.yaml"),
        offered=NEVER,
        reason="They are for nodes with Windows. The chart installs nothing on those.",
    ),
    NotOffered(
        files=("README.md", "generate.sh"),
        offered=NEVER,
        reason="They are no manifests, but notes, and the script with which upstream writes the folder.",
    ),
)


def matched(row: NotOffered, listed: Sequence[str]) -> list[str]:
    """Return the files of a list that a row is about."""
    return [file for file in listed if any(fnmatchcase(file, one) for one in row.files)]


def unexplained(release: Release, features: FeatureTable) -> list[str]:
    """Return the files that upstream lists for a release and that neither a feature nor a row is about."""
    known = {one.file for one in features.manifests if one.project == release.project}
    known.update(file for row in NOT_OFFERED for file in matched(row, release.listed))
    return [file for file in release.listed if file not in known]
