"""The page of upgrades to a line says from where, with which steps, and which values are gone."""

import re

import pytest
from msgspec.structs import replace

from generator.releases.lines import ReleaseLine, earlier_lines, named_line, read_lines
from generator.releases.upgrade_steps import UPGRADE_STEPS
from generator.report.upgrading import shared_kubernetes, upgrading
from tests.builds import built
from tests.paths import CHART, ROOT
from tests.upstream import LINE

PAGES = {line.version: (ROOT / "docs" / "upgrading" / f"{line.version}.md") for line in read_lines()}


def page(version: str) -> str:
    """The page of a line in the repository; `build --check` holds that it is the generator's."""
    return PAGES[version].read_text(encoding="utf-8")


def test_the_page_is_made_of_the_lines_before() -> None:
    [earlier] = [one.version for one in earlier_lines(named_line("0.0.2"))]
    assert upgrading(built("0.0.2"), [built(earlier)]) == page("0.0.2")
    assert upgrading(built(earlier), []) == page(earlier)


@pytest.mark.parametrize("version", PAGES)
def test_each_earlier_chart_has_a_row_and_each_step_a_part(version: str) -> None:
    rows = re.findall(r"^\| ([0-9.]+) \| v", page(version), re.MULTILINE)
    assert rows == [line.version for line in earlier_lines(named_line(version))]
    linked = set(re.findall(r"\(#([a-z-]+)\)", page(version)))
    parts = re.findall(r"^## ([a-z-]+)$", page(version), re.MULTILINE)
    assert linked == set(parts) <= {step.name for step in UPGRADE_STEPS}


def test_every_step_stands_with_its_commands_in_some_page() -> None:
    texts = "".join(map(page, PAGES))
    assert [step.name for step in UPGRADE_STEPS if f"## {step.name}\n" not in texts] == []
    assert [one for step in UPGRADE_STEPS for one in step.commands if f"\n{one}\n" not in texts] == []


def test_a_value_that_is_gone_is_named_with_the_charts_that_have_it() -> None:
    gone = "| `calico.felix.iptablesLockTimeout` | 0.0.4, 0.0.3, 0.0.2, 0.0.1 | take it out |"
    assert gone in page("0.1.0").splitlines()


def test_a_step_names_the_releases_that_an_upgrade_to_a_line_can_cross() -> None:
    [step] = [one for one in UPGRADE_STEPS if one.name == "calicoctl-pod"]
    assert step.across(named_line("0.0.2")) == "Calico v3.26.4"
    assert step.across(LINE) == "Calico v3.26.4 or Calico v3.28.5"
    assert step.across(replace(LINE, calico="v3.33.1")) == "Calico v3.26.4 or Calico v3.28.5 or Calico v3.33.0"


RANGES = {
    "the later lower bound": (">=1.25.0-0", ">=1.31.0-0", "1.31 or newer"),
    "bounded above": (">=1.25.0-0 <1.35.0-0", ">=1.31.0-0", "1.31 or newer, below 1.35"),
    "none": (">=1.16.0-0 <1.22.0-0", ">=1.25.0-0", ""),
    "none, next to each other": (">=1.16.0-0 <1.25.0-0", ">=1.25.0-0", ""),
}


@pytest.mark.parametrize(("old", "new", "words"), RANGES.values(), ids=RANGES)
def test_the_kubernetes_of_both(old: str, new: str, words: str) -> None:
    before, after = (replace(LINE, kubernetes=one) for one in (old, new))
    assert shared_kubernetes(before, after) == words


def line_of(flannel: str, calico: str) -> ReleaseLine:
    """A line of these releases."""
    return replace(LINE, flannel=flannel, calico=calico)


@pytest.mark.parametrize("name", [step.name for step in UPGRADE_STEPS])
def test_a_step_is_crossed_from_before_its_release_only(name: str) -> None:
    [step] = [one for one in UPGRADE_STEPS if one.name == name]
    (project, version), *_ = step.since
    before, at = {"flannel": "v0.1.0", "calico": "v3.0.0"}, {"flannel": "v0.1.0", "calico": "v3.0.0", project: version}
    assert step.crossed(line_of(**before), line_of(**at))
    assert not step.crossed(line_of(**at), line_of(**at))
    assert not step.crossed(line_of(**at), line_of(**before))


def test_the_guide_leads_to_every_page_and_quotes_the_refusal() -> None:
    text = (ROOT / "docs" / "upgrading.md").read_text(encoding="utf-8")
    assert re.findall(r"^- \[to chart [0-9.]+\]\(upgrading/([0-9.]+)\.md\)$", text, re.MULTILINE) == [*PAGES]
    anchors = re.findall(r"\(upgrading/([0-9.]+)\.md#([a-z-]+)\)", text)
    assert [name for version, name in anchors if f"\n## {name}\n" not in page(version)] == []
    quoted = "plugin: the cluster has no CRDs of Calico, so this upgrade to {} comes from another plugin or datastore"
    refusals = (CHART / "charts" / "cni-library" / "templates" / "_refusals.tpl").read_text(encoding="utf-8")
    assert (quoted.format("calico") in text, quoted.format("%s") in refusals) == (True, True)
