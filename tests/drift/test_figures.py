"""What the report says of neighbouring lines is what another program counts in the snapshot's files."""

import functools
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from generator.base.version import numbers
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine, read_lines
from generator.report.drift_json import drift_json
from tests import drift_figures as counted
from tests.drifting import drift_of

PAIRS = [*pairwise(reversed(read_lines()))]
Report = dict[str, Any]
# A field of a container, or a variable or mount of one.
FIELD = re.compile(r"\w+ > (\S+) > spec\.template\.spec\.(initContainers|containers)\[([^\]]+)\]\.(\w+)(?:[.\[].*)?")
pairs = pytest.mark.parametrize(
    ("before", "after"), PAIRS, ids=[f"{old.version} to {new.version}" for old, new in PAIRS]
)


@functools.cache
def reported(before: str, after: str) -> Report:
    """The report from one line to another."""
    report: Report = json.loads(drift_json(drift_of(before, after)))
    return report


def of_class(report: Report, name: str, *kinds: str) -> Iterator[Report]:
    """The changes of a class, of these kinds where any are named."""
    yield from (one for one in report["changes"] if one["class"] == name and (not kinds or one["kind"] in kinds))


def both(before: ReleaseLine, after: ReleaseLine) -> Iterator[tuple[str, list[Any], list[Any]]]:
    """Each variant with the objects of both lines."""
    for stem, one in FEATURES.variants.items():
        sides = [dict(line.releases())[one.project] for line in (before, after)]
        if one.since and numbers(sides[0]) < numbers(one.since):
            continue
        old, new = (counted.manifest(one.project, version, stem) for version in sides)
        yield stem, old, new


@pairs
def test_permissions_agree(before: ReleaseLine, after: ReleaseLine) -> None:
    report = reported(before.version, after.version)
    figures = {
        one["name"]: (int(one["before"]), int(one["after"]))
        for one in report["figures"]
        if "permissions" in one["name"]
    }
    for stem, old, new in both(before, after):
        left, right = counted.tuples(old), counted.tuples(new)
        assert figures[f"permissions of {stem}"] == (len(left), len(right))
        for key, expected in (("after", right - left), ("before", left - right)):
            found = {
                (one["where"].split(" > ", 1)[1], one[key])
                for one in of_class(report, "rbac")
                if key in one and stem in one["variants"] and "permission" in one["kind"]
            }
            named = {
                (f"{role} > {resource}{f'.{group}' if group else ''}{f' {name}' if name else ''}", verb)
                for role, group, resource, verb, name in expected
            }
            assert found == named, stem


@pairs
def test_images_agree(before: ReleaseLine, after: ReleaseLine) -> None:
    report = reported(before.version, after.version)
    for stem, old, new in both(before, after):
        left, right = counted.images(old), counted.images(new)
        expected = {
            (left.get(one), right.get(one)) for one in left.keys() | right.keys() if left.get(one) != right.get(one)
        }
        found = [one for one in of_class(report, "images") if stem in one["variants"]]
        assert {(one.get("before"), one.get("after")) for one in found} == expected, stem
        assert len(found) == sum(left.get(one) != right.get(one) for one in left.keys() | right.keys())


@pairs
def test_changed_fields_of_containers_agree(before: ReleaseLine, after: ReleaseLine) -> None:
    report = reported(before.version, after.version)
    for stem, old, new in both(before, after):
        places = [one["where"] for one in of_class(report, "pods") if stem in one["variants"]]
        found = {
            match.groups() for place in places if not place.endswith("[order]") and (match := FIELD.fullmatch(place))
        }
        expected = {(*where.split(" "), field) for where, field in counted.changed_fields(old, new)}
        left, right = (counted.images(side) for side in (old, new))
        jobs = {where for where in left.keys() & right.keys() if where.startswith("Job/")}
        expected |= {(*where.split(" "), "image") for where in jobs if left[where] != right[where]}
        assert found == expected, stem


@pairs
def test_crds_agree(before: ReleaseLine, after: ReleaseLine) -> None:
    report = reported(before.version, after.version)
    left, right = counted.crds(before.calico), counted.crds(after.calico)
    for kind, expected in (("CRD added", right.keys() - left.keys()), ("CRD removed", left.keys() - right.keys())):
        assert {one["where"] for one in of_class(report, "crds", kind)} == {f"calico > {name}" for name in expected}
    gone = {
        f"calico > {name} > {field}"
        for name in left.keys() & right.keys()
        for field in counted.removed_fields(left[name], right[name])
    }
    assert {one["where"] for one in of_class(report, "crds", "CRD field removed")} == gone


@pairs
def test_validation_rules_agree(before: ReleaseLine, after: ReleaseLine) -> None:
    report = reported(before.version, after.version)
    left, right = (counted.rule_counts(counted.crds(line.calico)) for line in (before, after))
    figures = {one["name"]: (one["before"], one["after"]) for one in report["figures"]}
    assert figures["validation rules of CRDs"] == (str(left.total()), str(right.total()))
    new = {(name, rule) for name, rule in right if name in counted.crds(before.calico)} - {*left}
    found = {
        (one["where"].split(" > ")[1], one["after"]["rule"])
        for one in of_class(report, "crds", "CRD validation rule added")
    }
    added = {rule for one in of_class(report, "crds", "CRD field added") for rule in counted.cel_rules(one["after"])}
    assert {one for one in new if one[1] not in added} <= found <= {*right}


@pairs
def test_objects_agree(before: ReleaseLine, after: ReleaseLine) -> None:
    report = reported(before.version, after.version)
    for stem, old, new in both(before, after):
        left, right = ({f"{one['kind']}/{one['metadata']['name']}" for one in side} for side in (old, new))
        for kind, expected in (("object added", right - left), ("object removed", left - right)):
            found = [one for one in of_class(report, "documents", kind) if stem in one["variants"]]
            assert {one["where"].split(" > ")[1] for one in found} == expected, stem


ACCEPTED = {
    "images of Calico": ("0.0.4", "0.1.0", "images", "image tag changed", "calico-node]"),
    "two CRDs that are gone": (
        "0.0.4",
        "0.1.0",
        "crds",
        "CRD removed",
        "> adminnetworkpolicies.policy.networking.k8s.io",
    ),
    "and the second": (
        "0.0.4",
        "0.1.0",
        "crds",
        "CRD removed",
        "> baselineadminnetworkpolicies.policy.networking.k8s.io",
    ),
    "a new CRD": ("0.0.4", "0.1.0", "crds", "CRD added", "> clusternetworkpolicies.policy.networking.k8s.io"),
    "writes on CRDs": (
        "0.0.4",
        "0.1.0",
        "rbac",
        "dangerous permission gained",
        "customresourcedefinitions.apiextensions.k8s.io",
    ),
    "writes on APIServices": (
        "0.0.4",
        "0.1.0",
        "rbac",
        "dangerous permission gained",
        "apiservices.apiregistration.k8s.io",
    ),
    "pods": ("0.0.4", "0.1.0", "pods", "pod field changed", "spec.template.spec.volumes[sys-kernel-security]"),
    "the Kubernetes that rules need": ("0.0.4", "0.1.0", "kubernetes", "Kubernetes needed by validation rules", ""),
    "the registry": ("0.0.3", "0.0.4", "images", "image registry moved", "containers[calico-node]"),
    "install-conf": (
        "flannel-v0.27.4",
        "flannel-v0.28.9",
        "pods",
        "pod field changed",
        "initContainers[install-cni].command",
    ),
    "liveness": (
        "flannel-v0.27.4",
        "flannel-v0.28.9",
        "pods",
        "pod field changed",
        "containers[kube-flannel].livenessProbe",
    ),
    "readiness": (
        "flannel-v0.27.4",
        "flannel-v0.28.9",
        "pods",
        "pod field changed",
        "containers[kube-flannel].readinessProbe",
    ),
}


@pytest.mark.parametrize(("before", "after", "name", "kind", "where"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_known_of_the_releases_is_said(before: str, after: str, name: str, kind: str, where: str) -> None:
    found = [one["where"] for one in of_class(reported(before, after), name, kind)]
    assert [one for one in found if one.endswith(where)], found


def test_the_growth_of_permissions_and_the_version_are_said() -> None:
    report = reported("0.0.4", "0.1.0")
    assert {"name": "permissions of calico", "before": "225", "after": "521"} in report["figures"]
    assert (report["version"], report["status"]) == ("major", 1)
    assert (reported("flannel-v0.27.4", "flannel-v0.28.9")["version"], reported("0.1.0", "0.1.0")["version"]) == (
        "minor",
        "none",
    )
