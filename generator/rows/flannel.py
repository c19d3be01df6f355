"""Settings of flannel, on its own and in canal."""

from generator.features.conditions import given
from generator.rows import kinds, net_conf, psk
from generator.rows.healthz import HEALTHZ_SINCE
from generator.rows.locations import CANAL_FLANNELD, ETCD_NET_CONF, FLANNELD, NET_CONF
from generator.rows.workloads import Container, Workload, workload_rows
from generator.settings.actions.expressions import expression
from generator.settings.actions.inserting import Inserts
from generator.settings.kind import chosen
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import SOME, adds_member, overrides, reads
from generator.template.nodes import Entry, Expression, ListNode

# canal has one place for one interface, canal_iface; flags say the rest, and flanneld prefers flags.
_SEVERAL = given("or (gt (len .Values.flannel.iface) 1) .Values.flannel.ifaceRegex")


def _flag(name: str, path: str) -> Inserts:
    value = Expression(f'printf "--{name}=%s" . | quote')
    return Inserts(key=f"--{name}", node=value, loop=f".Values.{path}")


_IFACE, _IFACE_REGEX = _flag("iface", "flannel.iface"), _flag("iface-regex", "flannel.ifaceRegex")
_ARGS = ListNode(tuple(Entry(flag.key, flag.node, loop=flag.loop) for flag in (_IFACE, _IFACE_REGEX) if flag.node))

# Up to v0.12.0 there is a DaemonSet for each architecture, which its affinity chooses the nodes of.
FLANNEL = Workload(
    path="flannel",
    at="DaemonSet/kube-flannel-ds*",
    people="flannel",
    containers=(
        Container(
            path="flannel",
            name="kube-flannel",
            people="flannel",
            places=SOME,
            probes={"livenessProbe": HEALTHZ_SINCE, "readinessProbe": HEALTHZ_SINCE},
            arguments=True,
        ),
    ),
    places=SOME,
    account="ServiceAccount/flannel",
    affinity={"flannel": "v0.13.0"},
)

ROWS: tuple[Row, ...] = (
    Section(path="flannel", doc="flannel, and flannel's half of canal."),
    setting(
        "flannel.manifest",
        chosen("documentation", "release"),
        "Which of flannel's two manifests the chart renders: documentation, the file Documentation/kube-flannel.yml of its "
        "repository, or release, the file kube-flannel.yml of its release, which flannel's README installs. The selectors of "
        "their DaemonSets differ, and Kubernetes does not change the selector of a DaemonSet that is there.",
    ),
    setting(
        "flannel.backend.type",
        kinds.FLANNEL_BACKEND,
        "How packets travel between nodes: {choices}. Default: {upstream}. It must not change while the network is in "
        "use.",
        overrides(f"{NET_CONF}.Backend.Type", places=2),
        overrides(f"{ETCD_NET_CONF}.Backend.Type"),
    ),
    *net_conf.BACKEND_ROWS,
    *psk.ROWS,
    setting(
        "flannel.iface",
        kinds.INTERFACES,
        "The interfaces for traffic between nodes, by name or address. flannel takes the first that exists. Default: the "
        "interface of the default route.",
        Target(at=(f"{FLANNELD}.args",), action=_IFACE, places=SOME),
        overrides("ConfigMap/canal-config data.canal_iface", printed=expression("first .Values.flannel.iface")),
        reads(
            Target(
                at=(CANAL_FLANNELD,),
                action=Inserts(key="args", node=_ARGS, when=_SEVERAL, before="env"),
                places=2,
            ),
            "flannel.ifaceRegex",
        ),
    ),
    setting(
        "flannel.ifaceRegex",
        kinds.EXPRESSIONS,
        "Go regular expressions for the interface's name or address. flannel tries them in order, after flannel.iface. Default: none.",
        Target(at=(f"{FLANNELD}.args",), action=_IFACE_REGEX, places=SOME),
    ),
    setting(
        "flannel.mtu",
        kinds.OUTER_MTU,
        "The MTU of the outer packets in bytes, from which flannel subtracts what vxlan and wireguard need. Default: 0, the "
        "node interface's MTU. YAML reads a number with a leading zero as octal, 02672 as 1466.",
        adds_member(f"{NET_CONF}.Backend", "MTU", before="Type", places=2),
        adds_member(f"{ETCD_NET_CONF}.Backend", "MTU", before="Type"),
    ),
    *workload_rows(FLANNEL),
)
