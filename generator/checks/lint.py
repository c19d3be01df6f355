"""helm lint --strict has nothing to say, with the values of any variant."""

from generator.base.findings import Finding, Outcome
from generator.base.parallel import in_parallel
from generator.checks.subject import Subject
from generator.tools import helm


def _lint(program: helm.Helm, stem: str, release: helm.Install) -> list[Finding]:
    try:
        helm.lint(program, release)
    except helm.HelmError as error:
        return [Finding(where=f"{stem} with {program.name}", message=error.said)]
    return []


def check_lint(subject: Subject) -> Outcome:
    """One lint for each helm and variant."""
    jobs = [
        (program, stem, helm.Install(chart=subject.chart, values=(subject.scenarios[stem],)))
        for program in map(helm.located, subject.renders.helms)
        for stem in subject.variants
    ]
    findings = tuple(finding for found in in_parallel(lambda job: _lint(*job), jobs) for finding in found)
    return Outcome(findings=findings, counts={"lints": len(jobs)})
