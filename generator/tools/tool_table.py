"""Lists the external programs: which releases of each do, and how each is built from its Go module file."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.base.caches import cache_folder
from generator.base.version import numbers

Version = tuple[int, ...]

_MODULES = Path(__file__).parent / "modules"


def cache() -> Path:
    """Return the folder of built programs, with one folder a tool and version."""
    return cache_folder("tools")


class Tool(Struct, frozen=True, kw_only=True):
    """One program: the release that its Go module file pins, the releases that do as well, and how it is built.

    One for tests alone is built only where it is named. `commit` is the version of its module where that is none of
    the release's own. `accepted` are the first release that does and the first that does no more, where others than the
    pinned one do.
    """

    name: str
    version: str
    binary: str
    package: str
    asks: tuple[str, ...]
    stamps: tuple[str, ...] = ()
    for_tests: bool = False
    commit: str = ""
    accepted: tuple[Version, Version] | None = None

    @property
    def bounds(self) -> tuple[Version, Version]:
        """The first release that does, and the first that does no more."""
        *start, patch = numbers(self.version)
        return self.accepted or ((*start, patch), (*start, patch + 1))

    @property
    def variable(self) -> str:
        """The environment variable that may hold an explicit path."""
        return f"CNI_{self.name.upper().replace('-', '_')}"

    @property
    def module(self) -> Path:
        """The folder of its Go module file."""
        return _MODULES / self.name

    @property
    def recipe(self) -> tuple[Path, ...]:
        """The files that decide what is built: those of the Go module, and code of ours beside them."""
        return (self.module / "go.mod", self.module / "go.sum", *sorted(self.module.glob("*.go")))

    @property
    def home(self) -> Path:
        """The tool's folder in the cache."""
        return cache() / f"{self.name}-{self.version}"

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags of `go build`."""
        stamped = " ".join(["-s -w", *(f"-X {stamp}" for stamp in self.stamps)])
        return ("-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", stamped)

    @property
    def accepts(self) -> str:
        """The accepted releases in words."""
        low, high = (".".join(map(str, bound)) for bound in self.bounds)
        return f"{self.name} >= {low} and < {high}"


def _etcd(name: str, version: str) -> Tool:
    package = "go.etcd.io/etcd/server/v3"
    return Tool(name=name, version=version, binary="etcd", package=package, asks=("--version",))


def _apiserver(name: str, version: str) -> Tool:
    major, minor, _ = numbers(version)
    return Tool(
        name=name,
        version=version,
        binary="kube-apiserver",
        package="k8s.io/kubernetes/cmd/kube-apiserver",
        asks=("--version",),
        stamps=(
            f"k8s.io/component-base/version.gitVersion=v{version}",
            f"k8s.io/component-base/version.gitMajor={major}",
            f"k8s.io/component-base/version.gitMinor={minor}",
        ),
    )


def _renderer(helm: Tool) -> Tool:
    """Return the renderer on the packages of a helm, with the stamps of helm's version. Go ignores stamps of packages
    that a binary lacks.
    """
    name = helm.name.replace("helm", "renderer")
    own = replace(helm, name=name, binary=name, package=".", asks=("version",))
    return replace(own, accepted=None)


# The stamps give a binary the version that a release build would have; helm's second half is the default of
# `.Capabilities.KubeVersion`, which a build without them reports as v1.20.
_HELM4 = Tool(
    name="helm4",
    version="4.3.1",
    accepted=((4, 3, 0), (5,)),
    binary="helm",
    package="helm.sh/helm/v4/cmd/helm",
    asks=("version", "--short"),
    stamps=("helm.sh/helm/v4/internal/version.version=v4.3.1",),
)
# 3.22 is its last minor: helm 3 gets security fixes until February 2027.
_HELM3 = Tool(
    name="helm3",
    version="3.22.0",
    accepted=((3, 21, 0), (4,)),
    binary="helm",
    package="helm.sh/helm/v3/cmd/helm",
    asks=("version", "--short"),
    stamps=(
        "helm.sh/helm/v3/internal/version.version=v3.22.0",
        "helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1",
        "helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=37",
        "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMajor=1",
        "helm.sh/helm/v3/pkg/lint/rules.k8sVersionMinor=37",
    ),
)
_TABLE = (
    _HELM4,
    _HELM3,
    Tool(
        name="kubeconform",
        version="0.8.0",
        binary="kubeconform",
        package="github.com/yannh/kubeconform/cmd/kubeconform",
        asks=("-v",),
        stamps=("main.version=v0.8.0",),
    ),
    # A registry that tests push to.
    Tool(
        name="registry",
        version="3.1.2",
        binary="registry",
        package="github.com/distribution/distribution/v3/cmd/registry",
        asks=("--version",),
        stamps=("github.com/distribution/distribution/v3/version.version=v3.1.2",),
    ),
    _etcd("etcd", "3.7.3"),
    _apiserver("kube-apiserver", "1.37.2"),
    # The newest calicoctl that is a module. It prints its version and then looks for a cluster.
    Tool(
        name="calicoctl",
        version="3.28.5",
        binary="calicoctl",
        package="github.com/projectcalico/calico/calicoctl/calicoctl",
        asks=("version",),
        stamps=("github.com/projectcalico/calico/calicoctl/calicoctl/commands.VERSION=v3.28.5",),
        for_tests=True,
        commit="1.11.0-cni-plugin.0.20250813170300-a0db560f0520",
    ),
    # The linter of GitHub's workflows, for the tests.
    Tool(
        name="actionlint",
        version="1.7.12",
        binary="actionlint",
        package="github.com/rhysd/actionlint/cmd/actionlint",
        asks=("-version",),
        stamps=("github.com/rhysd/actionlint.version=1.7.12",),
        for_tests=True,
    ),
    _etcd("etcd-oldest", "3.6.5"),
    _apiserver("kube-apiserver-oldest", "1.34.4"),
    _renderer(_HELM4),
    _renderer(_HELM3),
)

TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in _TABLE}
USUAL = tuple(tool.name for tool in _TABLE if not tool.for_tests)
