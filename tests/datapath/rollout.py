"""Brings the release's workloads to the lab's machines, as the controllers of Kubernetes and kubelets do."""

from collections.abc import Collection, Iterator, Sequence

from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.cluster.kubeapi import Json
from tests.datapath import pods
from tests.datapath.adjustments import ADJUSTMENTS
from tests.datapath.attached import network_of
from tests.datapath.commands import LabError
from tests.datapath.control_plane import ControlPlane
from tests.datapath.hosts import Host
from tests.datapath.pods import Pod

_JOB_SECONDS = 90.0


def workloads(plane: ControlPlane, kind: str) -> list[Json]:
    """Return the objects of a kind of the groups apps or batch, which only the chart makes here."""
    group = "batch" if kind == "jobs" else "apps"
    items = plane.request("GET", f"/apis/{group}/v1/{kind}")["items"]
    return sorted(items, key=lambda one: str(one["metadata"]["name"]))


def _on_node_network(workload: Json) -> bool:
    return bool(workload["spec"]["template"]["spec"].get("hostNetwork"))


def _serve(pod: Pod, hosts: Sequence[Host]) -> None:
    """Make the endpoints of the Services that select a pod, and send what goes there to it, as kube-proxy does."""
    plane, at = pod.host.plane, f"namespaces/{pod.namespace}"
    labels = plane.request("GET", f"/api/v1/{at}/pods/{pod.name}")["metadata"].get("labels", {})
    for service in plane.request("GET", f"/api/v1/{at}/services")["items"]:
        selector, name = service["spec"].get("selector") or {}, service["metadata"]["name"]
        if not selector or not selector.items() <= labels.items():
            continue
        [port] = service["spec"]["ports"]
        target = port["targetPort"]
        if isinstance(target, str):
            named = (one for container in pod.spec["containers"] for one in container.get("ports", ()))
            target = next(one["containerPort"] for one in named if one["name"] == target)
        told: Tree = {"name": port.get("name", ""), "port": target, "protocol": "TCP"}
        _make_endpoints(plane, at, name, pod.address, told)
        if service["spec"]["clusterIP"] != "None":
            for host in hosts:
                host.forward((service["spec"]["clusterIP"], port["port"]), (pod.address, target))


def _make_endpoints(plane: ControlPlane, at: str, name: str, address: str, port: Tree) -> None:
    namespace = at.removeprefix("namespaces/")
    metadata: Tree = {"name": name, "namespace": namespace}
    subsets: Tree = [{"addresses": [{"ip": address}], "ports": [port]}]
    endpoints = {"apiVersion": "v1", "kind": "Endpoints", "metadata": metadata, "subsets": subsets}
    labels: Tree = {"kubernetes.io/service-name": name}
    made = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": name, "namespace": namespace, "labels": labels},
        "addressType": "IPv4",
        "endpoints": [{"addresses": [address], "conditions": {"ready": True}}],
        "ports": [port],
    }
    for path, body in (
        (f"/api/v1/{at}/endpoints", endpoints),
        (f"/apis/discovery.k8s.io/v1/{at}/endpointslices", made),
    ):
        try:
            plane.create(path, body)
        except ProblemsError as error:  # a Service has one pod here; a second one would come in its place
            if "status 409" not in str(error):
                raise


def _deployed(host: Host, hosts: Sequence[Host], workload: Json) -> Pod:
    """Start the pod of a Deployment, on the machine's network or with an address of the network under test."""
    pod = pods.create(host, workload)
    if not _on_node_network(workload):
        address, *_ = network_of(host, pod.namespace, pod.name)
        pod = replace(pod, network=pod.name, address=address)
    pods.set_running(pod)
    _serve(pod, hosts)
    pods.start_containers(pod)
    return pods.await_ready(pod)


def agents(host: Host) -> Iterator[Pod]:
    """Start the pods that every node has, and wait until they are ready."""
    for workload in workloads(host.plane, "daemonsets"):
        yield pods.run_pod(host, workload)


def _without(plane: ControlPlane, kind: str, known: Collection[str]) -> list[Json]:
    return [one for one in workloads(plane, kind) if one["metadata"]["name"] not in known]


def run_jobs(host: Host, *, without: Collection[str] = ()) -> None:
    """Run the release's Jobs to their end, but for some by name. Raise LabError where one fails."""
    for workload in _without(host.plane, "jobs", without):
        pod = pods.create(host, workload)
        pods.set_running(pod)
        pods.start_containers(pod)
        for container in pod.containers:
            status = container.process.wait(_JOB_SECONDS)
            if status:
                raise LabError(f"{container.name}: expected status 0, found {status}:\n{container.tail()}")


def on_node_network(hosts: Sequence[Host], *, without: Collection[str] = ()) -> list[Pod]:
    """Start the Deployments that need no network but the machines', on the first one, and return their pods; some are
    there already, by name.
    """
    deployments = _without(hosts[0].plane, "deployments", without)
    return [_deployed(hosts[0], hosts, one) for one in deployments if _on_node_network(one)]


def on_pod_network(hosts: Sequence[Host], host: Host) -> list[Pod]:
    """Start the Deployments that get addresses of the network under test, on one machine, and return their pods."""
    deployments = workloads(host.plane, "deployments")
    return [_deployed(host, hosts, one) for one in deployments if not _on_node_network(one)]


def roll_out(hosts: Sequence[Host], adjusts: str = "") -> list[Pod]:
    """Start everything that the release has, and return the pods. An adjustment is made when every node has its own."""
    first, last = hosts[0], hosts[-1]
    found = on_node_network(hosts)
    for host in hosts:
        found += agents(host)
    if adjusts:
        ADJUSTMENTS[adjusts](hosts)
    run_jobs(first)
    return [*found, *on_pod_network(hosts, last)]
