"""Collects what the chart refuses: combinations of features, values that nothing reads, rules across values."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base.version import numbers
from generator.features.combinations import TemplateRule, refusal_rules
from generator.features.feature_table import Feature, FeatureTable
from generator.refusals.applicability import Applicability
from generator.releases.images import parse_reference
from generator.rows.backend_rules import IDLE_BACKEND
from generator.rows.calico_rules import BUDGETS
from generator.rows.cni_rules import IDLE
from generator.rows.general_rules import RULES
from generator.rows.net_conf import BACKENDS
from generator.rows.optional_rules import IDLE_PARTS
from generator.settings.actions.expressions import go_literal
from generator.settings.catalogue import Catalogue
from generator.settings.plan import Plan
from generator.settings.setting import Setting, path_test, sections_of, with_sections
from generator.template import nodes
from generator.template.wrapping import laid_out

_EXPRESSION = re.compile(r"\{([^{}]+)\}")
_VALUE = re.compile(r"(?:\.Values|\$calico)\.[A-Za-z0-9.]+")
ARCHITECTURE = re.compile("-(amd64|arm|arm64|ppc64le|s390x)$")


def _operand(test: str) -> str:
    return f"({test})" if " " in test else test


def _excluded_test(feature: Feature, excluded: Sequence[str], allowed: Sequence[str]) -> str:
    """Return the test for the excluded values of a feature."""
    one = len(excluded) == 1 and not feature.besides
    return feature.tests[excluded[0]] if one else f"ne .Values.{feature.path} {go_literal(allowed[0])}"


def _message(text: str) -> str:
    """Return a text, in which `{...}` is a template expression, as one expression."""
    expressions = _EXPRESSION.findall(text)
    if not expressions:
        return json.dumps(text, ensure_ascii=False)
    message = json.dumps(_EXPRESSION.sub("%v", text.replace("%", "%%")), ensure_ascii=False)
    return f"(printf {message} {' '.join(map(_operand, expressions))})"


class Unread(Struct, frozen=True, kw_only=True):
    """Values without effect where a test holds, and the words for it.

    `paths` are those of values, or of sections that hold no others; `path=text` where the default is not empty.
    """

    test: str
    where: str
    paths: tuple[str, ...]

    @property
    def words(self) -> str:
        """The words as an expression of the template language."""
        return _message(self.where)

    @property
    def names(self) -> dict[str, list[str]]:
        """The names in each section; the values themselves are the section `.`."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for path in self.paths:
            section, _, _ = path.partition("=")[0].rpartition(".")
            names[section or "."].append(path.removeprefix(f"{section}.") if section else path)
        return names


def _with_default(setting: Setting) -> str:
    """The path of a value, with its default where that is not empty."""
    if setting.default in ("", None, [], {}) and not isinstance(setting.default, bool | int):
        return setting.path
    return f"{setting.path}={str(setting.default).lower() if isinstance(setting.default, bool) else setting.default}"


def _shortened(paths: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """The paths, those of a whole section as one; one with another path in it, or with a default, is not whole."""
    open_sections = with_sections([*others, *(path.partition("=")[0] for path in paths if "=" in path)])
    return tuple(
        dict.fromkeys(
            path if "=" in path else next(one for one in (*sections_of(path), path) if one not in open_sections)
            for path in paths
        )
    )


def _group(applicability: Applicability, paths: Sequence[str], others: Sequence[str], table: FeatureTable) -> Unread:
    """Return the values that share an applicability."""
    tests, excluding, needed = [], [], []
    for name, allowed in applicability.needs.items():
        feature = table.feature(name)
        excluded = [value for value in reversed([*feature.tests]) if value not in allowed]
        tests.append(_excluded_test(feature, excluded, allowed))
        excluding.append(f"{feature.path}: {' or '.join([*excluded, *feature.besides])}")
        needed.append(f"{feature.path}: {' or '.join(allowed)}")
    return Unread(
        test=tests[0] if len(tests) == 1 else f"or {' '.join(map(_operand, tests))}",
        where=f"{', or '.join(excluding)}; remove it, or set {' and '.join(needed)}",
        paths=_shortened(paths, others),
    )


def unread_values(catalogue: Catalogue, applicabilities: Mapping[str, Applicability]) -> Iterator[Unread]:
    """Return the values that are read only with some features, grouped by these."""
    found: dict[str, tuple[Applicability, dict[str, str]]] = {}
    for setting in catalogue.settings:
        applicability = applicabilities.get(setting.path)
        if applicability and applicability.needs:
            _, paths = found.setdefault(str(applicability.needs), (applicability, {}))
            paths[setting.path] = _with_default(setting)
    for applies, paths in found.values():
        others = [path for path in catalogue.paths if path not in paths]
        yield _group(applies, [*paths.values()], others, catalogue.features)


def idle_values(catalogue: Catalogue) -> Iterator[Unread]:
    """The values that other values leave without an effect, those among them that the line has."""
    own = {setting.path: _with_default(setting) for setting in catalogue.settings}
    there = with_sections(own)
    for test, (where, paths) in {**IDLE, **IDLE_PARTS, **IDLE_BACKEND}.items():
        if known := tuple(own.get(path, path) for path in paths if path in there):
            yield Unread(test=test, where=where, paths=known)


def addon_values(catalogue: Catalogue, plan: Plan, templates: Sequence[nodes.Template]) -> dict[str, str]:
    """The values that only an add-on reads, by path, with the path of the value that adds it."""
    switches = {(template.project, template.name): template.switch for template in templates}
    readers: defaultdict[str, set[str]] = defaultdict(set)
    for step in plan.steps:
        for path in step.settings:
            readers[path] |= {switches[place.project, place.document] for place in step.places}
    alone = {path: "".join(found) for path, found in readers.items() if len(found) == 1}
    return {path: alone[path] for path in catalogue.paths if alone.get(path, "") not in {"", path}}


def addon_unread(catalogue: Catalogue, plan: Plan, templates: Sequence[nodes.Template]) -> Iterator[Unread]:
    """Return the values that only an add-on reads, for the case that it is off."""
    switches = addon_values(catalogue, plan, templates)
    found: defaultdict[str, list[str]] = defaultdict(list)
    for setting in (one for one in catalogue.settings if one.path in switches):
        found[switches[setting.path]].append(_with_default(setting))
    words = "{0}: false; remove it, or set {0}: true"
    for switch, paths in found.items():
        yield Unread(test=f"not .Values.{switch}", where=words.format(switch), paths=tuple(paths))


def backend_unread(catalogue: Catalogue) -> Iterator[Unread]:
    """The values of flannel that only some backends read, by those backends."""
    known = next((one.kind.legal for one in catalogue.settings if one.path == "flannel.backend.type"), ())
    found: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for setting in catalogue.settings:
        if backends := tuple(one for one in BACKENDS.get(setting.path, ()) if one in known):
            found[backends].append(_with_default(setting))
    for backends, paths in found.items():
        test = f"and $flannel (not (has $backend (list {' '.join(map(go_literal, backends))})))"
        where = "flannel.backend.type: {$backend}; remove it, or set flannel.backend.type: " + " or ".join(backends)
        yield Unread(test=test, where=where, paths=tuple(paths))


def _hosts(catalogue: Catalogue) -> TemplateRule:
    """The rule on the hosts that the images of a line come from."""
    hosts = sorted({parse_reference(one).host for references in catalogue.roles.values() for one in references})
    others = f"omit $mirror.hosts {' '.join(map(go_literal, hosts))}"
    return TemplateRule(
        test=others,
        message="imageMirror.hosts: no image comes from "
        f"{{keys ({others}) | sortAlpha | join ` ` | include `cni.shown`}}; they come from {', '.join(hosts)}",
    )


def by_architecture(catalogue: Catalogue) -> list[str]:
    """The roles for which upstream has an image for each architecture."""
    tags = {role: [parse_reference(name).tag for name in names] for role, names in catalogue.roles.items()}
    return sorted(role for role, found in tags.items() if len(found) > 1 and all(map(ARCHITECTURE.search, found)))


def _digests(catalogue: Catalogue) -> Iterator[TemplateRule]:
    """The rules on the digests of such roles."""
    for role in by_architecture(catalogue):
        path = f"images.{role}.digest"
        yield TemplateRule(
            test=f".Values.{path}",
            message=f"{path}: upstream has an image for each architecture, of which this could be one only; name a tag",
        )


def _readable(catalogue: Catalogue) -> frozenset[str]:
    """What rules can read in a line: its values, those in mappings of parameters one by one."""
    programs = {each.path for each in catalogue.programs}
    parameters = (f"{each.path}.{one.name}" for each in catalogue.programs for one in each.accepted)
    return frozenset({*catalogue.paths, *parameters} - programs)


def _concerns(rule: TemplateRule, catalogue: Catalogue) -> bool:
    """Whether a rule concerns the line's release of Calico: patches of older minor releases bring a mend, too."""
    release, mended = numbers(catalogue.versions["calico"]), [*map(numbers, rule.until)]
    of_minor = [one for one in mended if one[:2] == release[:2]] or mended[-1:]
    return numbers(rule.since) <= release and all(release < one for one in of_minor)


def _readable_rules(rules: Sequence[TemplateRule], catalogue: Catalogue) -> list[TemplateRule]:
    """The rules but for those that read a value, a section or a member of a value that the line does not have."""
    is_there = path_test(_readable(catalogue))

    def read(rule: TemplateRule) -> Iterator[str]:
        names = _VALUE.findall(f"{rule.test} {rule.message}")
        yield from (name.removeprefix(".Values.").removeprefix("$") for name in names)

    return [rule for rule in rules if _concerns(rule, catalogue) and all(map(is_there, read(rule)))]


def plain_rules(catalogue: Catalogue) -> list[TemplateRule]:
    """Return the rules of a line that do not depend on the format of texts: combinations, hosts, digests, budgets."""
    budgets = _readable_rules(BUDGETS, catalogue)
    return [*refusal_rules(catalogue.features), _hosts(catalogue), *_digests(catalogue), *budgets]


def rules_across(catalogue: Catalogue) -> list[TemplateRule]:
    """Return the rules on values that are well-formed on their own, without rules that read a value which the line
    lacks.
    """
    return _readable_rules(RULES, catalogue)


def rule_text(rule: TemplateRule) -> str:
    """A rule as statements of the chart: where the test holds, the message is a problem."""
    lines = (
        f"{{{{- if {rule.test} }}}}",
        f"{{{{- $problems = append $problems {_message(rule.message)} }}}}",
        "{{- end }}",
    )
    return "\n".join(wrapped for line in lines for wrapped in laid_out(line.replace(".Values.calico.", "$calico.")))
