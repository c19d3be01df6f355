"""Finds for each target the places that it changes, before anything is changed, and refuses what cannot be done."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.base.errors import Problem, odd_upstream, raise_problems
from generator.base.json_spans import unheld
from generator.base.trees import Steps
from generator.settings.actions.action import ClaimingAction, Inside, refusal
from generator.settings.actions.assigning import FieldAction
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.guarding import Affects, Guards
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.actions.uses_image import UsesImage, odd_image
from generator.settings.catalogue import Catalogue
from generator.settings.claims import unclaimed
from generator.settings.defaults import usual_values
from generator.settings.object_inputs import Source, sources_of
from generator.settings.places import standing_at
from generator.settings.setting import SOME, Target, at_least
from generator.template import nodes
from generator.template.addresses import Place, dead_ends, find, find_places, longest_prefix, parse_address
from generator.template.alternatives import values_of
from generator.template.ways import walk

_SHOWN = 80
# Additions to these fields can change in an object that otherwise cannot be changed: labels and annotations.
_METADATA = ("metadata",)

Templates = Mapping[tuple[str, str], nodes.Template]


class Step(Struct, frozen=True, kw_only=True):
    """A target, the settings that it reads (none for what the chart always adds), and the places that it changes."""

    settings: tuple[str, ...]
    target: Target
    places: tuple[Place, ...]

    @property
    def name(self) -> str:
        """The settings in words."""
        return ", ".join(self.settings) or "always"

    @property
    def subject(self) -> str:
        """Who wants the change, for messages; an image's many settings go by their role."""
        action = self.target.action
        name = f"images.{action.role}" if isinstance(action, UsesImage) else self.name
        return f"setting {name}" if self.settings else "what the chart always adds"

    def where(self, place: Place) -> str:
        """The step at a place, for messages."""
        return f"{self.subject} > {place}"


class Plan(Struct, frozen=True, kw_only=True):
    """Every target with its places: those of images, then of the rows, then of what the chart adds."""

    steps: tuple[Step, ...]


def _reads(path: str, target: Target) -> tuple[str, ...]:
    images = target.action.reads if isinstance(target.action, UsesImage) else ()
    return tuple(dict.fromkeys([*([path] if path else []), *target.reads, *images]))


def _turn(target: Target) -> tuple[bool, int]:
    """Return the sort key for the order in which targets are applied."""
    if not isinstance(target.action, FieldAction):
        return False, 0
    _, steps = parse_address(target.at[0])
    return True, -len(steps)


def _steps(templates: Sequence[nodes.Template], catalogue: Catalogue) -> Iterator[Step]:
    """The targets of all rows, images first: later actions see what is rendered, not what is addressed.

    What sets or extends whole fields comes last, the deepest first: it may make alternatives of them, which addresses
    do not lead into.
    """
    targets = [
        *(("", target) for target in catalogue.images),
        *((row.path, target) for row in catalogue.settings for target in row.targets),
        *(("", target) for target in catalogue.additions),
    ]
    targets.sort(key=lambda named: _turn(named[1]))
    found = {at: find_places(templates, at) for at in {at for _, target in targets for at in target.at}}
    for path, target in targets:
        places = tuple(place for at in target.at for place in found[at])
        yield Step(settings=_reads(path, target), target=target, places=places)


def _beside_alternatives(place: Place) -> Place:
    """Return a place without the steps into alternatives, which are one place."""
    return replace(place, steps=tuple(step for step in place.steps if not step.startswith("#")))


def _wrong_count(templates: Sequence[nodes.Template], catalogue: Catalogue, step: Step) -> Iterator[Problem]:
    wanted, found = step.target.places, len({_beside_alternatives(place) for place in step.places})
    if wanted == found or (wanted == SOME and found):
        return
    if not found and not at_least(step.target.since, catalogue.versions):
        return
    ends = [end for at in step.target.at for end in dead_ends(templates, at)]
    for place, text in ends:
        yield odd_upstream(f"{place.project} > {place}", "a JSON object", text[:_SHOWN])
    if ends:
        return
    at = step.target.at[0]
    yield Problem(
        where=f"{step.subject} > {' and '.join(step.target.at)}",
        expected="at least 1 match" if wanted == SOME else f"{wanted} {'match' if wanted == 1 else 'matches'}",
        found=str(found),
        remedy=f"the longest prefix that matches is {longest_prefix(templates, at)!r}; correct the row's address",
    )


def _odd_variants(template: nodes.Template, catalogue: Catalogue, place: Place) -> list[str]:
    """The variants in which a container has such an image, or of its object where that cannot be told apart."""
    odd = [
        one
        for at in find(template.body, (*place.steps, "image"))
        for one in values_of(template.body, replace(place, steps=at), template.condition)
        if odd_image(nodes.Scalar(one.value))
    ]
    return catalogue.variants_of(template, odd)


def _unfit(named: Templates, catalogue: Catalogue, step: Step) -> Iterator[Problem]:
    """Places that the action cannot change, and containers whose image no value can change."""
    action = step.target.action
    for place in step.places:
        template = named[place.project, place.document]
        _, standing = standing_at(template.body, place.steps)
        whole = "" if isinstance(action, Guards) else "the whole object"  # which an object's name alone leads to
        reason = refusal(action, standing) if place.steps else whole
        if isinstance(action, UsesImage) and reason:
            found = f"{reason}, in {', '.join(_odd_variants(template, catalogue, place))}"
            yield odd_upstream(step.where(place), "a container with an image that values can change", found)
        elif isinstance(standing, Inside) and (found := unheld(standing.text, standing.value)):
            expected = "a JSON text that a template can hold as it is"
            yield odd_upstream(step.where(place), expected, found, "change it in")
        elif reason:
            yield Problem(
                where=step.where(place),
                expected=f"a place at which it can {action.purpose}",
                found=reason,
                remedy="choose another action in the setting's row",
            )


def _not_everywhere(named: Templates, step: Step) -> Iterator[Problem]:
    """Lists of variables that only some variants have: under another name the others would miss the value."""
    if not isinstance(step.target.action, SetsEnv) or step.target.action.in_some:
        return
    for place in step.places:
        for part in walk(named[place.project, place.document].body, place.steps):
            if any(part.conditions):
                yield Problem(
                    where=step.where(place),
                    expected="it in all variants of the object",
                    found=f"it only where {part.conditions[0]}",
                    remedy="say in the row's address what it is called in the others",
                )
            if isinstance(part.node, nodes.Choice):  # whose alternatives all have a row of their own
                break


def _made_from(step: Step, renaming: RenamesByInput) -> tuple[str, ...]:
    """The settings by which an object cannot change; a Pod can by the name of an image, not by its policy."""
    if renaming.pod and isinstance(step.target.action, UsesImage):
        return tuple(name for name in step.settings if name.endswith(".pullPolicy"))
    return () if renaming.pod and isinstance(step.target.action, Affects) else step.settings


def _named(step: Step, steps: Sequence[Step], templates: Sequence[nodes.Template], catalogue: Catalogue) -> Step:
    """The step with the inputs of an object that is renamed by them."""
    action = step.target.action
    if not isinstance(action, RenamesByInput) or not step.places:
        return step
    objects = {(place.project, place.document) for place in step.places}
    renamed = [template for template in templates if (template.project, template.name) in objects]
    sources = [
        (template.project, source)
        for template in renamed
        for source in ([Source(document=template.name)] if action.pod else sources_of(template))
    ]
    inputs = [
        name
        for other in steps
        if any(
            place.project == project and source.holds(place) and place.steps != _METADATA
            for place in other.places
            for project, source in sources
        )
        for name in _made_from(other, action)
    ]
    paths = tuple(dict.fromkeys(inputs))
    usual = usual_values(catalogue, catalogue.variants_of(renamed[0]), paths)
    named = replace(action, inputs=paths, usual=usual)
    return replace(step, settings=paths, target=replace(step.target, action=named))


def _claimed_twice(claims: Sequence[tuple[Step, Place, Steps]]) -> Iterator[Problem]:
    """Values that two steps override: in a JSON text the two edits would spoil each other."""
    owners: dict[tuple[str, str, tuple[str, ...]], Step] = {}
    for step, place, claim in claims:
        owner = owners.setdefault((place.project, place.document, claim), step)
        if owner is not step:
            yield Problem(
                where=step.where(place),
                expected="one row for one place",
                found=f"{owner.subject} there, too",
                remedy="let one row's expression read both settings",
            )


def plan_settings(templates: Sequence[nodes.Template], catalogue: Catalogue) -> Plan:
    """The plan; raises ProblemsError with every row that matches too few or too many places, or that cannot change
    one, and then with every value of upstream's that no row claims."""
    steps = list(_steps(templates, catalogue))
    named = {(template.project, template.name): template for template in templates}
    raise_problems(dict.fromkeys(found for step in steps for found in _wrong_count(templates, catalogue, step)))
    raise_problems(dict.fromkeys(found for step in steps for found in _unfit(named, catalogue, step)))
    raise_problems(found for step in steps for found in _not_everywhere(named, step))
    claims = [
        (step, place, action.claim(place.steps))
        for step in steps
        if isinstance(action := step.target.action, ClaimingAction)
        for place in step.places
    ]
    raise_problems(_claimed_twice(claims))
    raise_problems(unclaimed(templates, [(place, claim) for _, place, claim in claims], catalogue))
    return Plan(steps=tuple(_named(step, steps, templates, catalogue) for step in steps))
