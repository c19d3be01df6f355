"""Turns a line's releases into the lists that a person accepts before they change: permissions and CRDs."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.base.trees import canonical, digest
from generator.drift.cel import oldest, shown, validations
from generator.drift.differences import named
from generator.drift.rbac import Permission, danger, permissions
from generator.features.feature_table import FeatureTable
from generator.releases.pod_specs import submap, submaps
from generator.releases.release import Document, Release, identity


def _permissions(release: Release, features: FeatureTable) -> dict[Permission, list[str]]:
    """Each permission with the variants that have it."""
    found: defaultdict[Permission, list[str]] = defaultdict(list)
    for stem in features.points(release.project):
        for one in permissions(named(release.documents.get(stem, ()))):
            found[one].append(stem)
    return found


def _granted(release: Release, features: FeatureTable) -> Iterator[str]:
    rows: defaultdict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for one, stems in sorted(_permissions(release, features).items()):
        rows[one.role, one.target, danger(one), ", ".join(stems)].append(one.verb)
    for (role, target, why, shown_in), verbs in rows.items():
        said = f" ({why})" if why else ""
        yield f"{release.project} > {role} > {target}: {', '.join(verbs)}{said}; {shown_in}"


def rbac_text(releases: Sequence[Release], features: FeatureTable) -> str:
    """A line for what a role may do to one resource, why that is dangerous, and the variants that have it."""
    return "".join(f"{line}\n" for release in releases for line in _granted(release, features))


def _defined(document: Document) -> str:
    versions = [str(version.get("name")) for version in submaps(document, "spec", "versions")]
    rules, needs = len([*validations(document)]), oldest(document)
    said = f", {rules} validation rules from Kubernetes {shown(needs)} on" if needs else ""
    scope = submap(document, "spec").get("scope", "Namespaced")
    name = identity(document).partition("/")[2]
    known = ", ".join(versions) or submap(document, "spec").get("version")
    return f"{name}: {scope}, {known}{said}; {digest(canonical(document))}"


def crds_text(releases: Sequence[Release]) -> str:
    """A line for each definition: its scope, versions and validation rules, and the digest of all of it."""
    return "".join(sorted(f"{_defined(document)}\n" for release in releases for document in release.crds))
