"""Finds what is wrong with renders of cases: helms that differ, texts that do not arrive, doubles and nulls."""

import base64
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.errors import ProblemsError
from generator.base.trees import Tree, canonical, differences, leaves
from generator.checks.wellformed import RULES
from generator.refusals.applicability import having, reading
from generator.releases.release import Document, identity
from generator.settings.actions.environment import SetsParameters
from generator.settings.actions.guarding import Guards
from generator.settings.plan import Step
from generator.template.addresses import Place
from tests.builds import current
from tests.declared import VALUES
from tests.landings import found
from tests.later import Later
from tests.properties.cases import POINTS, Case
from tests.properties.renders import Rendered, objects, render
from tests.rendering import HELMS
from tests.rounds import ELSEWHERE, FEATURES, SECTIONS, TEMPLATES, is_shared
from tests.rows.test_parameters import expected
from tests.settings.test_arrival import Landing, has_arrived

# A text that is drawn may look like what is left of a template.
_RULES = {name: rule for name, rule in RULES.items() if name != "nothing left of a template"}
# What becomes another text: the key of a registry, and images that have tests of their own.
_REWRITTEN = (
    *("imageMirror.", "global.imageRegistry", "global.systemDefaultRegistry", "imageCredentials.registry"),
    # With a selector of nodes the notes alone tell it.
    "calico.bgp.routeReflectors.clusterID",
)
# What becomes a part of another text.
_PARTS = (
    *("images.", "cni.confName", "calico.kubeControllers.enabledControllers"),
    # Calico's resources are texts of a ConfigMap.
    *("calico.resources", "calico.ipPools", "calico.bgp.peers", "calico.bgp.filters", "calico.bgp.service"),
    "calico.bgp.routeReflectors.",
)
# Places that values leave out or write anew: the value, what it is, and the places by pattern.
_GIVE_WAY: Sequence[tuple[str, Callable[[Tree], bool], str]] = (
    ("cni.install", lambda one: one is False, r"initContainers\[install-cni"),
    ("calico.prepareBPF", lambda one: one is False, r"initContainers\[ebpf-bootstrap"),
    ("calico.upgradeIPAM", lambda one: one is False, r"initContainers\[upgrade-ipam"),
    ("calico.ipam.type", lambda one: one == "host-local", r"initContainers\[upgrade-ipam"),
    ("cni.config", bool, r"data\.cni_network_config|data\[cni-conf\.json\]"),
    # A network of IPv6 alone has no IPv4 network: test_ipv6.
    ("podCIDRv6", bool, r"net-conf\.json|command\[\{ \"Network|data\.cni_network_config"),
)
_THERE = Later(
    lambda: {
        place: having(place, TEMPLATES[place.project, place.document], POINTS)
        for step in current().plan.steps
        for place in step.places
    }
)


class Judged(Struct, frozen=True, kw_only=True):
    """A case, what the chart said against it, what is wrong with its render, and its objects."""

    case: Case
    refused: str = ""
    faults: tuple[str, ...] = ()
    objects: tuple[Document, ...] = ()


def _is_elsewhere(path: str) -> bool:
    """Report whether the plan does not say where the texts of a value are."""
    return path in ELSEWHERE or bool(re.search(SECTIONS, path))


def _landings(case: Case) -> Iterator[Landing]:
    """Yield where the case's values should be."""
    for step in current().plan.steps:
        for path in step.settings if is_shared(step) else step.settings[:1]:
            if path in case.given and not _is_elsewhere(path) and path not in FEATURES:
                yield from (
                    Landing(setting=VALUES[path], sample=case.given[path], step=step, place=place)
                    for place in step.places
                    if _is_there(step, place, case)
                )


def _is_there(step: Step, place: Place, case: Case) -> bool:
    switch = TEMPLATES[place.project, place.document].switch
    if case.point not in _THERE[place] or isinstance(step.target.action, Guards):
        return False
    if switch and not case.given.get(switch):
        return False
    for path, gives_way, places in _GIVE_WAY:
        if path in case.given and gives_way(case.given[path]) and re.search(places, str(place)):
            return False
    return reading(step, place, TEMPLATES[place.project, place.document])(POINTS[case.point])


def _is_same(text: str, wanted: str) -> bool:
    """Report whether texts are the same, or the same number: Go writes a long one with an exponent, and reads it so."""
    try:
        return text == wanted or math.isclose(float(text), float(wanted), rel_tol=1e-9)
    except ValueError:
        return False


def _has_variables(landing: Landing, env: Tree) -> bool:
    """Report whether a container has the variables that a mapping of parameters makes, and has each of them once."""
    assert isinstance(env, list)
    [parameters] = [one for one in current().catalogue.programs if one.path == landing.setting.path]
    texts = {str(one["name"]): str(one.get("value")) for one in env if isinstance(one, dict)}
    wanted = expected(parameters, landing.sample)
    return all(name in texts and _is_same(texts[name], text) for name, text in wanted.items())


def _is_here(landing: Landing, tree: Tree) -> bool:
    if isinstance(landing.step.target.action, SetsParameters):
        return _has_variables(landing, tree)
    return has_arrived(landing, tree)


def _lost(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """Values that are not at a place of theirs as they were given."""
    by_name = {identity(document): document for document in documents}
    for landing in _landings(case):
        try:
            if _is_here(landing, found(by_name, landing.place)):
                continue
        except (KeyError, StopIteration, ValueError) as error:
            yield f"{landing.setting.path} at {landing.place}: {error!r}"
            continue
        yield f"{landing.setting.path} at {landing.place}: not as given"


def _texts(tree: Tree) -> set[str]:
    return {leaf for _, leaf in leaves(tree) if isinstance(leaf, str)}


# What install-cni fills in for a number.
_FILLED_IN = re.compile(r"(?<=: )__CNI_MTU__")


def _inner(text: str) -> Tree:
    """Return what a text holds that is JSON itself, or JSON or a text in base64; the text where it is neither."""
    try:
        if text.lstrip()[:1] in {"{", "["}:
            tree: Tree = json.loads(_FILLED_IN.sub("1", text))
            return tree
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return text


def _all_texts(documents: Sequence[Document]) -> set[str]:
    """Return every text of the objects, of the JSON in them, and of the data of Secrets."""
    found_texts = {text for document in documents for text in _texts(document)}
    decoded = {one for text in found_texts for one in _texts({"": _inner(text)})}
    again = {one for text in decoded - found_texts for one in _texts({"": _inner(text)})}
    return found_texts | decoded | again


def _changed(case: Case, documents: Sequence[Document]) -> Iterator[str]:
    """Texts of values whose places the plan does not say, and that no object has."""
    wanted = {
        path: _texts({"": value}) - {""}
        for path, value in case.given.items()
        if _is_elsewhere(path) and not path.startswith(_REWRITTEN)
    }
    if "cni.config" in wanted:
        wanted.pop("calico.ipam.type", None)
    there = _all_texts(documents) if any(wanted.values()) else set()
    for path, given in wanted.items():
        lost = given - there
        if path.startswith(_PARTS):
            lost = {one for one in lost if not any(one in text for text in there)}
        yield from (f"{path}: {text!r} is not in any object" for text in lost)


def _wrong(case: Case, first: Rendered, second: Rendered) -> tuple[tuple[Document, ...], list[str]]:
    """Return the objects of a case and what is wrong with them."""
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


def judge(chart: Path, case: Case) -> Judged:
    """Return a case, rendered by both helms of a prepared chart."""
    return _judged(case, *(render(chart, case.values, name) for name in HELMS))


def smallest(chart: Path, faulty: Case) -> Case:
    """Return a case with a fault, less and less of it as long as the fault stays."""
    while True:
        fewer = (faulty.without(path) for path in faulty.given)
        still = next((one for one in fewer if judge(chart, one).faults), None)
        if still is None:
            return faulty
        faulty = still
