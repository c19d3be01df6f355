"""Turns merged releases into the templates of the chart, with the learned conditions and without settings."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.base.errors import raise_problems
from generator.base.trees import Tree, is_json
from generator.features.conditions import ALWAYS, NOT_FLANNEL, Condition, given, when
from generator.features.feature_table import FeatureTable
from generator.learn.merge import Alternatives, Leaf, Merged, MergedText, Presence
from generator.learn.presence import Answers, Lesson, Question, answer, lessons, questions, unexplained
from generator.learn.release_merge import MergedRelease
from generator.releases.release import Document, identity
from generator.template import nodes


class Learned(Struct, frozen=True):
    """The templates of the chart, and what the variants taught."""

    templates: tuple[nodes.Template, ...]
    lessons: tuple[Lesson, ...]


class _Explained(Struct, frozen=True, kw_only=True):
    """A merged release, the questions about it, and the answers."""

    merged: MergedRelease
    asked: tuple[Question, ...]
    answers: Answers

    def condition(self, present: Presence, among: Presence) -> Condition:
        """Return the condition for a part that these variants have, among those that have its parent."""
        return ALWAYS if present == among else self.answers[present, among][0]


def _scalar(value: Tree) -> nodes.Scalar | nodes.Text:
    """Return a value as a node. A text of several lines becomes lines that settings can address, unless it is JSON."""
    if isinstance(value, str) and "\n" in value and not is_json(value):
        return nodes.Text(tuple(nodes.TextLine(line, key=line.strip()) for line in value.split("\n")))
    return nodes.Scalar(value)


def _choice(node: Alternatives, explained: _Explained) -> nodes.Choice:
    options: list[nodes.Option] = []
    for option in node.options:
        is_known = bool(explained.answers[option.presence, node.presence])
        condition = explained.condition(option.presence, node.presence) if is_known else ALWAYS
        options.append(nodes.Option(_node(option, explained), condition, otherwise=not is_known))
    return nodes.Choice(tuple(options))


def _node(node: Merged, explained: _Explained) -> nodes.Node:
    if isinstance(node, Leaf):
        return _scalar(node.value)
    if isinstance(node, Alternatives):
        return _choice(node, explained)
    if isinstance(node, MergedText):
        lines = ((text, explained.condition(present, node.presence)) for text, present in node.lines)
        return nodes.Text(tuple(nodes.TextLine(text, condition, text.strip()) for text, condition in lines))
    entries = tuple(
        nodes.Entry(key, _node(child, explained), explained.condition(child.presence, node.presence))
        for key, child in node.children
    )
    return nodes.ListNode(entries) if node.is_list else nodes.MapNode(entries)


def _edge(merged: MergedRelease, condition: Condition) -> Condition:
    """Return the plugin's guard at the edge of a file, ahead of what was learned, with the value that adds an
    add-on.
    """
    if merged.switch:
        shared = Condition(frozenset.intersection(*(frozenset(point.items()) for point in merged.points.values())))
        return given(NOT_FLANNEL, f".Values.{merged.switch}") & shared & condition
    if merged.release.project == "flannel":
        return when(plugin="flannel") & condition
    if any(feature == "plugin" for feature, _ in condition.literals):
        return condition
    return given(NOT_FLANNEL) & condition


def _plain(tree: Tree) -> nodes.Node:
    """Return a tree of mappings as nodes of a template."""
    if not isinstance(tree, dict) or not tree:
        return nodes.Scalar(tree)
    return nodes.MapNode(tuple(nodes.Entry(key, _plain(value)) for key, value in tree.items()))


def _crd(document: Document, condition: Condition) -> nodes.Template:
    """Return a CRD. Settings change its metadata and never its spec."""
    fields: dict[str, nodes.Node] = {key: nodes.Scalar(value) for key, value in document.items()}
    fields |= {"metadata": _plain(document["metadata"]), "spec": nodes.Fixed(document["spec"])}
    body = nodes.MapNode(tuple(nodes.Entry(key, node) for key, node in fields.items()))
    return nodes.Template(project="calico", name=identity(document), condition=condition, body=body, crd=True)


def _explain(merged: MergedRelease, table: FeatureTable) -> _Explained:
    """Merge a release and answer every question about it."""
    release = merged.release
    asked = list(questions(merged.objects, (release.name,)))
    with_crds, variants = frozenset(release.crd_variants), frozenset(merged.points)
    if release.crds and with_crds != variants and not merged.switch:
        asked.append(Question(where=f"{release.name} > CustomResourceDefinitions", split=(with_crds, variants)))
    return _Explained(merged=merged, asked=tuple(asked), answers=answer(asked, merged.points, table))


def _templates(explained: _Explained) -> Iterator[nodes.Template]:
    objects, release = explained.merged.objects, explained.merged.release
    for name, child in objects.children:
        body = _node(child, explained)
        assert isinstance(body, nodes.MapNode)
        condition = _edge(explained.merged, explained.condition(child.presence, objects.presence))
        switch = explained.merged.switch
        yield nodes.Template(project=release.project, name=name, condition=condition, body=body, switch=switch)
    if release.crds and not explained.merged.switch:
        condition = explained.condition(frozenset(release.crd_variants), frozenset(explained.merged.points))
        yield from (_crd(document, _edge(explained.merged, condition)) for document in release.crds)


def explain_presence(merged: Sequence[MergedRelease], table: FeatureTable) -> Learned:
    """Return the templates of all releases. Raise ProblemsError with every place that the features cannot explain."""
    explained = [_explain(one, table) for one in merged]
    raise_problems(found for one in explained for found in unexplained(one.asked, one.answers, table))
    return Learned(
        templates=tuple(template for one in explained for template in _templates(one)),
        lessons=tuple(lesson for one in explained for lesson in lessons(one.asked, one.answers)),
    )
