"""Installs and upgrades by helm in an API server of the tests, with less work for helm.

By itself helm reads the OpenAPI documents of a server to learn whether it validates fields, which costs a third of a
process. The servers of the tests do; tests/cluster/test_apiserver.py shows that helm's answer stays the same.
"""

from pathlib import Path

from generator.base.process import Output
from generator.tools import helm
from generator.tools.helm import Helm, Install

UNASKED = "--disable-openapi-validation"


def install(program: Helm, release: Install, kubeconfig: Path, *options: str) -> Output:
    """Install a release; the output is that of helm."""
    return helm.install(program, release, kubeconfig, UNASKED, *options)


def upgrade(program: Helm, release: Install, kubeconfig: Path, *options: str) -> Output:
    """Bring an installed release to this chart and these values."""
    return helm.upgrade(program, release, kubeconfig, UNASKED, *options)
