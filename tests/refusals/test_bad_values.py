"""Each row of bad_values.yaml is refused by both helms, and by the Python jsonschema where the schema can say it."""

import re

import pytest

from generator.refusals.text_formats import format_rules
from generator.rows.flannel_releases import manifest_rules
from generator.tools.helm import HelmError, Install
from tests.builds import current
from tests.declared import chart_rules
from tests.helms import RENDERERS
from tests.paths import CHART
from tests.refusals.bad_values import ROWS, Row
from tests.rendering import HELMS, names_path, problems, refusal


@pytest.mark.parametrize("name", HELMS)
@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_helm_refuses(row: Row, name: str) -> None:
    message = refusal(row.values, name)
    assert ("the specifications of the schema" in message) == row.by_schema
    assert names_path(message, row.at), message
    assert row.says in message
    assert "CANARY" not in message


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_python_jsonschema_refuses_what_the_schema_says(row: Row) -> None:
    found = problems(row.values)
    assert bool(found) == row.by_schema
    assert "CANARY" not in "".join(found)
    at = row.at.replace("/", ".")
    places = (f"{at}: ", f"{at.rpartition('.')[0] or 'values'}: ")
    assert any(line.startswith(places) for line in found) == row.by_schema, found


@pytest.mark.parametrize("name", HELMS)
def test_a_kubernetes_that_the_chart_is_not_for_is_refused(name: str) -> None:
    with pytest.raises(HelmError, match=r"chart requires kubeVersion: >=1\.31\.0-0 which is incompatible"):
        RENDERERS.template(name, Install(chart=CHART), kube_version="1.30.4")


@pytest.mark.parametrize("name", HELMS)
def test_several_problems_are_told_at_once(name: str) -> None:
    message = refusal({"podCIDR": "10.244.1.0/16", "imageMirror": {"mode": "flat"}, "calico": {"ipip": "Never"}}, name)
    assert all(names_path(message, path) for path in ("podCIDR", "imageMirror.registry", "calico.ipip"))


def test_every_rule_of_the_chart_has_a_row() -> None:
    said = "\n".join(refusal(row.values, "helm4") for row in ROWS.values() if not row.by_schema)
    made = current()
    rules = [*chart_rules(made.catalogue), *manifest_rules(made.learned.templates, made.catalogue.features)]
    messages = [rule.message for rule in rules] + [
        f"expected {rule.text_format.what}" for rule in format_rules(made.catalogue.settings)
    ]
    patterns = {text: ".+".join(map(re.escape, re.split(r"\{[^{}]+\}", text))) for text in messages}
    assert [text for text, pattern in patterns.items() if not re.search(pattern, said)] == []
    assert len(messages) > 50


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_both_helms_say_the_same(row: Row) -> None:
    first, second = (refusal(row.values, name).partition("Error: ")[2] for name in HELMS)
    assert first == second
