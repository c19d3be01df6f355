"""Runs the API server of a lab, keeps its audit log, and installs the chart with helm."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster, running_cluster
from generator.cluster.kubeapi import Call, Json
from generator.tools import helm
from generator.tools.helm import Install
from tests.datapath.isolation import GATEWAY, WORK

_AUDIT = {
    "apiVersion": "audit.k8s.io/v1",
    "kind": "Policy",
    "omitStages": ["RequestReceived"],
    "rules": [{"level": "Metadata"}],
}
_ACCOUNT = "system:serviceaccount:"


class ControlPlane(Struct, frozen=True, kw_only=True):
    """An API server that the lab's machines reach, and where it writes what it was asked."""

    cluster: Cluster
    audit: Path

    def request(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Json:
        """Send a request as the administrator. Raise ProblemsError unless the server accepts it."""
        content = "application/merge-patch+json" if method == "PATCH" else "application/json"
        call = Call(method=method, path=path, body=body, content=content)
        return kubeapi.request(self.cluster.server, call)

    def create(self, path: str, body: Mapping[str, object]) -> Json:
        """Make an object below the path of its list."""
        return self.request("POST", path, body)

    def find(self, path: str) -> Json | None:
        """Return an object, or None if there is none."""
        try:
            return self.request("GET", path)
        except ProblemsError as error:
            if "status 404" in str(error):
                return None
            raise

    def events(self) -> Iterator[Json]:
        """Yield what ServiceAccounts asked for, as the audit log has it."""
        for line in self.audit.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            if event["user"].get("username", "").startswith((_ACCOUNT, "system:anonymous")):
                yield event

    def refused(self) -> list[str]:
        """Return the requests that were answered with 401 or 403, each once with its number."""
        found = Counter(
            f"{event['user']['username'].removeprefix(_ACCOUNT)} {event['verb']} {event['requestURI'].split('?')[0]}"
            for event in self.events()
            if event.get("responseStatus", {}).get("code") in (401, 403)
        )
        return [f"{request} ({count} times)" for request, count in sorted(found.items())]


@contextmanager
def control_plane() -> Iterator[ControlPlane]:
    """Provide an API server at the address that the lab has in the network of its machines."""
    policy, log = WORK / "audit.json", WORK / "audit.log"
    policy.write_text(json.dumps(_AUDIT), encoding="utf-8")
    log.touch()
    flags = (f"--audit-policy-file={policy}", f"--audit-log-path={log}")
    with running_cluster(host=GATEWAY, flags=flags) as cluster:
        yield ControlPlane(cluster=cluster, audit=log)


class Release(Struct, frozen=True, kw_only=True):
    """A chart that helm brings into the lab's API server."""

    plane: ControlPlane
    chart: Path

    def apply(self, verb: str, values: Mapping[str, Tree] | None = None) -> str:
        """Install, upgrade or uninstall the release, and return what helm prints."""
        kubeconfig = ("--kubeconfig", str(self.plane.cluster.kubeconfig))
        inputs: list[str] = []
        if values is not None:
            path = WORK / "values.json"
            path.write_text(json.dumps(values), encoding="utf-8")
            inputs = helm.inputs(Install(chart=self.chart, values=(path,)))
        return helm.call(helm.located("helm4"), verb, "cni", *inputs, *kubeconfig).stdout
