"""What the chart refuses and upstream has by itself is a finding, although the chart does not look at defaults."""

from pathlib import Path

from generator.checks.defaults import check_defaults
from tests.helms import template
from tests.rendering import SCENARIOS
from tests.subjects import changed, copied, messages, rendered

TEXT = "charts/cni-library/files/refusals.tpl"


def test_the_chart_takes_upstreams_own_defaults() -> None:
    outcome = check_defaults(rendered(["calico", "canal", "canal-etcd", "kube-flannel"]))
    assert (messages(outcome), outcome.counts) == ([], {"variants": 4})


def test_a_default_that_is_refused_is_found(tmp_path: Path) -> None:
    one = changed(copied(tmp_path), TEXT, 'include "cni.hostBits" .Values.podCIDR', "not .Values.podCIDR")
    assert template("helm4", one.chart, SCENARIOS["calico"].read_text(encoding="utf-8"))
    [finding] = check_defaults(one).findings
    assert finding.where == "calico"
    assert "podCIDR: has bits set behind its prefix" in finding.message
