"""The credentials of a registry become one pull secret, which all pods of the plugin name."""

import base64
import json

import pytest

from generator.base.trees import Tree
from generator.features.manifests import FEATURES
from generator.releases.pod_specs import pods
from generator.rows.credentials import PASSWORD, REGISTRY, USERNAME
from tests.rendering import HELMS, Values, at, mapping, overlay, rendered, scenario

NAME = "cni-image-credentials"
GIVEN: dict[str, Tree] = {"registry": "registry.example.com", "username": "robot$a", "password": "p<&>'\"{{ x }}"}
HUB = "https://index.docker.io/v1/"


def made(values: Values, helm: str = "helm4") -> dict[str, Tree]:
    """The configuration in the pull secret that a helm renders, and its namespace."""
    [secret] = [one for one in rendered(values, helm) if at(one, "metadata.name") == NAME]
    assert (secret["kind"], secret["type"]) == ("Secret", "kubernetes.io/dockerconfigjson")
    text = str(mapping(secret, "data")[".dockerconfigjson"])
    loaded: Tree = json.loads(base64.b64decode(text, validate=True))
    return {"config": loaded, "namespace": at(secret, "metadata.namespace")}


def config(registry: str, username: str, password: str) -> Tree:
    """What docker's own configuration has for a registry."""
    auth = base64.b64encode(f"{username}:{password}".encode()).decode()
    return {"auths": {registry: {"username": username, "password": password, "auth": auth}}}


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("name", FEATURES.variants)
def test_every_pod_pulls_with_the_secret_of(name: str, helm: str) -> None:
    values = overlay(
        scenario(name), {"imageCredentials": GIVEN, "namespaceOverride": "net", "imagePullSecrets": ["own"]}
    )
    expected = config(*map(str, GIVEN.values()))
    assert made(values, helm) == {"config": expected, "namespace": "net"}
    named = [pod.spec["imagePullSecrets"] for pod in pods(rendered(values, helm))]
    assert named == [[{"name": "own"}, {"name": NAME}]] * len(named) != []


@pytest.mark.parametrize("registry", REGISTRY.legal)
@pytest.mark.parametrize("number", range(3))
def test_legal_credentials_arrive(registry: Tree, number: int) -> None:
    username, password = (str(kind.legal[number % len(kind.legal)]) for kind in (USERNAME, PASSWORD))
    given: Tree = {"registry": registry, "username": username, "password": password}
    key = HUB if registry == "docker.io" else str(registry)
    assert made({"imageCredentials": given})["config"] == config(key, username, password)


def test_there_is_no_secret_without_credentials() -> None:
    assert [one for one in rendered({}) if one["kind"] == "Secret"] == []


def test_the_password_is_no_part_of_a_jobs_name() -> None:
    names = set()
    for password in ("one", "two"):
        values = overlay(scenario("canal-etcd"), {"imageCredentials": {**GIVEN, "password": password}})
        names |= {str(at(one, "metadata.name")) for one in rendered(values) if one["kind"] == "Job"}
    assert len(names) == 1
