"""Makes the table of later changes: for each value, what a change restarts, when it takes effect, and what shows it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from generator.base.pages import render_page
from generator.chart.build import Build
from generator.releases.lines import read_lines
from generator.rows.first_install import INTERRUPTS
from generator.rows.seen_changes import seen_of
from generator.rows.tried import tried
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.guarding import Affects
from generator.settings.actions.inserting import Inserts
from generator.settings.plan import Step
from generator.settings.setting import Setting
from generator.template.addresses import Place

_WORKLOADS = frozenset({"DaemonSet", "Deployment", "Job"})
_CONFIGURATION = frozenset({"ConfigMap", "Secret"})
_WITHOUT_NAMESPACE = frozenset({"APIService", "Namespace", "CustomResourceDefinition", "PodSecurityPolicy"})
_POD_TEMPLATE = ("spec", "template")
_CANALS, _NOT_CANALS = ("canal",), ("calico-node", "calico-typha")
_CHECKSUM = "rolloutOnConfigChange"
_READS, _MAY_READ = "configuration", "configuration, if read"
_MOST_FIELDS = 4
_MOST_NAMES = 5
# Brackets of an address with more characters than a name has: a part of a text.
_QUOTED = re.compile(r"\[[^\]\[]*[{ ][^\]\[]*\]")

_PAGE = Path(__file__).parent / "pages" / "changing-values.md.j2"


def _split(document: str) -> tuple[str, str]:
    kind, _, name = document.partition("/")
    return kind, name


def _readers(steps: Iterable[Step]) -> dict[str, dict[str, str]]:
    """Return, by project, the workloads whose pods restart when a configuration changes, with the word for why."""
    found: dict[str, dict[str, str]] = {}
    for step in steps:
        if _CHECKSUM in step.settings:
            action = step.target.action
            always = isinstance(action, Inserts) and len(action.when.tests) == 1
            for place in step.places:
                name = _split(place.document)[1]
                found.setdefault(place.project, {})[name] = _READS if always else _MAY_READ
    return found


def _restarted(places: Sequence[Place], readers: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Yield the workloads whose pods restart: their template changes, or a configuration that they read."""
    templates = {
        _split(place.document)[1]
        for place in places
        if _split(place.document)[0] in _WORKLOADS and place.steps[:2] == _POD_TEMPLATE
    }
    pods = {name for kind, name in (_split(place.document) for place in places) if kind == "Pod"}
    yield from sorted(templates | pods)
    read = {
        name: why
        for place in places
        if _split(place.document)[0] in _CONFIGURATION and place.steps[:1] == ("data",)
        for name, why in readers.get(place.project, {}).items()
        if name not in (_NOT_CANALS if "canal" in place.document else _CANALS)
    }
    yield from (f"{name} ({read[name]})" for name in sorted(read.keys() - templates))


def _field(step: Step, place: Place) -> str:
    """Return the field that a step changes at a place. A text that the address quotes is cut short."""
    action = step.target.action
    key = next((value for name in ("name", "key") if (value := getattr(action, name, ""))), "")
    listed = f"[{key}]" if isinstance(action, SetsEnv) else f".{key}" if key else ""
    return _QUOTED.sub("[...]", f"{place}{listed}".replace(" > data", " data").replace(" > ", " "))


def _command(places: Sequence[Place], own: Sequence[str]) -> str:
    """Return the command that shows the first object."""
    if own:
        return f"kubectl -n NAMESPACE get {own[0].rpartition('/')[2].removesuffix('.yaml')}"
    if not places:
        return "helm get values RELEASE --all"
    kind, name = _split(places[0].document)
    namespaced = "" if kind.startswith("Cluster") or kind in _WITHOUT_NAMESPACE else "-n NAMESPACE "
    if kind == "Pod":  # its name may have a hash behind it
        return f"kubectl {namespaced}get pods -l app.kubernetes.io/component={name} -o yaml"
    return f"kubectl {namespaced}get {kind.lower()} {name} -o yaml"


def _tried(path: str, *, is_current: bool) -> str:
    """Return the cases and changes of the data path that set a value in the current line's chart."""
    names = tried().get(path, ()) if is_current else ()
    more = (f"and {len(names) - _MOST_NAMES} more",) if len(names) > _MOST_NAMES else ()
    return ", ".join((*names[:_MOST_NAMES], *more)) or "not tried"


def _safe(setting: Setting, restarts: Sequence[str]) -> str:
    seen = [*seen_of(setting.path)]
    said = " ".join(one.sentence for one in seen)
    if setting.first:
        return f"no. {setting.first.sentence} {said}".strip()
    if why := INTERRUPTS.get(setting.path):
        return f"no: {why}"
    if not all(one.is_safe for one in seen):
        return f"no. {said}"
    safe = "yes, while pods restart" if restarts else "yes"
    return f"{safe}. {said}" if said else safe


def _cells(setting: Setting, steps: Sequence[Step], readers: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    """Return the row of the table: the value, whether a change is safe, what restarts, what differs, what shows it."""
    own = [action.file for step in steps if isinstance(action := step.target.action, Affects) and action.file]
    steps = [step for step in steps if not (isinstance(step.target.action, Affects) and own)]
    places = [place for step in steps for place in step.places]
    restarts = list(_restarted(places, readers))
    edited = dict.fromkeys(_field(step, place) for step in steps for place in step.places)
    fields = [f"`{field}`" for field in (*(f"templates/{file}" for file in own), *edited)]
    more = [f"and {len(fields) - _MOST_FIELDS} more"] if len(fields) > _MOST_FIELDS else []
    shown = "<br>".join([*fields[:_MOST_FIELDS], *more]) or "none of its own"
    command = setting.first.shown if setting.first else _command(places, own)
    return f"`{setting.path}`", _safe(setting, restarts), ", ".join(restarts) or "nothing", shown, f"`{command}`"


def changing_values(build: Build) -> str:
    """Return the page with the table, in the order of values.yaml."""
    readers = _readers(build.plan.steps)
    by_path: dict[str, list[Step]] = {}
    for step in build.plan.steps:
        for path in step.settings:
            by_path.setdefault(path, []).append(step)
    is_current = build.line == read_lines()[0]
    rows = [
        (*_cells(setting, by_path.get(setting.path, []), readers), _tried(setting.path, is_current=is_current))
        for setting in build.catalogue.settings
    ]
    return render_page(_PAGE, {"version": build.line.version, "rows": rows, "is_current": is_current})
