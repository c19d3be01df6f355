"""Settings of Calico's first pools, which calico-node makes at its first start: of IPv4, of IPv6, or none."""

from generator.rows import kinds
from generator.rows.locations import CALICO_NODE_ENV, DUAL_STACK_SINCE, OWN_POOL, POOL_PLACE
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.expressions import expression
from generator.settings.kind import BOOLEAN, whole
from generator.settings.setting import Row, Section, Target, defaulted, setting
from generator.settings.targets import overrides, reads, sets_env

_EXPORT_SINCE = {"calico": "v3.24.0"}
_VXLAN = expression('include "cni.calico.vxlanV6" .')
_NO_POOLS = expression('"true"', is_set="not .Values.calico.createPools")


def _env(name: str) -> Target:
    """A variable of calico-node where Calico makes pools of its own."""
    return sets_env(CALICO_NODE_ENV, name, before=POOL_PLACE, when=OWN_POOL)


ROWS: tuple[Row, ...] = (
    defaulted(
        setting(
            "calico.createPools",
            BOOLEAN,
            "Whether calico-node creates the first IP pools at its first start. If false, no pod gets an address until you "
            "have made an IPPool, and podCIDRv6 and podCIDR only say which families the network has.",
            Target(
                at=(CALICO_NODE_ENV,),
                action=SetsEnv(
                    name="NO_DEFAULT_POOLS", before=POOL_PLACE, printed=_NO_POOLS, constant="true", when=OWN_POOL
                ),
            ),
        ),
        default=True,
    ),
    Section(
        path="calico.pool",
        doc="The first IPv4 pool. calico-node creates it at its first start; later changes have no effect.",
    ),
    setting(
        "calico.pool.blockSize",
        whole("a prefix length, 20 to 32", 20, 32),
        "The prefix length of the nodes' blocks, 20 to 32. Default: null, calico-node's own default, 26.",
        _env("CALICO_IPV4POOL_BLOCK_SIZE"),
    ),
    setting(
        "calico.pool.natOutgoing",
        kinds.SWITCH,
        "Whether traffic that leaves the pool is masqueraded. Default: null, calico-node's own default, true.",
        _env("CALICO_IPV4POOL_NAT_OUTGOING"),
    ),
    setting(
        "calico.pool.nodeSelector",
        kinds.SELECTOR,
        "A Calico selector of the pool's nodes. Default: calico-node's own default, all().",
        _env("CALICO_IPV4POOL_NODE_SELECTOR"),
    ),
    setting(
        "calico.pool.disableBGPExport",
        kinds.SWITCH,
        "Whether BGP keeps the pool's routes from other nodes and peers. Default: null, calico-node's own default, false.",
        _env("CALICO_IPV4POOL_DISABLE_BGP_EXPORT"),
        since=_EXPORT_SINCE,
    ),
    Section(
        path="calico.poolv6",
        doc="The first IPv6 pool, which podCIDRv6 asks for. calico-node creates it at its first start; later changes have "
        "no effect.",
    ),
    setting(
        "calico.poolv6.vxlan",
        kinds.ENCAPSULATION,
        "The VXLAN encapsulation of the first IPv6 pool: Always, CrossSubnet or Never. There is no IPIP of IPv6. Default: that "
        "of calico.vxlan, else {upstream}.",
        reads(
            overrides(f"{CALICO_NODE_ENV}[CALICO_IPV6POOL_VXLAN].value", printed=_VXLAN),
            "calico.vxlan",
            "calico.backend",
        ),
        since={**DUAL_STACK_SINCE, "calico": "v3.26.4"},
    ),
    setting(
        "calico.poolv6.blockSize",
        whole("a prefix length, 116 to 128", 116, 128),
        "The prefix length of the nodes' IPv6 blocks, 116 to 128. Default: null, calico-node's own default, 122.",
        _env("CALICO_IPV6POOL_BLOCK_SIZE"),
        since=DUAL_STACK_SINCE,
    ),
    setting(
        "calico.poolv6.natOutgoing",
        kinds.SWITCH,
        "Whether IPv6 traffic that leaves the pool is masqueraded. Default: null, calico-node's own default, false.",
        _env("CALICO_IPV6POOL_NAT_OUTGOING"),
        since=DUAL_STACK_SINCE,
    ),
    setting(
        "calico.poolv6.nodeSelector",
        kinds.SELECTOR,
        "A Calico selector of the IPv6 pool's nodes. Default: calico-node's own default, all().",
        _env("CALICO_IPV6POOL_NODE_SELECTOR"),
        since=DUAL_STACK_SINCE,
    ),
    setting(
        "calico.poolv6.disableBGPExport",
        kinds.SWITCH,
        "Whether BGP keeps the IPv6 pool's routes from other nodes and peers. Default: null, calico-node's own default, "
        "false.",
        _env("CALICO_IPV6POOL_DISABLE_BGP_EXPORT"),
        since={**DUAL_STACK_SINCE, **_EXPORT_SINCE},
    ),
)
