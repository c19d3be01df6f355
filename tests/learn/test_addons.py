"""Add-ons are learned apart from the variants; a release without one of their manifests builds without its values."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.chart.build import Build
from generator.commands.named_lines import build_line
from generator.features.manifests import FEATURES
from generator.learn.release_merge import merge_releases
from generator.learn.templates import explain_presence
from generator.pipeline import build
from generator.releases.release import identity
from tests import upstream
from tests.upstream import LINE, Manifests, current, document

# The manifests that a folder lacks, and sections of values that the chart then does not have, and has.
LACKING: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "no API server": (("apiserver",), ("calico.apiServer.", "images.apiServer."), ("calico.calicoctl.",)),
    "no calicoctl": (
        ("calicoctl", "calicoctl-etcd"),
        ("calico.calicoctl.",),
        ("calico.apiServer.", "images.calicoctl."),
    ),
    "no calicoctl for etcd": (("calicoctl-etcd",), (), ("calico.calicoctl.", "images.calicoctl.")),
    "no calicoctl but for etcd": (("calicoctl",), (), ("calico.calicoctl.", "images.calicoctl.")),
    "nothing beside the variants": (tuple(FEATURES.addons), ("calico.calicoctl.", "calico.apiServer."), ()),
}


def without(*stems: str) -> Callable[[Manifests], None]:
    """The manifests without some of them."""

    def change(changed: Manifests) -> None:
        for stem in stems:
            del changed[stem]

    return change


def conditions(made: Build) -> dict[str, str]:
    """The condition of each object of an add-on, by its name."""
    return {one.name: one.condition.text(FEATURES) for one in made.learned.templates if one.switch}


@pytest.mark.parametrize(("lacking", "absent", "there"), LACKING.values(), ids=LACKING)
def test_a_release_builds_without(
    lacking: tuple[str, ...], absent: tuple[str, ...], there: tuple[str, ...], tmp_path: Path
) -> None:
    made = upstream.built(without(*lacking), tmp_path)
    paths = [*made.catalogue.paths, *[path for step in made.plan.steps for path in step.settings]]
    assert [path for path in paths if path.startswith(absent)] == []
    assert all(any(path.startswith(section) for path in paths) for section in there)
    assert [stem for stem in lacking if f"ci/{stem}-values.yaml" in made.chart.files] == []
    assert upstream.parity_faults(made, tmp_path) == []


def test_one_manifest_of_two_is_there_for_its_datastore_alone(tmp_path: Path) -> None:
    both = conditions(upstream.built(without(), tmp_path))["Pod/calicoctl"]
    alone = conditions(upstream.built(without("calicoctl-etcd"), tmp_path))["Pod/calicoctl"]
    assert both == 'and (ne .Values.plugin "flannel") .Values.calico.calicoctl.enabled'
    datastore = '(eq .Values.calico.datastore "kubernetes")'
    assert alone == f'and (ne .Values.plugin "flannel") {datastore} .Values.calico.calicoctl.enabled'


def test_the_variants_learn_nothing_from_addons() -> None:
    made = build(LINE)
    variants = replace(FEATURES, manifests=tuple(FEATURES.variants.values()))
    alone = explain_presence(merge_releases(made.releases, variants), variants)
    assert alone.templates == tuple(one for one in made.learned.templates if not one.switch)
    assert len(variants.supported()) == len(FEATURES.supported())


def test_a_new_object_of_an_addon_comes_with_its_value(tmp_path: Path) -> None:
    def change(changed: Manifests) -> None:
        new = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "new", "namespace": "calico-apiserver"}}
        changed["apiserver"].append(new)

    made = upstream.built(change, tmp_path)
    assert ".Values.calico.apiServer.enabled" in conditions(made)["ConfigMap/new"]
    assert upstream.parity_faults(made, tmp_path) == []


def test_another_leaf_of_one_datastore_is_explained(tmp_path: Path) -> None:
    def change(changed: Manifests) -> None:
        document(changed, "calicoctl-etcd", "Pod/calicoctl")["spec"]["hostNetwork"] = False

    made = upstream.built(change, tmp_path)
    assert upstream.conditions(made, "Pod/calicoctl > spec.hostNetwork = true") != []
    assert upstream.parity_faults(made, tmp_path) == []


def add_object(changed: Manifests) -> None:
    """An object of the variants in an add-on, too."""
    changed["apiserver"].append(document(changed, "calico", "ServiceAccount/calico-node"))


def add_to_both(changed: Manifests) -> None:
    """An object of one add-on in another one, too."""
    changed["apiserver"].append(document(changed, "calicoctl", "ServiceAccount/calicoctl"))


def add_definition(changed: Manifests) -> None:
    """The CRDs of the variants in an add-on, too."""
    changed["calicoctl"] += [one for one in changed["calico"] if one["kind"] == "CustomResourceDefinition"]


def copy(changed: Manifests) -> None:
    """One manifest of an add-on in the place of the other."""
    changed["calicoctl-etcd"] = changed["calicoctl"]


REFUSED = {
    "an object of the variants": (add_object, "ServiceAccount/calico-node: expected an object that no other manifest"),
    "an object of another add-on": (add_to_both, "found one of calico.calicoctl.enabled, too"),
    "definitions": (add_definition, "calicoctl: expected no CustomResourceDefinitions beside those of the variants"),
    "a copy": (copy, "calicoctl-etcd: expected other objects than those of calicoctl, for datastore=etcd"),
}


@pytest.mark.parametrize(("change", "said"), REFUSED.values(), ids=REFUSED)
def test_an_addon_does_not_stand_beside(change: Callable[[Manifests], None], said: str, tmp_path: Path) -> None:
    assert said in upstream.stopped(change, tmp_path)


def test_an_image_of_another_release_is_put_right(tmp_path: Path) -> None:
    def change(changed: Manifests) -> None:
        container = document(changed, "apiserver", "Deployment/calico-apiserver")["spec"]["template"]["spec"]
        container["containers"][0]["image"] = "quay.io/calico/apiserver:v3.31.0"

    made = upstream.built(change, tmp_path)
    [correction] = made.releases[1].corrections
    assert str(correction).endswith(f"corrected to quay.io/calico/apiserver:{LINE.calico}")
    assert upstream.parity_faults(made, tmp_path) == []


def test_a_namespace_that_no_value_reaches_is_named_with_its_manifest(tmp_path: Path) -> None:
    def change(changed: Manifests) -> None:
        service = document(changed, "apiserver", "Service/calico-api")
        service["spec"]["externalName"] = "calico-api.calico-apiserver.svc.kube-system"

    said = upstream.stopped(change, tmp_path)
    assert "Service/calico-api > spec.externalName: expected a setting for a namespace" in said
    assert "in apiserver, which no setting changes" in said


def test_the_documents_of_a_snapshot_are_those_of_the_table() -> None:
    for release in build(LINE).releases:
        known = {one.stem for one in FEATURES.manifests if one.project == release.project}
        assert set(release.documents) == known
        assert all(identity(one) for found in release.documents.values() for one in found)


def test_raw_manifests_that_are_broken_stop(tmp_path: Path) -> None:
    raw = upstream.write(current(), tmp_path)
    path = raw / "calico" / LINE.calico / "apiserver.yaml"
    path.write_text(yamltree.dump([{"kind": "A"}]), encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"apiserver\.yaml document 1: expected apiVersion, kind and name"):
        build_line(LINE, raw)
