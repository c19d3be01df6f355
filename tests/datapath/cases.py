"""Has all cases of the data path."""

from tests.datapath.calico_cases import CALICO_CASES
from tests.datapath.case import Case
from tests.datapath.etcd_cases import ETCD_CASES
from tests.datapath.flannel_cases import FLANNEL_CASES
from tests.datapath.node_cases import NODE_CASES
from tests.datapath.value_cases import VALUE_CASES

CASES: tuple[Case, ...] = (*FLANNEL_CASES, *CALICO_CASES, *ETCD_CASES, *NODE_CASES, *VALUE_CASES)
