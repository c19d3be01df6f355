"""Settings of flannel's health endpoint: where it listens, and the probes that ask it, in canal, too."""

from collections.abc import Mapping

from generator.features.combinations import TemplateRule
from generator.features.conditions import given
from generator.rows import kinds, pod_kinds
from generator.rows.flannel_releases import READYZ, older
from generator.rows.locations import CANAL_FLANNELD, FLANNELD
from generator.settings.actions.assigning import Sets
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.expressions import Printed, expression
from generator.settings.actions.flags import SetsFlag
from generator.settings.actions.inserting import Inserts
from generator.settings.kind import Shape, Versions
from generator.settings.setting import SOME, Row, Section, Setting, Target, setting
from generator.settings.targets import (
    guards,
    honoured_since,
    in_some,
    overrides,
    reads,
    sets_env,
    sets_flag,
    since,
    until,
)
from generator.template.nodes import Entry, Expression, ListNode, MapNode, Scalar, Spread

# The first release whose manifest turns the endpoint on.
HEALTHZ_SINCE: Versions = {"flannel": "v0.28.9"}
_ENABLED, _PORT, _IP = "flannel.healthz.enabled", "flannel.healthz.port", "flannel.healthz.ip"
_IS_ON = 'include "cni.flannel.healthz" .'
_ON = given(_IS_ON)
_NUMBER = Printed(value=f".Values.{_PORT} | default 8081", shape=Shape.INTEGER, is_set=_IS_ON)
# Probes ask the node's address; what listens on another one only is asked there.
_HOST = Printed(value=f".Values.{_IP}", is_set=f'not (has .Values.{_IP} (list "" "0.0.0.0" "::"))')
_PORTS = ListNode(
    (
        Entry(
            "healthz",
            MapNode(
                (
                    Entry("name", Scalar("healthz")),
                    Entry("containerPort", Expression(f"{_NUMBER.value} | int64")),
                    Entry("protocol", Scalar("TCP")),
                )
            ),
        ),
    )
)
_IS_OLDER = older(READYZ.since, "0.0.0")
_PATHS: Mapping[str, Scalar | Expression] = {
    "livenessProbe": Scalar("/healthz"),
    "readinessProbe": Expression(f'ternary "/healthz" "/readyz" ({_IS_OLDER})'),
}
# What upstream's probes wait for, in seconds.
_TIMINGS = {"livenessProbe": (10, 30), "readinessProbe": (5, 10)}


def _probe(name: str, values: str = "") -> MapNode:
    """A probe as upstream has it; its timings give way to those of the values."""
    delay, period = _TIMINGS[name]
    timings = f'dict "initialDelaySeconds" {delay} "periodSeconds" {period}'
    host = Entry("host", Expression(f"{_HOST.value} | quote"), _HOST.condition)
    get = MapNode((Entry("path", _PATHS[name]), Entry("port", Scalar("healthz")), host))
    text = f"merge (dict) .Values.{values} ({timings}) | toYaml" if values else f"{timings} | toYaml"
    return MapNode((Entry("httpGet", get), Entry("", Spread(text))))


def _adds(at: str, key: str, node: ListNode | MapNode, places: int) -> Target:
    """A part of a container that upstream's manifest does not have."""
    action = Inserts(key=key, node=node, when=_ON, before="env")
    return reads(Target(at=(at,), action=action, places=places), _ENABLED, _PORT, _IP)


def _timings(name: str) -> Setting:
    """The timings of a probe of canal's flannel."""
    delay, period = _TIMINGS[name]
    doc = (
        f"The timings of flannel's {name.removesuffix('Probe')} probe, which is there if {_ENABLED} is true: "
        f"{', '.join(pod_kinds.TIMINGS)}. A timing that is set replaces that of the default. Default: "
        f"initialDelaySeconds {delay}, periodSeconds {period}."
    )
    path = f"canal.flannel.{name}"
    return setting(path, pod_kinds.PROBE, doc, _adds(CANAL_FLANNELD, name, _probe(name, path), 2))


CANAL_PROBES: tuple[Row, ...] = tuple(map(_timings, _TIMINGS))
ROWS: tuple[Row, ...] = (
    Section(path="flannel.healthz", doc="flannel's health endpoint, on the node's own network, in canal, too."),
    setting(
        _ENABLED,
        kinds.SWITCH,
        "Whether flannel has a health endpoint and probes that ask it. Default: null, which is as in the manifest, or true "
        "if flannel.healthz.port is set.",
        *(
            since(guards(f"{FLANNELD}.{part}", when=_ON, instead=True), **HEALTHZ_SINCE)
            for part in ("args[--healthz-port*]", "ports", *_TIMINGS)
        ),
        until(_adds(FLANNELD, "ports", _PORTS, SOME), **HEALTHZ_SINCE),
        *(until(_adds(FLANNELD, name, _probe(name), SOME), **HEALTHZ_SINCE) for name in _TIMINGS),
        _adds(CANAL_FLANNELD, "ports", _PORTS, 2),
        since(
            overrides(
                f"{FLANNELD}.readinessProbe.httpGet.path",
                printed=expression('"/healthz"', is_set=f"and .Values.{_ENABLED} ({_IS_OLDER})"),
            ),
            **HEALTHZ_SINCE,
        ),
    ),
    setting(
        _IP,
        kinds.ADDRESS,
        "The address that the health endpoint listens on. Default: flannel's own default, 0.0.0.0, all addresses.",
        sets_env(f"{FLANNELD}.env", "FLANNELD_HEALTHZ_IP", before="POD_NAME", places=SOME),
        in_some(sets_env(f"{CANAL_FLANNELD}.env", "FLANNELD_HEALTHZ_IP", before="FLANNELD_IFACE", places=2)),
        since(
            Target(
                at=(f"{FLANNELD}.livenessProbe|readinessProbe.httpGet",),
                action=Sets(key="host", printed=_HOST),
                places=2,
            ),
            **HEALTHZ_SINCE,
        ),
    ),
    setting(
        _PORT,
        kinds.PORT,
        "The port of the health endpoint, 1 to 65535; probes follow it. Default: 8081.",
        since(overrides(f"{FLANNELD}.ports[healthz].containerPort"), **HEALTHZ_SINCE),
        honoured_since(sets_flag(f"{FLANNELD}.args", "healthz-port", places=SOME), **HEALTHZ_SINCE),
        until(
            Target(at=(f"{FLANNELD}.args",), action=SetsFlag(name="healthz-port", printed=_NUMBER), places=SOME),
            **HEALTHZ_SINCE,
        ),
        Target(
            at=(f"{CANAL_FLANNELD}.env",),
            action=SetsEnv(name="FLANNELD_HEALTHZ_PORT", before="FLANNELD_IFACE", printed=_NUMBER, in_some=True),
            places=2,
        ),
    ),
)

_WITHOUT = f"has no effect without flannel's health endpoint; remove it, or set {_ENABLED}: true"
RULES: tuple[TemplateRule, ...] = (
    TemplateRule(
        test=f"and $flannel .Values.{_PORT} (not ({_IS_ON}))",
        message=f"{_PORT}: has no effect with {_ENABLED}: false; remove one of them",
    ),
    TemplateRule(test=f"and $flannel .Values.{_IP} (not ({_IS_ON}))", message=f"{_IP}: {_WITHOUT}"),
    *(
        TemplateRule(
            test=f'and (eq .Values.plugin "{plugin}") .Values.{path}.{name} (not ({_IS_ON}))',
            message=f"{path}.{name}: {_WITHOUT}",
        )
        for plugin, path in (("flannel", "flannel"), ("canal", "canal.flannel"))
        for name in _TIMINGS
    ),
    TemplateRule(
        test=f'and (eq .Values.plugin "canal") .Values.{_PORT} (has (int .Values.{_PORT}) (list 9099 '
        "($calico.metrics.felix.enabled | ternary ($calico.metrics.felix.port | default 9091 | int) 0)))",
        message=f"{_PORT}: {{int .Values.{_PORT}}} is a port of Felix on the same nodes; choose another",
    ),
)
