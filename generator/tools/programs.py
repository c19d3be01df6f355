"""Turns the name of an outside program into the path of a right version: given, in the cache or on PATH."""

import functools
import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.base import process
from generator.base.errors import ProblemsError, problem

Version = tuple[int, ...]

_MODULES = Path(__file__).parent / "modules"
_RECIPE = "recipe.sha256"
_BUILD = "run `python -m generator tools`"


def cache() -> Path:
    """The folder that keeps what was built, one folder a tool and version."""
    if explicit := os.environ.get("CNI_TOOLS_CACHE"):
        return Path(explicit).absolute()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cni" / "tools"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One program: the release that its Go module file pins, the releases that do as well, and how it is built."""

    name: str
    version: str
    at_least: Version
    below: Version
    binary: str
    package: str
    asks: tuple[str, ...]
    stamps: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that may hold an explicit path."""
        return f"CNI_{self.name.upper().replace('-', '_')}"

    @property
    def module(self) -> Path:
        """The folder of its Go module file."""
        return _MODULES / self.name

    @property
    def home(self) -> Path:
        """Its folder in the cache."""
        return cache() / f"{self.name}-{self.version}"

    @property
    def flags(self) -> tuple[str, ...]:
        """How `go build` is called for it."""
        stamped = " ".join(["-s -w", *(f"-X {stamp}" for stamp in self.stamps)])
        return ("-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", stamped)

    @property
    def accepts(self) -> str:
        """The accepted releases in words."""
        low, high = (".".join(map(str, bound)) for bound in (self.at_least, self.below))
        return f"{self.name} >= {low} and < {high}"


# The stamps give a binary the version that a release build would have; helm's second half is the default of
# `.Capabilities.KubeVersion`, which a build without them reports as v1.20.
_TABLE = (
    Tool(
        name="helm4",
        version="4.3.1",
        at_least=(4, 3, 0),
        below=(5,),
        binary="helm",
        package="helm.sh/helm/v4/cmd/helm",
        asks=("version", "--short"),
        stamps=("helm.sh/helm/v4/internal/version.version=v4.3.1",),
    ),
    Tool(
        name="helm3",
        version="3.21.4",
        at_least=(3, 21, 0),
        below=(3, 22),
        binary="helm",
        package="helm.sh/helm/v3/cmd/helm",
        asks=("version", "--short"),
        stamps=(
            "helm.sh/helm/v3/internal/version.version=v3.21.4",
            "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1",
            "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=36",
            "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=1",
            "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=36",
        ),
    ),
    Tool(
        name="kubeconform",
        version="0.7.0",
        at_least=(0, 7, 0),
        below=(0, 7, 1),
        binary="kubeconform",
        package="github.com/yannh/kubeconform/cmd/kubeconform",
        asks=("-v",),
        stamps=("main.version=v0.7.0",),
    ),
    Tool(
        name="etcd",
        version="3.6.5",
        at_least=(3, 6, 5),
        below=(3, 6, 6),
        binary="etcd",
        package="go.etcd.io/etcd/server/v3",
        asks=("--version",),
    ),
    Tool(
        name="kube-apiserver",
        version="1.34.4",
        at_least=(1, 34, 4),
        below=(1, 34, 5),
        binary="kube-apiserver",
        package="k8s.io/kubernetes/cmd/kube-apiserver",
        asks=("--version",),
        stamps=(
            "k8s.io/component-base/version.gitVersion=v1.34.4",
            "k8s.io/component-base/version.gitMajor=1",
            "k8s.io/component-base/version.gitMinor=34",
        ),
    ),
)
TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in _TABLE}


@functools.cache
def _version(path: Path, asks: tuple[str, ...]) -> str:
    """The first version in what the program says of itself; empty when it says none."""
    try:
        output = process.run([str(path), *asks], timeout=30)
    except ProblemsError:
        return ""
    found = re.search(r"\bv?(\d+\.\d+\.\d+)\b", output.stdout + output.stderr)
    return found[1] if found else ""


def _fits(tool: Tool, path: Path) -> bool:
    version = _version(path, tool.asks)
    return bool(version) and tool.at_least <= tuple(map(int, version.split("."))) < tool.below


def _recipe(tool: Tool) -> str:
    """The digest of all that decides what is built, the Go release apart."""
    digest = hashlib.sha256("\n".join([tool.package, *tool.flags]).encode())
    for name in ("go.mod", "go.sum"):
        digest.update((tool.module / name).read_bytes())
    return digest.hexdigest() + "\n"


def _given(tool: Tool) -> Path | None:
    value = os.environ.get(tool.variable)
    if not value:
        return None
    path = Path(value).absolute()
    if _fits(tool, path):
        return path
    found = _version(path, tool.asks) or "no program that tells its version"
    raise problem(f"{tool.variable}={value}", expected=tool.accepts, found=found, remedy=f"unset it, then {_BUILD}")


def _cached(tool: Tool) -> Path | None:
    path, recipe = tool.home / tool.binary, tool.home / _RECIPE
    fresh = recipe.is_file() and recipe.read_text(encoding="utf-8") == _recipe(tool)
    return path if fresh and _fits(tool, path) else None


def _installed(tool: Tool) -> Path | None:
    found = shutil.which(tool.binary)
    return Path(found) if found and _fits(tool, Path(found)) else None


def find(tool: Tool) -> Path | None:
    """The path of a right version, or None; raises ProblemsError for a wrong one in the tool's environment variable."""
    return _given(tool) or _cached(tool) or _installed(tool)


def locate(name: str) -> Path:
    """The path of a right version of a tool; raises ProblemsError with the remedy when there is none."""
    tool = TOOLS[name]
    if path := find(tool):
        return path
    places = f"none in {tool.home}, none as {tool.binary} on PATH"
    raise problem(name, expected=tool.accepts, found=places, remedy=f"{_BUILD} or set {tool.variable}")


def store(tool: Tool, built: Path) -> None:
    """Move a built binary into the cache, its recipe last: without that it does not count."""
    if not _fits(tool, built):
        found = _version(built, tool.asks) or "no version"
        raise problem(
            f"the built {tool.name}", expected=tool.accepts, found=found, remedy="correct its row in tools.py"
        )
    recipe = tool.home / _RECIPE
    recipe.unlink(missing_ok=True)
    built.replace(tool.home / tool.binary)
    recipe.write_text(_recipe(tool), encoding="utf-8")
    _version.cache_clear()
