"""Lists the sysctls of the network that each network namespace has of its own, which the tuning plugin can set in a pod.

Source: /proc/sys/net in a new network namespace of Linux 6.18 and ip-sysctl of the kernel's documentation. Older kernels
share some of them: those of net.core but somaxconn became a namespace's own between Linux 6.3 and 6.15, those of
net.mptcp came with 5.6.
"""

# The names behind the prefix; `*` stands for any further name, IFACE for that of an interface, all or default.
_OWN = {
    "net.core": "somaxconn optmem_max rmem_default rmem_max wmem_default wmem_max txrehash tstamp_allow_data rps_default_mask",
    "net.ipv4": (
        "conf.IFACE.* fib_multipath_* fib_notify_on_flag_change fwmark_reflect icmp_* igmp_* ip_* nexthop_compat_mode "
        "ping_group_range raw_l3mdev_accept ipfrag_high_thresh ipfrag_low_thresh ipfrag_max_dist ipfrag_time "
        "route.flush route.min_adv_mss route.min_pmtu route.mtu_expires xfrm4_gc_thresh udp_child_hash_entries "
        "udp_early_demux udp_l3mdev_accept udp_rmem_min udp_wmem_min"
    ),
    "net.ipv6": (
        "conf.IFACE.* anycast_src_echo_reply auto_flowlabels bindv6only fib_multipath_* fib_notify_on_flag_change "
        "flowlabel_* fwmark_reflect icmp.* idgen_delay idgen_retries ioam6_id ioam6_id_wide ip6frag_high_thresh "
        "ip6frag_low_thresh ip6frag_time ip_nonlocal_bind max_dst_opts_length max_dst_opts_number max_hbh_length "
        "max_hbh_opts_number route.max_size route.min_adv_mss route.mtu_expires seg6_flowlabel xfrm6_gc_thresh"
    ),
    "net.mptcp": "*",
    "net.netfilter": "nf_conntrack_* nf_hooks_lwtunnel",
    "net.unix": "max_dgram_qlen",
}
_TCP = (
    "abort_on_overflow adv_win_scale allowed_congestion_control app_win autocorking backlog_ack_defer base_mss "
    "challenge_ack_limit child_ehash_entries comp_sack_delay_ns comp_sack_nr comp_sack_slack_ns congestion_control "
    "dsack early_demux early_retrans ecn ecn_fallback ecn_option ecn_option_beacon fack fastopen "
    "fastopen_blackhole_timeout_sec fastopen_key fin_timeout frto fwmark_accept invalid_ratelimit keepalive_intvl "
    "keepalive_probes keepalive_time l3mdev_accept limit_output_bytes max_reordering max_syn_backlog max_tw_buckets "
    "migrate_req min_rtt_wlen min_snd_mss min_tso_segs moderate_rcvbuf mtu_probe_floor mtu_probing no_metrics_save "
    "no_ssthresh_metrics_save notsent_lowat orphan_retries pacing_ca_ratio pacing_ss_ratio pingpong_thresh "
    "plb_cong_thresh plb_enabled plb_idle_rehash_rounds plb_rehash_rounds plb_suspend_rto_sec probe_interval "
    "probe_threshold recovery reflect_tos reordering retrans_collapse retries1 retries2 rfc1337 rmem rto_max_ms "
    "rto_min_us sack shrink_window slow_start_after_idle stdurg syn_linear_timeouts syn_retries synack_retries "
    "syncookies thin_linear_timeouts timestamps tso_rtt_log tso_win_divisor tw_reuse tw_reuse_delay window_scaling "
    "wmem workaround_signed_windows"
)
_NEIGHBOURS = (
    "anycast_delay app_solicit base_reachable_time base_reachable_time_ms delay_first_probe_time gc_stale_time "
    "interval_probe_time_ms locktime mcast_resolicit mcast_solicit proxy_delay proxy_qlen retrans_time retrans_time_ms "
    "ucast_solicit unres_qlen unres_qlen_bytes"
)
_ANY = "[a-z0-9_]+"
_INTERFACE = "[^/, ]+"


def _names(names: str) -> str:
    """Names as a pattern, in which a slash stands for a dot, too."""
    whole = "|".join(names.split()).replace(".", "[./]")
    return f"({whole.replace('IFACE', _INTERFACE).replace('*', _ANY)})"


# Every sysctl that a pod's network can have of its own, as patterns of one or more.
OF_A_NAMESPACE = (
    *(f"{_names(prefix)}[./]{_names(names)}" for prefix, names in _OWN.items()),
    f"net[./]ipv4[./]tcp_{_names(_TCP)}",
    f"net[./]ipv[46][./]neigh[./]{_INTERFACE}[./]{_names(_NEIGHBOURS)}",
)
