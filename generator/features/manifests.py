"""Lists the features, and the upstream manifest for each published point: the one feature table."""

from collections.abc import Mapping

from msgspec.structs import replace

from generator.features.combinations import REFUSALS
from generator.features.deviations import DEVIATIONS
from generator.features.feature_table import Feature, FeatureTable, Manifest

# The values that add objects to those of Calico and canal.
CALICOCTL, API_SERVER = "calico.calicoctl.enabled", "calico.apiServer.enabled"


def _choice(name: str, path: str, *values: str, others: tuple[str, ...] = (), of: str = "") -> Feature:
    """Return a feature that is chosen by name. Each value of `others` is a plugin with features of its own."""
    tests = {value: f'eq .Values.{path} "{value}"' for value in (*values, *others)}
    return Feature(name=name, path=path, domain=values, tests=tests, of=of)


def _switch(name: str, path: str) -> Feature:
    """Return a feature that is switched on; by default it is off."""
    tests = {"false": f"not .Values.{path}", "true": f".Values.{path}"}
    return Feature(name=name, path=path, domain=tuple(tests), tests=tests)


# The order is the order that conditions are read in.
_FEATURES: tuple[Feature, ...] = (
    _choice("plugin", "plugin", "calico", "canal", others=("flannel",)),
    _choice("datastore", "calico.datastore", "kubernetes", "etcd"),
    _switch("policyOnly", "calico.policyOnly"),
    replace(_choice("backend", "calico.backend", "bird", "vxlan"), besides=("none",)),
    _choice("dataplane", "calico.dataplane", "iptables", "bpf"),
    _switch("typha", "calico.typha.enabled"),
    _choice("manifest", "flannel.manifest", "documentation", "release", of="flannel"),
)

_DEFAULTS: Mapping[str, str] = {feature.name: feature.default for feature in _FEATURES if not feature.of}


def _flannel(file: str, manifest: str, since: str = "") -> Manifest:
    return Manifest(project="flannel", file=file, point={"plugin": "flannel", "manifest": manifest}, since=since)


def _calico(stem: str, **chosen: str) -> Manifest:
    return Manifest(project="calico", file=f"{stem}.yaml", point={**_DEFAULTS, **chosen})


def _addon(stem: str, switch: str, datastore: str) -> Manifest:
    return Manifest(project="calico", file=f"{stem}.yaml", point={"datastore": datastore}, switch=switch)


_MANIFESTS: tuple[Manifest, ...] = (
    _flannel("kube-flannel.yml", "documentation"),
    _flannel("release/kube-flannel.yml", "release", since="v0.21.3"),
    _calico("calico"),
    _calico("calico-typha", typha="true"),
    _calico("calico-vxlan", backend="vxlan"),
    _calico("calico-bpf", dataplane="bpf"),
    _calico("calico-etcd", datastore="etcd"),
    _calico("calico-policy-only", policyOnly="true", typha="true"),
    _calico("canal", plugin="canal"),
    _calico("canal-etcd", plugin="canal", datastore="etcd"),
    _addon("calicoctl", CALICOCTL, "kubernetes"),
    _addon("calicoctl-etcd", CALICOCTL, "etcd"),
    _addon("apiserver", API_SERVER, "kubernetes"),
)

# Only the pipeline and the commands read this table; they hand it to everything below.
FEATURES = FeatureTable(features=_FEATURES, manifests=_MANIFESTS, refusals=REFUSALS, deviations=DEVIATIONS)
