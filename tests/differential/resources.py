"""The differential of Calico's resources: the chart against calicoctl, with an API server behind it."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator.base.trees import Tree
from generator.tools.helm import HelmError
from tests.builds import current
from tests.differential.calicoctl import Calicoctl, asked
from tests.differential.deliberate import class_of
from tests.differential.figures import BOTH_TAKE, OURS_ONLY, THEIRS_ONLY, Figures, figures, told
from tests.differential.judges import Verdict
from tests.differential.resource_cases import NOT_JUDGED, Case, drawn, samples
from tests.differential.resource_deliberate import NOT_SAID, RESOURCES
from tests.paths import CHART
from tests.rendering import rendered
from tests.resources import told as told_of_each
from tests.resources import with_resources

# At most so many in a hundred cases of a kind that the chart takes may be refused by calicoctl.
MOST = 5
# What calicoctl says of fields that only later releases than the tool's have.
_LATER = "not recognized or "


def kinds() -> list[str]:
    """Return the kinds that calicoctl judges."""
    return [kind.name for kind in current().catalogue.resources if kind.name not in NOT_JUDGED]


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """Yield cases in batches of one of each kind, since pools exclude each other."""
    by_kind: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_kind[case.field].append(case)
    for number in range(max(map(len, by_kind.values()), default=0)):
        yield [found[number] for found in by_kind.values() if number < len(found)]


def _refusal(resources: Sequence[Tree], chart: Path) -> str:
    """Return what a chart says against resources. Raise HelmError for a template that fails by itself."""
    try:
        rendered(with_resources(resources), chart=chart)
    except HelmError as error:
        if error.text.startswith("Error: template:"):
            raise
        return error.text
    return ""


def _refusals(cases: Sequence[Case], chart: Path) -> list[str]:
    """Return what the chart says of each of some resources; those that its schema refuses are asked for alone."""
    said = _refusal([case.resource for case in cases], chart)
    if found := told_of_each(said):
        return ["\n".join(found.get(number, [])) for number in range(len(cases))]
    if said and len(cases) > 1:
        return [text for case in cases for text in _refusals([case], chart)]
    return [said] * len(cases)


def resource_cases(calicoctl: Calicoctl, number: int, most: int) -> list[Case]:
    """Return as many cases, as many of each kind, changed from good resources that this calicoctl knows."""
    found: list[Case] = []
    for kind in kinds():
        known = [one for one in samples(kind) if not calicoctl.refusal(one)]
        found += drawn(kind, known, -(-most // len(kinds())), number)
    return found


def verdicts(calicoctl: Calicoctl, cases: Iterable[Case], chart: Path = CHART) -> Iterator[Verdict]:
    """Yield what a chart and calicoctl say of each case that this calicoctl can judge."""
    for batch in _batches(cases):
        theirs = [calicoctl.refusal(case.resource) for case in batch]
        known = [(case, said) for case, said in zip(batch, theirs, strict=True) if _LATER not in said]
        ours = _refusals([case for case, _ in known], chart) if known else []
        for (case, said), refusal in zip(known, ours, strict=True):
            yield Verdict(case=case, ours=refusal, theirs=said)


def wrong(found: Figures) -> list[str]:
    """Return what is not allowed: what the chart alone refuses, and what calicoctl does without a name or too often."""
    lines = []
    for (where, _), [one, *_] in found.wrong.items():
        if where == OURS_ONLY:
            lines.append(f"only the chart refuses: {one.ours}: {one.case}")
        if where == THEIRS_ONLY and not class_of(one.theirs, str(one.case), NOT_SAID):
            lines.append(f"only calicoctl refuses, and no class is named: {one.theirs}: {one.case}")
    for kind, counts in found.counts.items():
        taken = counts[BOTH_TAKE] + counts[THEIRS_ONLY]
        if counts[THEIRS_ONLY] * 100 > MOST * taken:
            lines.append(f"{kind}: the chart takes {taken}, and calicoctl refuses {counts[THEIRS_ONLY]} of them")
    return lines


def run_resources(cases: int, seed: int) -> tuple[Sequence[str], bool]:
    """The lines of a run, and whether it is within the contract."""
    with asked() as calicoctl:
        begun = time.monotonic()
        chosen = resource_cases(calicoctl, seed, cases)
        ready = time.monotonic()
        found = figures([*verdicts(calicoctl, chosen)], RESOURCES)
    spent = f"{len(chosen)} cases: drawn in {ready - begun:.0f} s, asked in {time.monotonic() - ready:.0f} s"
    failures = wrong(found)
    return [*told(found), *failures, spent], not failures
