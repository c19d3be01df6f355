"""Renders, checks, packages and installs charts by helm, in the same way with helm 4 and helm 3."""

import os
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from generator.base import process
from generator.base.errors import Problem, ProblemsError
from generator.tools.programs import locate


class Helm(Struct, frozen=True, kw_only=True):
    """One helm program."""

    name: str
    path: Path


class Install(Struct, frozen=True, kw_only=True):
    """What to install: a chart, value files of which the last wins, values that are set over them, and the release."""

    chart: Path
    values: tuple[Path, ...] = ()
    sets: tuple[str, ...] = ()
    name: str = "cni"
    namespace: str = "default"


class HelmError(ProblemsError):
    """A refusal by helm. `text` is all that helm wrote to standard error, `said` what it wrote to standard output."""

    def __init__(self, command: str, output: process.Output) -> None:
        self.text = output.stderr
        self.said = output.stdout
        found = f"status {output.status}: {output.stderr.strip()}"
        super().__init__([Problem(where=command, expected="success", found=found)])


# How Go runs a helm process, most often beside others: it may leave behind four
# times what it holds before it collects garbage, and takes one processor. Each saves a fifth of its processor time.
GO = {"GOGC": "400", "GOMAXPROCS": "1"}


def _environment(home: Path) -> dict[str, str]:
    """Return the user's environment with an empty home, and without any setting for helm or the cluster."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELM_", "KUBE"))}
    folders = {f"HELM_{kind}_HOME": str(home / kind.lower()) for kind in ("CACHE", "CONFIG", "DATA")}
    return {**GO, **kept, **folders, "HOME": str(home), "KUBECACHEDIR": str(home / "kube")}


def call(helm: Helm, *arguments: str, **more: str) -> process.Output:
    """Run one command with an empty home and none of the user's settings; raises HelmError when helm refuses it."""
    with process.scratch("cni-helm-") as home:
        output = process.run([str(helm.path), *arguments], env={**_environment(home), **more})
    if output.status:
        raise HelmError(" ".join([helm.name, *arguments[:3]]), output)
    return output


def inputs(release: Install) -> list[str]:
    """The chart, the namespace and the values as helm takes them."""
    values = [argument for path in release.values for argument in ("--values", str(path))]
    sets = [argument for one in release.sets for argument in ("--set", one)]
    return [str(release.chart), "--namespace", release.namespace, *values, *sets]


def located(name: str) -> Helm:
    """Return the helm of that name, `helm4` or `helm3`. Raise ProblemsError if it is not installed."""
    return Helm(name=name, path=locate(name))


def template(
    helm: Helm, release: Install, *, kube_version: str | None = None, served: Sequence[str] | None = None
) -> str:
    """Return the rendered manifest. Raise HelmError if a template, a check or the schema refuses the values.

    With `served`, render an upgrade in a cluster that serves these API versions in addition to those that helm knows.
    """
    assumed = ["--kube-version", kube_version] if kube_version else []
    if served is not None:
        assumed += ["--is-upgrade", *(argument for version in served for argument in ("--api-versions", version))]
    return call(helm, "template", release.name, *inputs(release), *assumed).stdout


def lint(helm: Helm, release: Install, *, kube_version: str | None = None) -> str:
    """Return what the strict lint prints. Raise HelmError if it finds something."""
    assumed = ["--kube-version", kube_version] if kube_version else []
    return call(helm, "lint", "--strict", *inputs(release), *assumed).stdout


class Signing(Struct, frozen=True, kw_only=True):
    """What signs a package: the name of a key, the file of secret keys, and a file with its passphrase."""

    key: str
    keyring: Path
    passphrase: Path | None = None

    @property
    def options(self) -> list[str]:
        """Return the options of helm for signing."""
        secret = ["--passphrase-file", str(self.passphrase)] if self.passphrase else []
        return ["--sign", "--key", self.key, "--keyring", str(self.keyring), *secret]


def package(helm: Helm, chart: Path, folder: Path, epoch: int, signing: Signing | None = None) -> None:
    """Write the package of a chart into a folder. Every file in it has that time, in seconds since 1970.

    With a key, helm writes the provenance file beside it.
    """
    options = ["--destination", str(folder), *(signing.options if signing else [])]
    call(helm, "package", str(chart), *options, SOURCE_DATE_EPOCH=str(epoch))


def _registry(*, plain_http: bool) -> list[str]:
    """Return the options for a registry: plain http if asked for, and the user's own logins."""
    given = os.environ.get("HELM_REGISTRY_CONFIG")
    config = Path(given) if given else Path("~/.config/helm/registry/config.json").expanduser()
    logins = ["--registry-config", str(config)] if config.is_file() else []
    return [*(["--plain-http"] if plain_http else []), *logins]


def push(helm: Helm, package: Path, url: str, *, plain_http: bool) -> str:
    """Push a package, with its provenance file, to a registry, and return what helm prints."""
    output = call(helm, "push", str(package), url, *_registry(plain_http=plain_http), TZ="UTC")
    return output.stdout + output.stderr


def pull(helm: Helm, url: str, version: str, folder: Path, *, plain_http: bool) -> None:
    """Write the package of a version from a registry into a folder."""
    options = ["--version", version, "--destination", str(folder), *_registry(plain_http=plain_http)]
    call(helm, "pull", url, *options)


def install(helm: Helm, release: Install, kubeconfig: Path, *options: str) -> process.Output:
    """Install a release. Helm prints the notes on standard output, and the server's warnings on standard error."""
    return call(helm, "install", release.name, *inputs(release), "--kubeconfig", str(kubeconfig), *options)
