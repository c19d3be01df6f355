"""What a schema cannot say of flannel's and canal's values: rules across fields."""

from generator.features.combinations import TemplateRule
from generator.rows.locations import IDLE_WITHOUT_IPV4, IPV6_ONLY
from generator.rows.net_conf import OVERHEADS

_V4_NETWORK = '(.Values.podCIDR | default (include "cni.upstream.podCIDR" .))'
_V6_NETWORK = ".Values.podCIDRv6"
# Addresses that other hosts cannot answer at.
_NOWHERE = r"^(127(\.[0-9]+){3}|::1|(0|22[4-9]|2[3-5][0-9])(\.[0-9]+){3}|0*:[0:]*|(?i:ff[0-9a-f]{2}):.*)$"
_V6_ONLY = f"({IPV6_ONLY})"


def _inside(name: str, network: str, people: str) -> TemplateRule:
    """The first or last network of nodes lies in the pod network."""
    value, prefix = f".Values.flannel.{name}", f'(splitList "/" {network} | last | int)'
    return TemplateRule(
        test=f'and {value} {network} (not (hasPrefix (include "cni.bits" {network} | trunc {prefix}) '
        f'(include "cni.bits" {value})))',
        message=f"flannel.{name}: {{{value}}} is not in {people}; write an address of it",
    )


def _at_boundary(name: str, length: str, usual: int, network: str) -> TemplateRule:
    """The first or last network of nodes begins where one of that length does."""
    value, prefix = f".Values.flannel.{name}", f'(splitList "/" {network} | last | int)'
    size = f"(.Values.flannel.{length} | default (max {usual} (add 2 {prefix})) | int)"
    return TemplateRule(
        test=f'and {value} {network} (include "cni.hostBits" (printf "%v/%v" {value} {size}))',
        message=f"flannel.{name}: {{{value}}} has bits set behind the prefix of flannel.{length}, {{{size}}}; write the "
        "first address of a node's network",
    )


def _in_order(least: str, most: str) -> TemplateRule:
    first, last = f".Values.flannel.{least}", f".Values.flannel.{most}"
    return TemplateRule(
        test=f'and {first} {last} (gt (include "cni.bits" {first}) (include "cni.bits" {last}))',
        message=f"flannel.{least}: {{{first}}} is behind flannel.{most}, {{{last}}}; exchange them",
    )


# Whether an IPv4 network of nodes lies in podCIDR is left to flannel.
_BOUNDS = (
    _at_boundary("subnetMin", "subnetLen", 24, _V4_NETWORK),
    _at_boundary("subnetMax", "subnetLen", 24, _V4_NETWORK),
    _in_order("subnetMin", "subnetMax"),
    _inside("ipv6SubnetMin", _V6_NETWORK, "podCIDRv6"),
    _at_boundary("ipv6SubnetMin", "ipv6SubnetLen", 64, _V6_NETWORK),
    _inside("ipv6SubnetMax", _V6_NETWORK, "podCIDRv6"),
    _at_boundary("ipv6SubnetMax", "ipv6SubnetLen", 64, _V6_NETWORK),
    _in_order("ipv6SubnetMin", "ipv6SubnetMax"),
)

# What the tunnels and the addresses of IPv6 need.
PORT_V4 = "(.Values.flannel.backend.listenPort | default 51820 | int)"
PORT_V6 = "(.Values.flannel.backend.listenPortV6 | default 51821 | int)"
_WIREGUARD = 'and $flannel (eq $backend "wireguard")'
_IPV6 = (
    TemplateRule(
        test=f'{_WIREGUARD} (eq .Values.flannel.backend.mode "ipv6") (not .Values.podCIDRv6)',
        message="flannel.backend.mode: ipv6 makes a tunnel over IPv6, which nodes use with podCIDRv6 only; set podCIDRv6, or "
        "remove it",
    ),
    TemplateRule(
        test=f'{_WIREGUARD} .Values.flannel.backend.listenPortV6 (has .Values.flannel.backend.mode (list "auto" "ipv4" "ipv6"))',
        message="flannel.backend.listenPortV6: has no effect with flannel.backend.mode: {.Values.flannel.backend.mode}, whose one "
        "tunnel uses flannel.backend.listenPort; remove it, or set separate",
    ),
    TemplateRule(
        test=f"{_WIREGUARD} .Values.podCIDR .Values.podCIDRv6 (eq {PORT_V4} {PORT_V6}) "
        '(has (.Values.flannel.backend.mode | default "separate") (list "separate"))',
        message=f"flannel.backend.listenPortV6: {{{PORT_V6}}} is the port of the tunnel over IPv4, flannel.backend.listenPort, "
        "too; set another one",
    ),
    *(
        TemplateRule(
            test=f"and .Values.flannel.{name} (not .Values.podCIDRv6)",
            message=f"flannel.{name}: has no effect without podCIDRv6; remove it, or set podCIDRv6",
        )
        for name in ("ipv6SubnetLen", "ipv6SubnetMin", "ipv6SubnetMax", "backend.listenPortV6")
    ),
)

# What a node needs to pass packets at all.
_PASSING = (
    TemplateRule(
        test="and $flannel .Values.flannel.enableNFTables .Values.flannel.iptablesResync",
        message="flannel.iptablesResync: flannel does not read it with flannel.enableNFTables; remove it",
    ),
    TemplateRule(
        test='and .Values.flannel.ipBlackholeRoute (eq .Values.plugin "flannel")',
        message="flannel.ipBlackholeRoute: true with plugin: flannel cuts nodes off, as its route is there before that of the "
        "bridge, which it precedes; remove it",
    ),
    TemplateRule(
        test='and (eq .Values.plugin "flannel") (eq $backend "udp") (not (get .Values.flannel.securityContext "privileged"))',
        message="flannel.backend.type: udp needs the device /dev/net/tun, which only a privileged container has; set "
        "flannel.securityContext.privileged: true, or vxlan",
    ),
    TemplateRule(
        test='and (eq .Values.plugin "canal") (eq $backend "udp") .Values.canal.flannel.securityContext '
        '(not (get .Values.canal.flannel.securityContext "privileged"))',
        message="flannel.backend.type: udp needs the device /dev/net/tun, which only a privileged container has; set "
        "canal.flannel.securityContext.privileged: true, or vxlan",
    ),
    TemplateRule(
        test='and (eq .Values.plugin "flannel") (eq (toString .Values.flannel.ipMasq) "false") '
        '(regexMatch `"type":"flannel"` (toJson .Values.cni.config)) (not (contains `"ipMasq":` (toJson .Values.cni.config)))',
        message='cni.config: its plugin flannel masquerades by the bridge where flannel.ipMasq is false; write "ipMasq": false '
        "into its delegate",
    ),
)

# What Calico gives canal's pods, zero where it finds that itself.
_POD_MTU = '($calico.mtu | default (include "cni.upstream.mtu" .) | int)'
# What gives canal's pods an MTU that flannel passes.
_CANAL_MTU = (
    TemplateRule(
        test=f'and (eq .Values.plugin "canal") .Values.flannel.mtu $overhead (gt {_POD_MTU} (sub .Values.flannel.mtu $overhead | int))',
        message=f"calico.mtu: {{{_POD_MTU}}} is more than {{$backend}} passes, {{sub .Values.flannel.mtu $overhead}} of flannel.mtu: "
        "{.Values.flannel.mtu}; set that or less",
    ),
    *(
        TemplateRule(
            test=f'and .Values.canal.fixMtu (eq .Values.plugin "canal") {test}',
            message=f"canal.fixMtu: has no effect with {path}, which is used instead; remove one of them",
        )
        for path, test in (
            ("calico.mtu", "$calico.mtu"),
            ("calico.felix.mtuIfacePattern", "$calico.felix.mtuIfacePattern"),
        )
    ),
    TemplateRule(
        test='and (eq .Values.plugin "canal") (eq $backend "ipsec") (not $calico.mtu) (ne .Values.canal.fixMtu false)',
        message="calico.mtu: 0 gives pods the MTU of the node's interfaces, of which flannel.backend.type: ipsec takes "
        f"{OVERHEADS['ipsec']} bytes and {OVERHEADS['ipsec'] + 8} with udpEncap; set calico.mtu to what is left, 1415 of 1500",
    ),
)

FLANNEL_RULES: tuple[TemplateRule, ...] = (
    *_PASSING,
    TemplateRule(
        test=f'and .Values.flannel.subnetLen (not {_V6_ONLY}) (lt (int .Values.flannel.subnetLen) (add 2 (splitList "/" '
        f"{_V4_NETWORK} | last | int)))",
        message="flannel.subnetLen: {.Values.flannel.subnetLen} leaves less than four networks in the pod CIDR; set a longer "
        "one, at least 2 more than the prefix of podCIDR",
    ),
    *(
        TemplateRule(
            test=f"and .Values.flannel.{name} {IPV6_ONLY.removeprefix('and ')}",
            message=f"flannel.{name}: {IDLE_WITHOUT_IPV4}; remove it, or set podCIDR, too",
        )
        for name in ("subnetLen", "subnetMin", "subnetMax")
    ),
    *_IPV6,
    TemplateRule(
        test="and .Values.flannel.ipv6SubnetLen .Values.podCIDRv6 (lt (int .Values.flannel.ipv6SubnetLen) (add 2 (splitList "
        '"/" .Values.podCIDRv6 | last | int)))',
        message="flannel.ipv6SubnetLen: {.Values.flannel.ipv6SubnetLen} leaves less than four networks in podCIDRv6; set a "
        "longer one, at least 2 more than its prefix",
    ),
    TemplateRule(
        test='and $flannel (eq $backend "ipsec") (not .Values.flannel.backend.psk.existingSecret)',
        message="flannel.backend.type: ipsec needs a pre-shared key; name its Secret in flannel.backend.psk.existingSecret "
        "(canal with calico.datastore: etcd cannot take one), or set wireguard",
    ),
    TemplateRule(
        test='and (kindIs "bool" .Values.canal.fixEtcd) (eq .Values.plugin "canal") (ne .Values.calico.datastore "etcd")',
        message="canal.fixEtcd: has no effect with calico.datastore: kubernetes; remove it, or set calico.datastore: etcd",
    ),
    *_CANAL_MTU,
    *_BOUNDS,
    TemplateRule(
        test=f'and $flannel (has .Values.flannel.backend.mode (list "ipv4" "auto")) {_V6_ONLY}',
        message="flannel.backend.mode: {.Values.flannel.backend.mode} makes a tunnel over IPv4, but podCIDRv6 without podCIDR "
        "asks for an IPv6-only network; set separate or ipv6",
    ),
    TemplateRule(
        test=f"and $flannel (regexMatch `{_NOWHERE}` .Values.flannel.ifaceCanReach)",
        message="flannel.ifaceCanReach: {.Values.flannel.ifaceCanReach} is no address of another host; name one that nodes reach",
    ),
)
