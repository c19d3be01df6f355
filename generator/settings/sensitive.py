"""Says which of upstream's values a setting must be able to change, and how one recognises them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.base.trees import Steps, Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """A kind of upstream value that a setting must reach, how one recognises it, and what to do about one.

    `called` is what the value is called: an environment variable by its name, others by their last two keys.
    """

    what: str
    remedy: str
    pattern: re.Pattern[str] = re.compile(r".+", re.DOTALL)
    called: re.Pattern[str] = re.compile(r".*", re.DOTALL)


# A reference with a tag or a digest, or at a registry that is known; alone, behind a flag or in a text:
# `--image=quay.io/calico/node:v3.32.1`, `calico/node:latest`, `busybox:1.36`. A name with a port is none.
_DIGEST = r"@sha256:[0-9a-f]+"
_REGISTRY = (
    r"(?:quay\.io|public\.ecr\.aws|mcr\.microsoft\.com|registry\.[\w.-]+|localhost:[0-9]+|(?:[\w-]+\.)*"
    r"(?:docker\.(?:io|com)|gcr\.io|ghcr\.io|azurecr\.io|pkg\.dev|aliyuncs\.com|amazonaws\.com|daocloud\.io))"
)
_FORMS: Mapping[str, str] = {
    "at a host": rf"(?:(?:[a-z0-9-]+\.)+[a-z]+(?::[0-9]+)?|localhost(?::[0-9]+)?)/[\w./-]+(?::[\w.-]+|{_DIGEST})",
    "with a path": r"(?:[\w.-]+(?::[0-9]+)?/)+[\w.-]+"
    rf"(?::(?:v?[0-9][\w.-]*|latest|master|main|stable|edge|nightly)|{_DIGEST})",
    "by its name": rf"[a-z][\w.-]*(?::(?:v?[0-9]+[.-][\w.-]*|v[0-9]+|[0-9]|latest|stable|edge|nightly)|{_DIGEST})",
    "without a tag": rf"{_REGISTRY}/[\w./-]+",
}
_IMAGE = re.compile(
    rf"""(?:.*[\s=,"'])?(?:{"|".join(_FORMS.values())})(?:{_DIGEST})?(?:[\s,"'].*)?""",
    re.DOTALL,
)
_IMAGE_REMEDY = "add a role to generator/settings/tables/roles.py, or the mirror will miss it"
_NAMESPACE_REMEDY = "add a target to namespaceOverride in generator/settings/tables/general.py, which would miss it"

SENSITIVE: tuple[Sensitive, ...] = (
    Sensitive(what="an image reference", pattern=_IMAGE, remedy=_IMAGE_REMEDY),
    Sensitive(
        what="an image reference",
        called=re.compile(r"(?:.*\.)?(?:image|\w+Image)|image\.reference|(?:\w+_)?IMAGE", re.DOTALL),
        remedy=_IMAGE_REMEDY,
    ),
    Sensitive(
        what="a namespace",
        called=re.compile(r"(?:.*\.)?(?:namespace|\w+Namespace)|namespaces\..*|\w*NAMESPACE|(?:\w+_)?NS", re.DOTALL),
        remedy=_NAMESPACE_REMEDY,
    ),
    # Nothing else is called so; the name kube-flannel is given to containers and folders, too.
    Sensitive(
        what="a namespace",
        pattern=re.compile(r"(?:.*[^\w-])?kube-system(?:[^\w-].*)?", re.DOTALL),
        remedy=_NAMESPACE_REMEDY,
    ),
    Sensitive(
        what="a pod network",
        pattern=re.compile(r".*(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}\b.*", re.DOTALL),
        remedy="add it to the targets of podCIDR",
    ),
    Sensitive(
        what="an etcd placeholder",
        pattern=re.compile(r".*<ETCD_\w+>.*", re.DOTALL),
        remedy="add it to the targets of calico.etcd.endpoints",
    ),
)
OWN_NAMESPACE = Sensitive(what="a namespace", remedy=_NAMESPACE_REMEDY)

# What programs read: there a text that is the name of a namespace of the release means that.
_READ = frozenset({"env", "args", "command", "data"})


def _called(named: Steps) -> str:
    """What a value is called: a variable's value by the name of the variable."""
    return named[-2] if named[-1] == "value" and "env" in named else ".".join(named[-2:])


def sensitive_kind(at: Steps, value: Tree, namespaces: frozenset[str]) -> Sensitive | None:
    """What kind of sensitive value stands there, if any; `namespaces` are those that the release's objects are in."""
    named = tuple(step for step in at if not step.startswith("#"))
    if not isinstance(value, str) or not named:
        return None
    called = _called(named)
    for kind in SENSITIVE:
        if kind.pattern.fullmatch(value) and kind.called.fullmatch(called):
            return kind
    is_read = not _READ.isdisjoint(named[:-1])
    return OWN_NAMESPACE if is_read and value.rpartition("=")[2] in namespaces else None
