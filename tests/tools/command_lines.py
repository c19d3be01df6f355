"""Lists the cases in which a renderer is compared, byte by byte, with the command line of its helm."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.process import Output
from generator.base.trees import Tree
from generator.tools.helm import Install
from generator.tools.programs import locate
from tests.clients import helm
from tests.helms import RENDERERS
from tests.paths import CHART, ROOT
from tests.rendering import SCENARIOS, as_yaml

SCHEMA = "the specifications of the schema"
KEYS = re.compile(r"(?<=additional properties ).*(?= not allowed)")


class Case(Struct, frozen=True, kw_only=True):
    """One call of `helm template`, and whether an upgrade is rendered for a cluster that serves API versions."""

    release: Install
    kube_version: str | None = None
    served: tuple[str, ...] | None = None


def _arguments(case: Case) -> list[str]:
    """Return the words of the command line."""
    release = case.release
    lists: Sequence[tuple[str, Sequence[object]]] = (
        ("--values", release.values),
        ("--set", release.sets),
        ("--kube-version", [case.kube_version] if case.kube_version else []),
        ("--api-versions", case.served or ()),
    )
    flags = [word for flag, values in lists for value in values for word in (flag, str(value))]
    upgrade = [] if case.served is None else ["--is-upgrade"]
    return ["template", release.name, str(release.chart), "--namespace", release.namespace, *flags, *upgrade]


def _comparable(output: Output) -> Output:
    """Return the output with what a schema says in one order: helm itself says it in the order of maps, which is by
    chance.
    """
    if SCHEMA not in output.stderr:
        return output
    keys = KEYS.sub(lambda found: ", ".join(sorted(found[0].split(", "))), output.stderr)
    return Output(status=output.status, stdout=output.stdout, stderr="\n".join(sorted(keys.splitlines())))


def both(name: str, case: Case, home: Path) -> tuple[Output, Output]:
    """Return what the renderer and the command line of a helm say of a case."""
    path = locate(name.replace("helm", "renderer"))
    answer = RENDERERS.answer(path, case.release, case.kube_version, case.served)
    return _comparable(answer), _comparable(helm(name, home, *_arguments(case)))


def given(names_and_values: Mapping[str, Mapping[str, Tree]], folder: Path) -> Iterator[tuple[str, Case]]:
    """Yield a case for each values tree, written into a folder."""
    for number, (name, values) in enumerate(names_and_values.items()):
        path = folder / f"{number}.yaml"
        path.write_text(as_yaml(values), encoding="utf-8")
        yield name, Case(release=Install(chart=CHART, values=(path,)))


def published() -> Iterator[tuple[str, Case]]:
    """Yield every scenario, the variants among them, and every example."""
    examples = {path.stem: path for path in sorted((ROOT / "examples").rglob("*-values.yaml"))}
    for name, path in {**SCENARIOS, **examples}.items():
        yield name, Case(release=Install(chart=CHART, values=(path,)))


def _calling(**more: object) -> Install:
    return Install(chart=CHART, **more)  # type: ignore[arg-type]  # each is a field of the record


def flags(folder: Path) -> Iterator[tuple[str, Case]]:
    """Flags that are right and wrong, several files, and what is not there."""
    texts = {
        "one": "podCIDR: 172.20.0.0/16\n",
        "two": "plugin: calico\ncalico: {typha: {enabled: true}}\n",
        "broken": "a: [\n",
        "a list": "- 1\n",
        "nothing": "",
        "a null": "flannel: null\npodCIDR: null\n",
        "no table": "calico: 1\nglobal: 2\n",
        "the library": "cni-library: {a: 1}\n",
        "no table for the library": "cni-library: 1\n",
    }
    files = {name: folder / f"{name}.yaml" for name in texts}
    for name, text in texts.items():
        files[name].write_text(text, encoding="utf-8")
        yield f"values with {name}", Case(release=_calling(values=(files[name],)))
    yield "two files", Case(release=_calling(values=(files["one"], files["two"])))
    yield "a file that is not there", Case(release=_calling(values=(folder / "none.yaml",)))
    yield "a chart that is not there", Case(release=Install(chart=folder / "none"))
    yield "a folder without a chart", Case(release=Install(chart=folder))
    yield "another name and namespace", Case(release=_calling(name="other", namespace="elsewhere"))
    yield "a name that is none", Case(release=_calling(name="Not_A_Name"))
    yield "a name that is too long", Case(release=_calling(name="n" * 54))
    for one in ("podCIDR=10.0.0.0/8", "flannel.mtu=1400", "flannel.iface={eth0,eth1}", "a.b=1", "a[", "plugin=null"):
        yield f"--set {one}", Case(release=_calling(sets=(one,)))
    yield "--set over a file", Case(release=_calling(values=(files["two"],), sets=("plugin=canal", "flannel.mtu=1")))
    for version in ("1.31.0", "v1.37.9", "1.30.4", "1.34.4-gke.1245000", "1.34", "none", "1.x"):
        yield f"--kube-version {version}", Case(release=_calling(), kube_version=version)
    calico = _calling(values=(files["two"],))
    yield "an upgrade", Case(release=_calling(), served=())
    yield "an upgrade without CRDs", Case(release=calico, served=("apps/v1",))
    kinds = ("crd.projectcalico.org/v1", "crd.projectcalico.org/v1/IPPool", "policy/v1")
    yield "an upgrade with CRDs", Case(release=calico, served=kinds, kube_version="1.34.4")


# Charts of a few files, for what ours does not do.
CHARTS: Mapping[str, Mapping[str, str]] = {
    "a hook and an order": {
        "templates/z.yaml": "kind: Namespace\nmetadata: {name: z}\n---\nkind: Job\nmetadata:\n  name: h\n"
        '  annotations: {helm.sh/hook: "pre-install, test", helm.sh/hook-weight: "2"}\n',
        "templates/a.yaml": "kind: Deployment\nmetadata: {name: a}\n--- \nkind: ConfigMap\nmetadata: {name: c}\n",
        "templates/b.yaml": "kind: Job\nmetadata:\n  name: u\n  annotations: {helm.sh/hook: unknown}\n",
    },
    "what renders nothing": {"templates/a.yaml": "{{/* nothing */}}\n", "templates/NOTES.txt": "{{ .Release.Name }}"},
    "an object that is no YAML": {"templates/a.yaml": "a: [\n"},
    "an object that is a text": {"templates/a.yaml": "text\n"},
    "a template that cannot be parsed": {"templates/a.yaml": "{{ if }}\n"},
    "a function that is not there": {"templates/a.yaml": "{{ nothing 1 }}\n"},
    "an error in an included template": {
        "templates/_a.tpl": '{{ define "a" }}{{ index . 3 }}{{ end }}',
        "templates/a.yaml": 'a: {{ include "a" (list 1) }}\n',
    },
    "a template that is not there": {"templates/a.yaml": '{{ include "none" . }}\n'},
    "templates in a circle": {
        "templates/_a.tpl": '{{ define "a" }}{{ include "a" . }}{{ end }}',
        "templates/a.yaml": '{{ include "a" . }}\n',
    },
    "a refusal in tpl": {"templates/a.yaml": '{{ tpl "{{ fail \\"no\\" }}" . }}\n'},
    "a refusal in an included template": {
        "templates/_a.tpl": '{{ define "a" }}{{ fail (printf "%s\\n: two" .) }}{{ end }}',
        "templates/a.yaml": '\n\n  {{- include "a" "one" }}\n',
    },
    "what is required": {"templates/a.yaml": 'a: {{ required "a is needed" .Values.a }}\n'},
    "what is required and there": {"values.yaml": "a: 1\n", "templates/a.yaml": 'a: {{ required "no" .Values.a }}\n'},
    "a define inside tpl": {
        "templates/a.yaml": 'a: {{ tpl "{{ define \\"b\\" }}{{ . }}{{ end }}{{ include \\"b\\" .Values.x }}" . }}\n',
        "values.yaml": "x: 1\n",
    },
    "values that are not there": {"templates/a.yaml": "a: {{ .Values.a }}\nb: {{ .Values.a | default 1 }}\n"},
    "the files of a chart": {
        "f/a.txt": "one\ntwo\n",
        "templates/a.yaml": 'a: {{ .Files.Get "f/a.txt" | quote }}\nb: {{ len (.Files.Lines "f/a.txt") }}\n'
        'c: {{ .Files.GetBytes "f/a.txt" | toString | quote }}\nd: {{ .Files.Get "none" | quote }}\n',
    },
    "a pattern of files": {
        "f/a.txt": "one\n",
        "templates/a.yaml": '{{ (.Files.Glob "f/*").AsConfig | indent 2 }}\nd: {{ .Files.AsSecrets }}\n',
    },
    "what templates see": {
        "templates/a.yaml": "chart: {{ toJson .Chart }}\nrelease: {{ toJson .Release }}\n"
        "template: {{ toJson .Template }}\n"
        "version: {{ toJson .Capabilities.KubeVersion }}\nhelm: {{ .Capabilities.HelmVersion.Version }}\n"
        "served: {{ len .Capabilities.APIVersions }}\nvalues: {{ toJson .Values }}\n",
        "values.yaml": "n: null\nf: 1.0\ni: 12345678901\nt: 2001-01-01\nm: {a: ~, b: {c: []}}\n",
    },
    "texts of trees": {
        "templates/a.yaml": 'a: {{ list 1 "x" (dict "b" 1.5) | toYaml | nindent 2 }}\n'
        'b: {{ fromYaml "a: [" | toJson }}\n'
        'c: {{ fromYamlArray "{" | toJson }}\nd: {{ fromJson "[" | toJson }}\ne: {{ fromJsonArray "[1]" | toJson }}\n'
        'f: {{ dict "a" 1 | toPrettyJson | quote }}\ng: {{ lookup "v1" "Pod" "" "" | toJson }}\n'
        'h: {{ mustToJson (list "<") }}\ni: {{ getHostByName "localhost" | quote }}\nj: {{ toToml (dict "a" 1) }}\n',
    },
    "a function of Go that fails": {"templates/a.yaml": 'a: {{ b64dec "?" }}\nb: {{ index (list 1) 5 }}\n'},
    "a schema that is none": {"values.schema.json": "{", "templates/a.yaml": "a: 1\n"},
    "a schema of another draft": {
        "values.schema.json": '{"$schema": "https://json-schema.org/draft/2020-12/schema",'
        ' "properties": {"a": {"const": 1}}}',
        "values.yaml": "a: 2\nb: 3\n",
        "templates/a.yaml": "a: 1\n",
    },
    "a chart inside without a name for it": {
        "charts/b/Chart.yaml": "apiVersion: v2\nname: b\nversion: 1.0.0\n",
        "charts/b/values.yaml": "x: 1\nglobal: {g: 2}\n",
        "charts/b/templates/b.yaml": "b: {{ .Values.x }}{{ .Values.global.g }}{{ .Chart.IsRoot }}\n",
        "charts/b/templates/NOTES.txt": "no",
        "charts/b/values.schema.json": '{"properties": {"x": {"type": "string"}}}',
        "templates/a.yaml": "a: {{ .Subcharts.b.Values.x }}\n",
    },
    "a dependency that is off, and one by another name": {
        "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies:\n"
        "- {name: b, version: '*', condition: b.enabled}\n- {name: b, version: '*', alias: c, import-values: [e]}\n",
        "charts/b/Chart.yaml": "apiVersion: v2\nname: b\nversion: 1.0.0\n",
        "charts/b/values.yaml": "x: 1\nexports: {e: {y: 3}}\n",
        "charts/b/templates/b.yaml": "b: {{ .Values.x }}\n",
        "values.yaml": "b: {enabled: false}\n",
        "templates/a.yaml": "a: {{ toJson .Values }}\n",
    },
    "a dependency that is not there": {
        "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: b, version: '*'}]\n",
        "templates/a.yaml": "a: 1\n",
    },
    "a library": {"Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ntype: library\n"},
    "a chart that is deprecated": {
        "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\ndeprecated: true\n",
        "templates/a.yaml": "a: 1\n",
    },
    "a chart without a version": {"Chart.yaml": "apiVersion: v2\nname: a\n", "templates/a.yaml": "a: 1\n"},
    "values of a chart that are no YAML": {"values.yaml": "a: [", "templates/a.yaml": "a: 1\n"},
    "text before a separator": {"templates/a.yaml": "\n\n---\n---\na: 1\n---b: 2\n\n"},
    "an apiVersion without a kind": {"templates/a.yaml": "apiVersion: v1\nmetadata: {annotations: {}}\n"},
    "two keys of one name": {"templates/a.yaml": "a: 1\na: 2\n"},
}


def small_charts(folder: Path) -> Iterator[tuple[str, Case]]:
    """Yield a case for each chart of a few files."""
    for number, (name, files) in enumerate(CHARTS.items()):
        chart = folder / f"chart-{number}"
        for path, text in {"Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\n", **files}.items():
            (chart / path).parent.mkdir(parents=True, exist_ok=True)
            (chart / path).write_text(text, encoding="utf-8")
        yield f"a chart with {name}", Case(release=Install(chart=chart))
