"""Defines a case of the data path: which chart is installed with which values, on which machines, and what is due."""

from collections.abc import Mapping

from msgspec import Struct

from generator.base.trees import Tree
from tests.datapath.hosts import Machine

Values = dict[str, Tree]

FLANNEL, CALICO = "flannel", "calico"
POD_CIDR, POD_CIDR6 = "10.244.0.0/16", "fd10:244::/56"
DUAL = (4, 6)


class Case(Struct, frozen=True, kw_only=True):
    """A case: values for a chart, the machines, and what the network is then to do.

    Pods get addresses in `pod_cidrs`. `mtu` is the largest packet that passes between machines, `mtu6` that of IPv6
    where it is another one, and `link_mtu` what pods' links have where that is another one. What is outside of the
    nodes sees the machine's address, but the pod's in the families that are `unmasked`. `shows` has commands of the
    first machine, and what each must print, as a regular expression. A case that `needs` a kind of link is not here
    where the kernel has none. One that is `for_root` needs more than a user namespace gives. The
    `examiner` is what runs it in the lab, and `adjusts` names what a cluster's owner does beside. Where something is
    spoiled, a line must tell it that `told_by` matches, a regular expression.
    """

    name: str
    chart: str
    values: Values
    machines: tuple[Machine, ...]
    mtu: int
    mtu6: int = 0
    pod_cidrs: tuple[str, ...] = ("10.244.0.0/16", "fd10:244::/56")
    link_mtu: int = 0
    families: tuple[int, ...] = (4,)
    unmasked: tuple[int, ...] = ()
    shows: Mapping[str, str] = {}
    adjusts: str = ""
    needs: str = ""
    for_root: bool = False
    is_base: bool = False
    examiner: str = "network"
    told_by: str = ""

    def mtu_of(self, family: int) -> int:
        """Return the largest packet of a family that passes between machines."""
        return (self.mtu6 if family == 6 else 0) or self.mtu


def machines(
    count: int = 2,
    *,
    families: tuple[int, ...] = (4,),
    allocated: bool = True,
    second_nic: bool = False,
    spread: bool = False,
) -> tuple[Machine, ...]:
    """Return machines; `allocated` gives their Nodes pod CIDRs, `spread` puts the last one into another network."""

    def cidrs(number: int) -> tuple[str, ...]:
        every = {4: f"10.244.{number}.0/24", 6: f"fd10:244:0:{number}::/64"}
        return tuple(every[family] for family in families) if allocated else ()

    return tuple(
        Machine(
            number=number,
            network=1 if spread and number == count - 1 else 0,
            pod_cidrs=cidrs(number),
            second_nic=second_nic,
            has_plugins=allocated,
        )
        for number in range(count)
    )
