"""Asks the chart and a real API server about the same case: who takes it, and what was said."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import submap
from generator.cluster.kubeapi import Call, Server, answer, request
from generator.releases.release import Document
from tests.differential.cases import Case
from tests.properties.renders import Rendered, render

HELM = "helm4"
# Where objects of a kind are made. Other kinds hold nothing of pods.
_FOLDERS = {
    "DaemonSet": "apis/apps/v1/namespaces/{}/daemonsets",
    "Deployment": "apis/apps/v1/namespaces/{}/deployments",
    "Pod": "api/v1/namespaces/{}/pods",
    "ServiceAccount": "api/v1/namespaces/{}/serviceaccounts",
}
_STRICT = "?dryRun=All&fieldValidation=Strict"
# An admission plugin that asks for a PriorityClass in the cluster would refuse pods whose name is right.
FLAGS = ("--disable-admission-plugins=Priority",)


class Judged(Protocol):
    """A case of a differential: the field or kind by which it is counted. As a text it can be read and made again."""

    @property
    def field(self) -> str:
        """The name of what is counted."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What was said against a case by either; empty where it was taken."""

    case: Judged
    ours: str
    theirs: str


class Judges(Struct, frozen=True, kw_only=True):
    """The prepared chart, its copy that refuses nothing, the API server, and what has been asked before."""

    guarded: Path
    open: Path
    server: Server
    namespaces: set[str] = field(default_factory=set)
    usual: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)


def opened(chart: Path, folder: Path) -> Path:
    """A copy of a prepared chart that refuses nothing: without a schema of values and without its rules."""
    copy = shutil.copytree(chart, folder / "cni")
    (copy / "values.schema.json").unlink()
    (copy / "templates" / "validate.yaml").write_text("", encoding="utf-8")
    return copy


def _usual(judges: Judges, name: str) -> frozenset[tuple[str, str]]:
    """The texts that the scenario alone renders, by their files."""
    if name not in judges.usual:
        found = render(judges.guarded, Case(scenario=name, field="", given={}).values, HELM)
        judges.usual[name] = frozenset(found.texts)
    return judges.usual[name]


def _posted(rendered: Rendered, usual: frozenset[tuple[str, str]]) -> list[Document]:
    """The objects that hold something of pods, and are not those that the scenario alone has."""
    texts = [text for name, text in rendered.texts if (name, text) not in usual]
    found = [one for text in texts for one in yamltree.load_shared(text, "a render")]
    return [one for one in found if one["kind"] in _FOLDERS]


def _namespace(judges: Judges, one: Document) -> str:
    namespace = str(submap(one, "metadata").get("namespace") or "default")
    if namespace not in judges.namespaces and namespace not in {"default", "kube-system"}:
        body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
        request(judges.server, Call(path="/api/v1/namespaces", method="POST", body=body))
    judges.namespaces.add(namespace)
    return namespace


def _refusal(judges: Judges, one: Document) -> str:
    """What the API server says against an object; empty where it would make it."""
    path = f"/{_FOLDERS[str(one['kind'])].format(_namespace(judges, one))}{_STRICT}"
    status, content = answer(judges.server, Call(path=path, method="POST", body=one))
    if 200 <= status < 300:
        return ""
    told = str(json.loads(content).get("message", content))
    return re.sub(r'^\w+(\.\w+)* "[^"]*" is invalid: ', "", told)


def _told(refused: str) -> str:
    """What the chart said, without the lines that only begin or end what helm says of a schema."""
    lines = [line for line in refused.splitlines() if line.strip()]
    of_schema = [line for line in lines if line.startswith("- at ")]
    return "\n".join(of_schema or lines)


class Asked(Struct, frozen=True, kw_only=True):
    """What the chart said of a case, and the objects that go to the API server, or why there are none."""

    case: Case
    ours: str
    broken: str
    documents: Sequence[Document] = ()


def asked(judges: Judges, case: Case) -> Asked:
    """Render a case, and without the chart's rules what they refuse."""
    ours = render(judges.guarded, case.values, HELM)
    said = _told(ours.refused)
    found = render(judges.open, case.values, HELM) if said else ours
    try:
        documents = _posted(found, _usual(judges, case.scenario))
    except ProblemsError as error:  # a key that stands twice
        return Asked(case=case, ours=said, broken=str(error))
    return Asked(case=case, ours=said, broken=found.refused, documents=documents)


def judged(judges: Judges, one: Asked) -> Verdict:
    """Ask the API server about what a case renders."""
    told = [one.broken] if one.broken else [_refusal(judges, document) for document in one.documents]
    return Verdict(case=one.case, ours=one.ours, theirs="\n".join(filter(None, told)))


def verdicts(judges: Judges, cases: Sequence[Case]) -> Iterator[Verdict]:
    """Ask both about each case."""
    for case in cases:
        yield judged(judges, asked(judges, case))
