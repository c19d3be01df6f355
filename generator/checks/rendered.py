"""Both helms render the same objects, in every scenario."""

from generator.base.findings import Finding, Result
from generator.base.trees import canonical, differences
from generator.checks.renders import Renders
from generator.releases.release import identity

CHECK = "helm 4 = helm 3"


def check_equal(renders: Renders) -> Result:
    """The renders of every helm against those of the first."""
    first, *others = renders.helms
    findings: list[Finding] = []
    for other in others:
        for scenario in renders.scenarios:
            expected = {identity(one): one for one in renders.by_key[first, scenario].objects}
            found = {identity(one): one for one in renders.by_key[other, scenario].objects}
            if canonical(dict(expected)) != canonical(dict(found)):
                where = f"{scenario} rendered by {other}"
                lines = differences(dict(expected), dict(found))
                findings += [Finding(check=CHECK, where=where, message=line) for line in lines]
    return Result(check=CHECK, findings=tuple(findings), counts={"renders": len(renders.by_key)})
