"""Rules on the namespace that the release makes, on the credentials of a registry, and on what all objects carry."""

from generator.features.combinations import TemplateRule

_CREDENTIALS = "(list .Values.imageCredentials.registry .Values.imageCredentials.username .Values.imageCredentials.password | compact | len)"

# Names of labels and annotations, as a list in JSON.
_KEY = r"([a-z0-9][a-z0-9.-]*/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
_NAMED = ("commonLabels", "commonAnnotations", "calico.metrics.serviceMonitor.additionalLabels")
_KEYS = {path: f"(keys .Values.{path} | sortAlpha | toJson)" for path in _NAMED}

NAMESPACE_RULES: tuple[TemplateRule, ...] = (
    TemplateRule(
        test='and .Values.namespace.create (include "cni.namespaceIsThere" .)',
        message='namespace.create: true, but the namespace {include "cni.namespace" .} is there before the release; remove it, or '
        "name another one in namespaceOverride",
    ),
    TemplateRule(
        test=f"has {_CREDENTIALS} (list 1 2)",
        message=f"imageCredentials: {{{_CREDENTIALS}}} of registry, username and password given; give all three or none",
    ),
    *(
        TemplateRule(
            test=rf'and .Values.{path} (not (regexMatch `^\[("{_KEY}",?)*\]$` {keys}))',
            message=f"{path}: one of its names is none of Kubernetes'; write letters, digits, hyphens, dots and underscores, at most "
            "63, with a domain and a slash before them or not",
        )
        for path, keys in _KEYS.items()
    ),
    TemplateRule(
        test=rf'regexMatch `"(meta\.)?helm\.sh/` {_KEYS["commonAnnotations"]}',
        message="commonAnnotations: those below helm.sh/ and meta.helm.sh/ tell Helm what to do with an object; remove them",
    ),
    TemplateRule(
        test='and .Values.extraObjects (include "cni.objectLists" .)',
        message='extraObjects: {include "cni.objectLists" .} holds objects of its own; make each of them an entry of extraObjects',
    ),
    TemplateRule(
        test='and .Values.extraObjects (include "cni.takenObjects" .)',
        message='extraObjects: the chart, or this list twice, has {include "cni.takenObjects" .}; give each another name, or remove it',
    ),
)
