"""helm lint --strict has nothing to say, with the values of any variant."""

import re

from generator.base.findings import Finding, Outcome
from generator.base.parallel import in_parallel
from generator.checks.subject import Subject
from generator.tools import helm

_SAID = re.compile(r"\[(?:WARNING|ERROR)\].*")
# An API that is old for the line's Kubernetes is upstream's own choice: another one would not be its manifest.
_WAIVED = re.compile(r"\[WARNING\] .* is deprecated in v[0-9.]+\+, unavailable in .*")


def lint_findings(
    program: helm.Helm, stem: str, release: helm.Install, kubernetes: str
) -> tuple[list[Finding], list[Finding]]:
    """A finding for each line that one helm says of the chart with a variant's values, and those that are waived."""
    try:
        helm.lint(program, release, kube_version=kubernetes)
    except helm.HelmError as error:
        said = _SAID.findall(error.said) or [" ".join(error.text.split())]
        found = [Finding(where=f"{stem} with {program.name}", message=line) for line in said]
        waived = [finding for finding in found if _WAIVED.fullmatch(finding.message)]
        return [finding for finding in found if finding not in waived], waived
    return [], []


def check_lint(subject: Subject) -> Outcome:
    """One lint for each helm and variant or add-on, for the newest Kubernetes version of the line."""
    newest = subject.kubernetes[-1]
    jobs = [
        (program, stem, helm.Install(chart=subject.chart, values=(subject.scenarios[stem],)), newest)
        for program in map(helm.located, subject.renders.helms)
        for stem in (*subject.variants, *subject.addons)
    ]
    said = [*in_parallel(lambda job: lint_findings(*job), jobs)]
    findings = tuple(finding for found, _ in said for finding in found)
    return Outcome(findings=findings, counts={"lints": len(jobs), "waived": sum(len(waived) for _, waived in said)})
