"""The snapshot holds upstream's objects type by type, without prose, and nothing ambiguous gets into it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.base.trees import Tree, canonical, digest
from generator.features.manifests import FEATURES
from generator.releases.lines import read_lines
from generator.releases.lock import sealed
from generator.releases.raw import parse_release
from generator.releases.release import Correction, Release, ReleaseSpec, stem_of
from generator.releases.snapshot import read_snapshot, snapshot_files
from tests import upstream

RAW = """
# prose
apiVersion: v1
kind: ConfigMap
metadata: {name: a, description: kept}
data:
  mode: 0400
  "on": "yes"
  date: "2024-01-01"
  text: |
    a

    b
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: ds}
spec: {a: null, b: {}, c: [], d: [1, 1.0, true, "1"]}
"""
TREES: list[Tree] = [
    {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "description": "kept"},
        "data": {"mode": 256, "on": "yes", "date": "2024-01-01", "text": "a\n\nb\n"},
    },
    {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": "ds"},
        "spec": {"a": None, "b": {}, "c": [], "d": [1, 1.0, True, "1"]},
    },
]
CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pools.x.org}
spec: {names: {kind: Pool}, schema: {description: prose, properties: {description: {type: string, description: prose}}}}
"""


RAW_FILE: dict[str, Tree] = {"size": 1, "sha256": "f" * 64}
WANTED = ReleaseSpec(project="flannel", version="v1.2.3", files=("kube-flannel.yml",))
RELEASES = sorted({release for line in read_lines() for release in line.releases()})


def parsed(text: str) -> Release:
    """A flannel release of one manifest."""
    return parse_release(WANTED, lambda _: text)


def refused(text: str) -> str:
    """What is wrong with the manifest."""
    with pytest.raises(ProblemsError) as caught:
        parsed(text)
    return str(caught.value)


def put_snapshot(root: Path, files: dict[str, str]) -> None:
    """The snapshot of a release whose lock knows these files."""
    lock: dict[str, Tree] = {"kube-flannel.yml": sealed({**RAW_FILE, "snapshot": digest(files["kube-flannel.yaml"])})}
    write_tree(root / "flannel" / "v1.2.3", {**files, "lock.yaml": yamltree.dump([lock])})


def test_a_file_of_the_snapshot_that_was_edited_is_refused(tmp_path: Path) -> None:
    put_snapshot(tmp_path, snapshot_files(parsed(RAW)))
    path = tmp_path / "flannel" / "v1.2.3" / "kube-flannel.yaml"
    path.write_text(path.read_text("utf-8").replace("256", "257"), "utf-8")
    with pytest.raises(ProblemsError, match=r"kube-flannel\.yaml: expected sha256 .*, as in its lock"):
        read_snapshot(WANTED, tmp_path)


def test_a_snapshot_holds_the_manifest_type_by_type(tmp_path: Path) -> None:
    release = parsed(RAW)
    put_snapshot(tmp_path, snapshot_files(release))
    again = read_snapshot(WANTED, tmp_path)
    assert canonical([*again.documents["kube-flannel"]]) == canonical(TREES)
    assert again.digest == release.digest


def test_crds_lose_their_prose_and_keep_their_properties() -> None:
    release = parsed(RAW + "---" + CRD)
    [crd] = release.crds
    assert crd["spec"] == {"names": {"kind": "Pool"}, "schema": {"properties": {"description": {"type": "string"}}}}
    assert len(release.documents["kube-flannel"]) == 2
    assert release.crd_variants == {"kube-flannel"}


def test_a_manifest_that_the_snapshot_was_taken_without_is_a_problem(tmp_path: Path) -> None:
    put_snapshot(tmp_path, snapshot_files(parsed(RAW)))
    with pytest.raises(ProblemsError) as caught:
        read_snapshot(replace(WANTED, files=("kube-flannel.yml", "new.yml")), tmp_path)
    assert str(caught.value) == (
        f"{tmp_path}/flannel/v1.2.3: expected new.yml in its lock, found kube-flannel.yml; python -m generator update"
    )


OBJECT = "{apiVersion: v1, kind: A, metadata: {name: a}, data: {x: z}}"
REFUSED = [
    pytest.param("# nothing", "expected objects, found none", id="no object"),
    pytest.param(
        "{kind: A, metadata: {name: a}}",
        "document 1: expected apiVersion, kind and name, found no apiVersion; ",
        id="no version",
    ),
    pytest.param(
        "{apiVersion: v1, metadata: {name: a}}", "expected apiVersion, kind and name, found no kind; ", id="no kind"
    ),
    pytest.param(
        "{apiVersion: v1, kind: A, metadata: {}}", "expected apiVersion, kind and name, found no name; ", id="no name"
    ),
    pytest.param(
        "{apiVersion: v1, kind: A, metadata: {name: ../../a}}",
        "expected apiVersion, kind and name, found A/../../a; see what upstream means",
        id="a name that leads out of the folder",
    ),
    pytest.param(
        f"{OBJECT}\n---\n{OBJECT}",
        "> A/a: expected one object of that kind and name, found a second one",
        id="an object twice",
    ),
    pytest.param(
        OBJECT.replace("z", "'a {{ b }}'"),
        "> A/a > data.x: expected a finished manifest, found template text 'a {{ b }}'; "
        "take the manifest from upstream's release, not from its sources",
        id="template text in a value",
    ),
    pytest.param(
        OBJECT.replace("x:", "'{{x':"), "> A/a > data[{{x]: expected a finished manifest", id="template text in a key"
    ),
    pytest.param(
        OBJECT.replace("z", "'{{', x: z"),
        "line 1: expected valid YAML, found duplicate key 'x', first on line 1",
        id="a key twice",
    ),
    pytest.param(OBJECT.replace("z", "&a z"), "expected plain YAML, found the anchor or alias 'a'", id="an anchor"),
    pytest.param(OBJECT.replace("z", "1:20"), "found an unquoted 1:20; see what upstream means", id="a time of day"),
    pytest.param(
        OBJECT.replace("z", "y"), "found an unquoted y; see what upstream means", id="a letter some read as yes"
    ),
    pytest.param(
        OBJECT.replace("name: a", "labels: [a]"),
        "kube-flannel.yml document 1 > metadata.labels: expected labels to be a mapping, found",
        id="labels of an object without a name",
    ),
    pytest.param("- a", "document 1: expected a mapping, found list", id="a list"),
    pytest.param(
        OBJECT.replace("name: a", "name: 5"),
        "document 1: expected apiVersion, kind and name, found name 5; ",
        id="a number",
    ),
    *(
        pytest.param(
            OBJECT.replace("name: a", f"name: a, {key}: {text}"),
            f"> A/a > metadata.{key}: expected {key} to be a mapping, found {shown}",
            id=f"{key} that are {text}",
        )
        for key in ("labels", "annotations")
        for text, shown in (("[a]", '["a"]'), ("a", '"a"'), ("[]", "[]"), ("1", "1"), ("null", "null"))
    ),
    *(
        pytest.param(
            OBJECT.replace("name: a", f"name: a, {key}: {{{name}: x}}"),
            f"> A/a > metadata.{key}[{name}]: expected a plain manifest, found a word to helm, 'x'; "
            "see what upstream means, and take it out of a copy of the manifest",
            id=f"{name} among the {key}",
        )
        for key, name in (
            ("annotations", "helm.sh/hook"),
            ("annotations", "helm.sh/resource-policy"),
            ("annotations", "meta.helm.sh/release-name"),
            ("labels", "helm.sh/chart"),
        )
    ),
    pytest.param(OBJECT.replace("z", "!!binary aGk="), "found the tag !!binary, which JSON has not", id="binary"),
    pytest.param(OBJECT.replace("z", "[" * 3000 + "]" * 3000), "found more than 100 nested levels", id="too deep"),
]


@pytest.mark.parametrize("text", ["0.0.0.0", "10.0.0.1", "1.2.3"])  # noqa: S104 - texts
def test_an_address_needs_no_quotes(text: str) -> None:
    assert parsed(OBJECT.replace("z", text)).documents["kube-flannel"][0]["data"] == {"x": text}


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_a_manifest_is_refused(text: str, message: str) -> None:
    assert message in refused(text)
    assert refused(text).startswith("flannel v1.2.3 > kube-flannel.yml")


def test_all_that_is_wrong_with_a_manifest_is_shown_at_once() -> None:
    text = f"{OBJECT.replace('z', chr(39) + '{{' + chr(39))}\n---\n{OBJECT}\n---\n{{kind: B}}"
    assert len(refused(text).splitlines()) == 3


@pytest.mark.parametrize(
    "image",
    ["x/flannel:v1.2.3", "x/flannel:v1.2.3-amd64", "x/flannel-cni-plugin:v0.1.0", "busybox:v0.1.0", "x/flannel/y:v0"],
    ids=["its own tag", "its own tag and an architecture", "another image", "somebody else's", "a folder of its name"],
)
def test_a_tag_stays(image: str) -> None:
    release = parsed(OBJECT.replace("x: z", f"image: '{image}'"))
    assert release.corrections == ()
    assert release.documents["kube-flannel"][0]["data"] == {"image": image}


@pytest.mark.parametrize(
    ("image", "right"),
    [
        ("x.io/a/flannel:v0.1.0", "x.io/a/flannel:v1.2.3"),
        ("rancher/mirrored-flannelcni-flannel:v0.1.0", "rancher/mirrored-flannelcni-flannel:v1.2.3"),
        ("flannel:v1.2.33", "flannel:v1.2.3"),
        ("localhost:5000/flannel:latest", "localhost:5000/flannel:v1.2.3"),
        ("localhost:5000/flannel", "localhost:5000/flannel:v1.2.3"),
    ],
    ids=["the release before", "a mirrored image", "a longer version", "a host with a port", "no tag"],
)
def test_a_tag_of_another_release_is_put_right_and_said(image: str, right: str) -> None:
    release = parsed(OBJECT.replace("x: z", f"containers: [{{name: a, image: '{image}'}}]"))
    assert release.documents["kube-flannel"][0]["data"] == {"containers": [{"name": "a", "image": right}]}
    where = "flannel v1.2.3 > kube-flannel > A/a > data.containers[a].image"
    assert release.corrected == {"kube-flannel": (Correction(where=where, image=image, corrected=right),)}


def _without_prose(tree: Tree) -> Tree:
    if isinstance(tree, list):
        return [_without_prose(one) for one in tree]
    if isinstance(tree, dict):
        return {
            key: _without_prose(one) for key, one in tree.items() if key != "description" or not isinstance(one, str)
        }
    return tree


def _raw(project: str, version: str) -> Iterator[tuple[str, list[dict[str, Tree]]]]:
    for file in FEATURES.files(project):
        path = upstream.raw_folder() / project / version / file
        yield stem_of(file), yamltree.load_documents(path.read_text(encoding="utf-8"), path.name)


@pytest.mark.parametrize(("project", "version"), RELEASES, ids=[" ".join(release) for release in RELEASES])
def test_the_snapshot_equals_the_raw_manifests(project: str, version: str) -> None:
    release = read_snapshot(ReleaseSpec(project=project, version=version, files=FEATURES.files(project)))
    for stem, documents in _raw(project, version):
        crds = [_without_prose(one) for one in documents if one["kind"] == "CustomResourceDefinition"]
        others: list[Tree] = [one for one in documents if one["kind"] != "CustomResourceDefinition"]
        assert canonical([*release.documents[stem]]) == canonical(others)
        assert canonical(crds) == canonical([*release.crds] if stem in release.crd_variants else [])
    assert release.corrections == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {}, "expected a snapshot of the release, found no lock.yaml; python -m generator update", id="no lock"
        ),
        pytest.param(
            {
                "lock.yaml": yamltree.dump(
                    [
                        {
                            "a.yml": sealed({**RAW_FILE, "snapshot": "0" * 64}),
                            "b.yml": sealed({**RAW_FILE, "snapshot": "1" * 64, "crds": "2" * 64}),
                        }
                    ]
                ),
                "a.yaml": "a: 1\n",
                "c.yaml": "",
            },
            "expected the files a.yaml, b.yaml, crds.yaml, found a.yaml, c.yaml; python -m generator update",
            id="other files",
        ),
    ],
)
def test_a_snapshot_that_is_not_whole_is_refused(change: dict[str, str], message: str, tmp_path: Path) -> None:
    write_tree(tmp_path / "flannel" / "v1.2.3", change)
    with pytest.raises(ProblemsError) as caught:
        read_snapshot(WANTED, tmp_path)
    assert str(caught.value).startswith(f"{tmp_path}/flannel/v1.2.3: {message}")
