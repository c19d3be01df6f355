"""Makes the one table of what the chart refuses: combinations, values that nothing reads, rules across fields."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.features.refusals import TemplateRule, refusal_rules
from generator.features.table import Feature, FeatureTable
from generator.settings.actions.expressions import go_literal
from generator.settings.catalogue import Catalogue
from generator.settings.reach import Reach
from generator.settings.setting import Setting, printed
from generator.settings.tables.rules import RULES

_EXPRESSION = re.compile(r"\{([^{}]+)\}")
_VALUE = re.compile(r"(?:\.Values|\$calico)\.[A-Za-z0-9.]+")
_DEFAULT_HOST = "docker.io"
_ARCHITECTURE = re.compile("-(amd64|arm|arm64|ppc64le|s390x)$")


def _set_test(setting: Setting) -> str:
    """The template test of a value for not being its default."""
    own = printed(setting.path, setting.kind)
    if setting.default is True:
        return f"not {own.value}"
    if isinstance(setting.default, str) and setting.default:
        return f"ne {own.value} {go_literal(setting.default)}"
    return own.is_set or own.value


def rule_operand(test: str) -> str:
    """A test as an argument, in the chart's short words."""
    return _operand(test).replace(".Values.calico.", "$calico.")


def _operand(test: str) -> str:
    return f"({test})" if " " in test else test


def _excluded_test(feature: Feature, excluded: Sequence[str], allowed: Sequence[str]) -> str:
    """The test for one of a feature's excluded values."""
    return feature.tests[excluded[0]] if len(excluded) == 1 else f"ne .Values.{feature.path} {go_literal(allowed[0])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Values without effect where a test holds: the words for it, and each path with the test for being set."""

    test: str
    where: str
    values: tuple[tuple[str, str], ...]


def _group(reach: Reach, values: Mapping[str, str], table: FeatureTable) -> Unread:
    """The values of one reach."""
    tests, excluding, needed = [], [], []
    for name, allowed in reach.needs.items():
        feature = table.feature(name)
        excluded = [value for value in reversed([*feature.tests]) if value not in allowed]
        tests.append(_excluded_test(feature, excluded, allowed))
        excluding.append(f"{feature.path}: {' or '.join(excluded)}")
        needed.append(f"{feature.path}: {' or '.join(allowed)}")
    return Unread(
        test=tests[0] if len(tests) == 1 else f"or {' '.join(map(_operand, tests))}",
        where=f"{', or '.join(excluding)}; remove it, or set {' and '.join(needed)}",
        values=tuple((path, rule_operand(test)) for path, test in values.items()),
    )


def unread_values(catalogue: Catalogue, reaches: Mapping[str, Reach]) -> list[Unread]:
    """The values that only some features read, an image as one, by where they are read."""
    found: dict[str, tuple[Reach, dict[str, str]]] = {}
    for setting in catalogue.settings:
        reach = reaches.get(setting.path)
        if reach and reach.needs:
            _, values = found.setdefault(str(reach.needs), (reach, {}))
            section = setting.path.rpartition(".")[0]
            if section.startswith("images."):
                values[section] = f"values .Values.{section} | compact"
            else:
                values[setting.path] = _set_test(setting)
    return [_group(reach, values, catalogue.features) for reach, values in found.values()]


def _host(reference: str) -> str:
    host, slash, _ = reference.partition("/")
    return host if slash and ("." in host or ":" in host) else _DEFAULT_HOST


def _hosts(catalogue: Catalogue) -> TemplateRule:
    """The rule on the hosts that the images of a line come from."""
    hosts = sorted({_host(reference) for references in catalogue.roles.values() for reference in references})
    others = f"omit $mirror.hosts {' '.join(map(go_literal, hosts))}"
    return TemplateRule(
        test=others,
        message=f'imageMirror.hosts: no image comes from {{keys ({others}) | join " " | include "cni.shown"}}; '
        f"they come from {', '.join(hosts)}",
    )


def by_architecture(catalogue: Catalogue) -> list[str]:
    """The roles for which upstream has an image for each architecture."""
    tags = {role: [name.rpartition(":")[2] for name in names] for role, names in catalogue.roles.items()}
    return sorted(role for role, found in tags.items() if len(found) > 1 and all(map(_ARCHITECTURE.search, found)))


def _digests(catalogue: Catalogue) -> Iterator[TemplateRule]:
    """The rules on the digests of such roles."""
    for role in by_architecture(catalogue):
        path = f"images.{role}.digest"
        yield TemplateRule(
            test=f".Values.{path}",
            message=f"{path}: upstream has an image for each architecture, of which this could be one only; name a tag",
        )


def _lacks(rule: TemplateRule, catalogue: Catalogue) -> bool:
    """Whether a rule reads a value that the line does not have."""
    read = (name.replace("$calico", ".Values.calico") for name in _VALUE.findall(f"{rule.test} {rule.message}"))
    ours = {f".Values.{path}" for path in catalogue.paths}
    return any(not any(path == name or path.startswith(f"{name}.") for path in ours) for name in read)


def plain_rules(catalogue: Catalogue) -> list[TemplateRule]:
    """The rules of a line that ask nothing of the forms of texts: combinations, hosts, digests."""
    return [*refusal_rules(catalogue.features), _hosts(catalogue), *_digests(catalogue)]


def rules_across(catalogue: Catalogue) -> list[TemplateRule]:
    """The rules on values that are well-formed each, but for those that read a value which the line does not have."""
    return [rule for rule in RULES if not _lacks(rule, catalogue)]


def chart_rules(catalogue: Catalogue) -> list[TemplateRule]:
    """Every rule of a line."""
    return [*plain_rules(catalogue), *rules_across(catalogue)]


def rule_text(rule: TemplateRule) -> str:
    """A rule as a line of validate.yaml: a list of the test and the message."""
    message = json.dumps(_EXPRESSION.sub("%v", rule.message), ensure_ascii=False)
    if expressions := _EXPRESSION.findall(rule.message):
        message = f"(printf {message} {' '.join(map(_operand, expressions))})"
    return f"(list {_operand(rule.test)} {message})".replace(".Values.calico.", "$calico.")
