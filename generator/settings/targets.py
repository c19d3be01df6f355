"""The words that rows are written in: each makes a target, an action at an address."""

from msgspec.structs import replace

from generator.base.trees import Tree
from generator.features.conditions import ALWAYS, Condition
from generator.settings.actions.environment import SetsEnv, SetsParameters
from generator.settings.actions.expressions import Printed
from generator.settings.actions.flags import SetsFlag
from generator.settings.actions.guarding import Affects, Guards
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.actions.replacing_member import ReplacesMember
from generator.settings.actions.text_lines import InsertsLine, SwitchesLine
from generator.settings.catalogue import Parameters
from generator.settings.setting import SOME, Target
from generator.template.nodes import Node
from generator.template.tree_nodes import node_of


def overrides(*at: str, printed: Printed | None = None, places: int = 1) -> Target:
    """The value, or an expression of the row's own, ahead of what upstream has at the addresses."""
    return Target(at=at, action=Overrides(printed=printed), places=places)


def sets_env(env: str, name: str, *, before: str, when: Condition = ALWAYS, places: int = 1) -> Target:
    """The value as an environment variable, in the lists `env` at the address; a new one only under the condition."""
    return Target(at=(env,), action=SetsEnv(name=name, before=before, when=when), places=places)


def prints_env(env: str, name: str, printed: Printed, *, before: str, places: int = 1) -> Target:
    """An expression of the row's own as an environment variable."""
    return Target(at=(env,), action=SetsEnv(name=name, before=before, printed=printed), places=places)


def sets_parameters(env: str, parameters: Parameters, text: str, *, before: str, places: int) -> Target:
    """Return a target that prints the variables of a mapping of parameters by an expression, instead of
    upstream's own.
    """
    names = {one.env: one.name for one in parameters.printed}
    return Target(at=(env,), action=SetsParameters(text=text, before=before, names=names), places=places)


def within(target: Target, condition: Condition) -> Target:
    """The target whose new environment variable is there under a condition only."""
    assert isinstance(target.action, SetsEnv)
    return replace(target, action=replace(target.action, when=condition))


def takes_environment(config_map: str, *containers: str, why: str) -> Target:
    """The ConfigMap's data as environment of containers that take theirs from nowhere; the ConfigMap may be missing."""
    sources = node_of([{"configMapRef": {"name": config_map, "optional": True}}])
    action = Inserts(key="envFrom", node=sources, before="env", kept=True, why=why)
    return Target(at=containers, action=action, places=SOME)


def explained(target: Target, why: str) -> Target:
    """The target whose new entry the template explains."""
    assert isinstance(target.action, SetsEnv)
    return replace(target, action=replace(target.action, why=why))


def adds_env(env: str, name: str, constant: str, *, before: str, when: Condition = ALWAYS) -> Target:
    """An environment variable with a constant, or without one the row's value, where the value is set."""
    return Target(at=(env,), action=SetsEnv(name=name, before=before, constant=constant, when=when))


def sets_flag(at: str, name: str, *, places: int = 1) -> Target:
    """The value as a flag of a command, `--name=value`, in place of upstream's or behind its arguments."""
    return Target(at=(at,), action=SetsFlag(name=name), places=places)


def adds_member(at: str, name: str, *, before: str, node: Node | None = None, places: int = 1) -> Target:
    """The value as a member of a JSON object, before one that is always there."""
    return Target(at=(at,), action=Inserts(key=name, before=before, node=node), places=places)


def affects(*at: str, places: int = 1, file: str = "") -> Target:
    """Return a target that changes nothing: if the addresses are rendered, an object of the chart's own, of the file,
    reads the value.
    """
    return Target(at=at, action=Affects(file=file), places=places)


def replaces_member(*at: str, name: str, value: Tree, when: Condition, places: int = 1) -> Target:
    """Return a target that replaces the member of a JSON object at the addresses with another one if a condition
    holds.
    """
    return Target(at=at, action=ReplacesMember(name=name, value=value, when=when), places=places)


def guards(*at: str, when: Condition | None = None, places: int = 1, instead: bool = False) -> Target:
    """The objects or parts at the addresses only where the value is set, or where a condition holds."""
    return Target(at=at, action=Guards(when=when, instead=instead), places=places)


def inserts_line(at: str, line: str, *, before: str, when: Condition | None = None, places: int = 1) -> Target:
    """A line in a text where the value is set, or where a condition holds, before another line."""
    return Target(at=(at,), action=InsertsLine(text=line, before=before, when=when), places=places)


def switches_line(at: str, line: str, *, places: int = 1) -> Target:
    """Another line in place of upstream's where the value is set."""
    return Target(at=(at,), action=SwitchesLine(text=line), places=places)


def prints_own(file: str) -> Target:
    """An object of the chart's own, with whatever features, from a template that is no manifest of upstream's."""
    return Target(at=(), action=Affects(file=file), places=0)


def reads(target: Target, *paths: str) -> Target:
    """The target whose expression reads further settings."""
    return replace(target, reads=paths)


def since(target: Target, **versions: str) -> Target:
    """The target at a place that older releases than these need not have: `calico="v3.26.4"`."""
    return replace(target, since=versions)


def in_some(target: Target) -> Target:
    """The target that sets a variable in a list which only some variants have."""
    assert isinstance(target.action, SetsEnv)
    return replace(target, action=replace(target.action, in_some=True))


def of_addon(target: Target, stem: str) -> Target:
    """The target in the manifest of an add-on, which releases without that manifest do not have."""
    return replace(target, addon=stem)


def honoured_since(target: Target, **versions: str) -> Target:
    """The target, which releases older than these do not have, as they would not heed the value there."""
    return replace(target, honoured=versions)


def until(target: Target, **versions: str) -> Target:
    """The target, which these releases and later ones do not have."""
    return replace(target, until=versions)


# The one word that another module defines.
__all__ = ["SOME"]
