"""Values of the images, one record set an image that the releases name."""

from collections.abc import Mapping, Sequence

from generator.settings.value import Row, Section, Value
from generator.settings.values.patterns import DIGEST, REPOSITORY, TAG, one_of


def image_rows(images: Mapping[str, Sequence[str]]) -> tuple[Row, ...]:
    """The values of each image, by name; the references are those that upstream names."""
    rows: list[Row] = [
        Section(
            path="images",
            doc="Overrides image by image; empty means upstream's. A repository given here is taken as it is, "
            "the mirror does not change it.",
        )
    ]
    for name, references in images.items():
        rows += [
            Section(path=f"images.{name}", doc=f"Upstream's: {', '.join(references)}."),
            Value(path=f"images.{name}.repository", default="", doc="Registry and path.", schema=REPOSITORY),
            Value(path=f"images.{name}.tag", default="", doc="The tag.", schema=TAG),
            Value(path=f"images.{name}.digest", default="", doc="A digest, sha256:..., beside the tag.", schema=DIGEST),
            Value(
                path=f"images.{name}.pullPolicy",
                default="",
                doc="Always, IfNotPresent or Never.",
                schema=one_of("Always", "IfNotPresent", "Never"),
            ),
        ]
    return tuple(rows)
