"""Checks that Kubernetes accepts every rendered object, in each version that the chart is for; it skips none."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.base import process, yamltree
from generator.base.findings import Finding, Outcome
from generator.base.parallel import in_parallel
from generator.checks.renderings import Renders
from generator.checks.subject import Subject
from generator.tools.kubeconform import Conformance, Schemas, validate

# The scenarios by the document that they share: most documents are in many scenarios.
Shared = Mapping[str, Sequence[str]]


def _shared(renders: Renders) -> Shared:
    """Return the documents of all scenarios as the first helm renders them; another check proves that the others
    agree.
    """
    found: dict[str, list[str]] = {}
    for scenario, render in renders.of(renders.helms[0]).items():
        for part in yamltree.parts(render.text):
            found.setdefault(part, []).append(scenario)
    return found


def _write(documents: Shared, folder: Path) -> dict[Path, Sequence[str]]:
    """Write one file for each document, and remember its scenarios."""
    files = {folder / f"{number}.yaml": document for number, document in enumerate(documents)}
    for path, document in files.items():
        path.write_text(document, encoding="utf-8")
    return {path: documents[document] for path, document in files.items()}


def _findings(conformance: Conformance, files: Mapping[Path, Sequence[str]]) -> list[Finding]:
    """Yield a finding for each refused resource in each of its scenarios."""
    return [
        Finding(where=f"Kubernetes {conformance.kubernetes} > {scenario} > {one.kind}/{one.name}", message=one.message)
        for one in conformance.refusals
        for scenario in files[one.file]
    ]


def check_conformance(subject: Subject) -> Outcome:
    """Validate each rendered document once, with one call of kubeconform for each version of Kubernetes, side by
    side.
    """
    shared = _shared(subject.renders)
    sizes = {document: len(yamltree.load_shared(document, "a render")) for document in shared}
    crds = subject.build.line.calico
    schemas = [Schemas(folder=subject.schemas, crds=crds, kubernetes=version) for version in subject.kubernetes]
    with process.scratch("cni-conformance-") as folder:
        files = _write({document: shared[document] for document, size in sizes.items() if size}, folder)
        expected = sum(sizes.values())
        judged = list(in_parallel(lambda one: validate([*files], one, expected=expected), schemas if files else ()))
    objects = sum(size * len(shared[document]) for document, size in sizes.items())
    counts = {"objects": objects, "versions": len(judged), "skipped": sum(one.skipped for one in judged)}
    return Outcome(findings=tuple(found for one in judged for found in _findings(one, files)), counts=counts)
