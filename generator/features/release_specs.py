"""Lists the releases of a line with the files that it needs of them."""

from generator.features.feature_table import FeatureTable
from generator.releases.lines import ReleaseLine
from generator.releases.release import ReleaseSpec


def release_specs(line: ReleaseLine, features: FeatureTable, *, assets: bool = True) -> list[ReleaseSpec]:
    """Return the line's releases with the manifest files that the features know of, without those that are assets of a
    release if these are not wanted.
    """
    return [
        ReleaseSpec(
            project=name,
            version=version,
            files=features.files(name),
            optional=features.addon_files(name),
            assets=features.assets(name, version) if assets else (),
        )
        for name, version in line.releases()
    ]
