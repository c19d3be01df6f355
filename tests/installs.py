"""helm installs, upgrades and removes in an API server of the tests, with less work of its own.

By itself helm reads the OpenAPI documents of a server to learn whether it validates fields, which costs a third of a
process. Those of the tests do; tests/cluster/test_apiserver.py shows that helm's answer stays the same.
"""

from pathlib import Path

from generator.base.process import Output
from generator.tools import helm
from generator.tools.helm import Helm, Install, call, inputs

UNASKED = "--disable-openapi-validation"

# How each helm takes over objects that are there and belong to no release. helm 4 would apply them on the server, where
# their fields belong to whoever made them.
ADOPTING = {"helm3": ("--take-ownership",), "helm4": ("--take-ownership", "--server-side=false")}


def _place(release: Install, kubeconfig: Path) -> list[str]:
    return ["--namespace", release.namespace, "--kubeconfig", str(kubeconfig)]


def install(program: Helm, release: Install, kubeconfig: Path, *options: str) -> Output:
    """Install a release; the output is that of helm."""
    return helm.install(program, release, kubeconfig, UNASKED, *options)


def upgrade(program: Helm, release: Install, kubeconfig: Path, *options: str) -> Output:
    """Bring an installed release to this chart and these values."""
    kept = ("--kubeconfig", str(kubeconfig), UNASKED, *options)
    return call(program, "upgrade", release.name, *inputs(release), *kept)


def rollback(program: Helm, release: Install, kubeconfig: Path, revision: int) -> Output:
    """Bring an installed release back to one of its revisions."""
    return call(program, "rollback", release.name, str(revision), *_place(release, kubeconfig))


def manifest(program: Helm, release: Install, kubeconfig: Path) -> str:
    """The manifest that helm keeps of the installed release."""
    return call(program, "get", "manifest", release.name, *_place(release, kubeconfig)).stdout


def uninstall(program: Helm, release: Install, kubeconfig: Path) -> Output:
    """Remove a release; objects with the keep annotation stay."""
    return call(program, "uninstall", release.name, *_place(release, kubeconfig))
