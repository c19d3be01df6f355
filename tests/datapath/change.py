"""Defines a change of a running network: what `helm upgrade` is given, and what is then seen of pods and nodes."""

from collections.abc import Mapping

from msgspec import Struct

from generator.base.trees import Tree

# When the network is looked at: after `helm upgrade`, when the first node's pods have been replaced, when all nodes'
# have, and after the way out.
UPGRADED, MIDWAY, ALL, MENDED = "upgraded", "midway", "all", "mended"
STAGES = (UPGRADED, MIDWAY, ALL, MENDED)


class Change(Struct, frozen=True, kw_only=True):
    """A change of values, by their paths, in a lab in which changes are made one after the other; null is no value.

    Where it `rolls_back`, the values are those of the revision before, and `helm rollback` brings them. Something is
    `done` before on the lab's machines, by its name in `change_actions`. Midway a machine `joins`.

    Pods that were there are `running`, `later` are those that come in a stage, and `joined` is one on the machine that
    came. All of them reach each other but those in `cut`, which has a stage and one of these words, with `restarted` or
    `waiting` behind it where a machine's own restart matters. What `fails` is the `upgrade`, its `job`, or a stage's
    restart, with how it says so. `lost` says whether pings between running pods are lost, null that it depends on the
    moment. `shows` has for stages commands of the first machine and what each must print, `facts` what else must be so,
    and `ways_out` what mends what is cut, all by their names in `change_actions`.
    """

    name: str
    lab: str
    to: Mapping[str, Tree]
    done: tuple[str, ...] = ()
    rolls_back: bool = False
    joins: bool = False
    cut: tuple[str, ...] = ()
    lost: bool | None = False
    fails: Mapping[str, str] = {}
    shows: Mapping[str, Mapping[str, str]] = {}
    facts: Mapping[str, tuple[str, ...]] = {}
    ways_out: tuple[str, ...] = ()

    def is_cut(self, seen: str) -> bool:
        """Whether pods do not reach each other, by the words that say which and when."""
        return seen.startswith(self.cut)
