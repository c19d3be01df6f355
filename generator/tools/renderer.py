"""Renders charts by renderers that answer many requests each, so that no helm process is started for each."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

from msgspec import Struct, field

from generator.base import process
from generator.base.records import record_of_json
from generator.tools import helm
from generator.tools.programs import find_program
from generator.tools.tool_table import TOOLS


class _Answer(Struct, frozen=True, kw_only=True):
    stdout: str
    stderr: str
    status: int


def _request(release: helm.Install, kube_version: str | None, served: Sequence[str] | None) -> str:
    """Return the request for a release. With `served`, it is for an upgrade in a cluster that serves these API
    versions, too.
    """
    fields = {
        "chart": str(release.chart.absolute()),
        "name": release.name,
        "namespace": release.namespace,
        "values": [str(path) for path in release.values],
        "set": release.sets,
        "kubeVersion": kube_version or "",
        "apiVersions": served or (),
        "isUpgrade": served is not None,
    }
    return json.dumps(fields)


class Renderers(Struct, frozen=True, kw_only=True):
    """The renderers of a block: as many of each helm as are asked at the same time. Those that wait are idle."""

    running: ExitStack = field(default_factory=ExitStack)
    idle: dict[str, list[process.Conversation]] = {}
    lock: Lock = field(default_factory=Lock)

    def _taken(self, path: str) -> process.Conversation:
        with self.lock:
            if waiting := self.idle.get(path):
                return waiting.pop()
            return self.running.enter_context(process.conversation([path], env={**helm.GO, **os.environ}))

    def answer(
        self, path: Path, release: helm.Install, kube_version: str | None = None, served: Sequence[str] | None = None
    ) -> process.Output:
        """Return the answer of the renderer at a path, and its status. Raise ProblemsError if it ends."""
        renderer = self._taken(str(path))
        said = renderer.ask(_request(release, kube_version, served))
        answer = record_of_json(said, _Answer, str(path), "an answer in JSON")
        with self.lock:
            self.idle.setdefault(str(path), []).append(renderer)
        return process.Output(status=answer.status, stdout=answer.stdout, stderr=answer.stderr)

    def template(
        self, name: str, release: helm.Install, *, kube_version: str | None = None, served: Sequence[str] | None = None
    ) -> str:
        """Return the manifest that `helm4` or `helm3` renders. Raise HelmError if it refuses the values.

        If no renderer is built, the installed helm renders it. With `served`, render an upgrade in a cluster that
        serves these API versions in addition to those that helm knows.
        """
        path = find_program(TOOLS[name.replace("helm", "renderer")])
        if path is None:
            return helm.template(helm.located(name), release, kube_version=kube_version, served=served)
        output = self.answer(path, release, kube_version, served)
        if output.status:
            raise helm.HelmError(f"{name} template {release.name} {release.chart}", output)
        return output.stdout


@contextmanager
def renderers() -> Iterator[Renderers]:
    """Provide renderers for the length of the block. The first request for a helm starts its renderer."""
    with ExitStack() as running:
        yield Renderers(running=running)
