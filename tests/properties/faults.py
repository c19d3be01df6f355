"""What is wrong with renders of cases: helms that differ, texts that do not arrive, doubles and nulls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.base.errors import ProblemsError
from generator.base.trees import Tree, canonical, differences, leaves
from generator.checks.wellformed import RULES
from generator.releases.release import Document, identity
from generator.settings.actions.env_from import TakesEnvironment
from generator.settings.actions.guarding import Guards
from generator.settings.actions.uses_image import UsesImage
from generator.settings.plan import Step
from generator.settings.reach import having, is_read
from generator.template.addresses import Place
from tests.declared import BUILT, VALUES
from tests.landings import found
from tests.properties.batch import Rendered, objects, render
from tests.properties.cases import POINTS, Case
from tests.rendering import HELMS
from tests.rounds import ELSEWHERE, FEATURES
from tests.settings.test_arrival import Landing, has_arrived

# A text that is drawn may look like what is left of a template.
_RULES = {name: rule for name, rule in RULES.items() if name != "nothing left of a template"}
# What becomes part of another text, or of base64.
_REWRITTEN = ("imageMirror.", "global.imageRegistry", "global.systemDefaultRegistry", "calico.etcd.tls.")
_TEMPLATES = {(template.project, template.name): template for template in BUILT.learned.templates}
_THERE = {
    place: having(place, _TEMPLATES[place.project, place.document], POINTS)
    for step in BUILT.plan.steps
    for place in step.places
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case, what the chart said against it, what is wrong with its render, and its objects."""

    case: Case
    refused: str = ""
    faults: tuple[str, ...] = ()
    objects: tuple[Document, ...] = ()


def _landings(case: Case) -> Iterator[Landing]:
    """Where the case's values should be."""
    for step in BUILT.plan.steps:
        shared = isinstance(step.target.action, UsesImage | TakesEnvironment)
        for path in step.settings if shared else step.settings[:1]:
            if path in case.given and path not in ELSEWHERE and path not in FEATURES:
                yield from (
                    Landing(setting=VALUES[path], sample=case.given[path], step=step, place=place)
                    for place in step.places
                    if _is_there(step, place, case.point)
                )


def _is_there(step: Step, place: Place, point: int) -> bool:
    if point not in _THERE[place] or isinstance(step.target.action, Guards):
        return False
    return is_read(step, place, _TEMPLATES[place.project, place.document], POINTS[point])


def _lost(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """Values that are not at a place of theirs as they were given."""
    by_name = {identity(document): document for document in documents}
    for landing in _landings(case):
        try:
            if has_arrived(landing, found(by_name, landing.place)):
                continue
        except (KeyError, StopIteration, ValueError) as error:
            yield f"{landing.setting.path} at {landing.place}: {error!r}"
            continue
        yield f"{landing.setting.path} at {landing.place}: not as given"


def _texts(tree: Tree) -> set[str]:
    return {leaf for _, leaf in leaves(tree) if isinstance(leaf, str)}


def _changed(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """Texts of values whose places the plan does not say, and that no object has."""
    wanted = {
        path: _texts(value) - {""}
        for path, value in case.given.items()
        if path in ELSEWHERE and not path.startswith(_REWRITTEN)
    }
    there = {text for document in documents for text in _texts(document)} if any(wanted.values()) else set()
    for path, given in wanted.items():
        yield from (f"{path}: {text!r} is not in any object" for text in given - there)


def _wrong(case: Case, first: Rendered, second: Rendered) -> tuple[tuple[Document, ...], list[str]]:
    """The objects of a case and what is wrong with them."""
    documents = objects(first)
    faults: list[str] = []
    if first.texts != second.texts:
        other = objects(second)
        faults += [f"helm 3 {line}" for line in differences([*documents], [*other])]
        if canonical([*documents]) != canonical([*other]) and not faults:
            faults.append("helm 3 renders something else")
    faults += [f"{where}: {told}" for rule in _RULES.values() for where, told in rule(documents)]
    return documents, [*faults, *_lost(case, documents), *_changed(case, documents)]


def _judged(case: Case, first: Rendered, second: Rendered) -> Judged:
    if first.refused or second.refused:
        alike = first.refused == second.refused
        told = () if alike else (f"helm 4 says {first.refused!r}, helm 3 {second.refused!r}",)
        if first.ended or second.ended:
            told = (f"a helm ends: {first.refused or second.refused}",)
        return Judged(case=case, refused=first.refused or second.refused, faults=told)
    if not first.texts:
        return Judged(case=case, faults=("nothing is rendered",))
    try:
        documents, faults = _wrong(case, first, second)
    except ProblemsError as error:
        return Judged(case=case, faults=(f"a render cannot be read: {error}",))
    return Judged(case=case, faults=tuple(faults), objects=documents)


def judge(chart: Path, cases: Mapping[int, Case]) -> list[Judged]:
    """The cases of one batch, rendered by both helms of a prepared chart."""
    values = {number: case.values for number, case in cases.items()}
    first, second = (render(chart, values, name) for name in HELMS)
    return [_judged(case, first[number], second[number]) for number, case in cases.items()]


def smallest(chart: Path, faulty: Case) -> Case:
    """A case with a fault, less and less of it as long as the fault stays."""
    while True:
        fewer = dict(enumerate(faulty.without(path) for path in faulty.given))
        still = [one.case for one in judge(chart, fewer) if one.faults] if fewer else []
        if not still:
            return faulty
        faulty = still[0]
