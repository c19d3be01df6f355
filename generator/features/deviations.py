"""Lists the manifests of upstream's that cannot work as they are, with the values by which they stay so.

What cannot work is mended unless its value is false. Whatever else could be better stays as it is unless a value asks.
"""

from generator.features.feature_table import Deviation

FIX_POLICY_ONLY, FIX_CANAL_ETCD, FIX_CANAL_MTU = "calico.fixPolicyOnly", "canal.fixEtcd", "canal.fixMtu"

DEVIATIONS: tuple[Deviation, ...] = (
    Deviation(
        value=FIX_POLICY_ONLY,
        stems=("calico-policy-only",),
        reason="the ClusterRole calico-cni-plugin may not get clusterinformations, which Calico's CNI plugin asks "
        "for before it connects a pod",
    ),
    Deviation(
        value=FIX_CANAL_ETCD,
        stems=("canal-etcd",),
        reason="the roles are bound to a ServiceAccount that does not exist, and the Job writes flannel's network with "
        "a command of etcd's version 2, which flannel no longer reads",
    ),
    Deviation(
        value=FIX_CANAL_MTU,
        stems=("canal", "canal-etcd"),
        reason="pods' links have the MTU of the node's interfaces, and flannel's tunnels do not pass such packets",
    ),
)


def reason(value: str) -> str:
    """Return why the manifest cannot work that a value leaves as it is."""
    return next(one.reason for one in DEVIATIONS if one.value == value)


def mends(value: str) -> str:
    """Return the template test for a deviation: null mends what cannot work, as true does."""
    return f"ne .Values.{value} false"
