"""Asks the chart and calicoctl whether they take the same of Calico's resources."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base.trees import Tree
from generator.tools.helm import HelmError
from tests.differential.calicoctl import Calicoctl
from tests.differential.resource_cases import Case
from tests.rendering import rendered
from tests.resources import told, with_resources

# What calicoctl of the module says of fields that only later releases have.
_LATER = "not recognized or "
_SCHEMA = re.compile(r"at '/calico/resources/(\d+)")


class Judged(Struct, frozen=True, kw_only=True):
    """A case with why the chart refuses it, and why calicoctl does; empty where they take it."""

    case: Case
    ours: str
    theirs: str


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    """Yield cases in batches of one of each kind, since pools exclude each other."""
    by_kind: defaultdict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_kind[case.kind].append(case)
    most = max(map(len, by_kind.values()), default=0)
    for number in range(most):
        yield [found[number] for found in by_kind.values() if number < len(found)]


def _refusals(cases: Sequence[Case]) -> list[str]:
    """Return what the chart says of each of some resources; those that its schema refuses are asked for alone."""
    try:
        rendered(with_resources([case.resource for case in cases]))
    except HelmError as error:
        assert not error.text.startswith("Error: template:"), error.text
        found = told(error.text)
        if found:
            return ["\n".join(found.get(number, [])) for number in range(len(cases))]
        if len(cases) == 1:
            return [error.text]
        return [text for case in cases for text in _refusals([case])]
    return [""] * len(cases)


def judged(cases: Iterable[Case], calicoctl: Calicoctl) -> Iterator[Judged]:
    """Yield what both say of each case that calicoctl can judge."""
    for batch in _batches(cases):
        theirs = [calicoctl.refusal(case.resource) for case in batch]
        known = [(case, said) for case, said in zip(batch, theirs, strict=True) if _LATER not in said]
        ours = _refusals([case for case, _ in known]) if known else []
        for (case, said), refusal in zip(known, ours, strict=True):
            yield Judged(case=case, ours=refusal, theirs=said)
