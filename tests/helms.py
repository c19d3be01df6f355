"""Provides renderers for all tests of a process, and a folder for what they read; both end with the process."""

import atexit
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import get_ident

from generator.tools.helm import Install
from generator.tools.renderer import Renderers

RENDERERS = Renderers()
atexit.register(RENDERERS.running.close)


@cache
def _folder() -> Path:
    folder = TemporaryDirectory(prefix="cni-tests-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def template(name: str, chart: Path, values: str) -> str:
    """Return what a helm renders of a text of values. Raise HelmError when it refuses them."""
    path = _folder() / f"{get_ident()}.yaml"
    path.write_text(values, encoding="utf-8")
    return RENDERERS.template(name, Install(chart=chart, values=(path,)))
