"""Lists the releases of a line with the files that it needs of them."""

from generator.features.feature_table import FeatureTable
from generator.releases.lines import ReleaseLine
from generator.releases.release import ReleaseSpec


def release_specs(line: ReleaseLine, features: FeatureTable) -> list[ReleaseSpec]:
    """Return the line's releases with the manifest files that the features know of."""
    return [
        ReleaseSpec(
            project=name,
            version=version,
            files=features.files(name),
            optional=features.addon_files(name),
            assets=features.assets(name, version),
        )
        for name, version in line.releases()
    ]
