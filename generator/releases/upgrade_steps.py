"""Lists what operators do by hand when they upgrade across some releases: the one table of upgrade steps.

The check `immutability` compares it with what no upgrade changes in place between the lines: each such change needs a
step, and each step a change. The notes of the chart and the pages of upgrades are made from it.
"""

from collections.abc import Sequence

from msgspec import Struct

from generator.base.version import numbers
from generator.releases.lines import ReleaseLine


class UpgradeStep(Struct, frozen=True, kw_only=True):
    """What operators do when they upgrade across a release.

    `since` are the releases that made the step necessary: an upgrade from before one of them to it, or to a later one,
    crosses them. `covers` are the kinds of changes and the patterns of places that it is for, as the drift report names
    both. `whom` tells whom the step concerns, `test` is a template test of that, and `note` is what the notes of the
    chart say then. Both are empty if helm cannot make the upgrade, so that its notes would come too late. In
    `commands`, RELEASE is the release, RELEASE_NAMESPACE the namespace of helm's Secrets, and NAMESPACE that of the
    plugin.
    """

    name: str
    since: tuple[tuple[str, str], ...]
    covers: tuple[tuple[str, str], ...]
    whom: str
    changed: str
    remedy: str
    commands: tuple[str, ...]
    test: str = ""
    note: str = ""

    def crossed(self, before: ReleaseLine, after: ReleaseLine) -> bool:
        """Report whether an upgrade from one line to another crosses one of the releases."""
        old, new = dict(before.releases()), dict(after.releases())
        return any(numbers(old[project]) < numbers(version) <= numbers(new[project]) for project, version in self.since)

    def across(self, line: ReleaseLine) -> str:
        """Return the releases that an upgrade to a line can cross, in words: `flannel v0.19.0`."""
        new = dict(line.releases())
        there = [(project, version) for project, version in self.since if numbers(version) <= numbers(new[project])]
        return " or ".join(f"{project.replace('calico', 'Calico')} {version}" for project, version in there)


_FLANNEL = 'eq .Values.plugin "flannel"'
_DAEMON_SETS = " ".join(f"kube-flannel-ds-{one}" for one in ("amd64", "arm64", "arm", "ppc64le", "s390x"))
# Objects whose former API versions are gone: their kinds, and the group of CRDs.
_REMOVED = ("ClusterRole/*", "ClusterRoleBinding/*", "PodDisruptionBudget/*", "*.crd.projectcalico.org")
_POLICIES = ("adminnetworkpolicies", "baselineadminnetworkpolicies")
_POLICY_CRDS = tuple(f"{one}.policy.networking.k8s.io" for one in _POLICIES)

UPGRADE_STEPS: tuple[UpgradeStep, ...] = (
    UpgradeStep(
        name="removed-apis",
        since=(("flannel", "v0.19.0"), ("calico", "v3.26.4")),
        covers=(
            *(("API version changed", f"* > {one} > apiVersion") for one in _REMOVED),
            ("object removed", "flannel > PodSecurityPolicy/*"),
        ),
        whom="flannel, and for Calico and canal with the Kubernetes datastore",
        changed="The former chart has objects of API versions that Kubernetes 1.22 and 1.25 removed: "
        "apiextensions.k8s.io/v1beta1, rbac.authorization.k8s.io/v1beta1 and policy/v1beta1. The cluster "
        "keeps the objects in newer versions, apart from PodSecurityPolicies, but helm cannot read its record "
        "of the release.",
        remedy="Upgrade Kubernetes first; the pods keep running meanwhile. Then do the other steps of the upgrade, "
        "delete helm's record of the release, and let the new chart take the objects over. Deleting the "
        "record deletes no object.",
        commands=(
            "kubectl -n RELEASE_NAMESPACE delete secret -l owner=helm,name=RELEASE",
            "helm upgrade --install RELEASE ./charts/cni -n RELEASE_NAMESPACE -f values.yaml --take-ownership",
        ),
    ),
    UpgradeStep(
        name="flannel-daemonset",
        since=(("flannel", "v0.13.0"),),
        covers=(("object removed", "flannel > DaemonSet/kube-flannel-ds-*"),),
        whom="flannel",
        test=_FLANNEL,
        note="one DaemonSet replaces five; delete those before the upgrade",
        changed="One DaemonSet, kube-flannel-ds, replaced the five DaemonSets for one architecture each. Where helm "
        "makes the upgrade, it creates the new DaemonSet before it deletes the others, so two flannel pods "
        "run on each node for a while.",
        remedy="Delete the five DaemonSets right before the upgrade. Links and routes stay on the nodes, so running "
        "pods keep their network. A node that joins meanwhile waits for the new pod.",
        commands=(f"kubectl -n kube-system delete daemonset {_DAEMON_SETS}",),
    ),
    UpgradeStep(
        name="flannel-namespace",
        since=(("flannel", "v0.19.0"),),
        covers=(("namespace moved", "flannel > *"),),
        whom="flannel, unless `namespaceOverride` is set",
        test=f"and ({_FLANNEL}) (not .Values.namespaceOverride)",
        note="flannel moves from kube-system to kube-flannel; nothing may be left in kube-system",
        changed="flannel moved from the namespace kube-system to kube-flannel. Its objects are made anew there, and "
        "monitoring, admission policies or scripts that name kube-system find nothing.",
        remedy="To stay, set `namespaceOverride: kube-system`. To move, upgrade, and wait until the new pods run. "
        "helm has deleted the former objects where it knew them; delete what is left in kube-system.",
        commands=(
            "kubectl -n kube-flannel rollout status daemonset/kube-flannel-ds",
            "kubectl -n kube-system delete configmap/kube-flannel-cfg serviceaccount/flannel --ignore-not-found",
        ),
    ),
    UpgradeStep(
        name="canal-job",
        since=(("calico", "v3.26.4"),),
        covers=(("Job changed", "calico > Job/configure-canal > *"),),
        whom="canal with etcd",
        test='and (eq .Values.plugin "canal") (eq .Values.calico.datastore "etcd")',
        note="delete the Job configure-canal before the upgrade",
        changed="The Job configure-canal has another image. Where the values leave it the plain name, without a hash "
        "behind it, the API server refuses the change: `field is immutable`.",
        remedy="Delete the Job before the upgrade. It has done its work, and the upgrade makes it anew.",
        commands=("kubectl -n NAMESPACE delete jobs -l k8s-app=canal",),
    ),
    UpgradeStep(
        name="calicoctl-pod",
        since=(("calico", "v3.26.4"), ("calico", "v3.28.5"), ("calico", "v3.33.0")),
        covers=(("immutable field changed", "calico > Pod/calicoctl > spec.containers*"),),
        whom="`calico.calicoctl.enabled`",
        test='and (ne .Values.plugin "flannel") .Values.calico.calicoctl.enabled',
        note="delete the Pod calicoctl before the upgrade",
        changed="The Pod calicoctl runs another command, and the API server refuses to change that of a Pod: `pod "
        "updates may not change fields`.",
        remedy="Delete the Pod before the upgrade, which makes it anew.",
        commands=("kubectl -n NAMESPACE delete pods -l app.kubernetes.io/component=calicoctl",),
    ),
    UpgradeStep(
        name="admin-network-policies",
        since=(("calico", "v3.32.0"),),
        covers=tuple(
            (kind, f"calico > {one}") for kind in ("CRD removed", "CRD removed and not kept") for one in _POLICY_CRDS
        ),
        whom="Calico and canal with AdminNetworkPolicy or BaselineAdminNetworkPolicy objects",
        test='and (ne .Values.plugin "flannel") (.Capabilities.APIVersions.Has "policy.networking.k8s.io/v1alpha1")',
        note="Calico no longer enforces AdminNetworkPolicy and BaselineAdminNetworkPolicy objects",
        changed="Calico reads ClusterNetworkPolicy objects in place of AdminNetworkPolicy and "
        "BaselineAdminNetworkPolicy. The two CRDs stay in the cluster with their objects, because of "
        "`helm.sh/resource-policy: keep`, but Calico enforces the objects no longer.",
        remedy="Before the upgrade, save the objects and write each as a ClusterNetworkPolicy, of the tier Admin or "
        "Baseline. Apply those right after the upgrade, and delete the two CRDs, and with them the old "
        "objects, when nothing else reads them.",
        commands=(
            f"kubectl get {','.join(_POLICY_CRDS)} -o yaml > policies.yaml",
            f"kubectl delete crd {' '.join(_POLICY_CRDS)}",
        ),
    ),
)


def steps_to(after: ReleaseLine, earlier: Sequence[ReleaseLine]) -> list[UpgradeStep]:
    """Return the steps that some upgrade to a line crosses."""
    return [step for step in UPGRADE_STEPS if any(step.crossed(before, after) for before in earlier)]
