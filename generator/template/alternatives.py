"""placeholder until the merge"""

import json
from dataclasses import dataclass

from generator.base.trees import Tree
from generator.features.conditions import Condition
from generator.template import nodes
from generator.template.addresses import find_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    condition: Condition
    value: Tree


def _walk(node, steps, cond):
    if isinstance(node, nodes.Choice):
        if steps and steps[0].startswith("#"):
            o = node.options[int(steps[0][1:])]
            yield from _walk(o.node, steps[1:], cond & o.condition)
        else:
            for o in node.options:
                yield from _walk(o.node, steps, cond & o.condition)
        return
    if not steps:
        if isinstance(node, nodes.Scalar):
            yield Alternative(condition=cond, value=node.value)
        return
    if isinstance(node, nodes.Scalar):
        v = json.loads(node.value)
        for s in steps:
            v = v[s]
        yield Alternative(condition=cond, value=v)
        return
    if isinstance(node, nodes.Text):
        return
    e = next(e for e in node.entries if e.key == steps[0])
    yield from _walk(e.node, steps[1:], cond & e.condition)


def alternatives(templates, at):
    by = {(t.project, t.name): t for t in templates}
    out = []
    for p in find_places(templates, at):
        t = by[p.project, p.document]
        out += _walk(t.body, p.steps, t.condition)
    return tuple(out)


def define(name, found, features=None):
    vals = list(dict.fromkeys(str(a.value) for a in found))
    if len(vals) <= 1:
        return f'{{{{- define "{name}" -}}}}\n{"".join(vals)}\n{{{{- end }}}}'
    lines = [f'{{{{- define "{name}" -}}}}']
    for n, a in enumerate(found):
        word = "if" if not n else "else if"
        lines += [f"{{{{- {word} {a.condition.text()} -}}}}", str(a.value)]
    return "\n".join([*lines, "{{- end -}}", "{{- end }}"])
