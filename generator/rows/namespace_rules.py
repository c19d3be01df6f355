"""Rules on the namespace that the release makes, on the credentials of a registry, and on what all objects carry."""

from generator.features.combinations import TemplateRule

_CREDENTIALS = "(list .Values.imageCredentials.registry .Values.imageCredentials.username .Values.imageCredentials.password | compact | len)"

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
    TemplateRule(
        test=r'regexMatch `"(meta\.)?helm\.sh/` (keys .Values.commonAnnotations | sortAlpha | toJson)',
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
