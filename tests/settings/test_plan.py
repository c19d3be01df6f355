"""A knob that matches too little or too much stops, and so does a sensitive value that no knob changes."""

from dataclasses import replace

import pytest
from generator.settings.knob import (
    ANY,
    SOME,
    Action,
    Guard,
    Image,
    Insert,
    Knob,
    Override,
    Replace,
    ReplaceLine,
    SetEnv,
)

from generator.base.errors import ProblemsError
from generator.features.conditions import when
from generator.settings.plan import plan_knobs
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar, Template
from tests.trees import conditioned, document, node

POD = document("DaemonSet/a", "spec: {containers: [{name: n, env: [{name: A, value: x}]}, {name: m}]}")
JOB = document("Job/a", "spec: {containers: [{name: n}]}")
REPLACE = Replace(text=".Values.x | quote")
VARIABLE = SetEnv(name="CIDR", override=Override(value=".Values.x"), before="A")


def knob(at: str, do: Action = REPLACE, expect: int = 1) -> Knob:
    """A row."""
    return Knob(values=("x", "y.z"), at=at, do=do, expect=expect)


def refused(*knobs: Knob, documents: tuple[Template, ...] = (POD, JOB)) -> list[str]:
    """What is wrong with the plan, a line each."""
    with pytest.raises(ProblemsError) as caught:
        plan_knobs(documents, knobs)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("at", "expect", "count"),
    [
        ("DaemonSet/a spec.containers[n]", 1, 1),
        ("* spec.containers[*]", 3, 3),
        ("* spec.containers[*]", SOME, 3),
        ("* spec.containers[*]", ANY, 3),
        ("* spec.none", ANY, 0),
    ],
    ids=["one as expected", "three as expected", "at least one", "any", "none of any"],
)
def test_the_plan_has_every_place(at: str, expect: int, count: int) -> None:
    [step] = plan_knobs((POD, JOB), [knob(at, expect=expect)]).steps
    assert len(step.places) == count


@pytest.mark.parametrize(
    ("at", "expect", "message"),
    [
        pytest.param(
            "DaemonSet/a spec.containers[gone].env",
            1,
            "expected 1 match, found 0; the longest prefix that matches is 'DaemonSet/a spec.containers'",
            id="no match",
        ),
        pytest.param(
            "* spec.containers[*]",
            2,
            "expected 2 matches, found 3; the longest prefix that matches is '* spec.containers[*]'",
            id="too many",
        ),
        pytest.param(
            "Pod/a spec",
            SOME,
            "expected at least 1 match, found 0; the longest prefix that matches is 'no object of that name'",
            id="none of some",
        ),
    ],
)
def test_a_wrong_count_names_the_row_and_the_longest_prefix(at: str, expect: int, message: str) -> None:
    assert refused(knob(at, expect=expect)) == [f"knob x, y.z > {at}: {message}; mend the row's address"]


def test_every_wrong_row_is_shown() -> None:
    assert [line.split(":")[0] for line in refused(knob("Job/b"), knob("Job/a"), knob("Job/a spec.c"))] == [
        "knob x, y.z > Job/b",
        "knob x, y.z > Job/a spec.c",
    ]


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


@pytest.mark.parametrize(("text", "key", "what"), SENSITIVE)
def test_a_sensitive_value_must_be_claimed(text: str, key: str, what: str) -> None:
    found = document("Job/a", text)
    [problem] = refused(documents=(found,))
    assert problem.startswith(f"calico > Job/a > spec.{key}: expected a knob for {what}, found ")
    assert ", which no knob changes; add a row " in problem
    plan_knobs((found,), [knob(f"Job/a spec.{key}")])


# Values that look a little like sensitive ones.
PLAIN = (
    *(
        "https://quay.io/calico/x",
        "docker.io",
        "a/b:latest-ish of prose",
        "/opt/cni/bin/calico-node:ro",
        "host:443/path",
    ),
    *("10.244.0.0/1", "10.2440.0.0/16", "k8s.io/os: linux", "<NODE_IP>"),
)


@pytest.mark.parametrize("text", PLAIN)
def test_another_value_needs_no_knob(text: str) -> None:
    plan_knobs((document("Job/a", f"spec: {{a: {text!r}}}"),), [])


def test_a_crd_holds_no_sensitive_values() -> None:
    plan_knobs((document("CustomResourceDefinition/a", "spec: {namespace: x}", crd=True),), [])


CLAIMS = [
    pytest.param("{a: {b: 10.244.0.0/16}}", "Job/a a.b", Override(value=".Values.x"), id="an override"),
    pytest.param("{c: {image: x}}", "Job/a c", Image(), id="an image of a container"),
    pytest.param("{env: [{name: CIDR, value: 10.244.0.0/16}]}", "Job/a env", VARIABLE, id="a variable"),
    pytest.param('{a: \'{"Network": "10.244.0.0/16"}\'}', "Job/a a.Network", Override(value=".x"), id="a JSON text"),
    pytest.param('{a: "x\\n10.244.0.0/16"}', "Job/a a[10.*]", ReplaceLine(text="{{ .x }}"), id="a line"),
]


@pytest.mark.parametrize(("text", "at", "do"), CLAIMS)
def test_a_knob_claims(text: str, at: str, do: Action) -> None:
    plan_knobs((document("Job/a", text),), [knob(at, do)])


@pytest.mark.parametrize(
    "do", [Guard(condition=when(typha="true")), Insert(key="c", node=Scalar(1))], ids=["a guard", "an insertion"]
)
def test_a_knob_that_leaves_the_value_claims_nothing(do: Action) -> None:
    assert refused(knob("Job/a a", do), documents=(document("Job/a", "a: {b: 10.244.0.0/16}"),)) != []


def test_a_claim_on_a_place_covers_its_alternatives() -> None:
    options = (Option(Scalar("10.244.0.0/16"), when(typha="true")), Option(Scalar("x"), otherwise=True))
    found = replace(JOB, body=MapNode((Entry("a", Choice(options)),)))
    [problem] = refused(documents=(found,))
    assert problem.startswith(
        "calico > Job/a > a[#0]: expected a knob for a pod network, found '10.244.0.0/16' in calico"
    )
    plan_knobs((found,), [knob("Job/a a")])


def test_the_variants_of_a_sensitive_value_are_named() -> None:
    [problem] = refused(documents=(document("Job/a", "a: 10.244.0.0/16", when(datastore="etcd")),))
    assert "found '10.244.0.0/16' in calico-etcd, canal-etcd, which no knob changes" in problem


def test_a_variable_must_reach_all_variants() -> None:
    body = node({"spec": {"n": {"env": [{"name": "A", "value": "x"}]}}})
    assert isinstance(body, MapNode)
    row = knob("Job/a spec.n.env", VARIABLE)
    plan_knobs((replace(JOB, body=body),), [row])
    narrow = conditioned(body, "spec.n", when(dataplane="bpf"))
    assert isinstance(narrow, MapNode)
    [problem] = refused(row, documents=(replace(JOB, body=narrow),))
    assert problem == (
        "knob x, y.z > Job/a > spec.n.env: expected it in all variants of the object, "
        'found it only where eq .Values.calico.dataplane "bpf"; '
        "say in the row's address what it is called in the others"
    )
