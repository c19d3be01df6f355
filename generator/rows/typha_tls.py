"""Settings of Typha that are more than its parameters: mutual TLS with calico-node, and its PodDisruptionBudget."""

from generator.features.conditions import given, when
from generator.rows import kinds
from generator.rows.budgets import budget_rows
from generator.rows.locations import CALICO_NODE_ENV, POOL_PLACE, TYPHA_ENV
from generator.settings.actions.inserting import Inserts
from generator.settings.kind import text
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import adds_env, sets_env
from generator.template.nodes import Entry, Expression, ListNode, MapNode, Node, Scalar

_TYPHA, _PLACE = when(typha="true"), "TYPHA_DATASTORETYPE"
_TLS = "calico.typha.tls"
_FILES = "/calico-typha-tls"
_VOLUME = "calico-typha-tls"
_FILE_NAMES = {"CAFILE": "ca.crt", "CERTFILE": "tls.crt", "KEYFILE": "tls.key"}
_PODS = ("Deployment/calico-typha", "DaemonSet/calico-node")
_NAME = text(
    "a common name as certificates have it",
    "[A-Za-z0-9][A-Za-z0-9 ._@:/-]*",
    longest=64,
    legal=["calico-typha", "typha.example.com"],
    illegal=[" a", "-a", "a\n", "a,b"],
)
_URI = text(
    "a URI as certificates have it",
    "[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/@%+-]+",
    legal=["spiffe://cluster.local/ns/kube-system/sa/calico-typha", "urn:typha"],
    illegal=["typha", "//a", "spiffe://a b", ":a"],
)


def _map(**fields: Node) -> MapNode:
    return MapNode(tuple(Entry(key, node) for key, node in fields.items()))


def _volume(path: str) -> Node:
    """The volume with the material of one side."""
    secret = _map(secretName=Expression(f".Values.{path} | quote"))
    return _map(name=Scalar(_VOLUME), secret=secret)


def _secret(path: str, pod: str) -> tuple[Target, ...]:
    """The volume, its mount and the names of its files in the environment, of one side."""
    container, env = ("calico-typha", TYPHA_ENV) if pod == _PODS[0] else ("calico-node", CALICO_NODE_ENV)
    there = given(f".Values.{path}")
    if pod == _PODS[1]:
        there = there & _TYPHA
    spec, inside = f"{pod} spec.template.spec", f"{pod} spec.template.spec.containers[{container}]"
    mount = _map(name=Scalar(_VOLUME), mountPath=Scalar(_FILES), readOnly=Scalar(value=True))
    if pod == _PODS[0]:  # upstream's has neither volumes nor mounts
        volumes = Inserts(key="volumes", node=ListNode((Entry(_VOLUME, _volume(path)),)), when=there)
        mounts = Inserts(key="volumeMounts", node=ListNode((Entry(_VOLUME, mount),)), when=there)
        targets = (Target(at=(spec,), action=volumes), Target(at=(inside,), action=mounts))
        prefix = {"CAFILE": "TYPHA_", "CERTFILE": "TYPHA_SERVER", "KEYFILE": "TYPHA_SERVER"}
    else:
        volumes = Inserts(key=_VOLUME, node=_volume(path), when=there)
        mounts = Inserts(key=_VOLUME, node=mount, when=there)
        targets = (
            Target(at=(f"{spec}.volumes",), action=volumes),
            Target(at=(f"{inside}.volumeMounts",), action=mounts),
        )
        prefix = dict.fromkeys(_FILE_NAMES, "FELIX_TYPHA")
    before = _PLACE if pod == _PODS[0] else POOL_PLACE
    return (
        *targets,
        *(
            adds_env(env, f"{prefix[name]}{name}", f"{_FILES}/{file}", before=before, when=_TYPHA)
            for name, file in _FILE_NAMES.items()
        ),
    )


ROWS: tuple[Row, ...] = (
    Section(
        path=_TLS,
        doc="Mutual TLS between calico-node and Typha, from Secrets of yours: all of it or nothing.",
    ),
    setting(
        f"{_TLS}.existingSecret",
        kinds.SECRET_NAME,
        "The Secret with Typha's own material in the plugin's namespace, with the keys ca.crt, tls.crt and tls.key. A changed "
        "Secret needs kubectl rollout restart. Default: none, no TLS.",
        *_secret(f"{_TLS}.existingSecret", _PODS[0]),
    ),
    setting(
        f"{_TLS}.nodeSecret",
        kinds.SECRET_NAME,
        "The Secret with calico-node's material in the plugin's namespace, with the keys ca.crt, tls.crt and tls.key. Default: "
        "none, no TLS.",
        *_secret(f"{_TLS}.nodeSecret", _PODS[1]),
    ),
    *(
        setting(f"{_TLS}.{name}", kind, doc, sets_env(env, variable, before=before, when=_TYPHA))
        for name, kind, env, variable, before, doc in (
            (
                "serverCN",
                _NAME,
                CALICO_NODE_ENV,
                "FELIX_TYPHACN",
                POOL_PLACE,
                "The common name that Typha's certificate must have. Default: none; set this or serverURISAN.",
            ),
            (
                "serverURISAN",
                _URI,
                CALICO_NODE_ENV,
                "FELIX_TYPHAURISAN",
                POOL_PLACE,
                "The URI that Typha's certificate must have among its alternative names. Default: none.",
            ),
            (
                "clientCN",
                _NAME,
                TYPHA_ENV,
                "TYPHA_CLIENTCN",
                _PLACE,
                "The common name that calico-node's certificate must have. Default: none; set this or clientURISAN.",
            ),
            (
                "clientURISAN",
                _URI,
                TYPHA_ENV,
                "TYPHA_CLIENTURISAN",
                _PLACE,
                "The URI that calico-node's certificate must have among its alternative names. Default: none.",
            ),
        )
    ),
    *budget_rows("calico.typha", "Typha", "calico-typha"),
)
