"""Turns drift into the sentences of a changelog, one for each thing that a user of the chart will notice."""

from collections import Counter
from collections.abc import Iterator, Sequence

from generator.base.errors import some_of
from generator.drift import rules
from generator.drift.change import Change, Drift, Rule
from generator.drift.upgrade import upgrade_by
from generator.releases.images import parse_reference

_MOST = 8

# Kinds of changes whose places are listed, and the words before them.
_LISTED: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("New CRDs", (rules.CRD_ADDED,)),
    ("CRDs that upstream has no longer, which stay in clusters with their objects", (rules.CRD_REMOVED,)),
    ("CRDs that upstream has no longer, which are deleted with all of their objects", (rules.CRD_LOST,)),
    ("CRDs that must be deleted before the upgrade", (rules.CRD_IDENTITY,)),
    ("Versions of CRDs that are gone", (rules.CRD_STORED_REMOVED, rules.CRD_VERSION_REMOVED)),
    ("Fields of custom resources that are gone", (rules.FIELD_REMOVED,)),
    ("Objects that move to another namespace", (rules.NAMESPACE_MOVED,)),
    (
        "Objects that must be deleted before the upgrade",
        (rules.IMMUTABLE_FIELD, rules.SELECTOR_CHANGED, rules.JOB_CHANGED),
    ),
    ("New objects", (rules.OBJECT_ADDED,)),
    ("Removed objects", (rules.OBJECT_REMOVED,)),
    ("New containers", (rules.CONTAINER_ADDED,)),
    ("Host paths mounted without a type", (rules.HOST_PATH,)),
    ("Privileges gained", (rules.POD_PRIVILEGE,)),
    ("New values", (rules.VALUE_ADDED,)),
    ("Removed values", (rules.VALUE_REMOVED,)),
    ("Values with another default", (rules.VALUE_DEFAULT,)),
)
_RESTARTING = (
    *(rules.IMAGE_TAG, rules.IMAGE_REGISTRY, rules.IMAGE_REPOSITORY, rules.IMAGE_GONE),
    *(rules.POD_FIELD, rules.POD_PRIVILEGE, rules.POD_SECURITY, rules.HOST_PATH),
    *(rules.CONTAINER_ADDED, rules.CONTAINER_REMOVED),
)
_TIGHTER = (rules.REQUIRED_ADDED, rules.ENUM_TIGHTENED, rules.BOUND_TIGHTENED, rules.TYPE_CHANGED, rules.CEL_ADDED)


def _place(where: str) -> str:
    """Return a place without its project."""
    return where.partition(" > ")[2] or where


def _times(count: int, word: str) -> str:
    """Return a number of things in words."""
    return f"{count} {word}{'s' if count > 1 else ''}"


def _releases(drift: Drift) -> Iterator[str]:
    for (project, old), (_, new) in zip(drift.before.line.releases(), drift.after.line.releases(), strict=True):
        if old != new:
            yield f"{project.capitalize() if project == 'calico' else project} {new} (was {old})."


def _listed(changes: Sequence[Change]) -> Iterator[str]:
    for words, kinds in _LISTED:
        places = dict.fromkeys(_place(change.where) for change in changes if change.rule in kinds)
        if places:
            yield f"{words}: {some_of([*places], _MOST)}."
    for change in changes:
        if change.rule is rules.VALUE_RENAMED:
            yield f"{change.where} is {change.after[0]} now."


def _permissions(changes: Sequence[Change]) -> Iterator[str]:
    """Yield what each role may do now, and what it may no longer do."""
    kinds = {rules.GRANT_GAINED: "gains", rules.GRANT_DANGEROUS: "gains", rules.GRANT_LOST: "loses"}
    found = [(change.where.split(" > ")[1], change) for change in changes if change.rule in kinds]
    counts = Counter((role, kinds[change.rule]) for role, change in found)
    for (role, verb), count in counts.items():
        whys = dict.fromkeys(change.note for one, change in found if one == role and change.note)
        among = f", among them {some_of([*whys], _MOST)}" if whys and verb == "gains" else ""
        yield f"{role} {verb} {_times(count, 'permission')}{among}."


def _restarts(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the workloads whose pods restart with any values."""
    owners = dict.fromkeys(change.where.split(" > ")[1] for change in changes if change.rule in _RESTARTING)
    if owners:
        yield f"Pods restart of {some_of([*owners], _MOST)}."


def _kubernetes(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        if change.rule in (rules.KUBERNETES_RAISED, rules.KUBERNETES_RANGE):
            yield f"Kubernetes {change.after[0]} (was {change.before[0]})."
        elif change.rule is rules.KUBERNETES_NEEDED and change.after:
            yield f"The CRDs need Kubernetes {change.after[0]} or newer."


def _steps(drift: Drift) -> Iterator[str]:
    """Yield the steps that operators take by hand, and changes that no upgrade makes and no step covers."""
    upgrade = upgrade_by(drift.every, (drift.before.line, drift.after.line))
    if upgrade.steps:
        yield f"Upgrade steps, which docs/upgrading describes: {some_of([*upgrade.steps], _MOST)}."
    if places := dict.fromkeys(_place(change.where) for change in upgrade.uncovered):
        yield f"Not changed in place by an upgrade, and without an upgrade step: {some_of([*places], _MOST)}."


def changelog(drift: Drift) -> list[str]:
    """Return the sentences; those that concern everyone come first."""
    changes = [*drift.every]
    moves = dict.fromkeys(change.note for change in changes if change.rule is rules.IMAGE_REGISTRY)
    lost = [image for change in changes if change.rule is rules.IMAGE_GONE for image in change.before]
    gone = ", ".join(dict.fromkeys(parse_reference(str(image)).repository for image in lost))
    tighter = [change for change in changes if change.rule in _TIGHTER]
    definitions = dict.fromkeys(change.where.split(" > ")[1] for change in tighter)
    refusing = f"CRDs that refuse more than before, in {_times(len(tighter), 'place')}"
    return [
        *_releases(drift),
        *_kubernetes(changes),
        *(f"Images move from {move}." for move in moves),
        *([f"Images that are no longer published: {gone}. Fill mirrors with the new ones first."] if gone else []),
        *_restarts(changes),
        *_listed(changes),
        *([f"{refusing}: {some_of([*definitions], _MOST)}."] if tighter else []),
        *_permissions(changes),
        *_steps(drift),
    ]
