"""Checks that Chart.yaml and values.yaml keep the rules of chart-testing and of Artifact Hub's cards."""

import re
from collections.abc import Callable, Iterator, Mapping

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.files import read_text
from generator.base.findings import Finding, Outcome
from generator.base.trees import Map, sublist
from generator.checks.subject import Subject

# The rules of chart-testing that we do not follow, with the reason.
WAIVED: Mapping[str, str] = {
    "home is set": "the project has no page of its own, and upstream's would be another project's",
    "the version is higher than on the main branch": "publishing refuses a version that exists with other bytes",
    "maintainers have an account of the forge": "a name is no account, and a check asks no network",
}

# The fields of Chart.yaml that must be there, and what each field holds.
_NEEDED = ("apiVersion", "name", "version", "description")
_FIELDS: Mapping[str, type] = {
    **dict.fromkeys((*_NEEDED, "appVersion", "kubeVersion", "type", "home", "icon"), str),
    **dict.fromkeys(("keywords", "sources", "maintainers", "dependencies"), list),
    "annotations": dict,
    "deprecated": bool,
}
# What an application has in addition: people look at its card, and not at that of a library.
_SHOWN = ("icon", "maintainers", "annotations")
_CARDS = ("category", "license", "prerelease", "links", "images", "crds")
# The annotations that hold a list in YAML.
_LISTS = ("links", "images", "crds", "changes")
_SEMVER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}")
_ICON = re.compile(r"data:image/svg\+xml,|https://")


def _field_faults(about: Map) -> Iterator[str]:
    shown = _SHOWN if about.get("type") != "library" else ()
    for name, kind in _FIELDS.items():
        if name in about and not isinstance(about[name], kind):
            yield f"{name} is no {kind.__name__}"
        elif name not in about and name in (*_NEEDED, *shown):
            yield f"{name} is missing"
    yield from (f"{name} is no field of Chart.yaml" for name in about if name not in _FIELDS)


def _text_faults(about: Map) -> Iterator[str]:
    """Yield the fields whose text does not look as it must."""
    if not _SEMVER.fullmatch(str(about.get("version"))):
        yield f"version {about.get('version')} is no plain version such as 1.2.3"
    if not _ICON.match(str(about.get("icon", "https://"))):
        yield "icon is neither a picture nor an https address"
    for one in sublist(about, "maintainers"):
        if not isinstance(one, dict) or not isinstance(one.get("name"), str) or {*one} - {"name", "email", "url"}:
            yield "a maintainer has no name, or more than name, email and url"


def _card_faults(about: Map) -> Iterator[str]:
    """Yield faults in the annotations that Artifact Hub reads; all annotations are texts."""
    cards = about.get("annotations")
    if not isinstance(cards, dict):
        return
    yield from (f"annotation {name} is no text" for name, text in cards.items() if not isinstance(text, str))
    for name in _CARDS if about.get("type") != "library" else ():
        if f"artifacthub.io/{name}" not in cards:
            yield f"annotation artifacthub.io/{name} is missing"
    for name in _LISTS:
        where = f"annotation artifacthub.io/{name}"
        trees = yamltree.load(str(cards.get(f"artifacthub.io/{name}", "[]")), where)
        if not all(isinstance(tree, list) for tree in trees):
            yield f"{where} holds no list"


# Patterns that no line of a file for people may have.
_LINES: Mapping[str, re.Pattern[str]] = {
    "white space at the end": re.compile(r"[ \t]\r?$"),
    "a tab": re.compile(r"^ *\t"),
    "a carriage return": re.compile(r"\r"),
    "more than one space behind a dash": re.compile(r"^ *- {2,}[^ ]"),
    "a comment without a space behind its sign": re.compile(r"^ *#[^ #!]"),
    "a comment right behind a value": re.compile(r"^[^#\"']*[^ #\"'] #[^#\"']*$"),
}


def layout_faults(text: str) -> Iterator[str]:
    """Yield what yamllint would find in the layout of a file, by line, with the options of chart-testing."""
    for number, line in enumerate(text.split("\n"), 1):
        yield from (f"line {number} has {what}" for what, found in _LINES.items() if found.search(line))
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "the file does not end with one newline"
    if "\n\n\n\n" in text:
        yield "more than two empty lines follow each other"


RULES: Mapping[str, Callable[[Map], Iterator[str]]] = {
    "known fields of the right types": _field_faults,
    "version, icon and maintainers": _text_faults,
    "Artifact Hub's cards": _card_faults,
}


def file_faults(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a file of a chart: Chart.yaml, or a values file."""
    try:
        [about] = yamltree.load_documents(text, name)
        if name.endswith("Chart.yaml"):
            yield from (fault for rule in RULES.values() for fault in rule(about))
    except ProblemsError as error:
        yield str(error)
    except ValueError:
        yield "it does not hold one mapping"
    yield from layout_faults(text)


def check_metadata(subject: Subject) -> Outcome:
    """Check Chart.yaml of the chart and of the charts in it, and values.yaml."""
    charts = sorted(subject.chart.glob("charts/*/Chart.yaml"))
    names = ["Chart.yaml", "values.yaml", *(path.relative_to(subject.chart).as_posix() for path in charts)]
    findings = tuple(
        Finding(where=name, message=fault)
        for name in names
        for fault in file_faults(name, read_text(subject.chart / name))
    )
    return Outcome(findings=findings, counts={"files": len(names), "waived": len(WAIVED)})
