"""Runs helm as people do, for what is published."""

import os
from pathlib import Path

from generator.base.process import Output, run
from generator.tools.programs import locate


def helm(name: str, home: Path, *arguments: str) -> Output:
    """Return a helm with a home of its own, and no cluster unless it is told of one."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HELM_", "KUBE"))}
    folders = {f"HELM_{kind}_HOME": str(home / kind) for kind in ("CACHE", "CONFIG", "DATA")}
    return run([str(locate(name)), *arguments], env={**kept, **folders, "HOME": str(home), "KUBECONFIG": os.devnull})


def said(name: str, home: Path, *arguments: str) -> str:
    """Return what a helm says that ends well."""
    done = helm(name, home, *arguments)
    assert done.status == 0, done.stderr
    return done.stdout
