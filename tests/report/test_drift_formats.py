"""Drift reads the same in all forms: nothing is lost, pages need no other file, bodies of pull requests have an end."""

import html
import json
import re

from msgspec.structs import replace

from generator.base.errors import Problem
from generator.drift import rules
from generator.drift.change import Change, Drift
from generator.drift.compare import compare
from generator.report.drift_html import drift_html
from generator.report.drift_json import drift_json
from generator.report.drift_markdown import LONGEST, drift_markdown
from generator.report.drift_text import drift_text
from tests.drifting import side

HOSTILE = "<script>alert('x')</script> `x` | y"


def of(*changes: Change, problems: tuple[Problem, ...] = ()) -> Drift:
    """Drift with these changes of permissions."""
    nothing = compare(side({}), replace(side({}), problems=problems))
    return replace(nothing, changes={**nothing.changes, "rbac": changes})


def gained(number: int, verb: str = "get") -> Change:
    """A permission."""
    return Change(
        rule=rules.GRANT_GAINED, where=f"calico > ClusterRole/x > r{number}", after=(verb,), variants=("one",)
    )


def test_what_is_said_of_one_place_stands_in_one_row() -> None:
    text = drift_text(of(gained(1, "get"), gained(1, "list"), gained(2, "get"), gained(2, "list")))
    assert text.endswith(
        "rbac: permission gained (4, minor)\n"
        "  Who installs the chart must hold the permission, too.\n"
        "    + get, list\n"
        "      calico > ClusterRole/x > r1 (one)\n"
        "      calico > ClusterRole/x > r2 (one)"
    )


def test_every_variant_of_a_project_is_said_in_words() -> None:
    assert "r1 (every variant of calico)" in drift_text(of(replace(gained(1), variants=("one", "two"))))


def test_json_has_every_change_on_its_own() -> None:
    report = json.loads(drift_json(of(gained(1, "get"), gained(1, "list"))))
    assert [one["after"] for one in report["changes"]] == ["get", "list"]
    assert all("before" not in one for one in report["changes"])


def test_a_null_is_a_value() -> None:
    change = Change(rule=rules.OBJECT_FIELD, where="x", before=(None,), after=(1,))
    [one] = json.loads(drift_json(of(change)))["changes"]
    assert (one["before"], one["after"]) == (None, 1)
    assert "null -> 1" in drift_text(of(change))


def test_a_body_that_would_be_too_long_has_fewer_rows() -> None:
    long = of(*(replace(gained(number), note=f"{number} " + "y" * 200) for number in range(2000)))
    body = drift_markdown(long)
    assert len(body) <= LONGEST
    assert re.search(r"and \d+ more, which the JSON form has", body)
    assert "| rbac | 2000 |" in body
    assert len(json.loads(drift_json(long))["changes"]) == 2000


def test_a_page_escapes_what_it_shows_and_loads_nothing() -> None:
    page = drift_html(of(replace(gained(1, HOSTILE), where=f"{HOSTILE} > x", note=HOSTILE)))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*|url\(|@import", page) == []


def test_a_body_keeps_code_in_its_ticks() -> None:
    body = drift_markdown(of(gained(1, HOSTILE)))
    [line] = [line for line in body.splitlines() if "script" in line]
    assert line == "- `+ <script>alert('x')</script> 'x' | y` at `calico > ClusterRole/x > r1 (one)`"


def test_what_is_unmapped_is_in_every_form() -> None:
    found = of(problems=(Problem(where="calico > x", expected="one", found="two", remedy="merge"),))
    said = "calico > x: expected one, found two; merge"
    assert found.status == 1
    assert all(said in html.unescape(form(found)) for form in (drift_text, drift_markdown, drift_html))
    assert json.loads(drift_json(found))["unmapped"] == [
        {"where": "calico > x", "expected": "one", "found": "two", "remedy": "merge"}
    ]


def test_nothing_is_said_of_nothing() -> None:
    nothing = compare(side({}), side({}))
    assert "Nothing differs." in drift_text(nothing)
    assert "Changes" not in drift_markdown(nothing)
