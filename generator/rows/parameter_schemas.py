"""Makes the JSON Schema of a parameter's values, its words for people, and legal and illegal samples."""

from collections.abc import Mapping

from generator.base.trees import Tree
from generator.releases.parameters import UNTYPED, Parameter
from generator.rows.parameter_types import DURATION, KEY, NET4, NET6, PARAMETER_TYPES, WORD, ParameterType
from generator.settings.kind import Schema

LONGEST = 1024
# Whole numbers without a bound of upstream's; no parameter means anything by a negative one unless it says so.
_MOST = 4294967295
_SPAN_MOST = {"table-range": 250, "table-ranges": _MOST}


def _integers(parameter: Parameter) -> tuple[int, int]:
    least = 0 if parameter.least is None else parameter.least
    return least, _MOST if parameter.most is None else parameter.most


def bounds(parameter: Parameter) -> str:
    """What the chart's table says of a parameter behind its type."""
    if parameter.type == "integer":
        return " ".join(map(str, _integers(parameter)))
    if parameter.type == "text":
        return parameter.pattern
    return " ".join(parameter.members)


def what(parameter: Parameter) -> str:
    """The values of a parameter in words."""
    if parameter.type == "integer":
        return "a whole number from {} to {}".format(*_integers(parameter))
    if parameter.type == "choice":
        return "one of " + ", ".join(parameter.members)
    if parameter.type == "text":
        return "a text of upstream's form"
    if parameter.type == "timeouts":
        timers = ", ".join(one.partition("=")[0] for one in parameter.members)
        return f"{PARAMETER_TYPES['timeouts'].what}: {timers}"
    what_it_is = PARAMETER_TYPES[parameter.type].what
    return f"{what_it_is}; upstream says: {parameter.wording}" if parameter.wording else what_it_is


def legal(parameter: Parameter) -> tuple[Tree, ...]:
    """Samples that the parameter takes."""
    if parameter.type == "integer":
        return _integers(parameter)
    if parameter.type == "text":
        return (parameter.default,) if parameter.default else ()
    return parameter.members if parameter.type == "choice" else PARAMETER_TYPES[parameter.type].legal


def illegal(parameter: Parameter) -> tuple[Tree, ...]:
    """Samples that the parameter refuses."""
    if parameter.type == "integer":
        least, most = _integers(parameter)
        return (least - 1, most + 1, str(most), least + 0.5, True, [])
    if parameter.type == "choice":
        return (f"{parameter.members[0]}x", "", 7, True)
    return (7, "") if parameter.type == "text" else PARAMETER_TYPES[parameter.type].illegal


def _item(form: ParameterType, type_name: str) -> Schema:
    """The schema of an item of a list."""
    texts: Schema = {"type": "string", "pattern": form.anchored}
    span = _span(type_name)
    if span:
        return span
    if type_name not in {"ports", "plain-ports", "port-ranges"}:
        return texts
    number: Schema = {"type": "integer", "minimum": 0, "maximum": 65535}
    options: list[Tree] = [texts, number]
    if type_name != "port-ranges":
        net: Schema = {"net": {"type": "string", "pattern": f"^({NET4}|{NET6})$"}} if type_name == "ports" else {}
        options.append(
            {
                "type": "object",
                "properties": {"protocol": {"enum": ["tcp", "udp", "TCP", "UDP"]}, "port": number, **net},
                "required": ["port"],
                "additionalProperties": False,
            }
        )
    return {"anyOf": options}


def _span(type_name: str) -> Schema:
    """The schema of a range of route tables; empty for other types."""
    if type_name not in _SPAN_MOST:
        return {}
    edge: Schema = {"type": "integer", "minimum": 1, "maximum": _SPAN_MOST[type_name]}
    return {
        "type": "object",
        "properties": {"min": edge, "max": edge},
        "required": ["min", "max"],
        "additionalProperties": False,
    }


def _map_schema(parameter: Parameter) -> Schema:
    if parameter.type == "timeouts":
        timer: Schema = {"type": "string", "pattern": f"^(Auto|{DURATION})$"}
        timers: Schema = {one.partition("=")[0]: timer for one in parameter.members}
        return {"type": "object", "properties": timers, "additionalProperties": False}
    value: Schema = {"type": "string", "pattern": f"^({DURATION})$"}
    if parameter.type == "pairs":
        value = {"type": ["string", "boolean", "integer"], "pattern": f"^({WORD})$"}
    return {"type": "object", "propertyNames": {"pattern": f"^({KEY})$"}, "additionalProperties": value}


def _mark() -> Schema:
    """The schema of a mask: a number with two bits at the least, or the same in hexadecimal digits."""
    single: list[Tree] = [0, *(1 << bit for bit in range(32))]
    number: Schema = {"type": "integer", "minimum": 0, "maximum": _MOST, "not": {"enum": single}}
    digits: Schema = {"type": "string", "pattern": "^0x[0-9a-fA-F]{1,8}$", "not": {"pattern": "^0x0*[1248]?0*$"}}
    return {"anyOf": [number, digits]}


def schema(parameter: Parameter) -> Schema:
    """The schema of a parameter's values for people."""
    if parameter.type == "integer":
        least, most = _integers(parameter)
        return {"type": "integer", "minimum": least, "maximum": most}
    if parameter.type == "choice":
        return {"type": "string", "enum": [*parameter.members]}
    if parameter.type == "text":
        return {"type": "string", "minLength": 1, "pattern": parameter.pattern}
    form = PARAMETER_TYPES[parameter.type]
    texts: Schema = {"type": "string", "maxLength": LONGEST, "pattern": form.anchored}
    many: Schema = {"type": "array", "items": _item(form, parameter.type), "uniqueItems": True}
    by_shape: Mapping[str, Schema] = {
        "boolean": {"type": "boolean"},
        "list": many,
        "span": _span(parameter.type),
        "item": {
            "anyOf": [texts, {"type": "integer", "minimum": 0, "maximum": 63 if parameter.type == "dscp" else 65535}]
        },
        "names": {"anyOf": [{"type": "string", "pattern": f"^({form.pattern})(,({form.pattern}))*$"}, many]},
        "mark": _mark(),
    }
    if form.shape == "map":
        return _map_schema(parameter)
    if parameter.type == UNTYPED:
        return {"anyOf": [texts, {"type": "number"}]}
    if parameter.type == "prefixes":
        many["minItems"] = 1
    return by_shape.get(form.shape, texts)
