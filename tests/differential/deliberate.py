"""Lists what the chart refuses although an API server takes it, with the reason of each."""

import re
from collections.abc import Sequence

from msgspec import Struct


class Deliberate(Struct, frozen=True, kw_only=True):
    """What a class of refusals is called, why the chart refuses it, and what each of its lines is like."""

    name: str
    reason: str
    line: str


PODS: Sequence[Deliberate] = (
    Deliberate(
        name="another type",
        reason="YAML made another type of it than was meant; templates read what is empty as not set, which is no answer",
        line=r"^- at '[^']*': got \w+, want|: expected (a text|a list|a mapping|true or false|a whole number"
        r"|a number or a text|a whole number or a text), found",
    ),
    Deliberate(
        name="null",
        reason="null in a list or mapping of a value is read as what is not there; a line less says the same",
        line=r"expected a value; leave the line out where there is none",
    ),
    Deliberate(
        name="an empty word",
        reason="an empty word means Kubernetes' default; leaving the line out says so",
        line=r'expected one of [^"]*, found ""$|found an empty one$',
    ),
    Deliberate(
        name="whole numbers of the chart",
        reason="more than a day, or more than 100 revisions, is a slip of the keyboard",
        line=r"^- at '[^']*/(minReadySeconds|terminationGracePeriodSeconds|revisionHistoryLimit)': (minimum|maximum)",
    ),
    Deliberate(
        name="0 for the default",
        reason="0 means Kubernetes' default there; leaving the line out says so",
        line=r"(periodSeconds|timeoutSeconds|failureThreshold|successThreshold): expected 1 or more, found (0|-\d+)$"
        r"|hostPort: expected 1 or more, found 0$",
    ),
    Deliberate(
        name="timings of more than a day",
        reason="more than a day is a slip of the keyboard",
        line=r"Probe\.(periodSeconds|timeoutSeconds|failureThreshold|initialDelaySeconds): expected 86400 or less",
    ),
    Deliberate(
        name="at most 64",
        reason="values stay small enough for the Secret of a release, and for people",
        line=r"expected 64 (items|fields) or less|expected 4096 characters or less|expected 1024 characters or less",
    ),
    Deliberate(
        name="the chart's own",
        reason="selectors, checksums and Helm's labels are the chart's, and a container's variable stands there once",
        line=r"expected left out: |is the chart's own, or stands here twice",
    ),
    Deliberate(
        name="without an effect",
        reason="a value that nothing reads says that something else was meant",
        line=r": has no effect ",
    ),
    Deliberate(
        name="fields not offered",
        reason="kinds of volumes, terminals, Windows and claims of devices, hugepages, which no pod of a network plugin needs",
        line=r": no field of |(limits|requests): \"hugepages-",
    ),
    Deliberate(
        name="names that nothing can have",
        reason="no Secret, claim or label can be called so: the pod would wait for ever, or run nowhere",
        line=r"\.(configMap\.name|secret\.secretName|secret\.name|claimName): expected (a name of|253 characters or less)|imagePullSecrets\[\d+\]: expected the name of a Secret"
        r"|'/imagePullSecrets': items at|topologyKey: expected the key of a label"
        r"|preferredDuringSchedulingIgnoredDuringExecution\[\d+\]\.preference\..*: expected the value of a label",
    ),
    Deliberate(
        name="newer versions of Kubernetes alone",
        reason="the oldest versions that the line is for refuse it: any printable character in names of variables (1.34), "
        "underscores in search domains (1.34), other restart policies of containers (1.35), Gt and Lt of tolerations, and "
        "keys of matchLabelKeys that the selector has, too (1.34)",
        line=r"env\[\d+\]\.name: expected the name of a variable|extraEnv\[\d+\]\.name: expected the name of a variable"
        r"|prefix: expected a prefix of variables|searches\[\d+\]: expected a name of"
        r"|restartPolicy: (expected one of Always|only init containers take one)|operator: expected one of Exists, Equal"
        r"|matchLabelKeys: .* stands in labelSelector",
    ),
    Deliberate(
        name="a volume without a source",
        reason="Kubernetes makes an emptyDir of it, or no file, which whoever forgot the source does not expect",
        line=r"expected exactly one of configMap, (csi|downwardAPI), .*; found none$",
    ),
    Deliberate(
        name="a pod that cannot be made",
        reason="API servers ask more of pods than of what makes them: the workload would be taken, and each pod refused",
        line=r"stands in the pod twice; give the container|hostIP: expected an IPv4|image: expected the name of an image",
    ),
    Deliberate(
        name="missing by Kubernetes' own schema",
        reason="the field is needed by the definitions that Kubernetes publishes, and by kubectl",
        line=r"\.preference: missing; ",
    ),
)


def class_of(line: str, table: Sequence[Deliberate]) -> str:
    """The class of a line that the chart says; empty if it is of none."""
    return next((one.name for one in table if re.search(one.line, line)), "")


def deliberately(refused: str, table: Sequence[Deliberate]) -> str:
    """The class of a refusal of which every line is deliberate, that of its first; empty for another."""
    classes = [class_of(line, table) for line in refused.splitlines()]
    return classes[0] if classes and all(classes) else ""
