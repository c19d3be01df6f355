"""Lists the data paths: cases of which each is taken through what happens to a cluster in its life."""

from msgspec.structs import replace

from tests.datapath.case import Case, machines
from tests.datapath.cases import CASES


def _path(name: str, label: str) -> Case:
    """Return the path of a case of two machines, which a third one joins later."""
    [case] = (one for one in CASES if one.name == name)
    every = machines(len(case.machines) + 1, allocated=case.machines[0].has_plugins)
    return replace(case, name=f"path {label}", machines=every, is_base=False, examiner="path")


PATHS: tuple[Case, ...] = (
    _path("flannel release vxlan", "flannel vxlan"),
    _path("flannel documentation host-gw", "flannel host-gw"),
    _path("calico vxlan", "calico vxlan"),
    _path("calico bgp", "calico bgp"),
    _path("canal", "canal"),
)
