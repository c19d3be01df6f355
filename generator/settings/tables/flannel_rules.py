"""What a schema cannot say of flannel's and canal's values: rules across fields."""

from generator.features.refusals import TemplateRule
from generator.settings.tables.locations import IPV6_ONLY

_V4_NETWORK = '(.Values.podCIDR | default (include "cni.upstream.podCIDR" .))'

FLANNEL_RULES: tuple[TemplateRule, ...] = (
    TemplateRule(
        test=f'and .Values.flannel.subnetLen (not ({IPV6_ONLY})) (lt (int .Values.flannel.subnetLen) (add 2 (splitList "/" '
        f"{_V4_NETWORK} | last | int)))",
        message="flannel.subnetLen: {.Values.flannel.subnetLen} leaves less than four networks in the pod CIDR; set a longer "
        "one, at least 2 more than the prefix of podCIDR",
    ),
    *(
        TemplateRule(
            test=f"and .Values.flannel.{name} {IPV6_ONLY.removeprefix('and ')}",
            message=f"flannel.{name}: has no effect in an IPv6-only network, which podCIDRv6 without podCIDR asks for; remove it, "
            "or set podCIDR, too",
        )
        for name in ("subnetLen", "subnetMin", "subnetMax")
    ),
    *(
        TemplateRule(
            test=f"and .Values.flannel.{name} (not .Values.podCIDRv6)",
            message=f"flannel.{name}: has no effect without podCIDRv6; remove it, or set podCIDRv6",
        )
        for name in ("ipv6SubnetLen", "ipv6SubnetMin", "ipv6SubnetMax")
    ),
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
        test='and .Values.flannel.healthz.ip (eq .Values.plugin "canal") (not .Values.flannel.healthz.port)',
        message="flannel.healthz.ip: has no effect in canal without flannel.healthz.port; set both",
    ),
    TemplateRule(
        test='and .Values.canal.fixEtcd (eq .Values.plugin "canal") (ne .Values.calico.datastore "etcd")',
        message="canal.fixEtcd: has no effect with calico.datastore: kubernetes; remove it, or set calico.datastore: etcd",
    ),
)
