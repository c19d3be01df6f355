"""Settings of the CNI plugins' binaries and configuration on the nodes, the same for all plugins where they can be."""

from generator.features.conditions import ALWAYS, Condition, given
from generator.rows import cni_kinds, kinds
from generator.rows.locations import (
    BINARY_SINCE,
    BOTH_CONFIGS,
    CALICO_CONFIG,
    CALICO_IPAM,
    CALICO_NODE_ENV,
    INSTALL_CNI_ENV,
    LOG_FILE_SINCE,
    OWN_POOL,
    POOL_PLACE,
    TYPHA_ENV,
)
from generator.settings.actions.assigning import Sets
from generator.settings.actions.chaining import Chained, ChainsPlugins
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.expressions import Printed, expression
from generator.settings.actions.text_lines import VALUE
from generator.settings.kind import BOOLEAN, chosen, whole
from generator.settings.setting import Row, Section, Target, defaulted, setting
from generator.settings.targets import SOME, guards, inserts_line, overrides, prints_env, reads, sets_env, since

_CONFIG = "cni_network_config"
_CONFIGS = f"{BOTH_CONFIGS}[{_CONFIG}]"
_FLANNELS = "ConfigMap/kube-flannel-cfg data"
_FLANNEL = "DaemonSet/kube-flannel-ds* spec.template.spec"
_CALICO = "DaemonSet/calico-node spec.template.spec"
_CANAL = "DaemonSet/canal spec.template.spec"
_NODES = "DaemonSet/calico-node|canal spec.template.spec"
_LOG_LEVEL = '"log_level": "info",'
_NOT_INSTALLED = "not .Values.cni.install"
# calico-node does not renew a kubeconfig that it did not write.
_KEEPS_OUT = ("CALICO_MANAGE_CNI", "false")

_KUBECONFIG = expression('printf "%s/calico-kubeconfig" .Values.cni.confDir', is_set=".Values.cni.confDir")
# Empty where the name is: an argument is one expression.
_CONF_FILE = expression('regexReplaceAll "^.+$" .Values.cni.confName "/etc/cni/net.d/${0}"')
_SKIPPED = expression('join "," .Values.cni.skipBinaries', is_set=".Values.cni.skipBinaries")
# Calico's installer puts a number where the placeholder stands, which a mapping can only have as a text.
_FILLED_IN = expression(
    'toPrettyJson .Values.cni.config | replace "\\"__CNI_MTU__\\"" "__CNI_MTU__"', is_set=".Values.cni.config"
)
_WHOLE = expression("toPrettyJson .Values.cni.config", is_set=".Values.cni.config")

_CHAIN = ChainsPlugins(
    plugins=(
        Chained(type="portmap", kept='ne (toString .Values.cni.portmap) "false"'),
        Chained(
            type="bandwidth",
            kept='ne (toString .Values.cni.bandwidth) "false"',
            added=".Values.cni.bandwidth",
            text='{"type": "bandwidth", "capabilities": {"bandwidth": true}}',
        ),
        Chained(
            type="tuning",
            added=".Values.cni.tuning",
            text='{"type": "tuning", "sysctl": {{ .Values.cni.tuning | toJson }}}',
        ),
    )
)

_HOST_LOCAL = given('eq .Values.calico.ipam.type "host-local"')
_OWN_IPAM = given('eq .Values.calico.ipam.type "calico-ipam"')
# flannel's pods have init containers of the base plugins and, in releases that know one, of the pre-shared key, too.
_HAS_INIT = given(
    'or .Values.cni.install .Values.cniPlugins.install (dig "psk" "existingSecret" "" .Values.flannel.backend)'
)
# Calico's init container that takes the addresses of host-local over uses its binary, too.
_BINARIES_USED = given(
    'or .Values.cni.install (and (eq .Values.calico.datastore "kubernetes") (not .Values.calico.policyOnly) '
    '(eq .Values.calico.ipam.type "calico-ipam") .Values.calico.upgradeIPAM)'
)


def _becomes(env: str, variable: tuple[str, str], test: str, *, before: str, when: Condition = ALWAYS) -> Target:
    """A variable with a constant where a test holds."""
    name, constant = variable
    printed = Printed(value="", is_set=test)
    action = SetsEnv(name=name, before=before, printed=printed, constant=constant, when=when)
    return Target(at=(env,), action=action)


def _pod_cidr(env: str, before: str) -> Target:
    return _becomes(env, ("USE_POD_CIDR", "true"), _HOST_LOCAL.tests[0], before=before, when=OWN_POOL)


ROWS: tuple[Row, ...] = (
    Section(path="cni", doc="The CNI plugins' binaries and configuration on the nodes."),
    defaulted(
        setting(
            "cni.install",
            BOOLEAN,
            "Whether the plugin's pods write the CNI configuration and put the binaries of CNI plugins on the nodes. If "
            "false, the nodes must have both by other means, Calico's kubeconfig for its CNI plugin among them. A later "
            "change to false leaves what is there.",
            guards(f"{_FLANNEL}.initContainers", when=_HAS_INIT, places=SOME),
            guards(f"{_FLANNEL}.initContainers[install-cni|install-cni-plugin]", places=SOME),
            guards(f"{_FLANNEL}.volumes[cni|cni-plugin]", places=SOME),
            guards(f"{_NODES}.initContainers[install-cni]", places=2),
            guards(f"{_CANAL}.volumes[cni-bin-dir]"),
            guards(f"{_CALICO}.volumes[cni-bin-dir]", when=_BINARIES_USED),
            _becomes(CALICO_NODE_ENV, _KEEPS_OUT, _NOT_INSTALLED, before=POOL_PLACE, when=OWN_POOL),
            _becomes(
                "DaemonSet/canal spec.template.spec.containers[calico-node].env",
                _KEEPS_OUT,
                _NOT_INSTALLED,
                before=POOL_PLACE,
            ),
        ),
        default=True,
    ),
    setting(
        "cni.binDir",
        cni_kinds.FOLDER,
        "The folder on the nodes in which the container runtime looks for the binaries of CNI plugins, as an absolute path. "
        "Default: {upstream}. A later change restarts the plugin's pods and leaves the old binaries.",
        overrides(f"{_NODES}.volumes[cni-bin-dir].hostPath.path", places=2),
        since(overrides(f"{_FLANNEL}.volumes[cni-plugin].hostPath.path", places=SOME), **BINARY_SINCE),
    ),
    setting(
        "cni.confDir",
        cni_kinds.FOLDER,
        "The folder on the nodes in which the container runtime looks for CNI configurations, as an absolute path. Default: "
        "{upstream}. A later change restarts the plugin's pods and leaves the old file, which you must remove.",
        overrides(f"{_NODES}.volumes[cni-net-dir].hostPath.path", places=2),
        overrides(
            f"{_FLANNEL}.volumes[cni].hostPath.path",
            "PodSecurityPolicy/* spec.allowedHostPaths[*/etc/cni/net.d*].pathPrefix",
            places=SOME,
        ),
        sets_env(INSTALL_CNI_ENV, "CNI_NET_DIR", before="SLEEP", places=2),
        overrides(f'{_CONFIGS}["kubeconfig": "*"]', printed=_KUBECONFIG, places=SOME),
    ),
    setting(
        "cni.confName",
        cni_kinds.CONF_NAME,
        "The name of the CNI configuration's file, which must end in .conflist. The container runtime takes the first file of "
        "the folder by name. Default: {upstream}. A later change restarts the plugin's pods and leaves the old file, "
        "which you must remove.",
        sets_env(INSTALL_CNI_ENV, "CNI_CONF_NAME", before="SLEEP", places=2),
        overrides(f"{_FLANNEL}.initContainers[install-cni].args[/etc/cni/net.d/*]", printed=_CONF_FILE, places=SOME),
    ),
    setting(
        "cni.updateBinaries",
        kinds.SWITCH,
        "Whether Calico's installer replaces binaries of CNI plugins that are on the nodes already. Default: null, the "
        "installer's own default, true.",
        sets_env(INSTALL_CNI_ENV, "UPDATE_CNI_BINARIES", before="SLEEP", places=2),
    ),
    setting(
        "cni.skipBinaries",
        cni_kinds.BINARIES,
        "The binaries of CNI plugins that Calico's installer does not put on the nodes, by name, for example [portmap, "
        "bandwidth]. Default: none.",
        prints_env(INSTALL_CNI_ENV, "SKIP_CNI_BINARIES", _SKIPPED, before="SLEEP", places=2),
    ),
    setting(
        "cni.config",
        cni_kinds.CONFIG,
        "A whole CNI network configuration list, as YAML or pasted as JSON. It must have name, "
        "cniVersion and plugins. Calico's installer fills in its placeholders such as __KUBECONFIG_FILEPATH__ and "
        "__CNI_MTU__; flannel's has none. Default: the list of the manifest with the changes below. A later change restarts the "
        "plugin's pods and counts for new pods only.",
        *(
            Target(at=(f"{config} data",), action=Sets(key=_CONFIG, printed=_FILLED_IN))
            for config in ("ConfigMap/calico-config", "ConfigMap/canal-config")
        ),
        Target(at=(_FLANNELS,), action=Sets(key="cni-conf.json", printed=_WHOLE)),
    ),
    setting(
        "cni.portmap",
        kinds.SWITCH,
        "Whether the portmap plugin, which serves the hostPorts of pods, follows the network's own plugin. Default: "
        "{upstream}. A later change counts for new pods only.",
        reads(
            Target(at=(_CONFIGS, f"{_FLANNELS}[cni-conf.json]"), action=_CHAIN, places=3), "cni.bandwidth", "cni.tuning"
        ),
    ),
    setting(
        "cni.bandwidth",
        kinds.SWITCH,
        "Whether the bandwidth plugin, which serves the bandwidth annotations of pods, follows. It shapes only what comes after a "
        "burst, which container runtimes set to 0.5 GB and more, so that short transfers are as fast as without it. flannel's "
        "image does not bring its binary. Default: {upstream}. A later change counts for new pods only.",
    ),
    setting(
        "cni.tuning",
        cni_kinds.SYSCTLS,
        'The sysctls that the tuning plugin sets in each pod\'s network, as texts, for example {net.core.somaxconn: "500"}. '
        "Only those that each network namespace has of its own are taken: most of net.ipv4 and net.ipv6, few of net.core. "
        "flannel's image does not bring its binary. Default: none. A later change counts for new pods only.",
    ),
    setting(
        "cni.allowOtherSysctls",
        BOOLEAN,
        "Whether cni.tuning may have sysctls of which the chart does not know that each pod's network has them of its own. "
        "Where it does not, no new pod starts. Default: false, which refuses them.",
    ),
    setting(
        "cni.allowIPForwarding",
        BOOLEAN,
        "Whether pods may forward packets, as k3s' servicelb and KubeVirt ask for. Calico's plugin then turns IP forwarding on "
        "in each pod's network. A later change counts for new pods only.",
        inserts_line(_CONFIGS, '"container_settings": {"allow_ip_forwarding": true},', before='"policy": {', places=2),
    ),
    Section(path="cni.log", doc="The log of Calico's CNI plugin, on the nodes."),
    setting(
        "cni.log.severity",
        cni_kinds.SEVERITY,
        "The least severity that the plugin logs: {choices}. Default: {upstream}.",
        overrides(f"{_CONFIGS}[{_LOG_LEVEL}]", places=SOME),
    ),
    setting(
        "cni.log.filePath",
        cni_kinds.LOG_FILE,
        "The file on the nodes that the plugin logs into, as an absolute path. calico-node shows the files of "
        "/var/log/calico/cni only. Default: {upstream}.",
        overrides(f'{_CONFIGS}["log_file_path": "*",]', places=SOME),
        since=LOG_FILE_SINCE,
    ),
    *(
        setting(
            f"cni.log.{name}",
            whole(f"a number of {unit}, 1 to {most}", 1, most),
            doc,
            inserts_line(_CONFIGS, f'"{member}": {VALUE},', before=_LOG_LEVEL, places=2),
            since=LOG_FILE_SINCE,
        )
        for name, member, unit, most, doc in (
            (
                "fileMaxSize",
                "log_file_max_size",
                "megabytes",
                100000,
                "The size in megabytes at which the plugin starts a new file. Default: null, the plugin's own default, 100.",
            ),
            (
                "fileMaxAge",
                "log_file_max_age",
                "days",
                36500,
                "How many days the plugin keeps old files. Default: null, the plugin's own default, 30.",
            ),
            (
                "fileMaxCount",
                "log_file_max_count",
                "files",
                100000,
                "How many old files the plugin keeps. Default: null, the plugin's own default, 10.",
            ),
        )
    ),
)

# Rows of Calico's own section.
IPAM: tuple[Row, ...] = (
    Section(path="calico.ipam", doc="Where the pods of Calico on its own get their addresses from."),
    setting(
        "calico.ipam.type",
        chosen("calico-ipam", "host-local"),
        "What gives pods of Calico on its own their addresses: calico-ipam, from the IP pools, or host-local, from the nodes' "
        "pod CIDRs, which Kubernetes must hand out. Default: calico-ipam. It must not change while pods run.",
        overrides(f"{CALICO_CONFIG}[{_CONFIG}][{CALICO_IPAM}]"),
        inserts_line(
            f"{CALICO_CONFIG}[{_CONFIG}]",
            '{{ include "cni.calico.podRanges" . }},',
            before=CALICO_IPAM,
            when=_HOST_LOCAL,
        ),
        guards(f"{_CALICO}.initContainers[upgrade-ipam]", when=_OWN_IPAM),
        guards(f"{_CALICO}.volumes[host-local-net-dir]", when=_OWN_IPAM),
        _pod_cidr(CALICO_NODE_ENV, POOL_PLACE),
        _pod_cidr(TYPHA_ENV, "TYPHA_DATASTORETYPE"),
    ),
)
