"""calicoctl and Calico's API server follow the values of the plugin that they are beside, and their own."""

import base64
import re

import pytest

from generator.base.trees import Tree
from generator.checks.parity import added
from generator.checks.references import dangling
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.pod_specs import pods
from generator.releases.release import Document, identity
from generator.rows.pem_kinds import CERTIFICATE, KEY
from tests.builds import built
from tests.rendering import HELMS, Values, at, by_identity, items, mapping, overlay, refusal, rendered, scenario
from tests.rows.test_credentials import GIVEN

SERVER, POD, API = "Deployment/calico-apiserver", "Pod/calicoctl", "APIService/v3.projectcalico.org"
CALICOCTL: Tree = {"calico": {"calicoctl": {"enabled": True}}}
API_SERVER: Tree = {"calico": {"apiServer": {"enabled": True}}}
BESIDE = ("calico", "calico-typha", "calico-vxlan", "calico-bpf", "calico-policy-only", "canal")
ON_ETCD = ("calico-etcd", "canal-etcd")
TLS: Tree = {"caBundle": CERTIFICATE.legal[0], "cert": CERTIFICATE.legal[0], "key": KEY.legal[0]}


def with_server(**values: Tree) -> dict[str, Tree]:
    """Calico with its API server, which has these values."""
    return overlay(scenario("apiserver"), {"calico": {"apiServer": values}})


def secure(name: str, **tls: Tree) -> dict[str, Tree]:
    """A variant on etcd behind TLS, with calicoctl."""
    etcd: Tree = {"endpoints": ["https://10.0.0.1:2379"], "tls": tls or {"existingSecret": "my-certs"}}
    return overlay(overlay(scenario(name), CALICOCTL), {"calico": {"etcd": etcd}})


def calicoctl(values: Values) -> Document:
    """The Pod calicoctl, whatever its input adds to its name."""
    [found] = [one for one in rendered(values) if one["kind"] == "Pod"]
    return found


def names(documents: list[Document]) -> set[str]:
    """Kinds and names."""
    return {identity(one) for one in documents}


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("name", BESIDE)
def test_both_stand_beside(name: str, helm: str) -> None:
    both = overlay(overlay(scenario(name), CALICOCTL), API_SERVER)
    more, lost = added(name, rendered(scenario(name), helm), rendered(both, helm))
    beside_calico = (rendered(scenario(one), helm) for one in ("calicoctl", "apiserver"))
    expected = [added("", rendered(scenario("calico"), helm), found)[0] for found in beside_calico]
    assert (lost, names(more)) == ([], names(expected[0]) | names(expected[1]))
    assert [one for one in more if one not in [*expected[0], *expected[1]]] == []
    assert dangling(rendered(both, helm)) == []


@pytest.mark.parametrize("name", ON_ETCD)
def test_calicoctl_reads_the_endpoints_where_the_plugin_has_them(name: str) -> None:
    documents = rendered(overlay(scenario(name), CALICOCTL))
    config = "canal-config" if name == "canal-etcd" else "calico-config"
    found = at(by_identity(overlay(scenario(name), CALICOCTL))[POD], "spec.containers.calicoctl.env.ETCD_ENDPOINTS")
    assert at(found, "valueFrom.configMapKeyRef") == {"name": config, "key": "etcd_endpoints"}
    assert {(one.where, one.to) for one in dangling(documents)} == {
        (one.where, one.to) for one in dangling(rendered(scenario(name)))
    }


@pytest.mark.parametrize("name", ON_ETCD)
def test_calicoctl_reaches_etcd_with_certificates(name: str) -> None:
    pod = calicoctl(secure(name))
    container = mapping(pod, "spec.containers.calicoctl")
    [volume], [mount] = items(pod, "spec.volumes"), items(container, "volumeMounts")
    assert at(volume, "secret.secretName") == "my-certs"
    assert (at(mount, "name"), at(mount, "mountPath")) == (at(volume, "name"), "/calico-secrets")
    config = by_identity(secure(name))["ConfigMap/canal-config" if name == "canal-etcd" else "ConfigMap/calico-config"]
    keys = {
        variable: at(container, f"env.{variable}.valueFrom.configMapKeyRef.key")
        for variable in ("ETCD_CA_CERT_FILE", "ETCD_CERT_FILE", "ETCD_KEY_FILE")
    }
    files = {variable: mapping(config, "data")[str(key)] for variable, key in keys.items()}
    assert files == {
        "ETCD_CA_CERT_FILE": "/calico-secrets/etcd-ca",
        "ETCD_CERT_FILE": "/calico-secrets/etcd-cert",
        "ETCD_KEY_FILE": "/calico-secrets/etcd-key",
    }


def test_calicoctl_takes_the_secret_of_inline_material() -> None:
    material: dict[str, Tree] = {"ca": CERTIFICATE.legal[0], "cert": CERTIFICATE.legal[0], "key": KEY.legal[0]}
    documents = rendered(secure("calico-etcd", **material))
    assert at(calicoctl(secure("calico-etcd", **material)), "spec.volumes.etcd-certs.secret") == {
        "secretName": "calico-etcd-secrets"
    }
    assert dangling(documents) == []


# What changes, and whether the Pod must be another one: of a Pod its images alone can change.
CHANGES: dict[str, tuple[Tree, bool]] = {
    "nothing": ({}, False),
    "a mirror": ({"imageMirror": {"mode": "flat", "registry": "reg.example.com"}}, False),
    "another tag": ({"images": {"calicoctl": {"tag": "v3.32.2"}}}, False),
    "labels": ({"commonLabels": {"a": "b"}}, False),
    "Calico's values": ({"calico": {"mtu": 1400}}, False),
    "another policy": ({"images": {"calicoctl": {"pullPolicy": "Always"}}}, True),
    "a pull secret": ({"imagePullSecrets": ["regcred"]}, True),
    "tolerations": ({"calico": {"calicoctl": {"tolerations": [{"operator": "Exists"}]}}}, True),
    "a server": ({"kubernetesServiceHost": "10.0.0.1", "kubernetesServicePort": 6443}, True),
}


@pytest.mark.parametrize(("change", "renamed"), CHANGES.values(), ids=CHANGES)
def test_the_pod_has_another_name_with(change: Tree, renamed: bool) -> None:
    name = str(at(calicoctl(overlay(scenario("calicoctl"), change)), "metadata.name"))
    assert re.fullmatch("calicoctl-[0-9a-f]{8}" if renamed else "calicoctl", name)


@pytest.mark.parametrize("name", ["calico", "canal"])
def test_the_server_of_kubernetes_is_told_to_both(name: str) -> None:
    server: Tree = {"kubernetesServiceHost": "10.0.0.1", "kubernetesServicePort": 6443}
    values = overlay(overlay(overlay(scenario(name), CALICOCTL), API_SERVER), server)
    env = at(by_identity(values)[SERVER], "spec.template.spec.containers.calico-apiserver.env")
    assert [at(env, f"KUBERNETES_SERVICE_{one}.value") for one in ("HOST", "PORT")] == ["10.0.0.1", "6443"]
    source = at(calicoctl(values), "spec.containers.calicoctl.envFrom.0.configMapRef.name")
    assert source == "kubernetes-services-endpoint"


def homes(values: Values) -> dict[str, str]:
    """The namespace of each object of the API server, its APIService's and its subjects' among them."""
    documents = by_identity(values)
    own = [name for name in documents if "apiserver" in name or name in {API, "Service/calico-api"}]
    found: dict[str, str] = {API: str(at(documents[API], "spec.service.namespace"))}
    for name in own:
        for subject in items(documents[name], "subjects") if "subjects" in documents[name] else []:
            found[name] = str(at(subject, "namespace"))
        if "namespace" in mapping(documents[name], "metadata"):
            found[name] = str(at(documents[name], "metadata.namespace"))
    return found


def test_the_api_server_has_a_namespace_of_its_own() -> None:
    assert set(homes(scenario("apiserver")).values()) == {"calico-apiserver"}
    assert "Namespace/calico-apiserver" in by_identity(scenario("apiserver"))


def test_an_override_moves_the_api_server_to_the_others() -> None:
    values = {**scenario("apiserver"), "namespaceOverride": "net"}
    assert set(homes(values).values()) == {"net"}
    assert [name for name in by_identity(values) if name.startswith("Namespace/")] == []


# Values, and the Namespaces that are made.
NAMESPACES: dict[str, tuple[Tree, set[str]]] = {
    "nothing": ({}, {"calico-apiserver"}),
    "no namespace": ({"namespace": {"create": False}}, set()),
    "a namespace for all": ({"namespace": {"create": True}, "namespaceOverride": "net"}, {"net"}),
}


@pytest.mark.parametrize(("change", "made"), NAMESPACES.values(), ids=NAMESPACES)
def test_the_namespaces_that_are_made_with(change: Tree, made: set[str]) -> None:
    documents = rendered(overlay(scenario("apiserver"), change))
    assert {str(at(one, "metadata.name")) for one in documents if one["kind"] == "Namespace"} == made


def test_credentials_are_where_the_pods_are() -> None:
    values = overlay(overlay(scenario("apiserver"), CALICOCTL), {"imageCredentials": GIVEN})
    documents = rendered(values)
    secrets = {str(at(one, "metadata.namespace")) for one in documents if one["kind"] == "Secret"}
    assert secrets == {"kube-system", "calico-apiserver"}
    assert {pod.namespace for pod in pods(documents) if "imagePullSecrets" in pod.spec} == secrets
    assert dangling(documents) == []


def test_a_certificate_in_the_values_is_a_secret_and_its_authority_is_told() -> None:
    objects = by_identity(with_server(tls=TLS))
    secret = objects["Secret/calico-apiserver-certs"]
    volume = at(objects[SERVER], "spec.template.spec.volumes.calico-apiserver-certs.secret.secretName")
    assert (volume, at(secret, "metadata.namespace")) == ("calico-apiserver-certs", "calico-apiserver")
    decoded = {key: base64.b64decode(str(one)).decode() for key, one in mapping(secret, "data").items()}
    assert decoded == {"apiserver.crt": CERTIFICATE.legal[0], "apiserver.key": KEY.legal[0]}
    assert base64.b64decode(str(at(objects[API], "spec.caBundle"))).decode() == CERTIFICATE.legal[0]


def test_an_existing_secret_is_mounted_and_none_is_made() -> None:
    objects = by_identity(with_server(tls={"existingSecret": "mine", "caBundle": CERTIFICATE.legal[0]}))
    assert [name for name in objects if name.startswith("Secret/")] == []
    volume = at(objects[SERVER], "spec.template.spec.volumes.calico-apiserver-certs")
    assert at(volume, "secret.secretName") == "mine"
    assert "caBundle" in mapping(objects[API], "spec")


@pytest.mark.parametrize(("name", "value"), [("minAvailable", 0), ("maxUnavailable", "50%"), ("maxUnavailable", 1)])
def test_a_budget_is_there_where_it_is_asked_for(name: str, value: Tree) -> None:
    objects = by_identity(with_server(podDisruptionBudget={name: value}))
    budget = objects["PodDisruptionBudget/calico-apiserver"]
    selector = mapping(budget, "spec.selector.matchLabels")
    assert mapping(budget, "spec") == {name: value, "selector": {"matchLabels": selector}}
    assert selector.items() <= mapping(objects[SERVER], "spec.template.metadata.labels").items()
    assert "PodDisruptionBudget/calico-apiserver" not in by_identity(scenario("apiserver"))


def extra(kind: str, name: str, namespace: str = "") -> dict[str, Tree]:
    """Values with an object of the user's."""
    metadata: Tree = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"extraObjects": [{"apiVersion": "v1", "kind": kind, "metadata": metadata}]}


# An object of the user's, what it is beside, and whether the chart has it already.
EXTRA: dict[str, tuple[dict[str, Tree], dict[str, Tree], bool]] = {
    "the Pod": (extra("Pod", "calicoctl", "kube-system"), scenario("calicoctl"), True),
    "the Pod elsewhere": (extra("Pod", "calicoctl", "net"), scenario("calicoctl"), False),
    "the Pod where it is off": (extra("Pod", "calicoctl", "kube-system"), scenario("calico"), False),
    "a Service": (extra("Service", "calico-api", "calico-apiserver"), scenario("apiserver"), True),
    "a Service of the namespace of all": (extra("Service", "calico-api", "kube-system"), scenario("apiserver"), False),
    "the APIService": (extra("APIService", "v3.projectcalico.org"), scenario("apiserver"), True),
    "the Namespace": (extra("Namespace", "calico-apiserver"), scenario("apiserver"), True),
    "the Secret": (extra("Secret", "calico-apiserver-certs", "calico-apiserver"), with_server(tls=TLS), True),
    "a Secret that is the user's": (
        extra("Secret", "calico-apiserver-certs", "calico-apiserver"),
        scenario("apiserver"),
        False,
    ),
    "the budget": (
        extra("PodDisruptionBudget", "calico-apiserver", "calico-apiserver"),
        with_server(podDisruptionBudget={"minAvailable": 0}),
        True,
    ),
}


@pytest.mark.parametrize(("given", "beside", "taken"), EXTRA.values(), ids=EXTRA)
def test_the_charts_own_objects_are_not_brought_again(
    given: dict[str, Tree],
    beside: dict[str, Tree],
    taken: bool,
) -> None:
    values = overlay(beside, given)
    if taken:
        assert "extraObjects: the chart, or this list twice, has" in refusal(values, "helm4")
    else:
        assert len(rendered(values)) == len(rendered(beside)) + 1


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_a_line_has_the_values_of_what_its_release_publishes(line: ReleaseLine) -> None:
    made = built(line.version)
    published = {stem for release in made.releases for stem in release.documents}
    sections = {"calico.apiServer.": "apiserver", "images.apiServer.": "apiserver", "calico.calicoctl.": "calicoctl"}
    for section, stem in sections.items():
        assert any(path.startswith(section) for path in made.catalogue.paths) == (stem in published), section
        assert (f"{section.split('.')[1]}:" in made.chart.files["values.yaml"]) == (stem in published)
