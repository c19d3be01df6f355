"""Lists the labs in which changes are made, and all changes: those of a lab are made in it one after the other."""

from msgspec.structs import replace

from tests.datapath.calico_changes import CALICO_CHANGES
from tests.datapath.case import Case, machines
from tests.datapath.cases import CASES
from tests.datapath.change import Change
from tests.datapath.flannel_changes import FLANNEL_CHANGES

CHANGES: tuple[Change, ...] = (*FLANNEL_CHANGES, *CALICO_CHANGES)

# How long a kubelet waits here for a pod that may not become ready, in seconds.
_PATIENCE = 15.0


def _lab(name: str, *, label: str = "", second_nic: bool = False, allocated: bool = False) -> Case:
    """Return the lab that begins as a case of two machines, which a third one joins in some changes."""
    [case] = (one for one in CASES if one.name == name)
    every = machines(len(case.machines) + 1, allocated=allocated or case.machines[0].has_plugins, second_nic=second_nic)
    patient = tuple(replace(machine, patience=_PATIENCE) for machine in every)
    changed = replace(case, name=f"changes {label or name}", machines=patient, is_base=False, examiner="changes")
    return replace(changed, shows={})


CHANGE_LABS: tuple[Case, ...] = (
    _lab("flannel release vxlan", label="flannel backend"),
    _lab("flannel documentation vxlan", label="flannel link"),
    _lab("flannel healthz on", label="flannel rules"),
    _lab("flannel iface", label="flannel interface", second_nic=True),
    _lab("calico vxlan", label="calico vxlan"),
    _lab("calico bgp", label="calico bgp"),
    _lab("calico ipPools", label="calico pools"),
    _lab("canal"),
    _lab("calico vxlan", label="plugin", allocated=True),
)
