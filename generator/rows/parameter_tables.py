"""Makes the tables of a line's parameters: what a mapping of them accepts, and the explanation for other names."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from generator.base.trees import Tree
from generator.releases.parameters import Parameter
from generator.rows.parameter_schemas import bounds, illegal, legal, schema, what
from generator.rows.parameter_types import PARAMETER_TYPES, ParameterType
from generator.rows.patterns import short
from generator.settings.catalogue import Parameters
from generator.settings.kind import Kind, Schema, Shape

_MOST_MEMBERS = 256

OTHER_VALUE, FIXED_VALUE = "!set ", "!fixed "


def _line(prefix: str, one: Parameter) -> str:
    own = one.env.removeprefix(prefix)
    name = one.name if one.name.upper() == own else f"{one.name}={own}"
    return f"{name} {one.type}{'*' if one.bpf else ''} {bounds(one)}".rstrip()


def parameter_lines(parameters: Parameters) -> str:
    """The chart's table: name, environment variable where it is not the name, type, bounds; `*` needs eBPF."""
    told = (f"{name} {said}" for name, said in parameters.refused.items())
    return "\n".join(sorted({*(_line(parameters.prefix, one) for one in parameters.accepted), *told}))


def _described(one: Parameter) -> Schema:
    default = f" Default: {one.default}." if one.default else ""
    told: Schema = {"description": f"{what(one).capitalize()}.{default} Variable: {one.env}."}
    return {"anyOf": [schema(one), {"type": "null"}], **told}


def mapping_kind(parameters: Parameters, samples: Sequence[str]) -> Kind:
    """The kind of a mapping of parameters; `samples` are names whose samples stand for all."""
    properties: Schema = {one.name: _described(one) for one in parameters.accepted}
    chosen = [one for one in parameters.accepted if one.name in samples]
    refused: list[Tree] = [{one.name: sample} for one in chosen for sample in illegal(one)[:1]]
    return Kind(
        what=f"a mapping of {parameters.program}'s parameters",
        schema={
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "maxProperties": _MOST_MEMBERS,
        },
        strict={"type": "object", "maxProperties": _MOST_MEMBERS},
        unset={},
        shape=Shape.TREE,
        legal=({one.name: legal(one)[0] for one in chosen}, {one.name: legal(one)[-1] for one in chosen}),
        illegal=("x", ["x"], {"noSuchParameter": 1}, *refused),
    )


def _others(known: Mapping[str, Sequence[Parameter]], version: str, own: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The parameters of other known releases with the nearest of these, by name."""
    versions = [*known]
    here = versions.index(version) if version in versions else len(versions)
    for distance in range(len(versions), 0, -1):
        for index, said in ((here + distance, "has it"), (here - distance, "had it")):
            if 0 <= index < len(versions):
                for one in known[versions[index]]:
                    if not one.local and one.name not in own:
                        yield one.name, f"!other {versions[index]} {said}"


def parameters_of(
    known: Mapping[str, Sequence[Parameter]], version: str, refined: Parameters, owned: Mapping[str, str]
) -> Parameters:
    """The parameters of a release: those that a FelixConfiguration has; `owned` are set by other values."""
    accepted = tuple(one for one in refined.accepted if not one.local and one.name not in owned)
    local = {one.name: f"!local {one.env}" for one in refined.accepted if one.local and one.name not in owned}
    own = frozenset([*(one.name for one in accepted), *owned, *local])
    refused = {
        **dict(_others(known, version, own)),
        **local,
        **{name: f"{OTHER_VALUE}{path}" for name, path in owned.items()},
    }
    return replace(refined, accepted=accepted, refused=refused)


def chart_types(parameters: Sequence[Parameter]) -> dict[str, ParameterType]:
    """The types that parameters are of, their patterns in the chart's short words."""
    used = sorted({one.type for one in parameters} & {*PARAMETER_TYPES})
    return {name: replace(PARAMETER_TYPES[name], pattern=short(PARAMETER_TYPES[name].anchored)) for name in used}
