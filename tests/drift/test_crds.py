"""Changes of CRDs are told apart by what objects cannot hold any longer and what they can hold now."""

import copy
from typing import Any

import pytest
from msgspec.structs import replace

from generator.drift import cel, rules
from generator.drift.change import Rule
from generator.drift.compare import compare
from generator.drift.crds import compare_crds, keeps_definitions
from generator.releases.lines import read_lines
from generator.releases.release import identity
from tests.drifting import changes, edited, known_side, objects, side

[POOL] = objects("""
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pools.example.org}
spec:
  group: example.org
  scope: Cluster
  names: {kind: Pool, plural: pools, singular: pool, listKind: PoolList}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [cidr]
            properties:
              cidr: {type: string, pattern: "^[0-9./]+$", maxLength: 18}
              mode: {type: string, enum: [Always, Never], default: Never}
              size: {type: integer, minimum: 20, maximum: 32}
              open: {type: object, x-kubernetes-preserve-unknown-fields: true, properties: {a: {type: string}}}
              list: {type: array, items: {type: string, minLength: 1}}
              map: {type: object, additionalProperties: {type: integer}}
              either: {x-kubernetes-int-or-string: true, nullable: true}
  - {name: v0, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}
""")
VERSION = "spec.versions.0"
SPEC = f"{VERSION}.schema.openAPIV3Schema.properties.spec"
FIELDS = f"{SPEC}.properties"
RULE = {"rule": "self.size < 30", "message": "too large"}
SCHEMA_GONE = edited(POOL, f"{VERSION}.schema", {})

EDITS: dict[str, tuple[str, object, Rule]] = {
    "the scope": ("spec.scope", "Namespaced", rules.CRD_IDENTITY),
    "the plural": ("spec.names.plural", "poolz", rules.CRD_IDENTITY),
    "a short name": ("spec.names.shortNames", ["p"], rules.CRD_DETAIL),
    "an annotation": ("metadata.annotations", {"a": "b"}, rules.CRD_DETAIL),
    "a column": (f"{VERSION}.additionalPrinterColumns", [{"name": "x"}], rules.CRD_DETAIL),
    "a version": ("spec.versions.2", {"name": "v2", "served": True, "storage": False}, rules.CRD_VERSION_ADDED),
    "a version less": ("spec.versions.1", None, rules.CRD_VERSION_REMOVED),
    "the stored version less": ("spec.versions.0", None, rules.CRD_STORED_REMOVED),
    "a version not served": ("spec.versions.1.served", False, rules.CRD_VERSION_REMOVED),
    "another stored version": (f"{VERSION}.storage", False, rules.CRD_STORAGE_MOVED),
    "a field": (f"{FIELDS}.new", {"type": "string"}, rules.FIELD_ADDED),
    "a field less": (f"{FIELDS}.size", None, rules.FIELD_REMOVED),
    "a field less where all are kept": (f"{FIELDS}.open.properties.a", None, rules.SCHEMA_DETAIL),
    "no field is kept": (f"{FIELDS}.open.x-kubernetes-preserve-unknown-fields", None, rules.FIELD_REMOVED),
    "all fields are kept": (f"{SPEC}.x-kubernetes-preserve-unknown-fields", True, rules.SCHEMA_RELAXED),
    "a type": (f"{FIELDS}.size.type", "string", rules.TYPE_CHANGED),
    "any type": (f"{FIELDS}.size.type", None, rules.SCHEMA_RELAXED),
    "no null": (f"{FIELDS}.either.nullable", None, rules.TYPE_CHANGED),
    "a number or a text": (f"{FIELDS}.either.x-kubernetes-int-or-string", None, rules.TYPE_CHANGED),
    "required": (f"{SPEC}.required", ["cidr", "size"], rules.REQUIRED_ADDED),
    "no longer required": (f"{SPEC}.required", None, rules.SCHEMA_RELAXED),
    "a member less": (f"{FIELDS}.mode.enum", ["Always"], rules.ENUM_TIGHTENED),
    "a member more": (f"{FIELDS}.mode.enum", ["Always", "Never", "Sometimes"], rules.SCHEMA_RELAXED),
    "no enumeration": (f"{FIELDS}.mode.enum", None, rules.SCHEMA_RELAXED),
    "an enumeration": (f"{FIELDS}.size.enum", [24], rules.ENUM_TIGHTENED),
    "another default": (f"{FIELDS}.mode.default", "Always", rules.DEFAULT_CHANGED),
    "a default": (f"{FIELDS}.size.default", 26, rules.DEFAULT_CHANGED),
    "a larger minimum": (f"{FIELDS}.size.minimum", 21, rules.BOUND_TIGHTENED),
    "a smaller minimum": (f"{FIELDS}.size.minimum", 19, rules.SCHEMA_RELAXED),
    "a smaller maximum": (f"{FIELDS}.size.maximum", 31, rules.BOUND_TIGHTENED),
    "a larger maximum": (f"{FIELDS}.size.maximum", 33, rules.SCHEMA_RELAXED),
    "a bound of items": (f"{FIELDS}.list.maxItems", 3, rules.BOUND_TIGHTENED),
    "no longest text": (f"{FIELDS}.cidr.maxLength", None, rules.SCHEMA_RELAXED),
    "another pattern": (f"{FIELDS}.cidr.pattern", ".*", rules.BOUND_TIGHTENED),
    "no pattern": (f"{FIELDS}.cidr.pattern", None, rules.SCHEMA_RELAXED),
    "a bound below a list": (f"{FIELDS}.list.items.minLength", 2, rules.BOUND_TIGHTENED),
    "a type below a mapping": (f"{FIELDS}.map.additionalProperties.type", "string", rules.TYPE_CHANGED),
    "what a mapping holds": (f"{FIELDS}.map.additionalProperties", None, rules.FIELD_REMOVED),
    "one of several": (f"{FIELDS}.size.oneOf", [{"minimum": 1}], rules.BOUND_TIGHTENED),
    "how lists merge": (f"{FIELDS}.list.x-kubernetes-list-type", "set", rules.SCHEMA_DETAIL),
    "a rule": (f"{SPEC}.x-kubernetes-validations", [RULE], rules.CEL_ADDED),
    "no schema": (f"{VERSION}.schema", {}, rules.SCHEMA_RELAXED),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_one_kind_of_change(name: str) -> None:
    path, value, rule = EDITS[name]
    found = changes([], [], before_crds=[POOL], after_crds=[edited(POOL, path, value)])
    expected = {"another stored version": {rules.CRD_STORAGE_MOVED}, "the stored version less": {rule}}
    assert {change.rule for change in found} >= expected.get(name, {rule})
    assert {change.rule for change in found} <= {rule, rules.CRD_STORAGE_MOVED, rules.KUBERNETES_NEEDED}
    assert all(change.where.startswith("calico > pools.example.org") for change in found if "CRD" in change.rule.name)


def test_a_definition_that_came_or_went() -> None:
    assert [change.rule for change in changes([], [], after_crds=[POOL])] == [rules.CRD_ADDED]
    [gone] = changes([], [], before_crds=[POOL])
    assert (gone.rule, gone.rule.unsafe) == (rules.CRD_LOST, True)


def test_a_definition_that_the_former_chart_keeps_stays_with_its_objects() -> None:
    here = known_side(read_lines()[0].version)
    calico = here.release("calico")
    without = replace(calico, crds=calico.crds[1:])
    [gone] = compare_crds(here, replace(here, releases=[here.release("flannel"), without]))
    assert (gone.rule, gone.where) == (rules.CRD_REMOVED, f"calico > {identity(calico.crds[0]).partition('/')[2]}")
    [lost] = compare_crds(replace(here, keeps=False), replace(here, releases=[here.release("flannel"), without]))
    assert lost.rule is rules.CRD_LOST


def test_the_charts_keep_their_definitions_by_what_they_add() -> None:
    here = known_side(read_lines()[0].version)
    assert here.build
    additions = here.build.catalogue.additions
    others = [one for one in additions if getattr(one.action, "key", "") != "helm.sh/resource-policy"]
    assert (keeps_definitions(additions), keeps_definitions(others)) == (True, False)


def test_a_schema_where_there_was_none() -> None:
    found = changes([], [], before_crds=[SCHEMA_GONE], after_crds=[POOL])
    assert [change.rule for change in found] == [rules.SCHEMA_ADDED]


def test_enumerations_that_must_all_hold_are_one() -> None:
    several = [{"enum": ["Never", "Always"]}, {"enum": ["Always", "Never", "Sometimes"]}]
    parts = edited(edited(POOL, f"{FIELDS}.mode.allOf", several), f"{FIELDS}.mode.enum", None)
    assert {change.rule for change in changes([], [], before_crds=[POOL], after_crds=[parts])} == {rules.SCHEMA_DETAIL}
    fewer = edited(parts, f"{FIELDS}.mode.allOf.0.enum", ["Always"])
    found = changes([], [], before_crds=[POOL], after_crds=[fewer])
    assert {change.rule for change in found} == {rules.SCHEMA_DETAIL, rules.ENUM_TIGHTENED}


def test_a_rule_whose_message_alone_changed_is_a_detail() -> None:
    before, after = (
        edited(POOL, f"{SPEC}.x-kubernetes-validations", [{**RULE, "message": message}]) for message in ("a", "b")
    )
    found = changes([], [], before_crds=[before], after_crds=[after])
    assert [change.rule for change in found] == [rules.SCHEMA_DETAIL]


def test_a_definition_of_the_older_api_is_read_as_one_of_the_newer() -> None:
    older: dict[str, Any] = copy.deepcopy(POOL)
    version = older["spec"]["versions"].pop(0)
    older["spec"] |= {"version": "v1", "validation": version["schema"], "versions": []}
    newer = edited(POOL, "spec.versions.1", None)
    assert changes([], [], before_crds=[older], after_crds=[newer]) == []


NEEDED = {
    "self == oldSelf": (1, 25),
    "self.contains(':')": (1, 25),
    "self == 'isCIDR(x)'": (1, 25),  # a text calls nothing
    "quantity(self) > quantity('1')": (1, 29),
    "self.?a.orValue(1) == 1": (1, 29),
    "sets.contains(self, [1])": (1, 30),
    "isCIDR(self)": (1, 31),
    "ip(self).family() == 4": (1, 31),
    "self.ip.contains('.')": (1, 25),
    "cidr(self) == cidr(self).masked()": (1, 32),
    "self.all(k, v, v > 0)": (1, 33),
    "isSemver(self)": (1, 34),
}


@pytest.mark.parametrize(("rule", "version"), NEEDED.items())
def test_a_rule_needs_the_kubernetes_that_has_its_functions(rule: str, version: tuple[int, int]) -> None:
    assert cel.needed({"rule": rule}) == version


@pytest.mark.parametrize(("member", "version"), [("messageExpression", (1, 27)), ("reason", (1, 28))])
def test_a_rule_needs_the_kubernetes_that_has_its_members(member: str, version: tuple[int, int]) -> None:
    assert cel.needed({"rule": "true", member: "x"}) == version


def test_a_range_of_kubernetes_that_is_too_wide_for_the_rules_is_unsafe() -> None:
    newer = edited(POOL, f"{FIELDS}.cidr.x-kubernetes-validations", [{"rule": "isCIDR(self)"}])
    found = compare(side({}, [POOL], kubernetes=">=1.25.0-0"), side({}, [newer], kubernetes=">=1.25.0-0"))
    assert rules.KUBERNETES_TOO_OLD in {change.rule for change in found.changes["kubernetes"]}
    enough = compare(side({}, [POOL], kubernetes=">=1.31.0-0"), side({}, [newer], kubernetes=">=1.31.0-0"))
    assert {change.rule for change in enough.changes["kubernetes"]} == {rules.KUBERNETES_NEEDED}
