"""Calico's resources: wrong ones are refused with the path of what is wrong, odd ones arrive as they are."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.trees import Tree, canonical
from generator.releases.lines import named_line, read_lines
from generator.releases.release import Document, identity
from generator.rows.policy_rules import RULE_RULES
from generator.rows.precedence import PRECEDENCE_OF_RESOURCES
from generator.rows.resource_rules import RESOURCE_RULES
from generator.schemas.validation import schema_problems, with_defaults
from generator.tools.helm import HelmError, Install
from tests.builds import built, current
from tests.helms import RENDERERS
from tests.refusals.bad_values import ROWS as BAD_VALUES
from tests.rendering import DEFAULTS, HELMS, mapping, problems, refusal, rendered
from tests.resources import Bad, bad, bad_table, good, kinds, told, with_resources, write_values

LINES = tuple(line.version for line in read_lines())
CURRENT, *OLDER = LINES
BAD = ("crd", "rules")
# The line whose CRDs have no schemas: what no rule says is not found.
WITHOUT_SCHEMAS = "0.0.1"
# What is said of a name that stands in the table twice, as there is one default of a kind.
TWICE = "already; keep one of them"
NESTED = {
    "a selector of kubectl's",
    "parentheses that do not match",
    "an AS number that is too large",
}


def missing(rows: list[Bad], message: str) -> list[str]:
    """The rows of which a message does not say what it should, or more than that."""
    said = told(message)
    own = {row.title: [line for line in said[row.number] if row.says in line or TWICE not in line] for row in rows}
    return [
        f"{row.title}: {own[row.title]}"
        for row in rows
        if len(own[row.title]) != row.faults
        or not any(line.startswith(f"{row.path}: ") and row.says in line for line in own[row.title])
    ]


@pytest.mark.parametrize("name", HELMS)
def test_what_is_wrong_is_refused_with_its_path(name: str) -> None:
    rows, objects = bad(CURRENT, BAD)
    message = refusal(with_resources(objects), name)
    assert missing(rows, message) == []
    assert len(rows) > 60
    assert set(told(message)) == {row.number for row in rows}


@pytest.mark.parametrize("title", mapping(bad_table(), "crd"))
def test_the_schema_for_people_refuses_what_the_crds_say(title: str) -> None:
    rows, objects = bad(CURRENT, BAD)
    [row] = [one for one in rows if (one.section, one.title) == ("crd", title)]
    values = with_defaults(DEFAULTS, with_resources([objects[row.number]]))
    found = schema_problems(current().people_schema, values)
    at = f"calico.resources.0.{row.at.replace('[', '.').replace(']', '')}"
    assert any(line.startswith((f"{at}: ", f"{at.rpartition('.')[0]}: ")) for line in found), found


@pytest.fixture(scope="module")
def charts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the chart of each older line, by its version."""
    folder = tmp_path_factory.mktemp("charts")
    for version in OLDER:
        write_tree(folder / version / "cni", built(version).chart.files)
    return folder


def objects_of(chart: Path, values: dict[str, Tree], folder: Path) -> tuple[Document, ...]:
    """What a chart renders of values."""
    install = Install(chart=chart, values=(write_values(folder, values),))
    text = RENDERERS.template("helm4", install, kube_version=named_line(chart.parent.name).validated[0])
    return tuple(yamltree.load_documents(text, "the render"))


def applied(documents: tuple[Document, ...]) -> list[Tree]:
    """The resources that the Job applies, in its order."""
    data = [one["data"] for one in documents if identity(one).startswith("ConfigMap/calico-resources-")]
    texts = [str(text) for one in data if isinstance(one, dict) for text in one.values()]
    return [document for text in texts for document in yamltree.load(text, "resources.yaml")]


@pytest.mark.parametrize("version", OLDER)
def test_rules_hold_in_older_lines(version: str, charts: Path, tmp_path: Path) -> None:
    rows, objects = bad(version, ("rules",))
    with pytest.raises(HelmError) as caught:
        objects_of(charts / version / "cni", with_resources(objects), tmp_path)
    kept = [row for row in rows if version != WITHOUT_SCHEMAS or row.title not in NESTED]
    older = [row for row in kept if row.title not in {"the default tier that passes", "Services in a tunnel"}]
    assert missing(older, caught.value.text) == []


def test_every_rule_of_a_kind_is_told(charts: Path, tmp_path: Path) -> None:
    rows, objects = bad(WITHOUT_SCHEMAS, ("crd", "rules"))
    with pytest.raises(HelmError) as caught:
        objects_of(charts / WITHOUT_SCHEMAS / "cni", with_resources(objects), tmp_path)
    beside = [row for row in BAD_VALUES.values() if re.search(r"calico\.(resources|ipPools)", row.at)]
    in_tables = [refusal(row.values, "helm4") for row in beside]
    said = "\n".join([refusal(with_resources(bad(CURRENT, BAD)[1]), "helm4"), caught.value.text, *in_tables])
    elsewhere = [rule for rules in PRECEDENCE_OF_RESOURCES.values() for rule in rules]  # test_precedence
    every = [rule for rules in (*RESOURCE_RULES.values(), RULE_RULES) for rule in rules if rule not in elsewhere]
    messages = [rule.message for rule in every]
    patterns = {text: ".+".join(map(re.escape, re.split(r"\{[^{}]+\}", text))) for text in messages}
    untold = [text for text, pattern in patterns.items() if not re.search(pattern, said)]
    assert not untold, "\n".join(untold)
    assert len(rows) > 40


def in_order(objects: list[Tree]) -> Iterator[Tree]:
    """The resources that calicoctl applies as files."""
    yield from (one for one in objects if isinstance(one, dict) and one["kind"] != "IPAMConfiguration")


@pytest.mark.parametrize("version", LINES)
def test_odd_resources_of_every_kind_arrive(version: str, charts: Path, tmp_path: Path) -> None:
    objects = good(version)
    assert {one["kind"] for one in objects if isinstance(one, dict)} == kinds(version)
    values = with_resources(objects)
    if version == CURRENT:
        documents = rendered(values)
        assert problems(values) == []
    else:
        documents = objects_of(charts / version / "cni", values, tmp_path)
    assert schema_problems(built(version).people_schema, values) == []
    found = applied(documents)
    assert sorted(map(canonical, found)) == sorted(map(canonical, in_order(objects)))


# What the chart's walk through a schema heeds, and what asks nothing of values.
HEEDED = {
    *("type", "properties", "items", "required", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength"),
    *("minItems", "maxItems", "minProperties", "maxProperties", "additionalProperties", "allOf", "nullable", "format"),
    *("x-kubernetes-int-or-string", "x-kubernetes-list-type", "x-kubernetes-preserve-unknown-fields"),
}
IDLE = {"default", "x-kubernetes-map-type", "x-kubernetes-validations", "x-kubernetes-list-map-keys"}


def keywords(schema: Tree) -> Iterator[str]:
    """The keywords of a schema and of all in it; those of an int-or-string's alternatives say no more than it does."""
    assert isinstance(schema, dict)
    for keyword, inner in schema.items():
        if keyword == "properties" and isinstance(inner, dict):
            yield from (found for one in inner.values() for found in keywords(one))
        elif keyword == "allOf" and isinstance(inner, list):
            yield from (found if found == "enum" else f"allOf {found}" for one in inner for found in keywords(one))
        elif keyword == "format" and inner not in {"int32", "cidr"}:
            yield f"format {inner}"
        elif keyword in {"items", "additionalProperties"}:
            yield from keywords(inner)
        if keyword != "anyOf" or not schema.get("x-kubernetes-int-or-string"):
            yield keyword


def spec_of(crd: Tree) -> Tree:
    """The schema of the spec that a CRD has; none in those of v1beta1."""
    found: Tree = crd
    for step in ("spec", "versions", 0, "schema", "openAPIV3Schema", "properties", "spec"):
        if isinstance(found, list) and isinstance(step, int):
            found = found[step]
        else:
            found = found.get(str(step)) if isinstance(found, dict) else None
    return found


def unheeded(version: str) -> set[str]:
    """The keywords in the CRDs of a line's kinds that the chart would not heed."""
    plurals = {f"{kind.plural}.crd.projectcalico.org" for kind in built(version).catalogue.resources}
    crds = [
        crd for release in built(version).releases for crd in release.crds if identity(crd).partition("/")[2] in plurals
    ]
    specs = [spec for crd in crds if (spec := spec_of(crd))]
    assert bool(specs) == (version != WITHOUT_SCHEMAS)
    return {found for spec in specs for found in keywords(spec)} - HEEDED - IDLE


@pytest.mark.parametrize("version", LINES)
def test_the_chart_heeds_every_keyword_of_the_crds(version: str) -> None:
    assert unheeded(version) == set()


def test_a_keyword_that_the_chart_does_not_heed_is_seen() -> None:
    schema: Tree = {"type": "object", "properties": {"a": {"type": "array", "items": {"multipleOf": 2}}}}
    assert set(keywords(schema)) - HEEDED - IDLE == {"multipleOf"}


def test_a_problem_that_is_not_told_is_seen() -> None:
    [row, *_] = bad(CURRENT, BAD)[0]
    line = f"{row.path}: {row.says}"
    assert missing([row], line) == []
    assert missing([row], line.replace(row.at, "spec")) != []
    assert missing([row], f"{line}\n{row.path}: and more") != []
    assert missing([row], "") != []
