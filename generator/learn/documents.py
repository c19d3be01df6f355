"""Turns releases into the template documents of the chart: merged, with learned conditions, knobs not yet applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.base.errors import problem, raise_problems
from generator.base.trees import Tree
from generator.features.conditions import ALWAYS, NOT_FLANNEL, Condition, given, when
from generator.features.table import FeatureTable, Point
from generator.learn.merge import Branch, merge_values
from generator.learn.presence import Lesson, Teacher, learn_guards
from generator.releases.release import Document, Release, identity
from generator.template import nodes
from generator.template.crd_text import SharedText, share

# Objects that upstream names differently in different variants, with the name they are merged under.
SAME_OBJECT: Mapping[str, str] = {
    "DaemonSet/canal-node": "DaemonSet/canal",
    "ServiceAccount/canal-node": "ServiceAccount/canal",
}


@dataclass(frozen=True, slots=True)
class Learned:
    """The documents of the chart, the parts that its CRDs share, and what the variants taught."""

    documents: tuple[nodes.Template, ...]
    shared: Mapping[str, str]
    lessons: tuple[Lesson, ...]


def _edge(project: str, condition: Condition) -> Condition:
    """The plugin's guard at the edge of a file, ahead of what was learned."""
    if project == "flannel":
        return when(plugin="flannel") & condition
    if any(feature == "plugin" for feature, _ in condition.literals):
        return condition
    return given(NOT_FLANNEL) & condition


def _by_object(where: str, documents: Sequence[Document]) -> Tree:
    named: dict[str, Tree] = {}
    for document in documents:
        name = identity(document)
        shared = SAME_OBJECT.get(name, name)
        if shared in named:
            remedy = "take the name out of SAME_OBJECT"
            raise problem(f"{where} > {name}", expected=f"no {shared} beside it", found="one", remedy=remedy)
        named[shared] = document
    return named


def _merged(release: Release, variants: Mapping[str, Point]) -> Branch:
    merged = merge_values(
        {stem: _by_object(f"{release.name} > {stem}", release.documents[stem]) for stem in variants},
        (release.name,),
    )
    assert isinstance(merged, Branch)
    return merged


def _mapping(tree: Tree) -> nodes.MapNode:
    """A tree of mappings as template mappings."""
    assert isinstance(tree, dict)
    return nodes.MapNode(
        tuple(
            nodes.Entry(key, _mapping(value) if isinstance(value, dict) and value else nodes.Scalar(value))
            for key, value in tree.items()
        )
    )


def _crd(document: Document, spec: str, condition: Condition) -> nodes.Template:
    """A CRD: its metadata is open to knobs, its spec is JSON with shared parts."""
    fields: dict[str, nodes.Node] = {key: nodes.Scalar(value) for key, value in document.items()}
    fields |= {"metadata": _mapping(document["metadata"]), "spec": nodes.Raw(spec)}
    entries = [nodes.Entry(key, node) for key, node in fields.items()]
    return nodes.Template(
        project="calico",
        name=identity(document),
        condition=_edge("calico", condition),
        body=nodes.MapNode(tuple(entries)),
        crd=True,
    )


def learn(releases: Sequence[Release], table: FeatureTable) -> Learned:
    """The documents of all releases; raises ProblemsError with every place that the features cannot explain."""
    documents: list[nodes.Template] = []
    shared = SharedText(definitions={}, texts=())
    teachers = [Teacher(table, table.points(release.project)) for release in releases]
    for release, teacher in zip(releases, teachers, strict=True):
        tree = learn_guards(release.name, _merged(release, teacher.points), teacher)
        for entry in tree.entries:
            assert isinstance(entry.node, nodes.MapNode)
            condition = _edge(release.project, entry.condition)
            documents.append(
                nodes.Template(project=release.project, name=entry.key, condition=condition, body=entry.node)
            )
        if release.crds:
            where = f"{release.name} > CustomResourceDefinitions"
            condition = teacher.learn(release.crd_variants, frozenset(teacher.points), where) or ALWAYS
            shared = share([document["spec"] for document in release.crds])
            documents += [_crd(*crd, condition) for crd in zip(release.crds, shared.texts, strict=True)]
    raise_problems(found for teacher in teachers for found in teacher.problems)
    lessons = tuple(lesson for teacher in teachers for lesson in teacher.lessons)
    return Learned(tuple(documents), shared.definitions, lessons)
