"""Checks that `helm lint --strict` finds nothing with the values of any variant."""

import re

from generator.base.findings import Finding, Outcome
from generator.base.parallel import in_parallel
from generator.checks.subject import Subject
from generator.tools import helm

_SAID = re.compile(r"\[(?:WARNING|ERROR)\].*")
# Upstream chooses API versions that are old for the line's Kubernetes: with another one the chart would differ.
_WAIVED = re.compile(r"\[WARNING\] .* is deprecated in v[0-9.]+\+, unavailable in .*")


def lint_findings(
    program: helm.Helm, stem: str, release: helm.Install, kubernetes: str
) -> tuple[list[Finding], list[Finding]]:
    """Return a finding for each line that a helm prints of the chart with a variant's values, and the waived lines."""
    try:
        helm.lint(program, release, kube_version=kubernetes)
    except helm.HelmError as error:
        said = _SAID.findall(error.said) or [" ".join(error.text.split())]
        found = [Finding(where=f"{stem} with {program.name}", message=line) for line in said]
        waived = [finding for finding in found if _WAIVED.fullmatch(finding.message)]
        return [finding for finding in found if finding not in waived], waived
    return [], []


def check_lint(subject: Subject) -> Outcome:
    """Lint the chart with each helm and each variant or add-on, for the newest Kubernetes version of the line."""
    newest = subject.kubernetes[-1]
    jobs = [
        (program, stem, helm.Install(chart=subject.chart, values=(subject.scenarios[stem],)), newest)
        for program in map(helm.located, subject.renders.helms)
        for stem in (*subject.variants, *subject.addons)
    ]
    said = [*in_parallel(lambda job: lint_findings(*job), jobs)]
    findings = tuple(finding for found, _ in said for finding in found)
    return Outcome(findings=findings, counts={"lints": len(jobs), "waived": sum(len(waived) for _, waived in said)})
