"""What README and docs lead to is there: files behind links, and the values that they name."""

import re
from pathlib import Path

import pytest

from tests.builds import current
from tests.declared import VALUES
from tests.paths import ROOT

PAGES = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md")))
READ = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
SECTIONS = {".".join(path.split(".")[:depth]) for path in VALUES for depth in range(1, 6)}
ROOTS = {path.partition(".")[0] for path in VALUES}
# Words with a dot that begin as a section does: files, and names of links and images.
NO_VALUES = re.compile(r"\.(yaml|md|json|1|calico)$|^flannel\.alpha\.")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", READ, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_values_that_a_page_names_are_there(page: Path) -> None:
    words = re.findall(r"`([A-Za-z0-9]+(?:\.[A-Za-z0-9]+)+)(?:: [^`]*)?`", page.read_text(encoding="utf-8"))
    named = {word for word in words if word.partition(".")[0] in ROOTS and not NO_VALUES.search(word)}
    felix, typha = current().catalogue.programs
    parameters = {f"calico.felix.{one.name}" for one in felix.accepted}
    parameters |= {f"calico.typha.config.{one.name}" for one in typha.accepted}
    assert sorted(named - SECTIONS - parameters) == []


def test_the_pages_name_values() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in READ)
    assert all(f"`{path}" in text for path in ("namespace.create", "cni.confDir", "calico.pool", "canal.fixEtcd"))
