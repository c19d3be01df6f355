"""What a manifest may not say twice, and what its pods' metadata must be."""

import pytest

from generator.base.errors import ProblemsError
from generator.releases.raw import decode, parse_release
from generator.releases.release import ReleaseSpec

WANTED = ReleaseSpec(project="flannel", version="v1.2.3", files=("kube-flannel.yml",))
OBJECT = "{apiVersion: v1, kind: A, metadata: {name: a}, %s}"

CRD = OBJECT.replace("kind: A", "kind: CustomResourceDefinition")

REFUSED = [
    *(
        pytest.param(
            f"spec: {{template: {{metadata: {{{key}: {text}}}}}}}",
            f"spec.template.metadata.{key}: expected {key} to be a mapping, found {shown}; see what upstream means",
            id=f"{key} of pods that are {text}",
        )
        for key in ("labels", "annotations")
        for text, shown in (("[a]", '["a"]'), ("null", "null"))
    ),
    *(
        pytest.param(
            f"data: {{x: '{text}'}}",
            "data.x: expected each member of a JSON object once, in upper or lower case, "
            f"found {first!r} and {second!r}; see which one",
            id=f"members {first} and {second}",
        )
        for text, first, second in (
            ('{"MTU": 1, "Type": "a", "MTU": 2}', "MTU", "MTU"),
            ('[{"a": {"Network": 1, "network": 2}}]', "Network", "network"),
        )
    ),
]
TAKEN = [
    pytest.param("data: {x: '{a, a: [}'}", id="a text that is no JSON"),
    pytest.param('data: {x: \'{"a": 1, "b": {"a": 2}}\'}', id="members of objects apart"),
    pytest.param("spec: {template: {metadata: {labels: {}}}}", id="labels that are empty"),
    pytest.param("spec: {template: [a]}", id="a template that has no metadata"),
]


@pytest.mark.parametrize(("body", "message"), REFUSED)
def test_a_manifest_is_refused(body: str, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_release(WANTED, lambda _: OBJECT % body)
    assert str(caught.value).startswith(f"flannel v1.2.3 > kube-flannel.yml > A/a > {message}")


@pytest.mark.parametrize("body", TAKEN)
def test_a_manifest_is_taken(body: str) -> None:
    assert parse_release(WANTED, lambda _: OBJECT % body).documents["kube-flannel"]


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    with pytest.raises(ProblemsError, match="x: expected UTF-8, found 'utf-8' codec can't decode byte 0xff"):
        decode("x", b"a\xff")


@pytest.mark.parametrize("spec", ["null", "x", "[]", "5", "{names: null}", "{names: {plural: as}}"])
def test_a_definition_of_no_kind_is_refused(spec: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_release(WANTED, lambda _: CRD % f"spec: {spec}")
    assert "CustomResourceDefinition/a > spec.names.kind: expected the kind that the definition is of" in str(
        caught.value
    )
