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
    pinned one do. `more` are other commands of the same module, which stand beside the binary by the last part of their
    path. A tool with parts in C needs a C compiler.
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
    more: tuple[str, ...] = ()
    has_c: bool = False

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
        return (self.module / "go.mod", self.module / "go.sum", *sorted(self.module.rglob("*.go")))

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
_CALICO = "github.com/projectcalico/calico"
_CALICO_COMMANDS = (
    *("node/cmd/calico-node", "cni-plugin/cmd/calico", "cni-plugin/cmd/install", "typha/cmd/calico-typha"),
    *("kube-controllers/cmd/kube-controllers", "kube-controllers/cmd/check-status"),
)
_PLUGINS = "github.com/containernetworking/plugins/plugins"
_PLUGIN_COMMANDS = ("ipam/host-local", "main/loopback", "meta/bandwidth", "meta/portmap", "meta/tuning")
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
    # The newest Calico that is a module. calicoctl prints its version and then looks for a cluster.
    Tool(
        name="calico",
        version="3.28.5",
        binary="calicoctl",
        package=f"{_CALICO}/calicoctl/calicoctl",
        # The last is ours: calicoctl on a server that it does not change, for thousands of resources.
        more=(*(f"{_CALICO}/{path}" for path in _CALICO_COMMANDS), "./dry-run"),
        asks=("version",),
        stamps=(
            f"{_CALICO}/calicoctl/calicoctl/commands.VERSION=v3.28.5",
            f"{_CALICO}/calicoctl/calicoctl/commands/common.VERSION=v3.28.5",
            f"{_CALICO}/node/pkg/lifecycle/startup.VERSION=v3.28.5",
        ),
        for_tests=True,
        commit="1.11.0-cni-plugin.0.20250813170300-a0db560f0520",
    ),
    # flannel's backend udp is written in C.
    Tool(
        name="flanneld",
        version="0.28.9",
        binary="flanneld",
        package="github.com/flannel-io/flannel",
        more=("github.com/flannel-io/flannel/cmd/install_conf",),
        asks=("--version",),
        stamps=("github.com/flannel-io/flannel/pkg/version.Version=v0.28.9",),
        for_tests=True,
        has_c=True,
    ),
    Tool(
        name="cni-plugins",
        version="1.9.1",
        binary="bridge",
        package=f"{_PLUGINS}/main/bridge",
        more=(
            *(f"{_PLUGINS}/{path}" for path in _PLUGIN_COMMANDS),
            "github.com/containernetworking/cni/cnitool",
        ),
        asks=(),
        stamps=("github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion=v1.9.1",),
        for_tests=True,
    ),
    # The newest release of the plugins that has flannel's; flannel's own module is not published.
    Tool(
        name="flannel-cni-plugin",
        version="0.9.1",
        binary="flannel",
        package=f"{_PLUGINS}/meta/flannel",
        asks=(),
        stamps=("github.com/containernetworking/plugins/pkg/utils/buildversion.BuildVersion=v0.9.1",),
        for_tests=True,
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
