"""Every rendered object is one that Kubernetes accepts, in each version the schemas are for; none is skipped."""

from pathlib import Path

from generator.base import process
from generator.base.findings import Finding, Result
from generator.checks.renders import Renders
from generator.releases.lines import ReleaseLine
from generator.tools.kubeconform import Schemas, validate

CHECK = "kubeconform"


def _write(renders: Renders, folder: Path) -> list[Path]:
    """One file a scenario, as the first helm renders it; that the others render the same is another check."""
    files: list[Path] = []
    for scenario in renders.scenarios:
        path = folder / f"{scenario}.yaml"
        path.write_text(renders.by_key[renders.helms[0], scenario].text, encoding="utf-8")
        files.append(path)
    return files


def check_conformance(renders: Renders, schemas: Path, line: ReleaseLine) -> Result:
    """All renders in one call of kubeconform for each version of Kubernetes that the line is validated for."""
    objects = sum(len(renders.by_key[renders.helms[0], scenario].objects) for scenario in renders.scenarios)
    findings: list[Finding] = []
    skipped = 0
    with process.scratch("cni-conformance-") as folder:
        files = _write(renders, folder)
        for version in line.validated:
            meant = Schemas(folder=schemas, crds=line.calico, kubernetes=version)
            conformance = validate(files, meant, expected=objects)
            skipped += conformance.skipped
            findings += [
                Finding(check=f"{CHECK} {version}", where=f"{one.file} > {one.kind}/{one.name}", message=one.message)
                for one in conformance.refusals
            ]
    counts = {"objects": objects, "versions": len(line.validated), "skipped": skipped}
    return Result(check=CHECK, findings=tuple(findings), counts=counts)
