"""Lists cases that try many values at once: each is seen on the first machine, or the network would not work."""

from tests.datapath.case import CALICO, DUAL, FLANNEL, POD_CIDR, POD_CIDR6, Case, Values, machines

_NODE_OF_CALICO: Values = {
    "terminationGracePeriodSeconds": 10,
    "podLabels": {"tried": "label"},
    "podAnnotations": {"example.com/tried": "annotation"},
    "livenessProbe": {"periodSeconds": 20},
    "readinessProbe": {"timeoutSeconds": 9},
    "extraEnv": [{"name": "GODEBUG", "value": "madvdontneed=1"}],
    "resources": {"requests": {"cpu": "100m"}},
}
_FELIX_VXLAN: Values = {
    "vxlanVNI": 4097,
    "vxlanPort": 4790,
    "healthHost": "0.0.0.0",  # noqa: S104 # in the lab
    "healthPort": 9199,
    "iptablesMarkMask": "0x1f00000",
    "deviceRouteProtocol": 90,
    "natPortRange": "32768:33000",
    "iptablesRefreshInterval": "60s",
    "routeRefreshInterval": "30s",
    "defaultEndpointToHostAction": "ACCEPT",
    "failsafeInboundHostPorts": ["tcp:22"],
    "logSeverityScreen": "Info",
    "ipv6Support": False,
    "prometheusProcessMetricsEnabled": False,
    "chainInsertMode": "Insert",
    "iptablesBackend": "NFT",
    "removeExternalRoutes": True,
    "interfacePrefix": "cali,tap",
    "prometheusMetricsHost": "0.0.0.0",  # noqa: S104 # in the lab
}
_CNI_OF_CALICO: Values = {
    "log": {"severity": "info", "filePath": "/var/log/calico/cni/tried.log", "fileMaxSize": 10, "fileMaxCount": 2},
    "allowIPForwarding": True,
    "tuning": {"net.ipv4.ip_local_port_range": "20000 30000"},
    "bandwidth": True,
    "updateBinaries": False,
    "skipBinaries": ["flannel"],
    "confName": "05-calico.conflist",
}
_TYPHA: Values = {
    "enabled": True,
    "replicas": 1,
    "config": {"logSeverityScreen": "Info", "maxConnectionsLowerLimit": 200},
}

VALUE_CASES = (
    Case(
        name="flannel many values",
        chart=FLANNEL,
        values={
            "plugin": "flannel",
            "podCIDR": POD_CIDR,
            "kubernetesServiceHost": "10.96.0.1",
            "kubernetesServicePort": 443,
            "namespaceOverride": "networking",
            "flannel": {
                "backend": {"type": "vxlan", "macPrefix": "0E-2B", "gbp": False, "learning": False, "port": 8473},
                "contWhenCacheNotReady": True,
                "extraArgs": ["--subnet-file=/run/flannel/subnet.env"],
                "securityContext": {"privileged": True},
                "podLabels": {"tried": "label"},
                "podAnnotations": {"example.com/tried": "annotation"},
                "terminationGracePeriodSeconds": 10,
                "livenessProbe": {"periodSeconds": 20},
                "healthz": {"enabled": True, "port": 9100},
                "resources": {"requests": {"cpu": "50m"}},
            },
            "cni": {
                "confName": "05-net.conflist",
                "tuning": {"net.core.somaxconn": "1234"},
                "bandwidth": True,
                "portmap": True,
            },
        },
        machines=machines(),
        mtu=1450,
        shows={
            "ls /etc/cni/net.d": r"\A05-net.conflist\s*\Z",
            "grep -c bandwidth /etc/cni/net.d/05-net.conflist": "[12]",
            "ip netns exec pod-a sysctl net.core.somaxconn": "= 1234",
            "ip -d link show flannel.1": "dstport 8473 nolearning",
            "curl -s -o /dev/null -w %{http_code} http://10.77.0.10:9100/readyz": "200",
        },
    ),
    Case(
        name="flannel nftables beside a drop",
        chart=FLANNEL,
        values={"plugin": "flannel", "podCIDR": POD_CIDR, "flannel": {"enableNFTables": True}},
        machines=machines(),
        mtu=1450,
        shows={"iptables -S FORWARD": "-P FORWARD DROP"},
        adjusts="FORWARD drops all but pods",
    ),
    Case(
        name="calico many values",
        chart=CALICO,
        values={
            "plugin": "calico",
            "podCIDR": POD_CIDR,
            "kubernetesServiceHost": "10.96.0.1",
            "kubernetesServicePort": 443,
            "calico": {
                "backend": "vxlan",
                "vxlan": "Always",
                "mtu": 1440,
                "pool": {"blockSize": 28, "natOutgoing": True, "nodeSelector": "all()"},
                "ipAutodetectionMethod": "cidr=10.77.0.0/24",
                "disableNodeIPCheck": True,
                "startupLogLevel": "Debug",
                "autodetectPollInterval": "30s",
                "felix": _FELIX_VXLAN,
                "typha": _TYPHA,
                "node": _NODE_OF_CALICO,
                "metrics": {
                    "felix": {"enabled": True, "port": 9191},
                    "typha": {"enabled": True, "port": 9193},
                    "kubeControllers": {"enabled": True},
                },
                "kubeControllers": {
                    "logLevel": "Debug",
                    "enabledControllers": ["node"],
                    "autoHostEndpoints": False,
                },
            },
            "cni": _CNI_OF_CALICO,
        },
        machines=machines(allocated=False),
        mtu=1440,
        shows={
            "ip -d link show vxlan.calico": "(?s)mtu 1440.*vxlan id 4097 .*dstport 4790",
            "ip route": r"blackhole 10\.244\.\d+\.\d+/28 proto 90",
            "nft list ruleset": "32768-33000",
            "ls /etc/cni/net.d": "05-calico.conflist",
            "ls /var/log/calico/cni": "tried.log",
            "ip netns exec pod-a sysctl net.ipv4.ip_forward": "= 1",
            "ip netns exec pod-a sysctl net.ipv4.ip_local_port_range": r"= 20000\s+30000",
            "curl -s http://10.77.0.10:9191/metrics": "felix_active_local_endpoints",
            "curl -s http://10.77.0.10:9193/metrics": "typha_connections_active",
            "curl -s -o /dev/null -w %{http_code} http://10.77.0.10:9199/readiness": "20",
        },
    ),
    Case(
        name="calico bgp host-local",
        chart=CALICO,
        values={
            "plugin": "calico",
            "podCIDR": POD_CIDR,
            "calico": {"ipip": "Never", "ipam": {"type": "host-local"}, "felix": {"iptablesBackend": "Legacy"}},
        },
        machines=machines(),
        mtu=1500,
        shows={"ip route": r"10\.244\.1\.0/24 via 10\.77\.0\.11 dev eth0 proto bird"},
    ),
    Case(
        name="calico bgp many values",
        chart=CALICO,
        values={
            "plugin": "calico",
            "podCIDR": POD_CIDR,
            "calico": {
                "ipip": "Never",
                "felix": {"routeSyncDisabled": True},
                "bgp": {
                    "asNumber": 64601,
                    "routerID": "hash",
                    "logSeverity": "Info",
                    "serviceClusterIPs": ["10.96.0.0/12"],
                    "serviceExternalIPs": ["198.51.100.0/24"],
                    "serviceLoadBalancerIPs": ["203.0.113.0/24"],
                    "nodeToNodeMesh": False,
                    "filters": [
                        {"name": "all", "exportV4": [{"action": "Accept", "matchOperator": "In", "cidr": "0.0.0.0/0"}]}
                    ],
                    "peers": [
                        {
                            "name": "first",
                            "node": "node-b",
                            "peerIP": "10.77.0.10",
                            "asNumber": 64601,
                            "filters": ["all"],
                        },
                        {
                            "name": "second",
                            "node": "node-a",
                            "peerIP": "10.77.0.11",
                            "asNumber": 64601,
                            "filters": ["all"],
                        },
                    ],
                },
            },
        },
        machines=machines(allocated=False),
        mtu=1500,
        shows={
            "ip route": r"10\.244\S+ via 10\.77\.0\.11 dev eth0 proto bird",
            "ss -Htn state established sport = :179 or dport = :179": r"10\.77\.0\.11",
        },
    ),
    Case(
        name="calico dual stack with masquerade",
        chart=CALICO,
        values={
            "plugin": "calico",
            "podCIDR": POD_CIDR,
            "podCIDRv6": POD_CIDR6,
            "calico": {
                "backend": "vxlan",
                "vxlan": "Always",
                "poolv6": {"natOutgoing": True, "blockSize": 124, "nodeSelector": "all()"},
                "ip6AutodetectionMethod": "interface=eth0",
            },
        },
        machines=machines(allocated=False),
        mtu=1430,
        families=DUAL,
        shows={"ip -6 route": r"blackhole fd10:244:\S+/124"},
    ),
)
