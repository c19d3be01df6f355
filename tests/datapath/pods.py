"""Runs the pods of the chart's workloads on the lab's machines as a kubelet does, with their init containers first."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from generator.base.process import Output
from generator.cluster.kubeapi import Json
from tests.datapath.commands import LabError, tail, until
from tests.datapath.containers import CRUN, FOLDER, Mount, Plan, preparation, process_of, removal
from tests.datapath.hosts import API_SERVICE, Host
from tests.datapath.images import IMAGES, image_name
from tests.datapath.isolation import WORK
from tests.datapath.volumes import ACCOUNT_FOLDER, Volumes, stored

Spec = Mapping[str, Any]

# A reference to a variable, or the two signs that stand for one where none is meant.
_REFERENCE = re.compile(r"\$(?:\$|\(([A-Za-z_][A-Za-z0-9_]*)\))")
_KINDS = {"configMapRef": "ConfigMap", "secretRef": "Secret"}
_INIT_SECONDS = 90.0


class Container(Struct, frozen=True, kw_only=True):
    """A container that was started: what the pod says of it, its log, and the process that waits for its end."""

    name: str
    host: Host
    spec: Spec
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def tail(self) -> str:
        """Return the end of its log."""
        return tail(self.log)

    def execute(self, *command: str) -> Output:
        """Run a command in it."""
        return self.host.attempt(*CRUN, "exec", self.name, *command)

    def signal(self, name: str) -> None:
        """Send a signal to its first process."""
        self.host.attempt(*CRUN, "kill", self.name, name)

    def end(self, *, grace: float = 5.0) -> None:
        """Ask it to end, end it when the time is over, and take away what it leaves."""
        self.signal("TERM" if grace else "KILL")
        try:
            self.process.wait(grace or 5.0)
        except subprocess.TimeoutExpired:
            self.signal("KILL")
            self.process.wait(5.0)
        self.host.shell(removal(self.name))


class Pod(Struct, frozen=True, kw_only=True):
    """A pod of a workload on a machine. Its network is the machine's where it has no name of its own."""

    name: str
    namespace: str
    host: Host
    spec: Spec
    volumes: Volumes
    address: str
    network: str = ""
    containers: list[Container] = []

    @property
    def workload(self) -> str:
        """The name of what it is a pod of."""
        return self.name.rpartition("-")[0]

    @property
    def is_alive(self) -> bool:
        """Whether all of its containers run."""
        return all(container.is_alive for container in self.containers)

    def end(self, *, grace: float = 5.0) -> None:
        """End its containers, and delete it."""
        for container in self.containers:
            container.end(grace=grace)
        self.host.plane.request("DELETE", f"/api/v1/namespaces/{self.namespace}/pods/{self.name}?gracePeriodSeconds=0")


def _from_field(pod: Pod, path: str) -> str:
    fields = {
        "spec.nodeName": pod.host.name,
        "spec.serviceAccountName": str(pod.spec.get("serviceAccountName", "default")),
        "metadata.name": pod.name,
        "metadata.namespace": pod.namespace,
        "status.podIP": pod.address,
        "status.hostIP": pod.host.address,
    }
    return fields[path]


def _from_key(pod: Pod, kind: str, reference: Spec) -> str | None:
    held = stored(pod.host.plane, pod.namespace, kind, reference["name"]) or {}
    if reference["key"] not in held and not reference.get("optional"):
        raise LabError(f"{pod.name}: expected {kind} {reference['name']} with {reference['key']}, found none")
    return held.get(reference["key"])


def _variable(pod: Pod, entry: Spec, before: Mapping[str, str]) -> str | None:
    """Return the value of an entry of `env`, or None for one that is optional and not there."""
    source = entry.get("valueFrom", {})
    if "fieldRef" in source:
        return _from_field(pod, source["fieldRef"]["fieldPath"])
    if "configMapKeyRef" in source:
        return _from_key(pod, "ConfigMap", source["configMapKeyRef"])
    if "secretKeyRef" in source:
        return _from_key(pod, "Secret", source["secretKeyRef"])
    if source:
        raise LabError(f"{pod.name}: expected a known source of {entry['name']}, found {source}")
    return _expanded(entry.get("value", ""), before)


def _expanded(text: str, env: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: env.get(match[1], match[0]) if match[1] else "$", text)


def environment(pod: Pod, spec: Spec) -> dict[str, str]:
    """Return the variables that a kubelet gives a container."""
    env = {
        "HOSTNAME": pod.host.name if pod.spec.get("hostNetwork") else pod.name,
        "KUBERNETES_SERVICE_HOST": API_SERVICE[0],
        "KUBERNETES_SERVICE_PORT": str(API_SERVICE[1]),
    }
    for source in spec.get("envFrom", ()):
        [(kind, reference)] = ((_KINDS[key], source[key]) for key in source if key != "prefix")
        held = stored(pod.host.plane, pod.namespace, kind, reference["name"])
        if held is None and not reference.get("optional"):
            raise LabError(f"{pod.name}: expected {kind} {reference['name']}, found none")
        env.update({source.get("prefix", "") + key: text for key, text in (held or {}).items()})
    for entry in spec.get("env", ()):
        value = _variable(pod, entry, env)
        if value is not None:
            env[entry["name"]] = value
    return env


def _mounts(pod: Pod, spec: Spec) -> Iterator[Mount]:
    yield Mount(source="/etc/hosts", target="/etc/hosts")
    if pod.spec.get("automountServiceAccountToken") is not False:
        yield Mount(source=pod.volumes.account(), target=ACCOUNT_FOLDER, read_only=True)
    for mount in spec.get("volumeMounts", ()):
        source = "/".join([pod.volumes.path(mount["name"]), *filter(None, [mount.get("subPath", "")])])
        yield Mount(
            source=source,
            target=mount["mountPath"],
            read_only=mount.get("readOnly", False),
            propagation=mount.get("mountPropagation", "None"),
        )


def planned(pod: Pod, spec: Spec) -> Plan:
    """Return the container that a pod asks for."""
    name = image_name(spec["image"])
    image = IMAGES[name]
    env = {**image.env, **environment(pod, spec)}
    command, args = (tuple(_expanded(word, env) for word in spec.get(key, ())) for key in ("command", "args"))
    security = {**pod.spec.get("securityContext", {}), **spec.get("securityContext", {})}
    user = security.get("runAsUser", image.user)
    if security.get("runAsNonRoot") and user == 0:
        raise LabError(f"{pod.name}: expected a user that is not root for {spec['name']}, found root")
    capabilities = security.get("capabilities", {})
    return Plan(
        name=f"{pod.name}.{spec['name']}",
        image=name,
        args=process_of(image, command, args),
        env=env,
        mounts=tuple(_mounts(pod, spec)),
        workdir=spec.get("workingDir", image.workdir),
        user=(user, security.get("runAsGroup", 0)),
        added=tuple(capabilities.get("add", ())),
        dropped=tuple(capabilities.get("drop", ())),
        privileged=security.get("privileged", False),
        may_gain=security.get("allowPrivilegeEscalation", True),
        read_only=security.get("readOnlyRootFilesystem", False),
        host_pid=pod.spec.get("hostPID", False),
        network=f"/run/netns/{pod.network}" if pod.network else "",
    )


def start_container(pod: Pod, spec: Spec) -> Container:
    """Start a container of a pod, without asking whether it is ready."""
    plan = planned(pod, spec)
    pod.host.shell(preparation(plan, pod.host.images))
    log = WORK / "logs" / f"{plan.name}.log"
    command = pod.host.inside(*CRUN, "run", "--bundle", f"{FOLDER}/{plan.name}", plan.name)
    with log.open("ab") as sink:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink, start_new_session=True)
    return Container(name=plan.name, host=pod.host, spec=spec, log=log, process=process)


def start_containers(pod: Pod) -> None:
    """Run a pod's init containers to their end, and start its containers. Raise LabError where one fails."""
    for spec in pod.spec.get("initContainers", ()):
        container = start_container(pod, spec)
        try:
            status = container.process.wait(_INIT_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise LabError(f"{container.name}: expected its end, found that it runs:\n{container.tail()}") from error
        if status:
            raise LabError(f"{container.name}: expected status 0, found {status}:\n{container.tail()}")
        container.host.shell(removal(container.name))
    pod.containers.extend(start_container(pod, spec) for spec in pod.spec["containers"])


def create(host: Host, workload: Json) -> Pod:
    """Make the Pod of a workload on a machine, without its containers; its network is the machine's for now."""
    template, namespace = workload["spec"]["template"], workload["metadata"]["namespace"]
    name = f"{workload['metadata']['name']}-{host.name[-1]}"
    spec = template["spec"]
    metadata = {key: template["metadata"].get(key, {}) for key in ("labels", "annotations")}
    body = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, **metadata},
        "spec": {**spec, "nodeName": host.name},
    }
    host.plane.create(f"/api/v1/namespaces/{namespace}/pods", body)
    volumes = Volumes(host, namespace, name, spec)
    return Pod(
        name=name, namespace=namespace, host=host, spec=spec, volumes=volumes, address=host.address, containers=[]
    )


def set_running(pod: Pod) -> None:
    """Write the status that a kubelet writes for a pod whose containers run."""
    addresses = {"podIP": pod.address, "podIPs": [{"ip": pod.address}], "hostIP": pod.host.address}
    status = {"phase": "Running", **addresses, "conditions": [{"type": "Ready", "status": "True"}]}
    pod.host.plane.request("PATCH", f"/api/v1/namespaces/{pod.namespace}/pods/{pod.name}/status", {"status": status})


def _url(pod: Pod, container: Container, probe: Spec) -> str:
    port = probe["port"]
    if isinstance(port, str):
        port = next(one["containerPort"] for one in container.spec["ports"] if one["name"] == port)
    host = probe.get("host") or pod.address
    return f"{probe.get('scheme', 'HTTP').lower()}://{host}:{port}{probe.get('path', '/')}"


def probe(pod: Pod, container: Container, kind: str) -> str:
    """Return what is wrong by a probe of a container; empty where it succeeds or where there is none."""
    spec = container.spec.get(kind)
    if not spec:
        return ""
    seconds = spec.get("timeoutSeconds", 1)
    if "exec" in spec:
        done = pod.host.attempt("timeout", seconds, *CRUN, "exec", container.name, *spec["exec"]["command"])
        return "" if not done.status else f"{kind}: status {done.status}: {(done.stdout + done.stderr).strip()[-300:]}"
    url = _url(pod, container, spec["httpGet"])
    done = pod.host.attempt("curl", "-sSfk", "-m", seconds, url)
    return "" if not done.status else f"{kind}: {url}: {done.stderr.strip()[-300:]}"


def problems(pod: Pod) -> list[str]:
    """Return what is wrong with a pod by all of its probes."""
    kinds = ("startupProbe", "livenessProbe", "readinessProbe")
    found = [probe(pod, container, kind) for container in pod.containers for kind in kinds]
    return [text for text in found if text]


def await_ready(pod: Pod) -> Pod:
    """Wait until all probes succeed. Raise LabError if a container ends, or does not become ready in time."""

    def is_settled() -> bool:
        return not pod.is_alive or not problems(pod)

    try:
        until(is_settled, f"{pod.name} to be ready", seconds=pod.host.machine.patience, every=0.3)
    except LabError as error:
        tails = "\n".join(container.tail() for container in pod.containers)
        raise LabError(f"{error}: {'; '.join(problems(pod))}\n{tails}") from error
    for container in pod.containers:
        if not container.is_alive:
            raise LabError(f"{container.name}: expected it to run, found its end:\n{container.tail()}")
    return pod


def run_pod(host: Host, workload: Json) -> Pod:
    """Start a pod on its machine's network, and wait until it is ready."""
    pod = create(host, workload)
    set_running(pod)
    start_containers(pod)
    return await_ready(pod)
