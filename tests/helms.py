"""Provides renderers for all tests of a process, and a folder for what they read; both end with the process."""

import atexit
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import get_ident

from generator.tools.helm import Install
from generator.tools.renderer import Renderers

RENDERERS = Renderers()
atexit.register(RENDERERS.running.close)
_FOLDER = TemporaryDirectory(prefix="cni-tests-")
atexit.register(_FOLDER.cleanup)


def template(name: str, chart: Path, values: str) -> str:
    """Return what a helm renders of a text of values. Raise HelmError when it refuses them."""
    path = Path(_FOLDER.name) / f"{get_ident()}.yaml"
    path.write_text(values, encoding="utf-8")
    return RENDERERS.template(name, Install(chart=chart, values=(path,)))
