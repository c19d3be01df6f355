"""Settings of BGP and of how calico-node starts: its AS number, its router id, what it logs and checks."""

from generator.features.conditions import when
from generator.rows import kinds
from generator.rows.locations import BOTH_NODES_ENV, CALICO_NODE_ENV, OWN_POOL, POOL_PLACE
from generator.settings.actions.expressions import expression
from generator.settings.kind import one_of, whole
from generator.settings.setting import Row, Section, setting
from generator.settings.targets import prints_env, reads, sets_env, within

_BGP = when(policyOnly="false", backend="bird")
_ROUTER_ID = expression('include "cni.calico.routerID" .')
# From this release on calico-node is known to read them.
_SINCE = {"calico": "v3.24.0"}

ROWS: tuple[Row, ...] = (
    Section(path="calico.bgp", doc="BGP of calico-node, with calico.backend: bird."),
    setting(
        "calico.bgp.asNumber",
        whole("an AS number, 1 to 4294967295", 1, 4294967295),
        "The AS number of every node, 1 to 4294967295. calico-node writes it into its node's resource at each start. "
        "Default: null, that of the BGPConfiguration, else 64512.",
        sets_env(CALICO_NODE_ENV, "AS", before=POOL_PLACE, when=_BGP),
    ),
    setting(
        "calico.bgp.routerID",
        one_of("hash"),
        "Where the BGP router id of a node comes from: hash makes it from the node's name. An address is not taken, as it "
        "would be the same on all nodes. Default: the node's IPv4 address; hash in an IPv6-only network, which has none.",
        reads(
            within(prints_env(CALICO_NODE_ENV, "CALICO_ROUTER_ID", _ROUTER_ID, before=POOL_PLACE), _BGP),
            "podCIDR",
            "podCIDRv6",
        ),
        since=_SINCE,
    ),
    setting(
        "calico.bgp.logSeverity",
        kinds.SEVERITY,
        "The least severity that is logged by what writes BIRD's configuration. Default: that of the BGPConfiguration, else "
        "Info.",
        sets_env(CALICO_NODE_ENV, "BGP_LOGSEVERITYSCREEN", before=POOL_PLACE, when=_BGP),
    ),
    setting(
        "calico.startupLogLevel",
        kinds.SEVERITY,
        "The least severity that calico-node logs while it starts. Default: calico-node's own default, Info.",
        sets_env(BOTH_NODES_ENV, "CALICO_STARTUP_LOGLEVEL", before=POOL_PLACE, places=2),
    ),
    setting(
        "calico.disableNodeIPCheck",
        kinds.SWITCH,
        "Whether calico-node starts although another node has its address. Default: null, calico-node's own default, false.",
        sets_env(CALICO_NODE_ENV, "DISABLE_NODE_IP_CHECK", before=POOL_PLACE, when=OWN_POOL),
    ),
    setting(
        "calico.autodetectPollInterval",
        kinds.DURATION,
        "How often calico-node looks whether its node's address has changed, as a number with ms, s, m or h. Default: "
        "calico-node's own default, 60s.",
        sets_env(CALICO_NODE_ENV, "AUTODETECT_POLL_INTERVAL", before=POOL_PLACE, when=OWN_POOL),
        since=_SINCE,
    ),
)
