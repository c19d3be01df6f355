"""Says which versions of Kubernetes serve an API version of a kind."""

import re
from collections.abc import Iterator

from generator.drift.cel import Minor, shown

# Kinds by API version, the first Kubernetes that serves them, and the last one; None if every known one before or after
# serves them. What a cluster must turn on first is not served. After Kubernetes' deprecation guide and API schemas.
_SERVED: tuple[tuple[str, Minor | None, Minor | None], ...] = (
    (r"admissionregistration\.k8s\.io/v1 (Mutating|Validating)WebhookConfiguration", (1, 16), None),
    (r"admissionregistration\.k8s\.io/v1 ValidatingAdmissionPolicy(Binding)?", (1, 30), None),
    (r"admissionregistration\.k8s\.io/v1 MutatingAdmissionPolicy(Binding)?", (1, 36), None),
    (r"apiextensions\.k8s\.io/v1 .*", (1, 16), None),
    (r"autoscaling/v2 .*", (1, 23), None),
    (r"(batch/v1 CronJob|discovery\.k8s\.io/v1 .*|policy/v1 .*)", (1, 21), None),
    (r"networking\.k8s\.io/v1 Ingress(Class)?", (1, 19), None),
    (r"networking\.k8s\.io/v1 (ServiceCIDR|IPAddress)", (1, 33), None),
    (r"node\.k8s\.io/v1 .*", (1, 20), None),
    (r"storage\.k8s\.io/v1 CSIDriver", (1, 18), None),
    (r"(extensions/v1beta1 (DaemonSet|Deployment|NetworkPolicy)|apps/v1beta[12] .*)", None, (1, 15)),
    (r"(admissionregistration|apiextensions|apiregistration|rbac\.authorization)\.k8s\.io/v1beta1 .*", None, (1, 21)),
    (r"(coordination|networking|scheduling)\.k8s\.io/v1beta1 .*", None, (1, 21)),
    (r"storage\.k8s\.io/v1beta1 CSIDriver", None, (1, 21)),
    (r"(policy/v1beta1 .*|batch/v1beta1 CronJob|(discovery|node)\.k8s\.io/v1beta1 .*)", None, (1, 24)),
)


def served(api_version: str, kind: str) -> tuple[Minor | None, Minor | None]:
    """Return the first and the last Kubernetes that serves a kind; None for each that is not known."""
    named = f"{api_version} {kind}"
    return next(((first, last) for name, first, last in _SERVED if re.fullmatch(name, named)), (None, None))


def _words(api_version: str, kind: str) -> Iterator[str]:
    first, last = served(api_version, kind)
    if first:
        yield f"{api_version} is served from Kubernetes {shown(first)} on"
    if last:
        yield f"{api_version} is served up to Kubernetes {shown(last)}"


def served_words(kind: str, *api_versions: str) -> str:
    """Return what is known of the API versions of a kind, in words; empty if nothing is."""
    return "; ".join(said for one in api_versions for said in _words(one, kind))
