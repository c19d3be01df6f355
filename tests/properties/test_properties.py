"""For any values that the schema admits both helms render the same valid objects, with every value in its place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base import yamltree
from generator.base.parallel import in_parallel
from generator.base.trees import Tree
from generator.releases.release import Document, identity
from generator.tools.kubeconform import Schemas, validate
from tests.builds import current
from tests.declared import VALUES
from tests.paths import CHART, SCHEMAS
from tests.properties.cases import COUNT, Case, alone, every_case, within
from tests.properties.faults import Judged, judge, smallest
from tests.properties.renders import Rendered, objects, prepared, render
from tests.rendering import HELMS, differing, refusal, rendered
from tests.rounds import FEATURES

ACCEPTED = 0.8
CONFORMING, FAITHFUL, OF_A_CANARY = 150, 6, 12

# The prepared chart has no CRDs: test_placement has the first. The second lets through what is refused else.
WITHOUT_LEAF = {"calico.crds.install", "allowOtherImageReleases", "cni.allowOtherSysctls"}

NODE = "calico/node/daemonset.yaml"
# A value, what the template does with it, and something wrong in its place.
_NODES = ".Values.calico.node"
_ANNOTATIONS = f"with {_NODES}.podAnnotations }}}}\n        {{{{- toYaml ."
_SEVERITY = "value: {{ .Values.calico.bgp.logSeverity | quote }}"
_SELECTOR = "{{ .Values.calico.pool.nodeSelector | quote }}"
CANARIES: Mapping[str, tuple[str, str, str]] = {
    "a text without quotes": ("calico.pool.nodeSelector", _SELECTOR, _SELECTOR.replace(" | quote", "")),
    "a text in other quotes": ("calico.pool.nodeSelector", _SELECTOR, _SELECTOR.replace("quote", "squote")),
    "values as templates": (
        "calico.node.podAnnotations",
        _ANNOTATIONS,
        _ANNOTATIONS.replace("toYaml .", "tpl (toYaml .) $"),
    ),
    "values in another case": ("calico.node.podAnnotations", _ANNOTATIONS, f"{_ANNOTATIONS} | lower"),
    "a variable twice": (
        "calico.bgp.logSeverity",
        _SEVERITY,
        f"{_SEVERITY}\n        - name: BGP_LOGSEVERITYSCREEN\n          value: a",
    ),
    "a null": ("calico.bgp.logSeverity", _SEVERITY, "value:"),
    "helms apart": ("calico.bgp.logSeverity", _SEVERITY, "value: {{ .Capabilities.HelmVersion.Version }}"),
    "a value that is not read": ("calico.node.tolerations", f"toYaml {_NODES}.tolerations", "toYaml (list 1)"),
}


def judged(chart: Path, cases: Sequence[Case]) -> list[Judged]:
    """The cases on a prepared chart, several at a time; few keep their objects."""
    step = COUNT // CONFORMING
    found = in_parallel(lambda case: judge(chart, case), cases)
    return [one if number % step == 0 else replace(one, objects=()) for number, one in enumerate(found)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart, prepared."""
    return prepared(CHART, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def every(whole: Path) -> list[Judged]:
    """What became of every case."""
    return judged(whole, every_case())


def test_no_case_has_a_fault(every: list[Judged], whole: Path) -> None:
    faulty = [one for one in every if one.faults]
    told = [f"{one.faults[0]}\n  of {smallest(whole, one.case)}" for one in faulty[:3]]
    assert len(every) == COUNT
    assert not faulty, "\n".join([f"{len(faulty)} cases of {COUNT} have a fault", *told])


def test_most_cases_are_taken(every: list[Judged]) -> None:
    why = Counter(one.refused.partition(":")[0] for one in every if one.refused)
    assert sum(not one.refused for one in every) >= ACCEPTED * COUNT, why.most_common(10)


def test_every_value_is_in_a_case_that_is_taken(every: list[Judged]) -> None:
    taken = {path for one in every if not one.refused for path in one.case.given}
    assert set(VALUES) - FEATURES - taken == set()


def test_what_is_rendered_conforms(every: list[Judged], tmp_path: Path) -> None:
    sample = [one for one in every if one.objects]
    for number, one in enumerate(sample):
        (tmp_path / f"{number:03}.yaml").write_text(yamltree.dump([*one.objects]), encoding="utf-8")
    line = current().line
    schemas = Schemas(folder=SCHEMAS, crds=line.calico, kubernetes=line.validated[-1])
    found = validate(sorted(tmp_path.glob("*.yaml")), schemas, expected=sum(len(one.objects) for one in sample))
    assert len(sample) >= ACCEPTED * CONFORMING
    assert [f"{one}, of {sample[int(one.file.stem)].case}" for one in found.refusals] == []


@pytest.mark.parametrize("helm", HELMS)
def test_the_chart_alone_renders_the_same(every: list[Judged], helm: str) -> None:
    for one in [one for one in every if one.objects][:FAITHFUL]:
        expected: list[Tree] = [*one.objects]
        single: list[Tree] = [
            found for found in rendered(one.case.values, helm) if found["kind"] != "CustomResourceDefinition"
        ]
        assert yamltree.dump(single) == yamltree.dump(expected), one.case


@pytest.mark.parametrize("helm", HELMS)
def test_the_chart_alone_refuses_the_same(every: list[Judged], helm: str) -> None:
    by_reason = {one.refused.partition(":")[0]: one for one in every if one.refused}
    for one in [*by_reason.values()][:FAITHFUL]:
        said = refusal(one.case.values, helm)
        assert [line for line in one.refused.splitlines() if line not in said] == [], one.case


def test_cases_are_the_same_in_every_run() -> None:
    first = every_case()
    every_case.cache_clear()
    assert every_case() == first


def _differ(name: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> bool:
    """Whether leaves differ; checksums follow every change and count for the value that asks for them alone."""
    return before != after if name == "rolloutOnConfigChange" else bool(differing(before, after))


def _by_name(one: Rendered) -> dict[str, Document]:
    return {identity(document): document for document in objects(one)}


def test_every_value_changes_a_leaf(whole: Path) -> None:
    every = [*alone()]
    cases = {str(case): case.values for _, *pair in every for case in pair}
    found = in_parallel(lambda values: _by_name(render(whole, values, HELMS[0])), cases.values())
    rendered_of = dict(zip(cases, found, strict=True))
    changed = {
        name for name, before, after in every if _differ(name, rendered_of[str(before)], rendered_of[str(after)])
    }
    assert {name for name, *_ in every} - changed == WITHOUT_LEAF
    assert FEATURES | WITHOUT_LEAF | {path for name in changed for path in VALUES if within(path, name)} == set(VALUES)


def _of(path: str) -> list[Case]:
    """Some cases of calico that set a value."""
    return [case for case in every_case() if path in case.given][:OF_A_CANARY]


@pytest.mark.parametrize(("path", "text", "other"), CANARIES.values(), ids=CANARIES)
def test_a_canary_is_seen(path: str, text: str, other: str, tmp_path: Path) -> None:
    chart = prepared(CHART, tmp_path)
    file = chart / "templates" / NODE
    before = file.read_text(encoding="utf-8")
    assert text in before
    file.write_text(before.replace(text, other), encoding="utf-8")
    assert any(one.faults for one in judged(chart, _of(path)))
