"""Defines the fields of a ServiceMonitor that the chart writes, since no CRD here has the Prometheus
operator's kinds.
"""

from collections.abc import Mapping

from generator.base.trees import Tree

_TEXT: Tree = {"type": "string"}
_TEXTS: Tree = {"type": "object", "additionalProperties": _TEXT}
_ENDPOINT: Tree = {
    "type": "object",
    "required": ["port"],
    "properties": {"port": _TEXT, "interval": {"type": "string", "pattern": "^([0-9]+(ms|s|m|h))+$"}},
}
_SPEC: Tree = {
    "type": "object",
    "required": ["endpoints", "selector"],
    "properties": {
        "endpoints": {"type": "array", "items": _ENDPOINT, "minItems": 1},
        "selector": {"type": "object", "properties": {"matchLabels": _TEXTS}, "required": ["matchLabels"]},
        "namespaceSelector": {"type": "object", "properties": {"matchNames": {"type": "array", "items": _TEXT}}},
    },
}

SERVICE_MONITOR: Mapping[str, Tree] = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "servicemonitors.monitoring.coreos.com"},
    "spec": {
        "group": "monitoring.coreos.com",
        "scope": "Namespaced",
        "names": {"kind": "ServiceMonitor", "plural": "servicemonitors"},
        "versions": [
            {
                "name": "v1",
                "served": True,
                "storage": True,
                "schema": {"openAPIV3Schema": {"type": "object", "required": ["spec"], "properties": {"spec": _SPEC}}},
            }
        ],
    },
}
