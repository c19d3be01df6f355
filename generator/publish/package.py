"""Packs the chart of a line by helm, with the same bytes on every machine, and adds the SBOM."""

from collections.abc import Mapping

from msgspec import Struct

from generator.base.errors import Problem, problem, raise_problems
from generator.base.files import write_tree
from generator.base.process import scratch
from generator.chart.build import Build
from generator.checks.lint import lint_findings
from generator.publish.archive import Archive, parse_archive
from generator.publish.sbom import sbom
from generator.releases.lines import oldest_kubernetes
from generator.tools import helm

EPOCH = "SOURCE_DATE_EPOCH"
# The last second that the header of a tar archive can hold.
_LAST = 8**11 - 1

CHART = "cni"


class Package(Struct, frozen=True, kw_only=True):
    """The package of a line, and the files that lie beside it, by name."""

    archive: Archive
    name: str
    beside: Mapping[str, bytes]

    @property
    def files(self) -> dict[str, bytes]:
        """All files by name."""
        return {self.name: self.archive.body, **self.beside}


def read_epoch(said: str | None) -> int:
    """Return the time of all files in a package, from the option or the environment. Raise ProblemsError for any other
    text.
    """
    number = int(said) if said and said.isdecimal() and said.isascii() and len(said) <= 11 else -1
    if not 0 <= number <= _LAST:
        remedy = "pass --epoch or set the variable; `git log -1 --format=%ct` prints the time of the commit"
        found = repr(said) if said else "none"
        raise problem(EPOCH, expected=f"seconds since 1970, at most {_LAST}", found=found, remedy=remedy)
    return number


def _packed(made: Build, epoch: int, signing: helm.Signing | None) -> tuple[Archive, dict[str, bytes]]:
    """Return the chart as helm 4 packages it with that time, and the provenance file if it is signed."""
    with scratch("cni-package-") as folder:
        write_tree(folder / CHART, made.chart.files)
        helm.package(helm.located("helm4"), folder / CHART, folder, epoch, signing)
        path = folder / f"{CHART}-{made.line.version}.tgz"
        signed = {one.name: one.read_bytes() for one in folder.glob("*.prov")}
        return parse_archive(path.name, path.read_bytes()), signed


def pack(made: Build, epoch: int) -> Archive:
    """Return the chart of a build as helm 4 packages it with that time, which alone decides the bytes."""
    archive, _ = _packed(made, epoch, None)
    return archive


def _lint(archive: Archive, made: Build) -> None:
    """Raise ProblemsError with what the strict lint finds in the package itself."""
    kubernetes = made.line.validated[-1] if made.line.validated else oldest_kubernetes(made.line)
    with scratch("cni-package-") as folder:
        path = folder / archive.where
        path.write_bytes(archive.body)
        found, _ = lint_findings(helm.located("helm4"), path.name, helm.Install(chart=path), kubernetes)
    raise_problems(
        Problem(where=one.where, expected="nothing for helm lint --strict to say", found=one.message) for one in found
    )


def package(made: Build, epoch: int, signing: helm.Signing | None = None) -> Package:
    """Return the package of a build, linted, with its SBOM, and with its provenance file if it is signed."""
    archive, signed = _packed(made, epoch, signing)
    _lint(archive, made)
    name = archive.where
    bill = {f"{name.removesuffix('.tgz')}.cdx.json": sbom(made, archive)}
    return Package(archive=archive, name=name, beside={**bill, **signed})
