"""Lists the workloads that take further list items, and the environment variables that values already set."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from generator.rows.one_address_rules import OF_ONE_NODE
from generator.rows.parameter_tables import FIXED_VALUE, OTHER_VALUE
from generator.rows.workloads import Workload
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.overriding import Overrides
from generator.settings.catalogue import Parameters
from generator.settings.plan import Plan
from generator.template import nodes
from generator.template.addresses import find_places, parse_address

# Items of lists by their names, and the names of variables in such a line, which can hold an expression.
_NAMED = re.compile("- name: (.+)")
_WORD = re.compile("[A-Z][A-Z0-9_]+")


class ExtendedWorkload(Struct, frozen=True, kw_only=True):
    """A workload: the path of its values, the file of its template, and the path of each container's values by name."""

    path: str
    file: str
    containers: Mapping[str, str]


def _file(workload: Workload, files: Mapping[str, nodes.Template]) -> str:
    """Return the template of a workload, the first of several similar ones; empty if the releases have none."""
    return next((path for path, template in files.items() if find_places([template], f"{workload.at} spec")), "")


def extended_workloads(rows: Sequence[Workload], files: Mapping[str, nodes.Template]) -> Iterator[ExtendedWorkload]:
    """Yield the workloads that the releases have. `files` are the objects by the paths of their templates."""
    for workload in rows:
        if file := _file(workload, files):
            containers = {name: one.path for one in workload.containers for name in one.name.split("|")}
            yield ExtendedWorkload(path=workload.path, file=file, containers=containers)


def _variables(plan: Plan) -> Iterator[tuple[str, str]]:
    for step in (step for step in plan.steps if step.settings):
        action = step.target.action
        if isinstance(action, SetsEnv):
            yield action.name, step.settings[0]
        elif isinstance(action, Overrides):
            for at in step.target.at:
                _, steps = parse_address(at)
                if steps[-3:-2] == ("env",):
                    yield steps[-2], step.settings[0]


def variables(plan: Plan, parameters: Sequence[Parameters], texts: Iterable[str]) -> dict[str, str]:
    """Return the environment variables that the templates have, each with the path of the value that sets it, if any.

    `texts` are those of the templates. Names of other items of lists are among the variables; they do no harm.
    """
    found = {name: path for one in parameters for name, path in one.variables.items()}
    for name, path in _variables(plan):
        found.setdefault(name, path)
    for one in parameters:
        for name, said in one.refused.items():
            if said.startswith(OTHER_VALUE):
                found.setdefault(one.prefix + name.upper(), said.removeprefix(OTHER_VALUE))
            if said.startswith(FIXED_VALUE):
                found.setdefault(one.prefix + name.upper(), f"it in no pod, as {said.removeprefix(FIXED_VALUE)}")
    for name in (name for text in texts for line in _NAMED.findall(text) for name in _WORD.findall(line)):
        found.setdefault(name, "")
    return {**found, **OF_ONE_NODE}
