"""The page tells of every version, needs nothing else, and shows what others wrote as text."""

import re
from html.parser import HTMLParser

from generator.publish.index import Entry, Index, entry_of, with_entries
from generator.publish.landing import landing_page
from generator.releases.lines import read_lines
from tests.packages import packaged

LINES = read_lines()


def page(url: str = "", *others: Entry) -> str:
    """The page of the newest and the oldest line's packages."""
    made = [entry_of(packaged(line.version).archive) for line in (LINES[0], LINES[-1])]
    return landing_page(with_entries(Index(), [*made, *others]).entries, url)


def test_every_version_stands_there_with_its_digest_releases_and_images() -> None:
    text = page()
    for line in (LINES[0], LINES[-1]):
        assert f'<a href="cni-{line.version}.tgz">{line.version}</a>' in text
        assert packaged(line.version).archive.sha256 in text
        assert f"flannel {line.flannel}, calico {line.calico}" in text
    assert "<code>quay.io/calico/node:v3.32.1</code>" in text


def test_it_says_how_the_newest_version_is_installed() -> None:
    assert "helm repo add cni https://example.org/charts\n" in page("https://example.org/charts")
    assert f"helm install cni cni/cni --version {LINES[0].version} " in page()
    assert "ADDRESS stands for the address of this page" in page()
    assert "ADDRESS" not in page("https://example.org/charts")


def test_it_needs_no_other_file_and_no_script() -> None:
    assert not re.search(r"<script|<link|<img|src=|@import|url\(", page())


def test_its_elements_are_closed() -> None:
    opened: list[str] = []

    class Reader(HTMLParser):
        """Keeps the elements that are open."""

        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the parser gives it
            opened.extend([] if tag in {"meta", "br"} else [tag])

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Reader().feed(page())
    assert opened == []


def test_what_others_wrote_is_shown_as_text() -> None:
    odd: Entry = {"name": "<b>", "version": "<i>1", "description": "<u>", "urls": ["javascript:alert(1)"]}
    text = page("", odd)
    assert not re.search(r"<[biu]>|javascript:", text)
    assert "&lt;u&gt;" in text
