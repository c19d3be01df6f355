"""The table of changes names every value once, and says what restarts and what is not safe."""

import re

from generator.report.changing_values import changing_values
from generator.rows.first_install import FIRST_INSTALL, INTERRUPTS
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


def test_a_field_of_pods_restarts_them() -> None:
    assert ROWS["calico.typha.tolerations"] == (
        "yes, while pods restart | calico-typha | `Deployment/calico-typha spec.template.spec.tolerations` | "
        "`kubectl -n NAMESPACE get deployment calico-typha -o yaml`"
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
