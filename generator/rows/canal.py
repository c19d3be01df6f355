"""Settings of canal's own pods; what its two halves do is set below flannel and calico."""

from generator.features.conditions import given
from generator.features.deviations import FIX_CANAL_ETCD, FIX_CANAL_MTU, mends, reason
from generator.rows import kinds
from generator.rows.healthz import CANAL_PROBES
from generator.rows.locations import POOL_PLACE
from generator.rows.workloads import Container, Workload, workload_rows
from generator.settings.actions.expressions import expression
from generator.settings.actions.inserting import Inserts
from generator.settings.catalogue import Parameters
from generator.settings.setting import Row, Section, Setting, Target, setting
from generator.settings.targets import guards, honoured_since, overrides, reads
from generator.template.nodes import Entry, MapNode, Scalar
from generator.template.tree_nodes import node_of

CANAL = Workload(
    path="canal",
    at="DaemonSet/canal",
    people="canal",
    containers=(
        Container(path="canal.calicoNode", name="calico-node", people="calico-node"),
        Container(
            path="canal.flannel",
            name="kube-flannel|flannel",
            people="flannel",
            places=2,
            probes={},
            arguments=True,
            further=CANAL_PROBES,
        ),
    ),
    account="ServiceAccount/canal*",
)

_FIXED = mends(FIX_CANAL_ETCD)
_JOB = "Job/configure-canal spec.template.spec.containers[configure-flannel]"
# Canal's flannel reads etcd by its version 3 alone from this release on; before, upstream's Job is right.
ETCD_3_SINCE = "v0.18.0"


_API = Inserts(
    key="ETCDCTL_API",
    node=node_of({"name": "ETCDCTL_API", "value": "3"}),
    when=given(_FIXED),
    before="ETCDCTL_CACERT",
    why="Upstream's Job writes for version 2 of etcd, which flannel reads no longer.",
)


def _job(target: Target) -> Target:
    """What the Job needs to write where canal's flannel reads."""
    return honoured_since(target, canalFlannel=ETCD_3_SINCE)


def _instead(at: str, value: str) -> Target:
    return _job(overrides(f"{_JOB}.{at}", printed=expression(f'"{value}"', is_set=_FIXED)))


def _from_config(variable: str, key: str) -> Target:
    """A variable of etcdctl from a key of canal's configuration."""
    reference = MapNode((Entry("name", Scalar("canal-config")), Entry("key", Scalar(key))))
    source = MapNode((Entry("configMapKeyRef", reference),))
    item = MapNode((Entry("name", Scalar(variable)), Entry("valueFrom", source)))
    return _job(Target(at=(f"{_JOB}.env",), action=Inserts(key=variable, node=item, when=given(_FIXED))))


# Felix gives pods the smallest MTU of the links whose names this parameter describes, and looks at them every 30 seconds.
_LINKS = "mtuIfacePattern"
# How flannel calls its links: flannel.1, flannel-v6.1, flannel-wg, flannel-wg-v6, flannel.ipip, flannel0.
_FLANNEL_LINKS = "^flannel"


def mtu_rows(felix: Parameters) -> tuple[Setting, ...]:
    """Return the row of what gives canal's pods flannel's MTU: none where Felix knows no such parameter."""
    patterns = [one.default for one in felix.accepted if one.name == _LINKS and one.default]
    return tuple(map(_mtu_row, patterns))


def _mtu_row(pattern: str) -> Setting:
    """The row, by the release's own default of the parameter."""
    own = given(f'kindIs "invalid" .Values.calico.felix.{_LINKS}')
    variable = Inserts(
        key="FELIX_MTUIFACEPATTERN",
        node=node_of({"name": "FELIX_MTUIFACEPATTERN", "value": f"{pattern}|{_FLANNEL_LINKS}"}),
        when=given(mends(FIX_CANAL_MTU)) & given("not .Values.calico.mtu") & own,
        before=POOL_PLACE,
        why="Felix's default with flannel's links, which take smaller packets than the node's.",
    )
    return setting(
        FIX_CANAL_MTU,
        kinds.SWITCH,
        f"Whether canal is mended where {reason(FIX_CANAL_MTU)}: the larger ones are lost or cost a retry. Felix then takes "
        "the smallest MTU of the node's interfaces and of flannel's links, which it looks at every 30 seconds. The backend "
        "ipsec has no link. calico.mtu and calico.felix.mtuIfacePattern are used instead where they are set. Default: null, "
        "true. If false, it is as upstream has it.",
        reads(
            Target(at=("DaemonSet/canal spec.template.spec.containers[calico-node].env",), action=variable),
            "calico.mtu",
            "calico.felix",
        ),
    )


ROWS: tuple[Row, ...] = (
    Section(path="canal", doc="canal's pods. What its halves do is set below flannel and calico."),
    setting(
        FIX_CANAL_ETCD,
        kinds.SWITCH,
        "Whether canal with calico.datastore: etcd is mended where upstream's manifest cannot work: "
        f"{reason(FIX_CANAL_ETCD)}. Default: null, true. If false, it is as upstream has it.",
        overrides(
            "ClusterRoleBinding/canal-calico|canal-flannel subjects[*].name",
            printed=expression('include "cni.canal.name" .', is_set=_FIXED),
            places=2,
        ),
        _job(guards(f"{_JOB}.command[--no-sync]", when=given(f"eq .Values.{FIX_CANAL_ETCD} false"))),
        _instead("command[set]", "put"),
        _instead("env[ETCDCTL_PEERS].name", "ETCDCTL_ENDPOINTS"),
        _from_config("ETCDCTL_CERT", "etcd_cert"),
        _from_config("ETCDCTL_KEY", "etcd_key"),
        _job(Target(at=(f"{_JOB}.env",), action=_API)),
    ),
    *workload_rows(CANAL),
)
