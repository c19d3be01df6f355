"""Lists the cases of Calico that keeps everything in an etcd which asks its clients for certificates."""

from tests.datapath.case import CALICO, Case, machines

# The lab adds where etcd is, and the texts of the certificates.
ETCD_CASES = (
    Case(
        name="calico etcd",
        chart=CALICO,
        values={"plugin": "calico", "podCIDR": "10.244.0.0/16", "calico": {"datastore": "etcd", "ipip": "Never"}},
        machines=machines(allocated=False),
        mtu=1500,
        shows={"ss -Htn": r"10\.77\.0\.1:2379"},
        examiner="network with etcd",
    ),
)
