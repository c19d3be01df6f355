"""Whatever stands at the path of a secret, no message repeats it: wrong kinds and forms, and in Calico's resources."""

import re
from collections.abc import Iterator

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import Map, Tree, submap
from generator.node.systemd import Word, quoted
from generator.rows.patterns import NOT_REPEATED
from generator.rows.resources import CRD_GROUP, GROUP_VERSION
from generator.schemas.crds import served_schemas
from generator.settings.catalogue import nested
from tests.builds import current
from tests.chart.test_secrets import VARIANTS, decoded, read
from tests.declared import TABLED
from tests.paths import ROOT
from tests.rendering import HELMS, Values, overlay, problems, refusal, rendered, scenario

MARK = "canary0123456789"
# What people put there by mistake: another kind of value, another form, something too long.
WRONG: dict[str, Tree] = {
    "a text": MARK,
    "lines": f"{MARK}\n\t{MARK} :",
    "a list": [MARK],
    "a list in a list": [[MARK]],
    "a list of mappings": [{"a": MARK}],
    "a mapping": {MARK: MARK},
    "a mapping in a mapping": {MARK: {MARK: MARK}},
    "a long text": MARK * 5000,
    "a URL": f"https://u:{MARK}@h",
}
NAMED = [path for path, one in TABLED.items() if one.kind.text_format and one.kind.text_format.secret]
# The rows' paths and those of the sections above them, each with a row that it leads to.
PLACES = {
    ".".join(path.split(".")[:depth]): path for path in reversed(NAMED) for depth in range(1, path.count(".") + 2)
}
VARIABLES = [path for path in TABLED if path.endswith(".extraEnv")]


def told(values: Values) -> str:
    """What helms and Python say of the values; a helm that takes them says nothing."""
    said = problems(values)
    for helm in HELMS:
        try:
            said.append(refusal(values, helm))
        except AssertionError:
            rendered(values, helm)
    return decoded(" ".join(said))


def variant_of(path: str) -> dict[str, Tree]:
    """The values of a variant that reads the path of a row, if one does."""
    return scenario(next((one for one in VARIANTS if path in read(one)), "calico-typha"))


def without_keys(text: str) -> str:
    """A message without the keys that a section does not have, which a misspelling is found by."""
    return re.sub(r"(additional propert\w+|Additional properties are not allowed \().*", "", text)


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize(("place", "path"), PLACES.items())
def test_a_wrong_value_at_or_above_a_secret_is_not_repeated(place: str, path: str, wrong: str) -> None:
    text = told(overlay(variant_of(path), nested({place: WRONG[wrong]})))
    assert MARK not in without_keys(text), text


def _fields(schema: Map, at: str = "") -> Iterator[str]:
    """The paths of the fields in a schema that lead to a secret or stand below one."""
    for name, inner in submap(schema, "properties").items():
        assert isinstance(inner, dict)
        if re.search(NOT_REPEATED, f"{at}.{name}"):
            yield f"{at}.{name}"
        yield from _fields(inner, f"{at}.{name}")
        yield from _fields(submap(inner, "items"), f"{at}.{name}.0")


def fields() -> Iterator[tuple[str, str]]:
    """The kinds of Calico's resources with the paths in their specs that lead to secrets, by the line's CRDs."""
    version = current().line.calico
    kinds = {f"{kind.plural}.{CRD_GROUP}": kind.name for kind in current().catalogue.resources}
    path = ROOT / "generator" / "upstream" / "calico" / version / "crds.yaml"
    for crd in yamltree.load_documents(path.read_text(encoding="utf-8"), path.name):
        if kind := kinds.get(str(submap(crd, "metadata")["name"])):
            for _, schema in served_schemas(crd):
                yield from ((kind, one.removeprefix(".")) for one in _fields(submap(schema, "properties", "spec")))


PEER: dict[str, Tree] = {"peerIP": "192.0.2.1", "asNumber": 64512}


def put(steps: list[str], value: Tree) -> Tree:
    """A value below the fields that lead to it."""
    if not steps:
        return value
    inner = put(steps[1:], value)
    return [inner] if steps[0] == "0" else {steps[0]: inner}


def test_passwords_of_bgp_are_among_the_fields() -> None:
    assert {("BGPPeer", "password.secretKeyRef.key"), ("BGPConfiguration", "nodeMeshPassword")} <= {*fields()}


def _in_a_resource(kind: str, field: str, wrong: str) -> None:
    """A wrong value at a field of a kind is refused without a word of it."""
    given = put(field.split("."), WRONG[wrong])
    assert isinstance(given, dict)
    spec = {**(PEER if kind == "BGPPeer" else {}), **given}
    resource: Tree = {"apiVersion": GROUP_VERSION, "kind": kind, "metadata": {"name": "default"}, "spec": spec}
    forms: list[dict[str, Tree]] = [{"resources": [resource]}]
    if kind == "BGPPeer":
        forms.append({"bgp": {"peers": [{"name": "a", **spec}]}})
    for form in forms:
        text = told(overlay(scenario("calico-typha"), {"calico": form}))
        assert MARK not in text, text


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_value_in_a_resource_is_not_repeated(wrong: str) -> None:
    for kind, field in sorted({*fields()}):
        _in_a_resource(kind, field, wrong)


@pytest.mark.parametrize("helm", HELMS)
def test_an_inline_password_of_a_peer_is_told_by_its_kind(helm: str) -> None:
    peers: list[Tree] = [{"name": "a", **PEER, "password": MARK}, {"name": "b", **PEER, "password": {MARK: 1}}]
    peers.append({"name": "c", **PEER, "password": {"secretKeyRff": {}}})
    text = refusal({"plugin": "calico", "calico": {"bgp": {"peers": peers}}}, helm)
    assert "calico.bgp.peers[0].password: expected a mapping, found a text\n" in text
    assert "calico.bgp.peers[1].password.*: no field of BGPPeer in Calico" in text
    assert "calico.bgp.peers[2].password.secretKeyRff: no field of BGPPeer in Calico" in text
    assert "did you mean secretKeyRef" in text


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("path", VARIABLES)
def test_a_wrong_value_of_a_variable_is_not_repeated(path: str, wrong: str) -> None:
    value = WRONG[wrong]
    items: tuple[Tree, ...] = (
        value,
        {"name": "A_PASSWORD", "value": value},
        {"name": "A=B_TOKEN", "value": value},
        {"name": "NODENAME", "value": value},
        {"name": "A_KEY", "valueFrom": {"secretKeyRef": value}},
        {"name": "A_KEY", "valueFrom": {"secretKeyRef": {"name": value, "key": value}}},
    )
    for item in items[isinstance(value, dict) :]:  # the keys of an item are names
        text = told(overlay(scenario("calico-typha"), nested({path: [item]})))
        assert MARK not in text, text


@pytest.mark.parametrize("text", [f"A_PASSWORD={MARK}\x00", f"--etcd-password={MARK}\x00", f"{MARK}\x00"])
def test_a_unit_that_cannot_have_a_text_does_not_repeat_it(text: str) -> None:
    with pytest.raises(ProblemsError) as error:
        quoted(Word(text))
    assert MARK not in str(error.value)
    assert "expected characters that a command can have, found U+0000" in str(error.value)
