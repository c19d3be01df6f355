"""Lists what the chart refuses although an API server takes it, with the reason of each."""

import re
from collections.abc import Sequence

from msgspec import Struct


class Deliberate(Struct, frozen=True, kw_only=True):
    """What a class of refusals is called, why the chart refuses it, and what each of its lines is like.

    `beside` is what the values have, too.
    """

    name: str
    reason: str
    lines: Sequence[str]
    beside: str = ""


PODS: Sequence[Deliberate] = (
    Deliberate(
        name="another type",
        reason="YAML made another type of it than was meant, and templates read what is empty as not set",
        lines=(
            r"^- at '[^']*': got \w+, want",
            r": expected (a text|a list|a mapping|true or false|a whole number), found",
            r": expected a (whole )?number or a text, found",
        ),
    ),
    Deliberate(
        name="null",
        reason="null in a list or mapping of a value is read as what is not there; a line less says the same",
        lines=(r"expected a value; leave the line out where there is none",),
    ),
    Deliberate(
        name="a quantity without a number",
        reason="a unit alone counts as 0, which is a slip of the keyboard",
        lines=(r"expected a quantity of 0 or more",),
        beside=r'"(limits|requests)":\{[^}]*:"[A-Za-z]{1,2}"',
    ),
    Deliberate(
        name="pods' profiles on other objects",
        reason="an annotation that pods would be refused with is as wrong on what is no pod, where nothing reads it",
        lines=(r"seccomp\.security\.alpha\.kubernetes\.io/\S+: expected runtime/default, unconfined",),
        beside=r"serviceAccount\.annotations|commonAnnotations",
    ),
    Deliberate(
        name="an empty word",
        reason="an empty word means Kubernetes' default; leaving the line out says so",
        lines=(r'expected one of [^"]*, found ""$', r"found an empty one$"),
    ),
    Deliberate(
        name="0 for the default",
        reason="0 means Kubernetes' default there; leaving the line out says so",
        lines=(
            r"(periodSeconds|timeoutSeconds|failureThreshold|successThreshold): expected 1 or more, found (0|-\d+)$",
            r"hostPort: expected 1 or more, found 0$",
        ),
    ),
    Deliberate(
        name="whole numbers of the chart",
        reason="more than a day, or more than 100 revisions, is a slip of the keyboard",
        lines=(
            r"^- at '[^']*/(minReadySeconds|terminationGracePeriodSeconds|revisionHistoryLimit)': (minimum|maximum)",
            r"Probe\.(periodSeconds|timeoutSeconds|failureThreshold|initialDelaySeconds): expected 86400 or less",
        ),
    ),
    Deliberate(
        name="sizes of the chart",
        reason="values stay small enough for the Secret of a release, and for people",
        lines=(
            r"expected 64 (items|fields) or less",
            r"expected (4096|1024) characters or less",
            r'"[^"]{200,}": expected 253 characters or less',
        ),
    ),
    Deliberate(
        name="the chart's own",
        reason="selectors, checksums and Helm's labels are the chart's, and a container's variable stands there once",
        lines=(r"expected left out: ", r"is the chart's own, or stands here twice"),
    ),
    Deliberate(
        name="without an effect",
        reason="a value that nothing reads says that something else was meant",
        lines=(r": has no effect ",),
    ),
    Deliberate(
        name="not offered",
        reason="kinds of volumes, terminals, Windows, claims of devices and huge pages: no network plugin needs them",
        lines=(r": no field of ", r'(limits|requests): "hugepages-'),
    ),
    Deliberate(
        name="names that nothing can have",
        reason="no Secret, claim or label can be called so: the pod would wait for ever, or run nowhere",
        lines=(
            r"\.(configMap\.name|secret\.(secretN|n)ame|claimName): expected (a name of|253 characters or less)",
            r"imagePullSecrets\[\d+\]: expected the name of a Secret",
            r"'/imagePullSecrets': items at",
            r"topologySpreadConstraints\[\d+\]\.topologyKey: expected the key of a label",
            r"preferredDuringSchedulingIgnoredDuringExecution\[\d+\]\.preference\..*: expected the value of a label",
        ),
    ),
    Deliberate(
        name="newer versions of Kubernetes alone",
        reason="the oldest versions that the line is for refuse it: any printable character in names of variables, "
        "underscores in search domains, other restart policies of containers, Gt and Lt of tolerations, and keys of "
        "matchLabelKeys that the selector has, too",
        lines=(
            r"(env|extraEnv)\[\d+\]\.name: expected the name of a variable",
            r"prefix: expected a prefix of variables",
            r"searches\[\d+\]: expected a name of",
            r"restartPolicy: (expected one of Always|only init containers take one)",
            r"operator: expected one of Exists, Equal",
            r"matchLabelKeys: .* stands in labelSelector",
        ),
    ),
    Deliberate(
        name="a volume without a source",
        reason="Kubernetes makes an emptyDir of it, or no file, which whoever forgot the source does not expect",
        lines=(r"expected exactly one of configMap, (csi|downwardAPI), .*; found none$",),
    ),
    Deliberate(
        name="beside OnDelete",
        reason="nothing reads the numbers of a rolling update there, right or wrong",
        lines=(r"\.updateStrategy\.rollingUpdate\.(maxSurge|maxUnavailable): expected",),
        beside='"type":"OnDelete"',
    ),
    Deliberate(
        name="a pod that cannot be made",
        reason="API servers ask more of pods than of what makes them, and kubelets more still: nothing would ever run",
        lines=(
            r"emptyDir\.medium: expected nothing, Memory or HugePages",
            r"stands in the pod twice; give the container",
            r"hostIP: expected an IPv4",
            r"image: expected the name of an image",
        ),
    ),
    Deliberate(
        name="a port of Kubernetes' own",
        reason="a pod in the host's network cannot listen on a port that a program of Kubernetes has",
        lines=(r"takes port \d+ of the host, which .* has",),
    ),
    Deliberate(
        name="missing by Kubernetes' own schema",
        reason="the definitions that Kubernetes publishes need the field, and so does kubectl",
        lines=(r"\.preference: missing; ",),
    ),
)


def class_of(line: str, values: str, table: Sequence[Deliberate]) -> str:
    """The class of a line that the chart says of values; empty if it is of none."""
    return next(
        (one.name for one in table for line_like in one.lines if one.beside in values and re.search(line_like, line)),
        "",
    )


def deliberately(refused: str, values: str, table: Sequence[Deliberate]) -> str:
    """The class of a refusal of which every line is deliberate, that of its first; empty for another."""
    classes = [class_of(line, values, table) for line in refused.splitlines()]
    return classes[0] if classes and all(classes) else ""
