"""Settings of all objects of the chart: what they carry beside their own, and objects that the user adds."""

from generator.rows import pod_kinds
from generator.settings.kind import Kind, Schema, Shape
from generator.settings.setting import Row, setting
from generator.settings.targets import prints_own

# What the helper of labels prints.
OWN_LABELS = (
    "helm.sh/chart",
    *(f"app.kubernetes.io/{name}" for name in ("name", "instance", "version", "component", "managed-by")),
)
# What upstream's objects have, and the notes of Helm and of upstream's generators.
UPSTREAM_LABELS = (
    *("k8s-app", "app", "tier", "apiserver", "name"),
    "pod-security.kubernetes.io/enforce",
    "kubernetes.io/bootstrapping",
)
UPSTREAM_ANNOTATIONS = (
    "api-approved.kubernetes.io",
    "controller-gen.kubebuilder.io/version",
    "policy.networking.k8s.io/bundle-version",
    "policy.networking.k8s.io/channel",
    "rbac.authorization.kubernetes.io/autoupdate",
    *(f"seccomp.security.alpha.kubernetes.io/{name}ProfileName{s}" for name, s in (("allowed", "s"), ("default", ""))),
    *(f"apparmor.security.beta.kubernetes.io/{name}ProfileName{s}" for name, s in (("allowed", "s"), ("default", ""))),
)

_LABELS = pod_kinds.labels("a mapping of labels", legal=({"a.example.com/team": "net"}, {"b": "1e3", "c": ""}))
LABELS = pod_kinds.without(_LABELS, (*OWN_LABELS, *UPSTREAM_LABELS), "the chart sets it")
SERVICE_MONITOR_LABELS = pod_kinds.without(_LABELS, OWN_LABELS, "the chart sets it")
ANNOTATIONS = pod_kinds.without(pod_kinds.ANNOTATIONS, UPSTREAM_ANNOTATIONS, "upstream sets it")

_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": 253}
_OBJECT: Schema = {
    "type": "object",
    "required": ["apiVersion", "kind", "metadata"],
    "properties": {
        "apiVersion": _NAME,
        "kind": _NAME,
        "metadata": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": _NAME, "namespace": {"type": "string", "maxLength": 63}},
        },
    },
}
_SAMPLE: Schema = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "extra"}}
OBJECTS = Kind(
    what="a list of objects",
    schema={"type": "array", "items": _OBJECT, "maxItems": 64},
    unset=[],
    shape=Shape.TREE,
    legal=([{**_SAMPLE, "data": {"a": "{{ .Values.plugin }} 'b' \"c\""}}], [_SAMPLE]),
    illegal=(
        "x",
        _SAMPLE,
        ["x"],
        [{}],
        [{"kind": "ConfigMap", "metadata": {"name": "extra"}}],
        [{"apiVersion": "v1", "metadata": {"name": "extra"}}],
        [{"apiVersion": "v1", "kind": "ConfigMap"}],
        [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "extra-"}}],
        [{**_SAMPLE, "metadata": {"name": ""}}],
        [{**_SAMPLE, "metadata": {"name": "extra", "namespace": 1}}],
    ),
)

ROWS: tuple[Row, ...] = (
    setting(
        "commonLabels",
        LABELS,
        "Further labels of all objects that the chart makes, CRDs included, but not of pods (see podLabels) nor of "
        "extraObjects. Selectors never have them. A label that the chart sets itself is refused. Default: none. A change "
        "restarts no pod.",
    ),
    setting(
        "commonAnnotations",
        ANNOTATIONS,
        "Further annotations of all objects that the chart makes, CRDs included, but not of pods (see podAnnotations) nor of "
        "extraObjects. An annotation of one object alone wins. Those of Helm and of upstream are refused. Default: none. A "
        "change restarts no pod.",
    ),
    setting(
        "extraObjects",
        OBJECTS,
        "Further objects of the release, as they are: {{ }} in their texts is no template. Each needs apiVersion, kind and "
        "metadata.name; without metadata.namespace it is in the release's namespace. Helm owns them: it changes them on "
        "upgrade and deletes them with the release. A custom resource needs its CRD in the cluster before the release. Default: "
        "none.",
        prints_own("extra-objects.yaml"),
    ),
)
