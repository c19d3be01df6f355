"""The bill of materials is valid CycloneDX, complete, and the same for the same package."""

import json
import re
from functools import cache
from importlib import resources
from typing import Any

import jsonschema
import pytest
from referencing import Registry
from referencing.jsonschema import DRAFT7

from generator.publish.sbom import sbom
from generator.releases.lines import read_lines
from generator.releases.lock import read_lock
from generator.releases.snapshot import SNAPSHOT
from tests.builds import built
from tests.packages import EPOCH, packaged

VERSIONS = [line.version for line in read_lines()]


def published(name: str) -> dict[str, Any]:
    """A schema as CycloneDX publishes it."""
    text = resources.files("cyclonedx.schema._res").joinpath(f"{name}.SNAPSHOT.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def validator() -> jsonschema.Draft7Validator:
    """A validator of CycloneDX 1.6 that needs no network."""
    names = ("bom-1.6", "spdx", "jsf-0.82")
    texts = {name: published(name) for name in names}
    registry: Registry[Any] = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json", DRAFT7.create_resource(text))
        for name, text in texts.items()
    )
    return jsonschema.Draft7Validator(texts["bom-1.6"], registry=registry)


def bom(version: str) -> dict[str, Any]:
    """The bill of materials of a line's package."""
    made_of: dict[str, Any] = json.loads(packaged(version).beside[f"cni-{version}.cdx.json"])
    return made_of


def components(version: str, kind: str) -> list[dict[str, Any]]:
    """The components of a kind, those inside others included."""
    outer = bom(version)["components"]
    return [one for part in outer for one in [part, *part.get("components", [])] if one["type"] == kind]


@pytest.mark.parametrize("version", VERSIONS)
def test_it_is_valid(version: str) -> None:
    assert [error.message for error in validator().iter_errors(bom(version))] == []


@pytest.mark.parametrize("change", [{"specVersion": 1.6}, {"serialNumber": "1"}, {"components": [{"type": "image"}]}])
def test_the_schema_finds_what_is_wrong(change: dict[str, Any]) -> None:
    assert [*validator().iter_errors({**bom(VERSIONS[0]), **change})]


@pytest.mark.parametrize("version", VERSIONS)
def test_it_names_every_raw_file_as_the_locks_do(version: str) -> None:
    found = {(one["bom-ref"], one["hashes"][0]["content"]) for one in components(version, "file")}
    releases = built(version).releases
    locks = [(one, read_lock(SNAPSHOT / one.project / one.version)) for one in releases]
    expected = {
        (f"file:{release.project}/{release.version}/{name}", entry.sha256)
        for release, lock in locks
        for name, entry in lock.items()
        if name in release.raw
    }
    assert found == expected
    urls = {one["externalReferences"][0]["url"] for one in components(version, "file") if "externalReferences" in one}
    assert urls == {
        entry.url for release, lock in locks for name, entry in lock.items() if entry.url and name in release.raw
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_it_names_the_images_of_the_chart(version: str) -> None:
    annotations = packaged(version).archive.about["annotations"]
    assert isinstance(annotations, dict)
    images = set(re.findall(r"image: \"?([^\"}]+)", str(annotations["artifacthub.io/images"])))
    assert {one["bom-ref"].removeprefix("image:") for one in components(version, "container")} == images


def test_the_purl_of_an_image_names_its_registry() -> None:
    purls = {one["bom-ref"]: one["purl"] for one in components(VERSIONS[0], "container")}
    assert purls["image:quay.io/calico/node:v3.32.1"] == "pkg:docker/calico/node@v3.32.1?repository_url=quay.io"
    assert {one["purl"].partition("?")[2] for one in components(VERSIONS[-1], "container")} >= {
        "repository_url=docker.io"
    }


def test_it_is_of_its_package_alone() -> None:
    first, later = packaged(VERSIONS[-1]), packaged(VERSIONS[-1], 0)
    assert sbom(built(VERSIONS[-1]), first.archive) == first.beside[f"cni-{VERSIONS[-1]}.cdx.json"]
    told = bom(VERSIONS[-1])
    assert (told["metadata"]["timestamp"], EPOCH) == ("2026-09-21T14:13:20Z", 1_790_000_000)
    assert told["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": first.archive.sha256}]
    assert json.loads(sbom(built(VERSIONS[-1]), later.archive))["serialNumber"] != told["serialNumber"]


def test_everything_in_it_is_named_once_and_the_chart_depends_on_it() -> None:
    [root, *leaves] = bom(VERSIONS[0])["dependencies"]
    references = [one["bom-ref"] for one in bom(VERSIONS[0])["components"]]
    assert root["dependsOn"] == sorted(references) == [one["ref"] for one in leaves]
    assert len(set(references)) == len(references)
