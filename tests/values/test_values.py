"""values.yaml, values.schema.json, VALUES.md and the templates agree on what the values are; the schema is closed."""

import json
import re

import pytest

from generator.base.trees import Tree, canonical
from generator.schemas.validation import metaschema_problems, schema_problems
from generator.settings.defaults import defaults
from generator.values.strict_schema import LIBRARY
from tests.builds import current
from tests.declared import NODES, VALUES, nodes
from tests.paths import CHART
from tests.rendering import DEFAULTS, SCHEMA, overlay, problems

LIBRARY_CHART = CHART / "charts" / LIBRARY
TEMPLATES = {
    path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
    for folder in (CHART / "templates", LIBRARY_CHART / "templates", LIBRARY_CHART / "files")
    for path in sorted(folder.rglob("*.*"))
}

# Handed on as a whole, to helpers that read the parts.
HANDED_ON = ("imageMirror.", "images.", "global.")
# What Python and RE2 read differently, or only one of them reads.
UNPORTABLE = re.compile(r"\\\w|\(\?|[*+?}][+?]|[^\[]\^|\$.")


def named_paths(text: str) -> set[str]:
    """The values that a template names, itself or through a variable."""
    for name, value in re.findall(r"\$(\w+) := ((?:\$\w+)?[.\w]+)", text):
        text = re.sub(rf"\${name}\b(?! :=)", value, text) if "Values" in value else text
    return set(re.findall(r"\.Values\.([A-Za-z0-9.]*[A-Za-z0-9])", text))


def test_the_schema_is_a_draft_07_schema() -> None:
    assert json.loads(SCHEMA)["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert metaschema_problems(SCHEMA) == []


def test_a_wrong_schema_is_seen() -> None:
    assert metaschema_problems('{"type": "strange"}') != []


RESOURCES = {
    *(f"calico.resources > items.{below}" for below in ("spec", "metadata.labels", "metadata.annotations")),
    *(f"calico.{path} > items" for path in ("ipPools", "bgp.peers", "bgp.filters")),
}


def test_every_object_is_closed_but_global() -> None:
    own = {at: node for at, node in NODES.items() if "of" not in node}  # types of Kubernetes are closed by themselves
    objects = {at for at, node in own.items() if node.get("type") == "object" or "properties" in node}
    names = {at for at in VALUES if at.endswith(("nodeSelector", "Labels", "nnotations"))}
    names -= {at for at in names if re.search(r"\.pool|syncNode|routeReflectors", at)}
    extra = {f"extraObjects > items{below}" for below in ("", ".metadata")}
    assert {at for at in objects if NODES[at].get("additionalProperties") is not False} == {
        "global",
        "imageMirror.hosts",  # hosts are keys: the chart's rules know which there are
        "cni.tuning",  # so are sysctls
        "cni.config > plugins > items",  # a CNI plugin takes what it knows
        *(each.path for each in current().catalogue.programs),  # so do they of parameters
        *names,
        *extra,  # objects of any kind
        *RESOURCES,  # the CRDs say what is in them, and the chart's rules ask those
    }
    assert {"calico.etcd.tls", "flannel.backend"} < objects


def test_every_key_is_required_unless_its_default_is_null() -> None:
    required = {
        f"{at.partition(' > ')[0]}.{key}".removeprefix(".")
        for at, node in NODES.items()
        for key in json.loads(canonical(node)).get("required", [])
    }
    optional = {path for path, value in VALUES.items() if value.default is None or path.startswith("global.")}
    assert set(VALUES) - required == optional


def test_every_reference_is_local_and_leads_somewhere() -> None:
    references = set(re.findall(r'"\$ref": *"([^"]*)"', SCHEMA))
    assert references == {f"#/definitions/{name}" for name in json.loads(SCHEMA)["definitions"]}


def test_every_text_has_a_longest() -> None:
    texts = {at for at, node in NODES.items() if node.get("type") == "string"}
    by_rules = {path for path, value in VALUES.items() if value.kind.text_format and value.kind.text_format.longest}
    without = {at for at in texts if not {"maxLength", "enum"} & NODES[at].keys()}
    assert {at for at in without if at.partition(" > ")[0] not in by_rules} == set()


def test_every_list_has_a_longest() -> None:
    assert {at for at, node in NODES.items() if node.get("type") == "array" and "maxItems" not in node} == set()


def test_every_pattern_means_the_same_in_re2_and_python() -> None:
    people = nodes(json.loads(current().people_schema))
    patterns = {str(node["pattern"]) for _, node in people if "pattern" in node}
    anchored = {pattern for pattern in patterns if (pattern[0], pattern[-1]) == ("^", "$")}
    portable = {pattern for pattern in patterns if not UNPORTABLE.search(re.sub(r"\\[.\[\]]", "", pattern))}
    assert anchored == portable == patterns
    assert str(VALUES["podCIDR"].kind.schema["pattern"]) in patterns


def test_no_pattern_is_told_to_people() -> None:
    assert [at for at, node in NODES.items() if "pattern" in node] == []


@pytest.mark.parametrize("pattern", [r"^\s$", "^(?=a)$", r"^(a)\1$", "^a*?$", "^a$b$", r"^\bx$", "^(?P<a>b)$"])
def test_a_pattern_that_means_something_else_is_seen(pattern: str) -> None:
    assert UNPORTABLE.search(pattern)


def test_the_defaults_are_valid() -> None:
    assert problems({}) == []


def test_values_yaml_is_the_defaults() -> None:
    assert canonical(DEFAULTS) == canonical(defaults(current().catalogue, nulls=True))


def test_the_schema_has_the_values_and_no_more() -> None:
    leaves = {at for at, node in NODES.items() if at and " > " not in at and ("properties" not in node or at in VALUES)}
    assert leaves == {*VALUES, f"{LIBRARY}.global"}


def test_the_library_takes_no_values_but_the_global_ones() -> None:
    assert problems({LIBRARY: {"global": {"imageRegistry": "a.example.com"}}}) == []
    assert problems({LIBRARY: {"x": 1}}) != []


def test_the_table_lists_every_value_once() -> None:
    table = (CHART / "VALUES.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert listed == list(dict.fromkeys(re.sub(r"^images\.\w+", "images.<role>", path) for path in VALUES))


def test_the_table_names_every_image() -> None:
    table = (CHART / "VALUES.md").read_text(encoding="utf-8")
    assert all(f"`{path.split('.')[1]}`" in table for path in VALUES if path.startswith("images."))


def test_every_value_says_what_it_does() -> None:
    assert [path for path, value in VALUES.items() if not value.doc.endswith(".")] == []


def test_templates_name_declared_values_only() -> None:
    known = {".".join(path.split(".")[:length]) for path in VALUES for length in range(1, 6)}
    known |= {f"{each.path}.{one.name}" for each in current().catalogue.programs for one in each.accepted}
    assert {path for text in TEMPLATES.values() for path in named_paths(text)} - known == set()


def test_every_declared_value_is_named_by_a_template() -> None:
    named = {path for name, text in TEMPLATES.items() if name != "_refusals.tpl" for path in named_paths(text)}
    assert {path for path in VALUES if path not in named and not path.startswith(HANDED_ON)} == set()


def test_what_is_handed_on_is_read() -> None:
    read = {path.split(".")[-1] for path in VALUES if path.startswith(HANDED_ON)} - {"pullPolicy"}
    assert {key for key in read if not re.search(rf"\.{key}\b", TEMPLATES["_helpers.tpl"])} == set()


def test_a_schema_problem_has_its_path_and_no_secret() -> None:
    values = overlay(DEFAULTS, {"calico": {"ipip": "always", "etcd": {"tls": {"key": ["CANARY"]}}}})
    assert schema_problems(SCHEMA, values) == [
        "calico.etcd.tls.key: it is not of type 'string'",
        "calico.ipip: 'always' is not one of ['', 'Always', 'CrossSubnet', 'Never', 'Off']",
    ]
    given: Tree = {"calico": {"etcd": {"tls": {"key": "CANARY"}}}, "imageMirror": {"mode": "https://u:CANARY@m"}}
    told = schema_problems(current().people_schema, given)
    assert [one.partition(":")[0] for one in told] == ["calico.etcd.tls.key", "imageMirror.mode"]
    assert "CANARY" not in str(told)
