"""Lists the changes of running networks of flannel."""

from tests.datapath.change import ALL, MENDED, MIDWAY, UPGRADED, Change

_BACKEND, _LINK, _RULES = "changes flannel backend", "changes flannel link", "changes flannel rules"
_INTERFACE = "changes flannel interface"
_NOT_YET = ("midway joined waiting",)
_SHOW_LINK = "ip -d link show flannel.1"
_OF_CLIENT = "ip netns exec client ip link show eth0"

FLANNEL_CHANGES: tuple[Change, ...] = (
    Change(
        name="backend vxlan to host-gw",
        lab=_BACKEND,
        to={"flannel.backend.type": "host-gw"},
        joins=True,
        cut=_NOT_YET,
        facts={ALL: ("flannel.1 stays",)},
    ),
    Change(
        name="backend host-gw to vxlan",
        lab=_BACKEND,
        to={"flannel.backend.type": "vxlan"},
        joins=True,
        cut=_NOT_YET,
    ),
    Change(
        name="annotations of another prefix",
        lab=_BACKEND,
        to={"flannel.kubeAnnotationPrefix": "net.example.com"},
        joins=True,
        cut=_NOT_YET,
    ),
    Change(
        name="direct routing",
        lab=_BACKEND,
        to={"flannel.backend.directRouting": True},
        joins=True,
    ),
    Change(
        name="direct routing taken out again, with strict rp_filter",
        lab=_BACKEND,
        done=("strict rp_filter",),
        to={"flannel.backend.directRouting": None},
        cut=("midway",),
        lost=True,
    ),
    Change(
        name="direct routing, with strict rp_filter",
        lab=_BACKEND,
        to={"flannel.backend.directRouting": True},
        cut=("midway",),
        lost=True,
    ),
    Change(
        name="backend vxlan to host-gw, with strict rp_filter",
        lab=_BACKEND,
        to={"flannel.backend.type": "host-gw", "flannel.backend.directRouting": None},
        joins=True,
        cut=_NOT_YET,
        lost=None,
    ),
    Change(
        name="another port",
        lab=_LINK,
        to={"flannel.backend.port": 8473},
        joins=True,
        cut=("midway running", "midway later", "midway joined waiting"),
        lost=True,
        shows={ALL: {_SHOW_LINK: "dstport 8473"}},
    ),
    Change(
        name="the port taken out again",
        lab=_LINK,
        to={"flannel.backend.port": None},
        joins=True,
        cut=("midway joined", "all joined"),
        shows={ALL: {_SHOW_LINK: "dstport 8473"}},
    ),
    Change(
        name="the port written as 8472",
        lab=_LINK,
        to={"flannel.backend.port": 8472},
        joins=True,
        cut=("midway running", "midway later", "midway joined waiting"),
        lost=True,
        shows={ALL: {_SHOW_LINK: "dstport 8472"}},
    ),
    Change(
        name="learning",
        lab=_LINK,
        to={"flannel.backend.learning": True},
        joins=True,
        shows={ALL: {_SHOW_LINK: "nolearning"}},
    ),
    Change(
        name="a smaller MTU for a smaller network",
        lab=_LINK,
        done=("a smaller network",),
        to={"flannel.mtu": 1400},
        shows={ALL: {_SHOW_LINK: "mtu 1450", _OF_CLIENT: "mtu 1450"}, MENDED: {_SHOW_LINK: "mtu 1350"}},
        facts={ALL: ("large transfers stand still",), MENDED: ("large transfers pass",)},
        ways_out=("flannel.1 deleted and flanneld restarted",),
    ),
    Change(
        name="another VNI",
        lab=_LINK,
        done=("the usual network",),
        to={"flannel.backend.vni": 2},
        joins=True,
        cut=("midway running", "midway later", "midway joined waiting"),
        lost=True,
    ),
    Change(
        name="no masquerade",
        lab=_RULES,
        to={"flannel.ipMasq": False},
        facts={
            UPGRADED: ("running pods are masqueraded",),
            ALL: ("running pods are masqueraded", "later pods are masqueraded"),
            MENDED: ("running pods are not masqueraded", "later pods are not masqueraded"),
        },
        ways_out=("rules emptied as by a reboot",),
    ),
    Change(
        name="nftables",
        lab=_RULES,
        to={"flannel.enableNFTables": True},
        shows={ALL: {"nft list tables": "flannel-ipv4", "iptables-save": r"\A(?s:.*)FLANNEL-FWD"}},
    ),
    Change(
        name="iptables again",
        lab=_RULES,
        to={"flannel.enableNFTables": None},
    ),
    Change(
        name="no rules in FORWARD, which drops",
        lab=_RULES,
        done=("FORWARD drops",),
        to={"flannel.iptablesForwardRules": False},
        ways_out=("rules emptied as by a reboot",),
        cut=("mended",),
    ),
    Change(
        name="rules in FORWARD, which accepts",
        lab=_RULES,
        done=("FORWARD accepts",),
        to={"flannel.iptablesForwardRules": True},
    ),
    Change(
        name="a larger network that holds the old one",
        lab=_RULES,
        to={"podCIDR": "10.240.0.0/12"},
        joins=True,
    ),
    Change(
        name="another network of pods",
        lab=_RULES,
        to={"podCIDR": "10.99.0.0/16"},
        fails={
            MIDWAY: "doesn't contain",
            ALL: "doesn't contain",
            "no network mended restarted": "subnet.env",
            "no network mended waiting": "subnet.env",
        },
        ways_out=("/run emptied as by a reboot",),
    ),
    Change(
        name="options of flanneld",
        lab=_INTERFACE,
        to={
            "flannel.healthz.enabled": True,
            "flannel.healthz.port": 9091,
            "flannel.logVerbosity": 2,
            "flannel.ipMasqFullyRandomDisable": True,
            "flannel.iptablesResync": 10,
            "flannel.eventQueueDepth": 1000,
            "flannel.setNodeNetworkUnavailable": False,
        },
        joins=True,
        shows={ALL: {"curl -s -o /dev/null -w %{http_code} http://10.77.0.10:9091/healthz": "200"}},
    ),
    Change(
        name="the CNI configuration",
        lab=_INTERFACE,
        to={"cni.tuning": {"net.core.somaxconn": "1024"}, "cni.portmap": False},
        shows={
            ALL: {
                "ip netns exec client sysctl net.core.somaxconn": "= 4096",
                "ip netns exec later-a sysctl net.core.somaxconn": "= 1024",
            }
        },
    ),
    Change(
        name="another name of the CNI configuration",
        lab=_INTERFACE,
        to={"cni.confName": "05-flannel.conflist"},
        shows={ALL: {"ls /etc/cni/net.d": "(?s)05-flannel.conflist.*10-flannel.conflist"}},
    ),
    Change(
        name="another interface",
        lab=_INTERFACE,
        to={"flannel.iface": None},
        joins=True,
        lost=True,
        shows={ALL: {_SHOW_LINK: "local 10.77.0.10 dev eth0"}},
    ),
    Change(
        name="the other manifest",
        lab=_INTERFACE,
        to={"flannel.manifest": "release"},
        fails={"upgrade": "the selector of the DaemonSet kube-flannel-ds"},
    ),
)
