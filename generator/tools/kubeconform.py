"""Validates rendered files by kubeconform, with our own strict schemas and no others."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from generator.base.errors import Problem, problem, raise_problems
from generator.base.process import run
from generator.base.records import record_of_json
from generator.tools import programs

# Relative to the folder of schemas, where kubeconform runs: a location is a template and a URL, a path may be neither.
_KUBERNETES = "kubernetes/{{ .NormalizedKubernetesVersion }}/{{ .ResourceKind }}{{ .KindSuffix }}.json"
_CRDS = "{{ .Group }}/{{ .ResourceKind }}_{{ .ResourceAPIVersion }}.json"

# Kubeconform silently skips files with other names.
_SUFFIXES = frozenset({".json", ".yaml", ".yml"})


class _Resource(Struct, frozen=True, kw_only=True):
    filename: str
    kind: str
    name: str
    msg: str


class _Summary(Struct, frozen=True, kw_only=True):
    valid: int
    invalid: int
    errors: int
    skipped: int


class _Report(Struct, frozen=True, kw_only=True):
    resources: tuple[_Resource, ...]
    summary: _Summary


class Invalid(Struct, frozen=True, kw_only=True, order=True):
    """A resource that is not valid, or that could not be validated, and why."""

    file: Path
    kind: str
    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.file} > {self.kind}/{self.name}: {self.message}"


class Conformance(_Summary, frozen=True, kw_only=True):
    """How many resources of a set of files are valid for one Kubernetes version, and which are not."""

    kubernetes: str
    refusals: tuple[Invalid, ...]

    @property
    def seen(self) -> int:
        """The number of all resources that were looked at."""
        return self.valid + self.invalid + self.errors + self.skipped


class Schemas(Struct, frozen=True, kw_only=True):
    """The folder of schemas, the Calico release whose CRDs count, and the Kubernetes version `x.y.z`."""

    folder: Path
    crds: str
    kubernetes: str

    def folders(self) -> tuple[Path, Path]:
        """Return the folders of the schemas of Kubernetes and of the CRDs."""
        return self.folder / "kubernetes" / f"v{self.kubernetes}", self.folder / "crds" / self.crds


def _input_problems(files: Sequence[Path], schemas: Schemas) -> Iterator[Problem]:
    if not files:
        yield Problem(where="kubeconform", expected="files to validate", found="none")
    for file in files:
        if file.suffix not in _SUFFIXES or not file.is_file():
            yield Problem(where=str(file), expected="a file named *.yaml, *.yml or *.json", found="something else")
    for folder in (folder for folder in schemas.folders() if not folder.is_dir()):
        yield Problem(where=str(folder), expected="schemas", found="no folder", remedy="run `nox -s schemas`")


def _message(resource: _Resource) -> str:
    """Return what is wrong and where, without the preamble that names a schema file on this machine."""
    return " ".join((resource.msg.partition("json#' - ")[2] or resource.msg).split())


def _refusals(report: _Report, files: Sequence[Path]) -> Iterator[Invalid]:
    """Yield what the report refuses, with the files as they were given."""
    given = {str(file.resolve()): file for file in files}
    for one in report.resources:
        file = given.get(one.filename, Path(one.filename))
        yield Invalid(file=file, kind=one.kind, name=one.name, message=_message(one))


def validate(files: Sequence[Path], schemas: Schemas, *, expected: int | None = None) -> Conformance:
    """Validate all files in one call for one Kubernetes version.

    Raise ProblemsError if kubeconform cannot validate them, or saw another number of resources than expected.
    """
    kubernetes = schemas.kubernetes
    raise_problems(_input_problems(files, schemas))
    binary = str(programs.locate("kubeconform"))
    options = ["-strict", "-output", "json", "-summary", "-kubernetes-version", kubernetes]
    locations = ["-schema-location", _KUBERNETES, "-schema-location", f"crds/{schemas.crds}/{_CRDS}"]
    output = run([binary, *options, *locations, "--", *(str(file.resolve()) for file in files)], cwd=schemas.folder)
    report = record_of_json(output.stdout or output.stderr, _Report, "kubeconform", "a report in JSON")
    refusals = tuple(sorted(_refusals(report, files)))
    conformance = Conformance(kubernetes=kubernetes, refusals=refusals, **asdict(report.summary))
    if expected is not None and conformance.seen != expected:
        raise problem(f"kubeconform {kubernetes}", expected=f"{expected} resources", found=str(conformance.seen))
    return conformance
