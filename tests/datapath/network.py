"""Examines a network: what the chart brings is started, pods are attached, and everything that is wrong is told."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from msgspec.structs import replace

from tests.datapath import attached, certificates, endings, hosts, network_checks, pods, rollout
from tests.datapath.case import Case
from tests.datapath.control_plane import ControlPlane, Release
from tests.datapath.etcd import running_store, values_with
from tests.datapath.isolation import WORK


def examine(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Install the chart, start what it brings, attach pods, and yield what is wrong."""
    Release(plane=plane, chart=folder / "charts" / case.chart).apply("install", case.values)
    yield from examine_installed(case, plane, folder)


def examine_installed(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Start what a release brings, attach pods, and yield what is wrong."""
    machines = [hosts.start(plane, folder / "images", machine) for machine in case.machines]
    running = rollout.roll_out(machines, case.adjusts)
    for pod in running:  # what the release's Jobs set may have taken readiness away for a while
        pods.await_ready(pod)
    # The first pod of a machine makes what stays there for all of them.
    first = [attached.attach(host, f"first-{host.name[-1]}") for host in machines]
    for one in first:
        attached.detach(one)
    before = {host.name: hosts.links(host) for host in machines}
    with ExitStack() as stack:
        stack.callback(attached.serve().kill)
        tried = network_checks.attach_all(machines)
        yield from network_checks.found_wrong(case, tried)
    for one in tried:
        attached.detach(one)
    yield from endings.left_behind(tried, before)
    yield from endings.unnoticed(running)
    yield from (f"refused: {request}" for request in plane.refused())


def examine_with_etcd(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Examine a network of Calico that keeps everything in an etcd which asks its clients for certificates."""
    with running_store() as store:
        yield from examine(replace(case, values=values_with(case.values, store)), plane, folder)


def examine_with_secrets(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Examine a network whose values name Secrets with the certificates of Typha and of its clients."""
    made = WORK / "certificates"
    made.mkdir()
    certificates.authority(made)
    for name, secret in (("typha-server", "typha-certs"), ("typha-client", "node-certs")):
        certificates.signed(made, name)
        metadata = {"name": secret, "namespace": "kube-system"}
        body = {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": metadata,
            "stringData": certificates.texts(made, name),
        }
        plane.create("/api/v1/namespaces/kube-system/secrets", body)
    yield from examine(case, plane, folder)
