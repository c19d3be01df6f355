"""Lists what flannel, Calico and others leave on a node, as texts for a shell."""

# Each text is run by a shell in a network of its own, with $ROOT as the folder that stands for the file system.
# `rules COMMAND` takes what iptables-restore reads; a bridge stands for a link whose kind this kernel may not have;
# `pretend NAME` starts a process of that name, and `bury NAME` leaves one that has ended, which nobody asks for.
FOREIGN = """
ip -batch - <<'EOF'
link set lo up
link add eth9 type veth peer name eth9peer
EOF
for device in eth9 eth9peer; do
    ip link set "$device" addrgenmode none
    ip link set "$device" up
done
ip addr add 192.0.2.1/24 dev eth9
ip -6 addr add fd01::1/64 dev eth9 nodad
ip -batch - <<'EOF'
link add tunl0 type veth peer name tunl0peer
addr add 10.7.0.1/24 dev tunl0
EOF
bridges calibre0 cali0123 cali0123456789g flannel.x flannelwg my-cni0 cni01 vxlan.cali my-wg-v6.cali
for command in $BACKENDS; do
    rules "$command" <<'EOF'
*raw
:calibre - [0:0]
-A PREROUTING -i lo -j calibre
COMMIT
*mangle
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -m comment --comment "calico: mine" -j MARK --set-xmark 0x1/0xffffffff
COMMIT
*nat
:CNI-HOSTPORT-DNAT - [0:0]
-A PREROUTING -j CNI-HOSTPORT-DNAT
-A POSTROUTING -m comment --comment "not flanneld masq" -j RETURN
-A POSTROUTING -m comment --comment flanneld -j RETURN
COMMIT
*filter
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:FLANNEL-MINE - [0:0]
:KUBE-FORWARD - [0:0]
-A FORWARD -m comment --comment "never -j cali-FORWARD or --comment cali:abc \\"cali:abc\\"" -j ACCEPT
-A FORWARD -j FLANNEL-MINE
-A FORWARD -m comment --comment "flanneld forwards" -j KUBE-FORWARD
COMMIT
EOF
done
rules iptables-nft <<'EOF'
*nat
-A POSTROUTING -s 10.99.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE --random-fully
-A POSTROUTING ! -s 10.244.0.0/16 -d 10.244.2.0/24 -j RETURN
COMMIT
*filter
-A INPUT -s 10.244.0.0/16 -j ACCEPT
-A FORWARD -s 10.244.0.0/16 -j DROP
COMMIT
EOF
nft -f - <<'EOF'
table inet mine { chain input { type filter hook input priority 0; policy accept; }; }
table ip calico-mine { }
table ip6 flannel-ipv4 { }
table bridge calico { }
EOF
for name in mine calibre cali-mine; do ipset create "$name" hash:net; done
ipset add mine 192.0.2.0/24
ip -batch - <<'EOF'
route add 10.99.7.0/24 via 192.0.2.2
route add 10.97.7.0/24 via 192.0.2.2 proto static
route add blackhole 10.98.0.0/24
route add 10.244.200.0/24 dev eth9
route add default via 192.0.2.9 table 78
EOF
ip -6 route add fd99::/64 via fd01::2
ip -batch - <<'EOF'
rule add not fwmark 0x20/0x20 lookup 78 priority 99
rule add fwmark 0x40/0x40 lookup 79 priority 99
rule add not fwmark 0x80/0xc0 lookup 79 priority 99
rule add not fwmark 0x80/0x80 lookup 79 priority 101
EOF
file /etc/cni/net.d/99-loopback.conf
file /etc/cni/net.d/10-flannel.conflist.bak
file /etc/cni/net.d/calico-mine
file /etc/calico/calicoctl.cfg
file /opt/cni/bin/flannel
file /opt/cni/bin/calico
file /var/lib/cni/networks/mine/192.0.2.7
file /var/lib/calico-mine/nodename
file /var/log/calico/cni/cni.log
file /run/flannel-mine
ln -s /run "$ROOT/var/run"
"""

FLANNEL = """
ip link add flannel.1 type vxlan id 1 dev eth9 dstport 8472
bridges flannel-v6.1 flannel0 flannel.ipip flannel-wg flannel-wg-v6 cni0
for command in $BACKENDS; do
    rules "$command" <<'EOF'
*nat
:FLANNEL-POSTRTG - [0:0]
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
-A POSTROUTING -m comment --comment "flanneld masq" -j RETURN
COMMIT
*filter
:FLANNEL-FWD - [0:0]
-I FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
-A FLANNEL-FWD -m comment --comment "flanneld forward" -j ACCEPT
COMMIT
EOF
done
rules iptables-nft <<'EOF'
*nat
-A POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j RETURN
-I POSTROUTING -s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE --random-fully
-A POSTROUTING ! -s 10.244.0.0/16 -d 10.244.1.0/24 -j RETURN
-A POSTROUTING ! -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE
COMMIT
*filter
-A FORWARD -s 10.244.0.0/16 -j ACCEPT
-I FORWARD -d 10.244.0.0/16 -j ACCEPT
COMMIT
EOF
nft -f - <<'EOF'
table ip flannel-ipv4 { chain postrtg { type nat hook postrouting priority srcnat; policy accept; }; }
table ip6 flannel-ipv6 { }
EOF
ip -batch - <<'EOF'
route add 10.244.7.0/24 via 192.0.2.2
route add blackhole 10.244.1.0/24
EOF
ip -6 route add fd10:244:0:7::/64 via fd01::2
file /etc/cni/net.d/10-flannel.conflist
file /run/flannel/subnet.env "FLANNEL_NETWORK=10.244.0.0/16
FLANNEL_SUBNET=10.244.1.1/24
FLANNEL_IPV6_NETWORK=fd10:244::/48
FLANNEL_IPV6_SUBNET=fd10:244:0:1::1/64
FLANNEL_MTU=1450
FLANNEL_IPMASQ=true"
file /var/lib/cni/flannel/0123
file /var/lib/cni/networks/cbr0/10.244.1.2
"""

CALICO = """
ip -batch - <<'EOF'
link add cali0123456789a type veth peer name pod0
link add cali0123456789b type veth peer name cali0123456789c
link add bpfin.cali type veth peer name bpfout.cali
link add vxlan.calico type vxlan id 4096 dev eth9 dstport 4789
EOF
bridges vxlan-v6.calico wireguard.cali wg-v6.cali
ip -batch - <<'EOF'
addr add 172.20.1.1/32 dev tunl0
link set cali0123456789a up
EOF
ipset create cali40masq-ipam-pools hash:net
ipset create cali4t0 hash:net
ipset create felix-all-ipam-pools hash:net
ipset create cali60masq-ipam-pools hash:net family inet6
for command in $BACKENDS; do
    case $command in ip6*) set=cali60masq-ipam-pools ;; *) set=cali40masq-ipam-pools ;; esac
    rules "$command" <<EOF
*raw
:cali-PREROUTING - [0:0]
-I PREROUTING -m comment --comment "cali:6gwbT8clXdHdC1b1" -j cali-PREROUTING
-A cali-PREROUTING -m comment --comment "cali:x4XbVMc5P_kNXnTy" -j MARK --set-xmark 0x0/0xf0000
COMMIT
*mangle
:cali-POSTROUTING - [0:0]
-A POSTROUTING -m comment --comment "cali:O3lYWMrLQYEMJtB5" -g cali-POSTROUTING
COMMIT
*nat
:cali-POSTROUTING - [0:0]
:cali-nat-outgoing - [0:0]
-I POSTROUTING -m comment --comment "cali:O3lYWMrLQYEMJtB5" -j cali-POSTROUTING
-A cali-POSTROUTING -m comment --comment "cali:NVRYYd_nO9hQNxWV" -j cali-nat-outgoing
-A cali-nat-outgoing -m set --match-set $set src -j MASQUERADE
COMMIT
*filter
:cali-FORWARD - [0:0]
:cali-from-wl-dispatch - [0:0]
:cali-fw-cali0123456789a - [0:0]
:califw-0123 - [0:0]
-I FORWARD -m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-FORWARD
-A FORWARD -m comment --comment "cali:S93hcgKJrXEqnTfs" -m comment --comment "Policy accepted packet." -j ACCEPT
-A FORWARD -m comment --comment "cali:mp77cMpurHhyjLrM" -j MARK --set-xmark 0x10000/0x10000
-A INPUT -j califw-0123
-A OUTPUT -g califw-0123
-A cali-FORWARD -m comment --comment "cali:8ZoYfO5HKXWbB3pk" -j cali-from-wl-dispatch
-A cali-from-wl-dispatch -i cali0123456789a -g cali-fw-cali0123456789a
COMMIT
EOF
done
nft -f - <<'EOF'
table ip calico { chain filter-cali-FORWARD { type filter hook forward priority 0; policy accept; }; }
table ip6 calico { }
EOF
ip -batch - <<'EOF'
route add blackhole 172.20.1.0/26 proto 80
route add blackhole 172.20.1.64/26 proto 12
route add 172.20.2.0/26 via 192.0.2.3 proto 12
route add 172.20.3.0/26 proto 80 nexthop via 192.0.2.2 nexthop via 192.0.2.3
route add 172.20.1.2 dev cali0123456789a scope link
EOF
ip -6 route add blackhole fd20::/122 proto 80
ip -6 route add fd20::40/122 via fd01::3 proto 12
ip route add throw 192.0.2.3 table 1 proto 80
ip -6 route add throw fd01::3 table 1 proto 80
ip -batch - <<'EOF'
rule add not fwmark 0x200000/0x200000 lookup 1 priority 99
rule add not from 172.20.1.0/26 fwmark 0x200000/0x200000 lookup 1 priority 98
rule add not fwmark 0x200000/0x200000 lookup 2 priority 99
EOF
ip -6 rule add not fwmark 0x200000/0x200000 lookup 1 priority 99
file /etc/cni/net.d/10-calico.conflist
file /etc/cni/net.d/10-canal.conflist
file /etc/cni/net.d/calico-kubeconfig
file /etc/cni/net.d/calico-tls/etcd-ca
file /run/calico/bird.ctl
file /var/lib/calico/nodename
file /var/lib/cni/networks/k8s-pod-network/172.20.1.2
"""
