"""The table of changes names every value once, and says what restarts and what is not safe."""

import re

from generator.releases.lines import read_lines
from generator.report.changing_values import changing_values
from generator.rows.first_install import FIRST_INSTALL, INTERRUPTS
from generator.rows.seen_changes import SEEN_CHANGES
from generator.rows.tried import tried
from tests.builds import current
from tests.later import Later
from tests.paths import ROOT

ROWS = Later(lambda: dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", changing_values(current()), re.MULTILINE)))


def test_every_value_has_a_row() -> None:
    assert [*ROWS] == [setting.path for setting in current().catalogue.settings]


def test_what_only_the_first_install_reads_is_not_safe() -> None:
    first = [path for path in ROWS if any(one.holds(path) for one in FIRST_INSTALL)]
    assert "podCIDR" in first
    assert [path for path in first if not ROWS[path].startswith("no. ")] == []


def test_every_value_that_interrupts_is_one() -> None:
    assert [path for path in INTERRUPTS if path not in ROWS] == []
    assert all(INTERRUPTS[path] in ROWS[path] for path in INTERRUPTS)


def test_what_networks_showed_is_told_at_the_values() -> None:
    told = {one.sentence: [path for path in one.paths if path in ROWS] for one in SEEN_CHANGES}
    assert [path for text, paths in told.items() for path in paths if text not in ROWS[path]] == []
    assert [
        path for one in SEEN_CHANGES if not one.is_safe for path in one.paths if ROWS.get(path, "no")[:2] != "no"
    ] == []


def test_nothing_is_told_from_reading_where_a_network_showed_it() -> None:
    assert sorted(INTERRUPTS.keys() & {path for one in SEEN_CHANGES for path in one.paths}) == []


def test_the_values_that_ran_are_named_tried_and_no_others() -> None:
    named = {path for path in ROWS if not ROWS[path].endswith(" | not tried")}
    assert named == {*tried()}
    assert ROWS["flannel.ifaceRegex"].endswith(" | flannel ifaceRegex")


def test_nothing_ran_with_the_chart_of_an_older_line() -> None:
    page = (ROOT / "docs" / "changing-values" / f"{read_lines()[-1].version}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `.*$", page, re.MULTILINE)
    assert rows
    assert [row for row in rows if not row.endswith(" | not tried |")] == []


def test_a_field_of_pods_restarts_them() -> None:
    assert ROWS["calico.typha.tolerations"] == (
        "yes, while pods restart | calico-typha | `Deployment/calico-typha spec.template.spec.tolerations` | "
        "`kubectl -n NAMESPACE get deployment calico-typha -o yaml` | not tried"
    )


def test_a_configuration_restarts_those_that_read_it() -> None:
    assert "kube-flannel-ds (configuration)" in ROWS["flannel.mtu"]


def test_a_configuration_restarts_others_only_if_they_read_it() -> None:
    assert "calico-kube-controllers (configuration, if read)" in ROWS["calico.mtu"]
    assert "calico-node (configuration)," in ROWS["calico.mtu"]


def test_replicas_restart_nothing() -> None:
    assert ROWS["calico.typha.replicas"].startswith("yes | nothing | ")


def test_no_command_shows_a_password() -> None:
    assert "helm get" not in ROWS["imageCredentials.password"]


def test_every_line_has_its_table() -> None:
    text = (ROOT / "docs" / "changing-values.md").read_text(encoding="utf-8")
    tables = sorted(path.name for path in (ROOT / "docs" / "changing-values").iterdir())
    assert sorted(re.findall(r"\(changing-values/([0-9.]+\.md)\)", text)) == tables
