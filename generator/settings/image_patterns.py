"""Defines the patterns by which a text names an image: alone, behind a flag, or among others."""

import re
from collections.abc import Iterable, Mapping

from generator.releases.corrections import OWN_IMAGES

_DIGEST = r"@sha256:[0-9a-f]+"
_REGISTRY = (
    r"(?:quay\.io|public\.ecr\.aws|mcr\.microsoft\.com|registry\.[\w.-]+|localhost:[0-9]+|(?:[\w-]+\.)*"
    r"(?:docker\.(?:io|com)|gcr\.io|ghcr\.io|azurecr\.io|pkg\.dev|aliyuncs\.com|amazonaws\.com|daocloud\.io))"
)
_FOLDER = r"(?:calico|tigera|flannel|flannelcni|flannel-io|coreos|rancher)"
_OWN = "|".join(sorted({re.escape(name) for names in OWN_IMAGES.values() for name in names}))

# A reference with a tag or a digest, or at a registry that is known: `--image=quay.io/calico/node:v3.32.1`,
# `calico/node:latest`, `busybox:1.36`. A name with a port is none.
_ANYWHERE: Mapping[str, str] = {
    "at a host": rf"(?:(?:[a-z0-9-]+\.)+[a-z]+(?::[0-9]+)?|localhost(?::[0-9]+)?)/[\w./-]+(?::[\w.-]+|{_DIGEST})",
    "with a path": r"(?:[\w.-]+(?::[0-9]+)?/)+[\w.-]+"
    rf"(?::(?:v?[0-9][\w.-]*|latest|master|main|stable|edge|nightly)|{_DIGEST})",
    "by its name": rf"[a-z][\w.-]*(?::(?:v?[0-9]+[.-][\w.-]*|v[0-9]+|[0-9]|latest|stable|edge|nightly)|{_DIGEST})",
    "without a tag": rf"{_REGISTRY}/[\w./-]+",
    "for a runtime": r"(?:docker|oci|containerd)://[\w.-]+(?::[\w.-]+)?(?:/[\w.-]+(?::[\w.-]+)?)*",
}

# Names an image where programs read it; elsewhere it may be anything.
_READ: Mapping[str, str] = {
    "of the projects": rf"(?:[\w.-]+(?::[0-9]+)?/)*{_FOLDER}/(?:{_OWN})(?::[\w.-]+)?",
    "by a tag in words": r"(?:[\w.-]+/)*[a-z][\w.-]*:[a-z][\w.-]*",
    "at an address": r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}:[0-9]+/[a-z0-9][\w./-]*(?::[\w.-]+)?",
    "at a domain": r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?/[a-z0-9][\w.-]*(?:/[\w.-]+)+",
}


def _among(forms: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern of a text that has one of the given patterns in it, apart from what surrounds it."""
    before, behind = r"""(?<![^\s=,;|"'`\[({<])""", r"""(?![^\s,;|"'`\])}>])"""
    return re.compile(rf".*{before}(?:{'|'.join(forms)})(?:{_DIGEST})?{behind}.*", re.DOTALL)


IMAGE_ANYWHERE = _among(_ANYWHERE.values())
IMAGE_READ = _among(_READ.values())
