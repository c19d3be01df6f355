"""What is right passes under every Kubernetes version, and each thing that is wrong is seen and named."""

from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.releases.lines import read_lines
from generator.tools.kubeconform import Conformance, Schemas, validate
from tests.paths import SCHEMAS

_CURRENT = read_lines()[0]

_DAEMONSET = """
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: probe
spec:
  selector: {matchLabels: {app: probe}}
  updateStrategy: {rollingUpdate: {maxUnavailable: 1}}
  template:
    metadata: {labels: {app: probe}}
    spec:
      volumes: null
      containers:
        - name: probe
          image: example.org/probe
          resources:
            requests: {cpu: 250m, memory: null}
"""
_CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: probes.example.org
spec:
  group: example.org
  names: {kind: Probe, plural: probes}
  scope: Cluster
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: array
              items:
                type: object
                additionalProperties:
                  type: string
                  maxLength: 3
                  x-kubernetes-validations: [{rule: "true"}]
"""
_POOL = """
apiVersion: crd.projectcalico.org/v1
kind: IPPool
metadata:
  name: probe
spec:
  cidr: 10.0.0.0/16
  ipipMode: Always
"""
_NO_DATA = """
apiVersion: v1
kind: Secret
metadata:
  name: probe
data: null
"""


def _broken(text: str, right: str, wrong: str) -> str:
    assert text.count(right) == 1
    return text.replace(right, wrong)


def _schemas(kubernetes: str = "1.34.0", crds: str = _CURRENT.calico) -> Schemas:
    return Schemas(folder=SCHEMAS, crds=crds, kubernetes=kubernetes)


def _validate(folder: Path, *texts: str, kubernetes: str = "1.34.0", expected: int | None = None) -> Conformance:
    files = [folder / f"{number}.yaml" for number in range(len(texts))]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return validate(files, _schemas(kubernetes), expected=expected)


@pytest.mark.parametrize("kubernetes", _CURRENT.validated)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_DAEMONSET, id="a DaemonSet with nulls where they may be left out"),
        pytest.param(_CRD, id="a definition"),
        pytest.param(_POOL, id="an IPPool"),
        pytest.param(_NO_DATA, id="a Secret with no data, as upstream writes it"),
    ],
)
def test_a_right_object_passes(tmp_path: Path, text: str, kubernetes: str) -> None:
    found = _validate(tmp_path, text, kubernetes=kubernetes, expected=1)
    assert found == Conformance(kubernetes=kubernetes, valid=1, invalid=0, errors=0, skipped=0, refusals=())
    assert found.seen == found.valid


@pytest.mark.parametrize("kubernetes", _CURRENT.validated)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            _broken(_DAEMONSET, "image:", "imagee:"),
            "at '/spec/template/spec/containers/0': additional properties 'imagee' not allowed",
            id="a misspelt field in a DaemonSet",
        ),
        pytest.param(
            _broken(_DAEMONSET, "maxUnavailable: 1", "maxUnavailable: true"),
            "at '/spec/updateStrategy/rollingUpdate/maxUnavailable': got boolean, want null or integer or string",
            id="a wrong type in a DaemonSet",
        ),
        pytest.param(
            _broken(_DAEMONSET, "- name: probe", "- name: null"),
            "at '/spec/template/spec/containers/0/name': got null, want string",
            id="null for a field that is required",
        ),
        pytest.param(
            _broken(_DAEMONSET, "apps/v1", "apps.example.org/v1"),
            "at '/apiVersion': value must be 'apps/v1'",
            id="another group with the same first word",
        ),
        pytest.param(
            _broken(_CRD, "names:", "name:"),
            "at '/spec': missing property 'names'",
            id="a misspelt field in a definition",
        ),
        pytest.param(
            _broken(_CRD, "maxLength", "maxLen"),
            "additional properties 'maxLen' not allowed",
            id="a misspelt field deep in the schema of a definition",
        ),
        pytest.param(
            _broken(_POOL, "ipipMode", "ipipmode"),
            "at '/spec': additional properties 'ipipmode' not allowed",
            id="a misspelt field in an IPPool",
        ),
        pytest.param(
            _broken(_POOL, "name:", "nmae:"),
            "at '/metadata': additional properties 'nmae' not allowed",
            id="a misspelt field in the metadata of an IPPool",
        ),
        pytest.param(
            _broken(_POOL, "Always", "always"),
            "at '/spec/ipipMode': value must be one of 'Never', 'Always', 'CrossSubnet'",
            id="an unknown mode in an IPPool",
        ),
    ],
)
def test_a_wrong_object_is_invalid(tmp_path: Path, kubernetes: str, text: str, message: str) -> None:
    found = _validate(tmp_path, text, kubernetes=kubernetes, expected=1)
    assert (found.invalid, found.seen, found.valid) == (1, 1, 0)
    assert message in found.refusals[0].message
    assert str(SCHEMAS) not in found.refusals[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("{apiVersion: example.org/v1, kind: Probe}", "could not find schema for Probe", id="unknown kind"),
        pytest.param("{apiVersion: apps/v1beta1, kind: DaemonSet}", "could not find schema", id="a removed version"),
        pytest.param("kind: [", "error unmarshalling resource", id="broken YAML"),
        pytest.param(_NO_DATA + "kind: Secret\n", 'key "kind" already set in map', id="a duplicate key"),
    ],
)
def test_what_cannot_be_judged_is_an_error_and_not_skipped(tmp_path: Path, text: str, message: str) -> None:
    found = _validate(tmp_path, text)
    assert (found.errors, found.skipped, found.seen, found.valid) == (1, 0, 1, 0)
    assert message in found.refusals[0].message


def test_one_call_judges_all_files_and_names_what_is_wrong_in_order(tmp_path: Path) -> None:
    pool = _POOL.replace("ipipMode", "ipip")
    found = _validate(tmp_path, pool + "---" + _NO_DATA, _DAEMONSET, pool, expected=4)
    assert (found.valid, found.invalid) == (2, 2)
    assert [str(refusal) for refusal in found.refusals] == [
        f"{tmp_path}/{number}.yaml > IPPool/probe: at '/spec': additional properties 'ipip' not allowed"
        for number in (0, 2)
    ]


def test_another_number_of_resources_than_expected_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        _validate(tmp_path, _POOL, "# nothing\n", expected=2)
    assert str(raised.value) == "kubeconform 1.34.0: expected 2 resources, found 1"


def test_a_file_that_kubeconform_would_pass_over_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "probe.txt"
    file.write_text(_POOL, encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        validate([file, tmp_path / "none.yaml"], _schemas())
    expected = "expected a file named *.yaml, *.yml or *.json, found something else"
    assert str(raised.value) == f"{file}: {expected}\n{tmp_path}/none.yaml: {expected}"


def test_no_files_at_all_is_a_problem() -> None:
    with pytest.raises(ProblemsError) as raised:
        validate([], _schemas())
    assert str(raised.value) == "kubeconform: expected files to validate, found none"


def test_a_kubernetes_version_without_schemas_is_a_problem_with_its_remedy(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"v1\.2\.3: expected schemas, found no folder; run `nox -s schemas`"):
        _validate(tmp_path, _POOL, kubernetes="1.2.3")


_OLD_CRD = """
apiVersion: apiextensions.k8s.io/v1beta1
kind: CustomResourceDefinition
metadata:
  name: probes.example.org
spec:
  group: example.org
  names: {kind: Probe, plural: probes}
  scope: Cluster
  version: v1
"""
_BUDGET = """
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata:
  name: probe
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: probe}}
"""
_OLDEST = read_lines()[-1]


@pytest.mark.parametrize("kubernetes", _OLDEST.validated)
@pytest.mark.parametrize(
    ("text", "change", "message"),
    [
        pytest.param(
            _DAEMONSET, ("image:", "imagee:"), "additional properties 'imagee' not allowed", id="a field of a DaemonSet"
        ),
        pytest.param(_DAEMONSET, ("- name: probe", "- name: null"), "got null, want string", id="null for a name"),
        pytest.param(_DAEMONSET, ("apps/v1", "apps.example.org/v1"), "must be 'apps/v1'", id="another group"),
        pytest.param(_OLD_CRD, ("names:", "name:"), "missing property 'names'", id="a field of an old definition"),
        pytest.param(_BUDGET, ("maxUnav", "maxunav"), "'maxunavailable' not allowed", id="a field of an old budget"),
        pytest.param(_NO_DATA, ("data: null", "dta: null"), "'dta' not allowed", id="a field of a Secret"),
    ],
)
def test_an_old_kubernetes_takes_what_is_right_and_refuses_what_is_wrong(
    tmp_path: Path, kubernetes: str, text: str, change: tuple[str, str], message: str
) -> None:
    assert _validate(tmp_path, text, kubernetes=kubernetes, expected=1).valid == 1
    found = _validate(tmp_path, _broken(text, *change), kubernetes=kubernetes, expected=1)
    assert (found.invalid, found.seen) == (1, 1)
    assert message in found.refusals[0].message


@pytest.mark.parametrize(
    ("kubernetes", "text"),
    [pytest.param("1.31.0", _OLD_CRD, id="an old definition"), pytest.param("1.31.0", _BUDGET, id="an old budget")],
)
def test_what_a_kubernetes_version_has_no_more_is_an_error(tmp_path: Path, kubernetes: str, text: str) -> None:
    found = _validate(tmp_path, text, kubernetes=kubernetes)
    assert (found.errors, found.skipped) == (1, 0)


def test_crds_without_schemas_are_a_problem_with_its_remedy(tmp_path: Path) -> None:
    file = tmp_path / "probe.yaml"
    file.write_text(_POOL, encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"crds/v9\.9\.9: expected schemas, found no folder; run `nox -s schemas`"):
        validate([file], _schemas(crds="v9.9.9"))


@pytest.mark.parametrize("crds", [line.calico for line in read_lines()])
def test_the_schema_of_every_calico_resource_can_be_used(tmp_path: Path, crds: str) -> None:
    names = [(path.parent.name, *path.stem.split("_")) for path in sorted((SCHEMAS / "crds" / crds).rglob("*.json"))]
    files = [tmp_path / f"{number}.yaml" for number in range(len(names))]
    for file, (group, kind, version) in zip(files, names, strict=True):
        text = f"{{apiVersion: {group}/{version}, kind: {kind}, metadata: {{name: probe}}}}"
        file.write_text(text, encoding="utf-8")
    found = validate(files, _schemas(crds=crds), expected=len(names))
    assert (found.invalid, found.errors) == (len(names), 0)
    assert all("at '/kind': value must be" in refusal.message for refusal in found.refusals)
