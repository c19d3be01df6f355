"""Settings of canal's own pods; what its two halves do is set below flannel and calico."""

from generator.settings.setting import Row, Section
from generator.settings.tables.workloads import Container, Workload, workload_rows

CANAL = Workload(
    path="canal",
    at="DaemonSet/canal",
    people="canal",
    containers=(
        Container(path="canal.calicoNode", name="calico-node", people="calico-node"),
        Container(
            path="canal.flannel",
            name="kube-flannel|flannel",
            people="flannel",
            places=2,
            probes={},
            arguments=True,
        ),
    ),
    account="ServiceAccount/canal*",
)

ROWS: tuple[Row, ...] = (
    Section(path="canal", doc="canal's pods. What its halves do is set below flannel and calico."),
    *workload_rows(CANAL),
)
