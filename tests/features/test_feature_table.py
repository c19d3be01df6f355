"""The feature table is closed, names each variant once, and says what is supported."""

import pytest
from msgspec.structs import replace

from generator.features.combinations import refusal_rules
from generator.features.feature_table import Feature, FeatureTable, Manifest, Refusal, points_of
from generator.features.manifests import FEATURES

COLOUR = Feature(name="colour", path="a.colour", domain=("red", "blue"), tests={"red": "red?", "blue": "blue?"})
SIZE = Feature(name="size", path="a.size", domain=("small", "big"), tests={"small": ".small", "big": ".big"})
BIG_BLUE = Refusal(literals=(("size", "big"), ("colour", "blue")), reason="it is ugly", remedy="take red")
TABLE = FeatureTable(
    features=(COLOUR, SIZE),
    manifests=(
        Manifest(project="calico", file="red.yaml", point={"colour": "red", "size": "small"}),
        Manifest(project="calico", file="tool.yml", point={"size": "small"}, switch="a.tool.enabled"),
        Manifest(project="calico", file="big-tool.yml", point={"size": "big"}, switch="a.tool.enabled"),
        Manifest(project="calico", file="big.yaml", point={"colour": "red", "size": "big"}),
        Manifest(project="flannel", file="other.yml", point={"colour": "green"}),
    ),
    refusals=(BIG_BLUE,),
)


def test_every_point_is_one_of_the_product_of_the_domains() -> None:
    assert [tuple(point.values()) for point in points_of(TABLE.domains)] == [
        ("red", "small"),
        ("red", "big"),
        ("blue", "small"),
        ("blue", "big"),
    ]


def test_a_refused_combination_is_not_supported() -> None:
    assert {"colour": "blue", "size": "big"} not in TABLE.supported()
    assert len(TABLE.supported()) == 3


def test_the_first_value_is_the_default() -> None:
    assert COLOUR.default == "red"


def test_literals_stand_in_the_order_of_the_features() -> None:
    found = [("colour", "red"), ("colour", "blue"), ("size", "small"), ("size", "big")]
    assert TABLE.literals() == found
    assert TABLE.order(("colour", "blue")) < TABLE.order(("size", "small"))


def test_an_addon_is_no_variant() -> None:
    assert list(TABLE.variants) == ["red", "big", "other"]
    assert list(TABLE.addons) == ["tool", "big-tool"]
    assert TABLE.files("calico") == ("red.yaml", "big.yaml")
    assert TABLE.addon_files("calico") == ("tool.yml", "big-tool.yml")
    assert TABLE.points("calico") == {
        "red": {"colour": "red", "size": "small"},
        "big": {"colour": "red", "size": "big"},
    }
    assert TABLE.projects == ("calico", "flannel")


def test_an_addon_has_a_value_and_the_features_that_it_depends_on() -> None:
    assert TABLE.switches("calico") == ("a.tool.enabled",)
    assert TABLE.switches("flannel") == ()
    assert TABLE.points("calico", "a.tool.enabled") == {"tool": {"size": "small"}, "big-tool": {"size": "big"}}
    assert [TABLE.beside(TABLE.manifest(stem)).stem for stem in ("tool", "big-tool")] == ["red", "big"]


@pytest.mark.parametrize("stem", FEATURES.addons)
def test_every_addon_of_the_real_table_stands_beside_a_variant(stem: str) -> None:
    assert FEATURES.beside(FEATURES.addons[stem]).stem in FEATURES.variants


def test_a_refusal_becomes_a_rule_in_the_words_of_the_values() -> None:
    [rule] = refusal_rules(TABLE)
    assert (rule.test, rule.message) == (
        'and (ne .Values.plugin "flannel") .big (blue?)',
        "a.size: big with a.colour: blue: it is ugly; take red",
    )


def test_every_variant_of_the_real_table_is_supported() -> None:
    supported = FEATURES.supported()
    assert all(point in supported for point in FEATURES.points("calico").values())


@pytest.mark.parametrize("feature", FEATURES.features, ids=lambda feature: feature.name)
def test_a_feature_tests_every_value_of_its_domain(feature: Feature) -> None:
    assert set(feature.domain) <= set(feature.tests)
    assert len(set(feature.tests.values())) == len(feature.tests)


def test_each_manifest_of_the_real_table_is_named_once() -> None:
    files = [(manifest.project, manifest.file) for manifest in FEATURES.manifests]
    assert len(files) == len(set(files))


def test_a_table_can_be_another_one() -> None:
    assert not list(replace(TABLE, refusals=()).refusals)
    assert len(replace(TABLE, refusals=()).supported()) == 4


SHAPE = Feature(
    name="shape", path="b.shape", domain=("round", "square"), tests={"round": "r", "square": "s"}, of="green"
)
COLOURS = replace(COLOUR, tests={**COLOUR.tests, "green": "green?"})
OTHERS = replace(
    TABLE,
    features=(COLOURS, SIZE, SHAPE),
    manifests=(
        *(one for one in TABLE.manifests if one.project == "calico"),
        Manifest(project="flannel", file="round.yml", point={"colour": "green", "shape": "round"}),
        Manifest(
            project="flannel", file="more/round.yml", point={"colour": "green", "shape": "square"}, since="v1.2.0"
        ),
    ),
)


def test_another_plugin_has_features_of_its_own() -> None:
    found = [tuple(point.values()) for point in points_of(OTHERS.domains)]
    assert found[-2:] == [("green", "round"), ("green", "square")]
    assert found[:-2] == [tuple(point.values()) for point in points_of(TABLE.domains)]


def test_an_asset_is_named_after_its_folder_and_belongs_to_releases_since_one() -> None:
    assert list(OTHERS.variants)[-2:] == ["round", "round-more"]
    assert OTHERS.files("flannel") == ("round.yml",)
    assert (OTHERS.assets("flannel", "v1.1.9"), OTHERS.assets("flannel", "v1.2.0")) == ((), ("more/round.yml",))


def test_a_table_without_a_variant_lacks_the_value_that_no_other_has() -> None:
    fewer = OTHERS.of_variants(["red", "big", "round"])
    assert (list(fewer.variants), fewer.feature("shape").domain) == (["red", "big", "round"], ("round",))
    assert points_of(fewer.domains)[-1] == {"colour": "green", "shape": "round"}
    assert list(fewer.addons) == list(OTHERS.addons)
