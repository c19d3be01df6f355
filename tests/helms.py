"""The renderers of all tests of a process, which start when they are first asked and end with it."""

import atexit

from generator.tools.renderer import Renderers

RENDERERS = Renderers()
atexit.register(RENDERERS.running.close)
