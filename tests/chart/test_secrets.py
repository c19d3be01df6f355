"""Each secret value is in one field of one Secret and nowhere else: no other object, no notes, no message."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from generator.base.trees import Tree, leaves
from generator.features.manifests import FEATURES
from generator.refusals.applicability import applicabilities
from generator.releases.release import Document, identity
from generator.rows.kinds import SECRET_NAME
from generator.settings.catalogue import nested
from generator.settings.setting import Setting
from tests.builds import current
from tests.declared import TABLED, VALUES
from tests.later import Later
from tests.notes import telling_chart
from tests.rendering import HELMS, overlay, problems, refusal, rendered, scenario

VARIANTS = FEATURES.variants
REACHES = Later(lambda: applicabilities(current().plan, current().learned.templates, FEATURES))
# Kinds that messages do not repeat, but for the names of Secrets, which are none: pods name them.
SECRETS = [
    path
    for path, one in TABLED.items()
    if one.kind.text_format and one.kind.text_format.secret and one.kind.text_format != SECRET_NAME.text_format
]
# What a secret needs beside it to be read.
BESIDE: Mapping[str, Mapping[str, Tree]] = {
    "calico.etcd.tls.key": {"calico.etcd.endpoints": ["https://10.0.0.1:2379"]},
    "calico.apiServer.tls.key": {"calico.apiServer.enabled": True},
}
# What clients of a server check it by is no secret; where it stands.
PUBLIC: Mapping[str, str] = {"calico.apiServer.tls.caBundle": r"APIService/v3\.projectcalico\.org spec\.caBundle"}
# Values that are refused, each in the form that a rule or the schema tells of it.
WRONG: Mapping[str, Tree] = {"podCIDR": "10.244.1.0/16", "namespaceOverride": "a.b", "imageMirror.mode": "flat"}


def canary(path: str) -> str:
    """A legal value of a secret with a text of its own in it, of letters and digits."""
    kind = VALUES[path].kind
    mark = mark_of(path)
    sample = str(kind.legal[0])
    every = (sample.replace("YQ==", mark), mark, f"{mark}.example.com", mark.ljust(len(sample), "0"))
    assert kind.text_format
    return next(one for one in every if mark in one and re.fullmatch(kind.text_format.pattern, one))


def mark_of(path: str) -> str:
    """The text of a secret, in base64 as PEM has it."""
    return f"canary{path.encode().hex()[-30:]}"


def read(variant: str) -> list[str]:
    """The secrets that a variant reads."""
    point = VARIANTS[variant].point
    assert point
    return [
        path
        for path in SECRETS
        if all(point[name] in allowed for name, allowed in REACHES[path].needs.items() if name in point)
    ]


def given(variant: str) -> dict[str, Tree]:
    """The values of a variant with every secret that it reads, and what these need beside them."""
    secrets = read(variant)
    beside = {path: value for secret in secrets for path, value in BESIDE.get(secret, {}).items()}
    return overlay(scenario(variant), nested({**{path: canary(path) for path in secrets}, **beside}))


def decoded(text: str) -> str:
    """A text with what it says in base64 behind it, as deep as that goes."""
    found = text
    for one in re.findall(r"[A-Za-z0-9+/]{8,}={0,2}", text):
        try:
            inner = base64.b64decode(one, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
        found += decoded(inner)
    return found


def places(documents: Sequence[Document], path: str) -> Iterator[str]:
    """Where the objects have a secret: the field, keys and base64 included."""
    for document in documents:
        name = "notes" if "notes" in document else identity(document)
        for at, leaf in leaves(document):
            if mark_of(path) in decoded(" ".join([*at, str(leaf)])):
                yield f"{name} {'.'.join(at)}"


def expose(folder: Path, file: str, text: str) -> Path:
    """A copy of the chart that shows its notes as an object, with a text behind those of a template."""
    chart = telling_chart(folder)
    with (chart / "templates" / file).open("a", encoding="utf-8") as template:
        template.write(text)
    return chart


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart with its notes as one more object."""
    return expose(tmp_path_factory.mktemp("telling"), "NOTES.txt", "")


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("variant", VARIANTS)
def test_each_secret_is_in_one_field_of_a_secret_in(variant: str, helm: str, telling: Path) -> None:
    documents = rendered(given(variant), helm, telling)
    assert [one for one in documents if "notes" in one] != []
    for path in read(variant):
        [place] = {*places(documents, path)}  # the credentials of a registry stand in each namespace that pulls
        field = PUBLIC.get(path, r"Secret/[a-z-]+ data\..+")
        assert re.fullmatch(field, place), path


def test_every_secret_is_read_somewhere() -> None:
    assert {path for variant in VARIANTS for path in read(variant)} == set(SECRETS)
    assert {"imageCredentials.password", "calico.etcd.tls.key", "calico.etcd.tls.ca"} <= set(SECRETS)
    assert [path for path in SECRETS if "password" in path or "key" in path.lower()] != []


# Where a secret is shown, too: the template, and what is written behind it.
SHOWN_TOO: Mapping[str, tuple[str, str, str]] = {
    "the notes": ("NOTES.txt", "\n{{ .Values.imageCredentials.password }}\n", "imageCredentials.password"),
    "the notes, in base64": ("NOTES.txt", "\n{{ b64enc .Values.calico.etcd.tls.key }}\n", "calico.etcd.tls.key"),
    "an annotation": (
        "calico/node/daemonset.yaml",
        "\n---\n{kind: A, metadata: {name: a, annotations: {b: {{ .Values.calico.etcd.tls.ca | quote }}}}}\n",
        "calico.etcd.tls.ca",
    ),
    "a key": (
        "calico/node/daemonset.yaml",
        "\n---\n{kind: A, metadata: {name: a}, data: {{ dict .Values.imageCredentials.password 1 | toJson }}}\n",
        "imageCredentials.password",
    ),
}


@pytest.mark.parametrize(("file", "text", "path"), SHOWN_TOO.values(), ids=SHOWN_TOO)
def test_a_secret_that_is_shown_elsewhere_is_seen(file: str, text: str, path: str, tmp_path: Path) -> None:
    documents = rendered(given("calico-etcd"), "helm4", expose(tmp_path, file, text))
    assert len([*places(documents, path)]) == 2


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("variant", ["kube-flannel", "calico-etcd", "canal-etcd"])
def test_no_message_on_another_value_tells_a_secret(variant: str, wrong: str, helm: str) -> None:
    values = overlay(given(variant), nested({wrong: WRONG[wrong]}))
    message = decoded(refusal(values, helm) + " ".join(problems(values)))
    assert [path for path in SECRETS if mark_of(path) in message] == []


def unfit(setting: Setting) -> Iterator[Tree]:
    """Wrong values of a secret, each with its text in it: of a wrong form, a wrong type, too long."""
    mark = mark_of(setting.path)
    longest = setting.kind.text_format.longest if setting.kind.text_format else 0
    wrong: tuple[Tree, ...] = (f"{mark}\n\t{mark} :", [mark], {mark: mark}, mark * (longest // len(mark) + 1))
    yield from wrong


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("path", SECRETS)
def test_no_message_on_a_secret_tells_it(path: str, number: int) -> None:
    variant = next(one for one in VARIANTS if path in read(one))
    values = overlay(given(variant), nested({path: [*unfit(VALUES[path])][number]}))
    told = [refusal(values, helm) for helm in HELMS] + problems(values)
    shown = decoded(" ".join(told))
    assert path in shown.replace("/", ".")
    if number != 2:  # helm names the keys of a mapping that it does not know
        assert [one for one in SECRETS if mark_of(one) in shown] == []
