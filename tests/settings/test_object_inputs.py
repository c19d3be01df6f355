"""An object is made from its own places and from those of the configuration that its pod reads."""

import pytest

from generator.settings.object_inputs import Source, sources_of
from generator.template.addresses import Place
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar
from tests.trees import document

OWN = Source(document="Job/a")
CASES = [
    pytest.param("a: {configMapKeyRef: {name: c, key: k}}", Source(document="ConfigMap/c", key="k"), id="a key"),
    pytest.param("a: {configMapKeyRef: {key: k, name: c}}", Source(document="ConfigMap/c", key="k"), id="key first"),
    pytest.param("a: {secretKeyRef: {name: s, key: k}}", Source(document="Secret/s", key="k"), id="a Secret's key"),
    pytest.param("a: {configMapRef: {name: c}}", Source(document="ConfigMap/c"), id="all keys as variables"),
    pytest.param("a: {secretRef: {name: s}}", Source(document="Secret/s"), id="all keys of a Secret"),
    pytest.param("a: {configMap: {name: c}}", Source(document="ConfigMap/c"), id="a volume"),
    pytest.param("a: {secret: {secretName: s}}", Source(document="Secret/s"), id="a Secret's volume"),
    pytest.param(
        "a: {secret: {defaultMode: 256, secretName: s}}", Source(document="Secret/s"), id="other fields are not names"
    ),
]


@pytest.mark.parametrize(("text", "source"), CASES)
def test_an_object_reads(text: str, source: Source) -> None:
    assert sources_of(document("Job/a", text)) == [OWN, source]


@pytest.mark.parametrize("text", ["a: {name: c, key: k}", "configMapKeyRef: x", "{name: c}"])
def test_other_fields_read_nothing(text: str) -> None:
    assert sources_of(document("Job/a", text)) == [OWN]


def test_alternatives_of_names_are_all_read() -> None:
    names = Choice((Option(Scalar("c")), Option(Scalar("d"), otherwise=True)))
    reference = MapNode((Entry("name", names), Entry("key", Scalar("k"))))
    found = sources_of(document("Job/a", "", body=MapNode((Entry("configMapKeyRef", reference),))))
    assert found == [OWN, Source(document="ConfigMap/c", key="k"), Source(document="ConfigMap/d", key="k")]


def test_what_is_read_twice_is_one_source() -> None:
    text = "{a: {configMapKeyRef: {name: c, key: k}}, b: {configMapKeyRef: {name: c, key: k}}}"
    assert sources_of(document("Job/a", text)) == [OWN, Source(document="ConfigMap/c", key="k")]


PLACES = [
    pytest.param(Source(document="ConfigMap/c"), ("metadata", "name"), True, id="any place of an object"),
    pytest.param(Source(document="ConfigMap/c", key="k"), ("data", "k", "Network"), True, id="a place below the key"),
    pytest.param(Source(document="ConfigMap/c", key="k"), ("data", "l"), False, id="another key"),
    pytest.param(Source(document="ConfigMap/c", key="k"), ("metadata", "k"), False, id="no data"),
    pytest.param(Source(document="ConfigMap/d"), ("data", "k"), False, id="another object"),
]


@pytest.mark.parametrize(("source", "steps", "holds"), PLACES)
def test_a_source_holds(source: Source, steps: tuple[str, ...], holds: bool) -> None:
    assert source.holds(Place("calico", "ConfigMap/c", steps)) is holds
