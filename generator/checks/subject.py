"""Defines what a check gets: a chart with its build, its renders, and what they are compared with."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from generator.base.progress import SILENT, Progress
from generator.chart.build import Build
from generator.checks.renderings import HELMS, Renders, render_all, scenario_values
from generator.features.feature_table import Manifest
from generator.rows.locations import BINARY_SINCE, DUAL_STACK_SINCE, IPV6_POOL_SINCE, LOG_FILE_SINCE, PARTS_SINCE
from generator.rows.roles import NETPOL_SINCE
from generator.settings.kind import Versions
from generator.settings.setting import at_least

# Scenarios with values that only some releases have, and those releases.
_IPV6 = (
    *("dual-stack", "dual-stack-canal", "dual-stack-canal-etcd", "dual-stack-flannel", "policy-only-dual-stack"),
    *("ipv6-only", "ipv6-only-canal", "ipv6-only-canal-etcd", "ipv6-only-flannel"),
)
NEEDS: Mapping[str, Versions] = {
    **dict.fromkeys(_IPV6, DUAL_STACK_SINCE),
    "ipv6-only": {**DUAL_STACK_SINCE, "calico": IPV6_POOL_SINCE},
    **dict.fromkeys(("without-parts", "without-parts-canal", "backend-none"), PARTS_SINCE),
    "no-pools": {"calico": "v3.24.0"},
    "cni-flannel": BINARY_SINCE,
    "cni-calico": {**DUAL_STACK_SINCE, **LOG_FILE_SINCE},
    "backend-vxlan-flannel": {"flannel": "v0.27.4"},
    "backend-wireguard-flannel": {"flannel": "v0.16.0"},
    "backend-wireguard-canal": {"canalFlannel": "v0.16.0"},
    "netpol-flannel": NETPOL_SINCE,
}
# Scenarios with values of an add-on, and the manifest that a release must publish for them.
BESIDE: Mapping[str, str] = {
    "apiserver-tls": "apiserver",
    "apiserver-namespace": "apiserver",
    "calicoctl-canal-etcd": "calicoctl-etcd",
    "calicoctl-server": "calicoctl",
}


class Subject(Struct, frozen=True, kw_only=True):
    """A chart in its folder, the build that it should be, the values and renders of every scenario, and the schemas.

    `committed` is false for a chart that was built for the checks. `addons` are the manifests of add-ons that the
    releases publish, `left_out` the scenarios whose values the releases do not have. The renders and the lint are for
    the last Kubernetes version, conformance is for each.
    """

    build: Build
    chart: Path
    variants: Mapping[str, Manifest]
    scenarios: Mapping[str, Path]
    renders: Renders
    schemas: Path
    kubernetes: tuple[str, ...]
    addons: Mapping[str, Manifest] = {}
    left_out: tuple[str, ...] = ()
    committed: bool = True


def subject_of(build: Build, chart: Path, root: Path, progress: Progress = SILENT) -> Subject:
    """Render the chart in a folder with the scenarios and schemas of the repository, and return it as a subject. Write
    nothing.
    """
    addons = {stem: addon for stem, addon in build.features.addons.items() if stem in build.published}
    every = scenario_values(chart, root / "golden" / "values", (*build.features.variants, *addons))
    left_out = [
        name
        for name in every
        if not at_least(NEEDS.get(name, {}), build.catalogue.versions) or BESIDE.get(name, "") not in {"", *addons}
    ]
    scenarios = {name: path for name, path in every.items() if name not in left_out}
    with progress.step(f"{build.line.version} rendering", len(scenarios) * len(HELMS)) as step:
        renders = render_all(chart, scenarios, kubernetes=build.line.validated[-1], step=step)
    return Subject(
        build=build,
        chart=chart,
        variants=build.features.variants,
        scenarios=scenarios,
        addons=addons,
        left_out=tuple(left_out),
        renders=renders,
        schemas=root / "schemas",
        kubernetes=build.line.validated,
        committed=chart.is_relative_to(root),
    )
