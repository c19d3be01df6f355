"""Installs the chart with a user's values into a real, short-lived API server, and prints what came of it."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TextIO

from generator.base.columns import in_columns
from generator.base.errors import Problem, raise_problems
from generator.base.progress import SILENT, Progress
from generator.cluster import apiserver
from generator.cluster.kubeapi import settle
from generator.tools import helm
from generator.tools.gobuild import build_tools
from generator.tools.tool_table import TOOLS

_HELM = "helm4"


def unreadable(values: Iterable[Path]) -> Iterator[Problem]:
    """Yield value files that cannot be read twice, as the trial does: only plain files can."""
    for path in values:
        try:
            with path.open("rb"):
                found = "" if path.is_file() else "a pipe or device"
        except OSError as error:
            found = str(error.strerror)
        if found:
            yield Problem(where=f"-f {path}", expected="a file of values", found=found, remedy="correct its path")


def _stay(kubeconfig: Path, out: TextIO) -> None:
    """Wait for Ctrl-C, which ends the trial and is no failure."""
    with suppress(KeyboardInterrupt):
        out.write(f"\nexport KUBECONFIG={kubeconfig}\n\nthe API server runs until Ctrl-C\n")
        out.flush()
        while True:
            time.sleep(3600)


def run_trial(chart: Path, values: Sequence[Path], *, keep: bool, out: TextIO, progress: Progress = SILENT) -> None:
    """Install the chart with helm, and print its notes, the server's warnings and a table of the objects.

    Build missing tools first. With `keep`, the server stays until Ctrl-C. Nothing is left afterwards. Raise
    ProblemsError if a tool cannot be built, a server does not start or helm refuses; what helm refuses without a
    server, it refuses before one starts.
    """
    raise_problems(unreadable(values))
    build_tools((_HELM, apiserver.NEWEST.etcd, apiserver.NEWEST.apiserver), progress)
    release = helm.Install(chart=chart, values=tuple(values))
    helm.template(helm.located(_HELM), release, kube_version=TOOLS[apiserver.NEWEST.apiserver].version)
    started = time.monotonic()
    with ExitStack() as stack:
        with progress.step("starting etcd and kube-apiserver"):
            running = stack.enter_context(apiserver.running_cluster())
            before = settle(running.server)
        out.write(f"kube-apiserver is ready after {time.monotonic() - started:.1f} s\n")
        with progress.step(f"installing {chart.name} with {_HELM}"):
            output = helm.install(helm.located(_HELM), release, running.kubeconfig)
            after = settle(running.server)
        made = ((one.kind, one.namespace or "-", one.name) for one in sorted(after.keys() - before.keys()))
        table = "\n".join(in_columns([("KIND", "NAMESPACE", "NAME"), *made]))
        out.write(f"{output.stderr}{output.stdout}\n{table}\n")
        out.flush()
        if keep:
            _stay(running.kubeconfig, out)
