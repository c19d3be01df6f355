"""The index keeps what others wrote in it, and refuses what helm would not read."""

import pytest

from generator.base.errors import ProblemsError
from generator.publish.index import Index, entry_of, index_text, read_index, with_entries
from tests.packages import small

FOREIGN = """apiVersion: v1
entries:
  other:
  - created: 2020-01-01T00:00:00.123456789Z
    digest: sha256:00
    name: other
    urls:
    - https://example.org/other-0.1.0.tgz
    version: 0.1.0
generated: 2026-12-31T00:00:00Z
publicKeys:
- a
"""


def test_what_others_wrote_stays_as_it_is() -> None:
    before = read_index(FOREIGN, "index.yaml")
    after = read_index(index_text(with_entries(before, [entry_of(small("1.0.0").archive)])), "index.yaml")
    assert after.entries["other"] == before.entries["other"]
    assert after.other["publicKeys"] == ["a"]
    assert list(after.entries) == ["cni", "other"]


def test_an_entry_is_what_the_package_says_of_itself() -> None:
    one = small("1.0.0")
    assert entry_of(one.archive, "https://example.org/") == {
        "apiVersion": "v2",
        "created": "2026-09-21T14:13:20Z",
        "description": "a chart ",
        "digest": one.archive.sha256,
        "name": "cni",
        "urls": ["https://example.org/cni-1.0.0.tgz"],
        "version": "1.0.0",
    }


def test_a_prerelease_is_older_than_its_release() -> None:
    versions = ["1.0.0-rc.1", "0.9.0", "1.0.0", "odd", "1.0.1"]
    index = with_entries(Index(), [{"name": "a", "version": one} for one in versions])
    assert [entry["version"] for entry in index.entries["a"]] == ["1.0.1", "1.0.0", "1.0.0-rc.1", "0.9.0", "odd"]


def test_an_empty_index_can_be_read() -> None:
    assert read_index("apiVersion: v1\nentries: {}\n", "i").entries == {}
    assert read_index("apiVersion: v1\nentries:\n", "i").entries == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "i: expected an index of a chart repository, apiVersion v1, found another; restore the file, "),
        ("apiVersion: v2\nentries: {}\n", "expected an index of a chart repository"),
        ("apiVersion: v1\nentries: []\n---\na: 1\n", "expected an index of a chart repository"),
        ("apiVersion: v1\nentries: {a: {}}\n", "i > a: expected a list of versions"),
        ("apiVersion: v1\nentries: {a: [{version: 1}]}\n", "i > a: expected a version in each row"),
        (
            "apiVersion: v1\nentries: {a: [{version: '1'}, {version: '1'}]}\n",
            "expected each version once, found 1",
        ),
        ("<html>", "expected an index of a chart repository"),
        ("apiVersion: v1\nentries: {a: &x [*x]}\n", "found the anchor or alias"),
    ],
)
def test_what_is_no_index_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        read_index(text, "i")
    assert message in str(caught.value)
