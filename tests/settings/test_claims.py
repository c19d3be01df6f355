"""A value of upstream's that settings must reach stops the plan when no row takes care of it."""

import pytest
from msgspec.structs import replace

from generator.features.conditions import given, when
from generator.settings.actions.action import Action
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.guarding import Guards
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.actions.text_lines import SwitchesLine
from generator.settings.actions.uses_image import UsesImage
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar
from tests.catalogues import planned, refused, row
from tests.trees import document

SENSITIVE = [
    pytest.param("spec: {a: quay.io/calico/node:v3.32.1}", "a", "an image reference", id="an image"),
    pytest.param("spec: {a: 'calico/node:v3.14.2'}", "a", "an image reference", id="an image without a host"),
    pytest.param("spec: {a: 'localhost:5000/x:1'}", "a", "an image reference", id="an image at a port"),
    pytest.param(f"spec: {{a: 'quay.io/x@sha256:{'0' * 64}'}}", "a", "an image reference", id="an image by digest"),
    pytest.param("spec: {a: '--image=quay.io/x:v1'}", "a", "an image reference", id="an image behind a flag"),
    pytest.param("spec: {a: 'run \"quay.io/x:v1\" now'}", "a", "an image reference", id="an image in a command"),
    pytest.param("spec: {image: busybox}", "image", "an image reference", id="a short image"),
    pytest.param("spec: {namespace: x}", "namespace", "a namespace", id="a namespace"),
    pytest.param("spec: {a: 10.244.0.0/16}", "a", "a pod network", id="the pod network"),
    pytest.param("spec: {a: 'x 10.244.0.0/16,y'}", "a", "a pod network", id="the pod network among others"),
    pytest.param("spec: {a: 'http://<ETCD_IP>:<ETCD_PORT>'}", "a", "an etcd placeholder", id="etcd's placeholder"),
]
REMEDIES = {
    "an image reference": "add a role to generator/rows/roles.py, or the mirror will miss it",
    "a namespace": "add a target to namespaceOverride in generator/rows/general.py, which would miss it",
    "a pod network": "add it to the targets of podCIDR",
    "an etcd placeholder": "add it to the targets of calico.etcd.endpoints",
}
ALL = "calico, calico-typha, calico-vxlan, calico-bpf, calico-etcd, calico-policy-only, canal, canal-etcd"


@pytest.mark.parametrize(("text", "key", "what"), SENSITIVE)
def test_a_sensitive_value_must_be_claimed(text: str, key: str, what: str) -> None:
    found = document("Job/a", text)
    [problem] = refused((found,))
    assert problem.startswith(f"calico > Job/a > spec.{key}: expected a setting for {what}, found ")
    assert problem.endswith(f" in {ALL}, which no setting changes; {REMEDIES[what]}")
    planned((found,), row(f"Job/a spec.{key}", Overrides()))


# Values that look a little like sensitive ones.
PLAIN = (
    *(
        "https://quay.io/calico/x",
        "docker.io",
        "unix:///var/run/nodeagent/socket",
        "typha:5473",
        "localhost:9099",
        "crd.projectcalico.org/v1",
        "node.kubernetes.io/not-ready",
        "docker/default",
        "kube-systems",
        "k8s,bgp",
        "a/b:latest-ish of prose",
        "/opt/cni/bin/calico-node:ro",
        "host:443/path",
    ),
    *("10.244.0/16", "10.2440.0.0/16", "k8s.io/os: linux", "<NODE_IP>"),
)


@pytest.mark.parametrize("text", PLAIN)
def test_another_value_needs_no_row(text: str) -> None:
    planned((document("Job/a", f"spec: {{a: {text!r}}}"),))


def test_a_crd_holds_no_sensitive_values() -> None:
    planned((document("CustomResourceDefinition/a", "spec: {namespace: x}", crd=True),))


CIDR = "10.244.0.0/16"
CLAIMS = [
    pytest.param("{a: {b: 10.244.0.0/16}}", "Job/a a.b", Overrides(), id="an override"),
    pytest.param("{c: {image: x}}", "Job/a c", UsesImage(role="x"), id="an image of a container"),
    pytest.param(
        "{env: [{name: CIDR, value: 10.244.0.0/16}]}", "Job/a env", SetsEnv(name="CIDR", before="A"), id="a variable"
    ),
    pytest.param('{a: \'{"Network": "10.244.0.0/16"}\'}', "Job/a a.Network", Overrides(), id="a JSON text"),
    pytest.param('{a: "x\\n10.244.0.0/16"}', "Job/a a[10.*]", SwitchesLine(text="{{ .x }}"), id="a line"),
    pytest.param('{a: "x\\n\\"n\\": \\"10.244.0.0/16\\""}', "Job/a a[*10.*]", Overrides(), id="a member on a line"),
]


@pytest.mark.parametrize(("text", "at", "action"), CLAIMS)
def test_an_action_claims(text: str, at: str, action: Action) -> None:
    planned((document("Job/a", text),), row(at, action))


@pytest.mark.parametrize(
    "action", [Guards(when=given(".x")), Inserts(key="c", node=Scalar(1))], ids=["a guard", "an insertion"]
)
def test_an_action_that_leaves_the_value_claims_nothing(action: Action) -> None:
    assert len(refused((document("Job/a", "a: {b: 10.244.0.0/16}"),), row("Job/a a", action))) == 1


NET_CONF = '{a: \'{"Network": "10.244.0.0/16", "V6": {"Other": "10.1.0.0/16", "n": 1}}\'}'


@pytest.mark.parametrize(
    ("at", "left"),
    [
        pytest.param("a.Network", ["a.V6.Other"], id="another object of the text stays unclaimed"),
        pytest.param("a.V6.n", ["a.Network", "a.V6.Other"], id="the same object's other members stay unclaimed"),
    ],
)
def test_a_claim_inside_a_json_text_covers_that_leaf_only(at: str, left: list[str]) -> None:
    found = refused((document("Job/a", NET_CONF),), row(f"Job/a {at}", Overrides()))
    assert [line.partition(":")[0] for line in found] == [f"calico > Job/a > {place}" for place in left]


def test_an_insertion_beside_a_member_of_a_json_text_claims_nothing() -> None:
    found = refused((document("Job/a", NET_CONF),), row("Job/a a", Inserts(key="M", before="Network")))
    assert [line.partition(":")[0] for line in found] == ["calico > Job/a > a.Network", "calico > Job/a > a.V6.Other"]


def test_a_claim_on_a_line_covers_that_line_only() -> None:
    found = document("Job/a", '{a: "10.1.0.0/16\\n10.2.0.0/16"}')
    [problem] = refused((found,), row("Job/a a[10.1*]", SwitchesLine(text="n")))
    assert "'10.2.0.0/16'" in problem


def test_a_claim_in_one_project_covers_nothing_in_another() -> None:
    calico = document("Job/a", "a: 10.244.0.0/16")
    [problem] = refused(
        (calico, replace(document("Job/a", "b: 10.244.0.0/16"), project="flannel")), row("Job/a a", Overrides())
    )
    assert problem.startswith("flannel > Job/a > b: expected a setting for a pod network")


def test_a_claim_on_a_place_covers_its_alternatives() -> None:
    options = (Option(Scalar(CIDR), when(typha="true")), Option(Scalar("x"), otherwise=True))
    found = document("Job/a", "", body=MapNode((Entry("a", Choice(options)),)))
    [problem] = refused((found,))
    assert problem.startswith(f"calico > Job/a > a[#0]: expected a setting for a pod network, found '{CIDR}' in calico")
    planned((found,), row("Job/a a", Overrides()))


def test_the_variants_of_a_sensitive_value_are_named() -> None:
    [problem] = refused((document("Job/a", "a: 10.244.0.0/16", when(datastore="etcd")),))
    assert f"found '{CIDR}' in calico-etcd, canal-etcd, which no setting changes" in problem
