"""Lists the kinds of changes, one row a kind: what each means for a cluster, and what it does to the chart's
version.
"""

from generator.drift.change import Bump, Rule

_RESTART = "The pods of the workload restart, node by node."


def _unsafe(name: str, means: str) -> Rule:
    """Return a kind of change that can break what is in the cluster."""
    return Rule(name, means, Bump.MAJOR, unsafe=True)


def _refused(name: str, means: str) -> Rule:
    """Return a kind of change that can break what is in the cluster, and that no upgrade makes in place."""
    return Rule(name, means, Bump.MAJOR, unsafe=True, in_place=False)


# Images.
IMAGE_TAG = Rule("image tag changed", f"{_RESTART} Mirrors need the new image first.", Bump.PATCH)
IMAGE_REGISTRY = Rule(
    "image registry moved",
    f"{_RESTART} Nodes pull from another registry: firewalls, pull secrets and imageMirror.hosts must know it first.",
)
IMAGE_REPOSITORY = Rule(
    "image repository changed",
    f"{_RESTART} Mirrors and policies that name the image by its repository must know the new one first.",
)
IMAGE_GONE = _unsafe(
    "image no longer published",
    f"{_RESTART} The manifest names the release's image by another name, and nothing by the former one, which has no "
    "tag of the new release. Where a mirror or a value still has the former name, no pod starts: fill the mirror "
    "with the new image first, and adapt policies, pull-through rules and values of images that name the former "
    "repository.",
)
IMAGE_ADDED = Rule("image added", "Nodes pull one more image: mirrors need it first.")
IMAGE_REMOVED = Rule("image removed", "Nodes pull that image for this container no longer.")

# CustomResourceDefinitions as a whole.
CRD_ADDED = Rule("CRD added", "A new kind of objects; what is in the cluster stays as it is.")
CRD_REMOVED = _refused(
    "CRD removed",
    "Unsafe without helm.sh/resource-policy: keep, because all objects would be deleted with their definition. The "
    "former chart has it there, so the definition stays with its objects, and nothing reads them any longer.",
)
CRD_LOST = _refused(
    "CRD removed and not kept",
    "Unsafe: the former chart has no helm.sh/resource-policy: keep there, so helm deletes the definition and with it "
    "all of its objects.",
)
CRD_IDENTITY = _refused(
    "CRD scope, group or names changed",
    "Immutable: the API server refuses the new definition until the old one is deleted with all of its objects.",
)
CRD_VERSION_ADDED = Rule("CRD version added", "Objects can be read and written in one more version.")
CRD_STORED_REMOVED = _refused(
    "CRD stored version removed",
    "The API server refuses the definition while objects are stored in that version: migrate them first.",
)
CRD_VERSION_REMOVED = _unsafe("CRD version removed", "Clients that use that version get errors: move them first.")
CRD_STORAGE_MOVED = Rule(
    "CRD stored version changed",
    "New writes are stored in another version; the former one must stay until all objects were written anew.",
)
CRD_DETAIL = Rule("CRD detail changed", "Printed columns, short names and the like; no object changes.", Bump.PATCH)

# Fields of custom resources.
SCHEMA_ADDED = _unsafe(
    "CRD schema added",
    "Where any field was kept, the API server now drops what the schema does not name, and refuses what is otherwise.",
)
FIELD_ADDED = Rule("CRD field added", "Objects can hold one more field, and hold its default at once where it has one.")
FIELD_REMOVED = _unsafe(
    "CRD field removed",
    "The API server drops the field from objects when they are next written, and what reads it finds nothing.",
)
TYPE_CHANGED = _unsafe("CRD type changed", "Objects of the former type cannot be written any longer.")
REQUIRED_ADDED = _unsafe("CRD field required", "Objects without the field cannot be written any longer.")
ENUM_TIGHTENED = _unsafe("CRD enumeration tightened", "Objects with another value cannot be written any longer.")
BOUND_TIGHTENED = _unsafe("CRD bound tightened", "Objects with values outside of it cannot be written any longer.")
DEFAULT_CHANGED = _unsafe("CRD default changed", "Objects that leave the field out mean something else.")
CEL_ADDED = _unsafe(
    "CRD validation rule added",
    "Objects that break the rule cannot be written any longer; API servers older than the rule's functions refuse the "
    "whole definition.",
)
SCHEMA_RELAXED = Rule("CRD validation relaxed", "Objects can hold more than before.")
SCHEMA_DETAIL = Rule("CRD schema detail changed", "How lists merge, what is kept, what is told: read the difference.")

# Permissions.
GRANT_GAINED = Rule("permission gained", "Who installs the chart must hold the permission, too.")
GRANT_DANGEROUS = Rule(
    "dangerous permission gained",
    "A pod that is taken over can use it against the whole cluster; who installs the chart must hold it, too.",
    unsafe=True,
)
GRANT_LOST = Rule(
    "permission lost", "What still runs in the former version loses it before its pod is replaced.", Bump.MAJOR
)
SUBJECTS_CHANGED = Rule("subjects of a binding changed", "Other accounts have the role's permissions.")

# Pods.
CONTAINER_ADDED = Rule("container added", _RESTART)
CONTAINER_REMOVED = Rule("container removed", _RESTART)
POD_FIELD = Rule("pod field changed", _RESTART)
POD_PRIVILEGE = Rule(
    "pod privilege gained",
    f"{_RESTART} They may do more on the node: admission policies and reviews must allow it first.",
    unsafe=True,
)
POD_SECURITY = Rule(
    "security field of pods changed",
    f"{_RESTART} Admission policies judge pods by it. A profile of AppArmor or seccomp that it names must be on "
    "every node, or pods do not start. API servers before Kubernetes 1.30 drop the field appArmorProfile.",
)
HOST_PATH = Rule(
    "host path mounted without a type",
    f"{_RESTART} Nothing checks the path before the pod starts: where a node lacks it, the container runtime makes a "
    "folder of that name, and where it cannot, as in /sys, the pod does not start (projectcalico/calico#13681). See "
    "that every node has the path.",
    unsafe=True,
)
SELECTOR_CHANGED = _refused(
    "selector changed",
    "Immutable: helm cannot upgrade the workload; it must be deleted first, and its pods with it. flannel's two "
    "manifests differ there: flannel.manifest chooses one, and kubectl -n kube-flannel get daemonset kube-flannel-ds "
    "-o jsonpath='{.spec.selector.matchLabels}' tells which one a cluster has.",
)
JOB_CHANGED = _refused(
    "Job changed",
    "Immutable: the API server refuses another Job of the same name. The name follows the values and not the release: "
    "the former Job must be deleted before the upgrade.",
)
WORKLOAD_FIELD = Rule("workload field changed", "How many pods there are or how they are replaced.")

# Configuration.
_READERS = "Pods that read it restart where rolloutOnConfigChange is true, and must be restarted where not."
KEY_ADDED = Rule("configuration key added", _READERS)
KEY_REMOVED = Rule("configuration key removed", _READERS)
KEY_CHANGED = Rule("configuration changed", _READERS)
CNI_VERSION_RAISED = Rule(
    "CNI version raised",
    f"{_READERS} The container runtime and every plugin of the list must know the new version, or no new pod starts: "
    "1.0.0 needs containerd 1.6 or another runtime with libcni 1.0, and base CNI plugins from v1.0.0 on. A list in "
    "cni.config keeps its own version.",
)
CNI_VERSION_LOWERED = Rule(
    "CNI version lowered",
    f"{_READERS} Container runtimes and base CNI plugins that know the former version know the new one, too. Below "
    "0.4.0, runtimes do not call CHECK, and give plugins no earlier result when a pod ends: a plugin of the list "
    "that needs either does not get it. A list in cni.config keeps its own version.",
)

# Documents.
OBJECT_ADDED = Rule("object added", "helm creates it.")
OBJECT_REMOVED = Rule("object removed", "helm deletes it, a workload's pods with it.", Bump.MAJOR, in_place=False)
NAMESPACE_MOVED = _refused(
    "namespace moved",
    "helm makes a new object and deletes the former one: pods of both can run on a node at once for a while, and what "
    "names the former namespace finds nothing.",
)
API_VERSION = Rule(
    "API version changed",
    "Older or newer API servers do not have it; no object is lost. Where the API server no longer serves the former "
    "version, helm cannot read the former release.",
    in_place=False,
)
API_UNSERVED = _unsafe(
    "API version not served",
    "API servers of some versions that the chart installs on do not have it, and refuse the install or the upgrade "
    "as a whole: bound the line's Kubernetes, or leave the object out there.",
)
IMMUTABLE_FIELD = _refused(
    "immutable field changed", "The API server refuses the change: the object must be deleted before the upgrade."
)
OBJECT_FIELD = Rule("object field changed", "helm changes the object in place.")

# Values of the chart.
VALUE_ADDED = Rule("value added", "The chart takes one more value; whoever does not set it sees no change.")
VALUE_REMOVED = Rule(
    "value removed", "helm refuses values files that set it: take it out before the upgrade.", Bump.MAJOR
)
VALUE_RENAMED = Rule(
    "value renamed", "helm refuses values files that set the former name: write the new one.", Bump.MAJOR
)
VALUE_DEFAULT = Rule("default of a value changed", "Whoever does not set it gets the new one.")
VALUE_KIND = Rule("kind of a value changed", "helm may refuse what the value was set to.")

# Kubernetes.
KUBERNETES_RAISED = Rule(
    "oldest Kubernetes raised", "helm refuses the upgrade on older clusters: upgrade Kubernetes first.", Bump.MAJOR
)
KUBERNETES_RANGE = Rule("range of Kubernetes changed", "helm installs on other clusters than before.")
KUBERNETES_TESTED = Rule("Kubernetes tested by upstream", "Upstream tests other versions than before.", Bump.PATCH)
KUBERNETES_NEEDED = Rule(
    "Kubernetes needed by validation rules",
    "Older API servers refuse definitions whose rules call functions that they do not have.",
)
KUBERNETES_TOO_OLD = _unsafe(
    "range of Kubernetes too wide",
    "The chart says that it installs on API servers that refuse its definitions: raise the line's range.",
)
