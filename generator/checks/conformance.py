"""Every rendered object is one that Kubernetes accepts, in each version the chart is for; none is skipped."""

from pathlib import Path

from generator.base import process
from generator.base.findings import Finding, Outcome
from generator.base.parallel import in_parallel
from generator.checks.renderings import Renders
from generator.checks.subject import Subject
from generator.tools.kubeconform import Conformance, Schemas, validate


def _write(renders: Renders, folder: Path) -> list[Path]:
    """One file a scenario, as the first helm renders it; that the others render the same is another check."""
    files: list[Path] = []
    for scenario, render in renders.of(renders.helms[0]).items():
        path = folder / f"{scenario}.yaml"
        path.write_text(render.text, encoding="utf-8")
        files.append(path)
    return files


def _findings(conformance: Conformance) -> list[Finding]:
    """One finding for each resource that is refused; the file is named as its scenario."""
    return [
        Finding(
            where=f"Kubernetes {conformance.kubernetes} > {one.file.stem} > {one.kind}/{one.name}", message=one.message
        )
        for one in conformance.refusals
    ]


def check_conformance(subject: Subject) -> Outcome:
    """All renders in one call of kubeconform for each version of Kubernetes, the versions side by side."""
    objects = sum(len(documents) for documents in subject.renders.objects.values())
    crds = subject.build.line.calico
    schemas = [Schemas(folder=subject.schemas, crds=crds, kubernetes=version) for version in subject.kubernetes]
    with process.scratch("cni-conformance-") as folder:
        files = _write(subject.renders, folder)
        judged = list(in_parallel(lambda one: validate(files, one, expected=objects), schemas if files else ()))
    counts = {"objects": objects, "versions": len(judged), "skipped": sum(one.skipped for one in judged)}
    return Outcome(findings=tuple(finding for one in judged for finding in _findings(one)), counts=counts)
