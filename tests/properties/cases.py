"""Draws cases by chance: features that the chart supports and values that are read with them, the same in every run."""

import functools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy
from msgspec import Struct

from generator.base.trees import Tree, canonical, digest
from generator.features.feature_table import Point
from generator.features.manifests import FEATURES as TABLE
from generator.refusals.applicability import applicabilities, points
from generator.settings.catalogue import nested
from generator.settings.ci_values import CI_ENDPOINTS
from tests.builds import current
from tests.declared import TABLED, VALUES
from tests.later import Later
from tests.properties.mending import mended
from tests.properties.strategies import Values, settings_of
from tests.rounds import CONFLICTS, EXCLUDES, FEATURES, NEEDS, REFUSED, VARIANTS

COUNT = 2000
# Values that are drawn of a kind, and of the mapping that has the most members.
DRAWN = 40
OF_FELIX = 150
MOST_VALUES = 10

POINTS = points(TABLE)
REACHES = Later(lambda: applicabilities(current().plan, current().learned.templates, TABLE))
STRATEGIES = Later(lambda: settings_of(current().catalogue.settings, current().catalogue.types))

# Values that say something together only; each group is drawn as one of these, never by its members.
_CERTIFICATE, _KEY = TABLED["calico.etcd.tls.ca"].kind.legal[0], TABLED["calico.etcd.tls.key"].kind.legal[0]
_SECURE: Mapping[str, Tree] = {"calico.etcd.endpoints": ["https://10.0.0.1:2379"]}
_MIRROR: Mapping[str, Tree] = {"imageMirror.registry": "registry.example.com:5000/a"}
_TYPHA_SECRETS: Mapping[str, Tree] = {
    "calico.typha.tls.existingSecret": "1e3",
    "calico.typha.tls.nodeSecret": "a.b",
}
_MONITOR: Mapping[str, Tree] = {
    "calico.metrics.serviceMonitor.enabled": True,
    "calico.metrics.felix.enabled": True,
}
_REFLECTORS: Mapping[str, Tree] = {
    "calico.bgp.nodeToNodeMesh": False,
    "calico.bgp.routeReflectors.clusterID": "244.0.0.1",
    "calico.bgp.routeReflectors.peerSelector": "!has(edge)",
}
_HOSTS: Tree = {"quay.io": "quay.example.com", "ghcr.io": "a.io/x"}
GROUPS: Mapping[str, Sequence[Mapping[str, Tree]]] = {
    "imageMirror": (
        *({**_MIRROR, "imageMirror.mode": mode} for mode in ("replace", "prefix", "flat")),
        {**_MIRROR, "imageMirror.mode": "replace", "imageMirror.hosts": _HOSTS},
    ),
    "calico.etcd": (
        {"calico.etcd.endpoints": ["http://10.0.0.1:2379", "http://[fd00::3]:2379"]},
        {**_SECURE, "calico.etcd.tls.existingSecret": "my-certs"},
        {
            **_SECURE,
            **{f"calico.etcd.tls.{one}": _CERTIFICATE for one in ("ca", "cert")},
            "calico.etcd.tls.key": _KEY,
        },
    ),
    "calico.apiServer.tls": (
        {"calico.apiServer.tls.existingSecret": "my-certs"},
        {"calico.apiServer.tls.caBundle": _CERTIFICATE},
        {
            **{f"calico.apiServer.tls.{one}": _CERTIFICATE for one in ("caBundle", "cert")},
            "calico.apiServer.tls.key": _KEY,
        },
    ),
    "imageCredentials": tuple(
        {
            "imageCredentials.registry": registry,
            "imageCredentials.username": user,
            "imageCredentials.password": password,
        }
        for registry, user, password in (
            ("docker.io", "robot$net+pull", "a \"b\" 'c' {{ d }} $e: #f\\ ä"),
            ("registry.example.com:5000/a", "1e3", " <&>% "),
            ("[fd00::1]:5000", "~", "null"),
        )
    ),
    "namespace": ({"namespace.create": True, "namespaceOverride": "1e3"}, {"namespace.create": False}),
    "flannel.healthz": (
        {"flannel.healthz.port": 18081},
        {"flannel.healthz.enabled": True},
        {"flannel.healthz.ip": "fd00:10:42::7", "flannel.healthz.port": 1},
    ),
    "calico.ipPools": ({"calico.createPools": False, "calico.ipPools": TABLED["calico.ipPools"].kind.legal[0]},),
    "calico.bgp.routeReflectors": (
        {**_REFLECTORS, "calico.bgp.routeReflectors.nodes": ["node-a", "node-b.example.com"]},
        {**_REFLECTORS, "calico.bgp.routeReflectors.nodeSelector": "has(reflector)"},
    ),
    "calico.typha.tls": (
        {**_TYPHA_SECRETS, "calico.typha.tls.serverCN": "a b@c:d", "calico.typha.tls.clientURISAN": "urn:a"},
        {**_TYPHA_SECRETS, "calico.typha.tls.serverURISAN": "spiffe://a/b%20c", "calico.typha.tls.clientCN": "1e3"},
    ),
    **{
        f"calico.{workload}.podDisruptionBudget": tuple(
            {f"calico.{workload}.podDisruptionBudget.{name}": value}
            for name, value in (
                ("minAvailable", 0),
                ("minAvailable", "50%"),
                ("maxUnavailable", "0%"),
                ("maxUnavailable", 2),
            )
        )
        for workload in ("typha", "kubeControllers", "apiServer")
    },
    **{
        f"calico.metrics.{name}": (
            {f"calico.metrics.{name}.enabled": True},
            {f"calico.metrics.{name}.enabled": True, f"calico.metrics.{name}.port": port},
        )
        for name, port in (("felix", 1024), ("typha", 65535), ("kubeControllers", 1024))
    },
    "calico.metrics.serviceMonitor": (
        {**_MONITOR, "calico.metrics.serviceMonitor.interval": "1h30m"},
        {
            **_MONITOR,
            "calico.metrics.serviceMonitor.additionalLabels": {"a.example.com/b": "1e3", "c": "d"},
        },
    ),
}


class Case(Struct, frozen=True, kw_only=True):
    """The number of a point of features, and values by path beside those that choose it."""

    point: int
    given: Mapping[str, Tree]

    @property
    def values(self) -> Values:
        """The values as helm takes them."""
        return nested({**chosen(POINTS[self.point]), **self.given})

    def without(self, path: str) -> "Case":
        """Return the case with one value less."""
        return Case(point=self.point, given={name: one for name, one in self.given.items() if name != path})

    def __str__(self) -> str:
        return f"{chosen(POINTS[self.point])} with {dict(self.given)}"


def chosen(point: Point) -> Values:
    """Return the values by path that choose a point of features, flannel's alone its plugin."""
    values: Values = {}
    for name, value in point.items():
        feature = TABLE.feature(name)
        if name == "plugin" or value != feature.default:
            values[feature.path] = value == "true" if value in {"true", "false"} else value
    if point["datastore"] == "etcd":
        values["calico.etcd.endpoints"] = list(CI_ENDPOINTS)
    return values


def _is_read(path: str, point: Point) -> bool:
    """Report whether the features of a point read a value; a group is read where its values are."""
    members = [one for one in VALUES if within(one, path)]
    needed = [REACHES[one].needs for one in members if one in REACHES]
    return all(point[name] in allowed for needs in needed for name, allowed in needs.items())


@functools.cache
def names(number: int) -> tuple[str, ...]:
    """Return the values and groups that may be drawn at a point."""
    point = POINTS[number]
    variants = {stem for stem, manifest in VARIANTS.items() if manifest.point == point}
    refused = {path for stem, path in REFUSED if stem in variants}
    if point["datastore"] == "kubernetes":
        refused.add("canal.fixEtcd")
    single = [path for path in VALUES if path not in FEATURES and not any(within(path, group) for group in GROUPS)]
    return tuple(name for name in (*single, *GROUPS) if _is_read(name, point) and name not in refused)


def within(path: str, name: str) -> bool:
    """Report whether a value is this one, or is of this group."""
    return path == name or path.startswith(f"{name}.")


def _together(drawn: Mapping[str, Tree], point: Point) -> Values:
    """Return what is drawn at a point, with what it needs and without what it excludes."""
    values = dict(drawn)
    for path in drawn:
        values = {**NEEDS.get(path, {}), **values}
    for path, other in EXCLUDES.items():
        if path in values and path < other:
            values.pop(other, None)
    for path, samples, other in CONFLICTS:
        if values.get(path) in samples:
            values.pop(other, None)
    values = mended(values, point)
    return {path: value for path, value in values.items() if NEEDS.get(path, {}).keys() <= values.keys()}


@functools.cache
def drawn(name: str) -> tuple[Tree, ...]:
    """Values of a setting by chance; paths of one kind share them."""
    return _drawn(VALUES[name].kind.what, STRATEGIES[name], OF_FELIX if name == "calico.felix" else DRAWN)


@functools.cache
def _drawn(_: str, strategy: SearchStrategy[Tree], most: int) -> tuple[Tree, ...]:
    found: dict[str, Tree] = {}

    @settings(
        max_examples=most,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def take(value: Tree) -> None:
        found[canonical(value)] = value

    take()
    return tuple(found.values())


def _decks(number: int) -> Iterator[str]:
    """Yield the names of a point in one order after another, so that each comes as often as the others."""
    for turn in count():
        yield from sorted(names(number), key=lambda name: digest(f"{turn} {name}"))


def _cases() -> Iterator[Case]:
    """Cases without end, the points in turns, few values and many in turns; values of a path in the order drawn."""
    decks = [_decks(number) for number in range(len(POINTS))]
    seen: Counter[str] = Counter()
    for turn in count():
        number = turn % len(POINTS)
        values: Values = {}
        for name in islice(decks[number], 1 + turn // len(POINTS) % MOST_VALUES):
            of_group = name in GROUPS
            options: Sequence[Tree] = [dict(one) for one in GROUPS[name]] if of_group else drawn(name)
            option = options[seen[name] % len(options)]
            seen[name] += 1
            values |= option if of_group and isinstance(option, dict) else {name: option}
        yield Case(point=number, given=_together(values, POINTS[number]))


def alone() -> Iterator[tuple[str, Case, Case]]:
    """Each value or group by its name where it is read first: what it is added to, and with samples of its."""
    points_of = {name: number for number in reversed(range(len(POINTS))) for name in names(number)}
    for name, number in points_of.items():
        samples = [dict(one) for one in GROUPS[name]] if name in GROUPS else [{name: one} for one in _samples(name)]
        for sample in samples:
            together = _together(sample, POINTS[number])
            before = {path: one for path, one in together.items() if path not in sample and path not in NEEDS}
            yield name, Case(point=number, given=before), Case(point=number, given=together)


def _samples(name: str) -> Sequence[Tree]:
    """Return the first sample and the last: of a switch both, of a number the bounds."""
    first, *others = VALUES[name].kind.legal
    return [first, *others[-1:]]


@functools.cache
def every_case() -> tuple[Case, ...]:
    """As many cases as are rendered, the same in every run."""
    return tuple(islice(_cases(), COUNT))
