"""Calico and canal on etcd: TLS material in the one place it belongs to, and a Job that is renamed with its input."""

import base64
import re
from collections.abc import Callable, Sequence

import pytest

from generator.base.trees import Tree
from generator.releases.release import Document
from tests.rendering import HELMS, Values, at, by_identity, mapping, overlay, rendered, scenario, strings

CANARY = "Q0FOQVJZ"
KEY = f"-----BEGIN EXAMPLE KEY-----\n{CANARY}\n-----END EXAMPLE KEY-----\n"
ENDPOINT = "https://10.0.0.1:2379"

# The volumes that hold the material, with the modes of their files as numbers: 0400 and 0440.
VOLUMES: dict[str, dict[str, int | None]] = {
    "calico-etcd": {"DaemonSet/calico-node": 256, "Deployment/calico-kube-controllers": 288},
    "canal-etcd": {
        "DaemonSet/canal-node": 256,
        "Deployment/calico-kube-controllers": 288,
        "Job/configure-canal": None,
    },
}

# What the Job of canal-etcd is made from, changed.
INPUTS: dict[str, Tree] = {
    "another network": {"podCIDR": "172.20.0.0/16"},
    "an IPv6 network": {"podCIDRv6": "fd00:10:42::/56"},
    "another backend": {"flannel": {"backend": {"type": "host-gw"}}},
    "another MTU": {"flannel": {"mtu": 1400}},
    "a mirror": {"imageMirror": {"mode": "flat", "registry": "reg.example.com"}},
    "another image": {"images": {"configureCanal": {"tag": "v3.5.2"}}},
    "other endpoints": {"calico": {"etcd": {"endpoints": ["http://10.0.0.1:2379"]}}},
    "a registry for all charts": {"global": {"imageRegistry": "reg.example.com"}},
    "a pull secret": {"imagePullSecrets": ["regcred"]},
    "an existing Secret": {"calico": {"etcd": {"endpoints": [ENDPOINT], "tls": {"existingSecret": "certs"}}}},
}


def inline(name: str, key: str = KEY) -> dict[str, Tree]:
    """A variant on etcd with inline material; the certificates are the key, which nothing but their header tells."""
    certificate = key.replace("EXAMPLE KEY", "CERTIFICATE").replace(CANARY, "Y2VydA==")
    tls: Tree = {"ca": certificate, "cert": certificate, "key": key}
    return overlay(scenario(name), {"calico": {"etcd": {"endpoints": [ENDPOINT], "tls": tls}}})


def existing(name: str) -> dict[str, Tree]:
    """A variant on etcd with an existing Secret."""
    tls: Tree = {"existingSecret": "my-certs"}
    return overlay(scenario(name), {"calico": {"etcd": {"endpoints": [ENDPOINT], "tls": tls}}})


def volumes(documents: Sequence[Document]) -> dict[str, Tree]:
    """The volumes that hold the TLS material, by object; a hash behind the Job's name is left out."""
    found: dict[str, Tree] = {}
    for document in documents:
        if document["kind"] in {"DaemonSet", "Deployment", "Job"}:
            name = re.sub("-[0-9a-f]{8}$", "", str(at(document, "metadata.name")))
            found[f"{document['kind']}/{name}"] = at(document, "spec.template.spec.volumes.etcd-certs.secret")
    return found


def job_name(values: Values, helm: str = "helm4") -> str:
    """The name of the Job that writes the network."""
    [job] = [document for document in rendered(values, helm) if document["kind"] == "Job"]
    return str(at(job, "metadata.name"))


@pytest.mark.parametrize("name", VOLUMES)
def test_an_existing_secret_is_mounted_everywhere_and_not_made(name: str) -> None:
    documents = rendered(existing(name))
    assert [document for document in documents if document["kind"] == "Secret"] == []
    named = {place: at(volume, "secretName") for place, volume in volumes(documents).items()}
    assert named == dict.fromkeys(VOLUMES[name], "my-certs")


@pytest.mark.parametrize("values", [existing, inline])
@pytest.mark.parametrize("name", VOLUMES)
def test_files_of_the_material_have_upstreams_modes(name: str, values: Callable[[str], Values]) -> None:
    found = volumes(rendered(values(name)))
    modes = {place: volume.get("defaultMode") for place, volume in found.items() if isinstance(volume, dict)}
    assert modes == VOLUMES[name]


@pytest.mark.parametrize("name", VOLUMES)
def test_inline_material_is_one_secret_encoded_once(name: str) -> None:
    objects = by_identity(inline(name))
    data = mapping(objects["Secret/calico-etcd-secrets"], "data")
    assert set(data) == {"etcd-ca", "etcd-cert", "etcd-key"}
    assert base64.b64decode(str(data["etcd-key"]), validate=True).decode() == KEY
    assert "CERTIFICATE" in base64.b64decode(str(data["etcd-ca"]), validate=True).decode()


@pytest.mark.parametrize("name", VOLUMES)
def test_a_key_stands_in_one_place_only(name: str) -> None:
    encoded = base64.b64encode(KEY.encode()).decode()
    places = [place for place, text in strings(rendered(inline(name))) if CANARY in text or encoded[:20] in text]
    core = [place for place, text in strings(rendered(inline(name))) if encoded[30:50] in text]
    assert places == core == ["Secret/calico-etcd-secrets data.etcd-key"]


@pytest.mark.parametrize("values", [existing, inline])
@pytest.mark.parametrize("name", VOLUMES)
def test_the_configuration_names_the_files(name: str, values: Callable[[str], Values]) -> None:
    config = "canal-config" if name == "canal-etcd" else "calico-config"
    data = mapping(by_identity(values(name))[f"ConfigMap/{config}"], "data")
    assert {key: data[key] for key in ("etcd_endpoints", "etcd_ca", "etcd_cert", "etcd_key")} == {
        "etcd_endpoints": ENDPOINT,
        "etcd_ca": "/calico-secrets/etcd-ca",
        "etcd_cert": "/calico-secrets/etcd-cert",
        "etcd_key": "/calico-secrets/etcd-key",
    }


def test_several_endpoints_are_one_text() -> None:
    data = at(by_identity(scenario("etcd-tls-secret"))["ConfigMap/calico-config"], "data")
    assert at(data, "etcd_endpoints") == "https://192.168.10.102:2379,https://192.168.10.103:2379"


@pytest.mark.parametrize("helm", HELMS)
def test_the_job_has_upstreams_name_for_upstreams_input(helm: str) -> None:
    assert job_name(scenario("canal-etcd"), helm) == "configure-canal"


def test_the_job_has_another_name_for_each_other_input() -> None:
    names = {job_name(overlay(scenario("canal-etcd"), change)) for change in INPUTS.values()}
    assert len(names) == len(INPUTS)
    assert all(re.fullmatch("configure-canal-[0-9a-f]{8}", name) for name in names)


@pytest.mark.parametrize("change", INPUTS)
def test_both_helms_name_the_job_alike_for(change: str) -> None:
    values = overlay(scenario("canal-etcd"), INPUTS[change])
    assert job_name(values, "helm4") == job_name(values, "helm3")


def test_the_job_keeps_its_name_when_others_input_changes() -> None:
    change: Tree = {"calico": {"mtu": 1400, "felix": {"logSeverityScreen": "Warning"}}, "flannel": {"iface": ["eth1"]}}
    assert job_name(overlay(scenario("canal-etcd"), change)) == "configure-canal"
