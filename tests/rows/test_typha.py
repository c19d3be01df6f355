"""Mutual TLS between calico-node and Typha: both mount their Secret, know its files and the other's name."""

from generator.base.trees import Tree
from generator.checks.references import dangling
from generator.checks.wellformed import misshapen
from tests.checks.test_scenarios import environment
from tests.rendering import at, by_identity, items, overlay, scenario

TLS: dict[str, Tree] = {
    "existingSecret": "typha-certs",
    "nodeSecret": "node-certs",
    "serverCN": "typha",
    "clientURISAN": "spiffe://cluster.local/node",
}
NODE, TYPHA = "DaemonSet/calico-node", "Deployment/calico-typha"


def secured(more: dict[str, Tree]) -> dict[str, dict[str, Tree]]:
    """The objects of the variant with Typha, with TLS and further values of Typha."""
    return by_identity(overlay(scenario("calico-typha"), {"calico": {"typha": {"tls": TLS, **more}}}))


def test_each_side_mounts_its_secret() -> None:
    objects = secured({})
    for name, container, secret in ((NODE, "calico-node", "node-certs"), (TYPHA, "calico-typha", "typha-certs")):
        volumes = items(objects[name], "spec.template.spec.volumes")
        assert {"name": "calico-typha-tls", "secret": {"secretName": secret}} in volumes
        mounts = items(objects[name], f"spec.template.spec.containers.{container}.volumeMounts")
        assert {"name": "calico-typha-tls", "mountPath": "/calico-typha-tls", "readOnly": True} in mounts


def test_each_side_is_told_its_files_and_whom_to_trust() -> None:
    objects = secured({})
    files = {"CAFILE": "ca.crt", "CERTFILE": "tls.crt", "KEYFILE": "tls.key"}
    node, typha = environment(objects[NODE]), environment(objects[TYPHA], "calico-typha")
    assert {key: node[f"FELIX_TYPHA{key}"] for key in files} == {
        key: f"/calico-typha-tls/{file}" for key, file in files.items()
    }
    names = ("TYPHA_CAFILE", "TYPHA_SERVERCERTFILE", "TYPHA_SERVERKEYFILE")
    assert [typha[name] for name in names] == [f"/calico-typha-tls/{file}" for file in files.values()]
    assert (node["FELIX_TYPHACN"], typha["TYPHA_CLIENTURISAN"]) == ("typha", "spiffe://cluster.local/node")
    assert not {"FELIX_TYPHAURISAN", "TYPHA_CLIENTCN"} & {*node, *typha}


def test_further_volumes_of_typha_stand_beside_those_of_tls() -> None:
    extra: Tree = [{"name": "own", "emptyDir": {}}]
    mounts: Tree = [{"name": "own", "mountPath": "/own"}]
    objects = secured({"extraVolumes": extra, "extraVolumeMounts": mounts})
    volumes = items(objects[TYPHA], "spec.template.spec.volumes")
    assert [at(one, "name") for one in volumes] == ["calico-typha-tls", "own"]
    documents = tuple(objects.values())
    assert dangling(documents) == []
    assert misshapen(documents) == []


def test_without_tls_typha_has_no_volumes() -> None:
    objects = by_identity(scenario("calico-typha"))
    assert "volumes" not in str(objects[TYPHA])
