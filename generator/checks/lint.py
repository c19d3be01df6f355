"""helm lint --strict has nothing to say, with the values of any variant."""

import re
from collections.abc import Mapping
from pathlib import Path

from generator.base.findings import Finding, Result
from generator.tools import helm

CHECK = "helm lint"

_SAID = re.compile(r"\[(?:WARNING|ERROR)\].*")
# An API that is old for the line's Kubernetes is upstream's own choice: another one would not be its manifest.
_WAIVED = re.compile(r"\[WARNING\] .* is deprecated in v[0-9.]+\+, unavailable in .*")


def _linted(chart: helm.Install, name: str, kubernetes: str | None) -> list[str]:
    """What one helm says of the chart with some values, a line each."""
    try:
        helm.lint(helm.located(name), chart, kube_version=kubernetes)
    except helm.HelmError as error:
        return _SAID.findall(error.said) or [str(error)]
    return []


def check_lint(chart: Path, values: Mapping[str, Path], kubernetes: str | None = None) -> Result:
    """One lint for each helm and file of values, for a Kubernetes version or helm's own default."""
    findings: list[Finding] = []
    waived = 0
    for name in ("helm4", "helm3"):
        for scenario, path in values.items():
            said = _linted(helm.Install(chart=chart, values=(path,)), name, kubernetes)
            kept = [line for line in said if not _WAIVED.fullmatch(line)]
            waived += len(said) - len(kept)
            findings += [Finding(check=CHECK, where=f"{scenario} with {name}", message=line) for line in kept]
    return Result(check=CHECK, findings=tuple(findings), counts={"lints": 2 * len(values), "waived": waived})
