"""helm lint --strict has nothing to say, with the values of any variant."""

from collections.abc import Mapping
from pathlib import Path

from generator.base.findings import Finding, Result
from generator.tools import helm

CHECK = "helm lint"


def check_lint(chart: Path, values: Mapping[str, Path]) -> Result:
    """One lint for each helm, with the values of the first scenario of each kind of plugin."""
    findings: list[Finding] = []
    for name in ("helm4", "helm3"):
        for scenario, path in values.items():
            try:
                helm.lint(helm.located(name), helm.Install(chart=chart, values=(path,)))
            except helm.HelmError as error:
                findings.append(Finding(check=CHECK, where=f"{scenario} with {name}", message=str(error)))
    return Result(check=CHECK, findings=tuple(findings), counts={"lints": 2 * len(values)})
