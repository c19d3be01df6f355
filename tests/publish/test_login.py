"""A login is kept where helm looks for it, beside others and for nobody else to read."""

import json
import stat
from pathlib import Path

import pytest

from tests.login import NEEDED, keep

GIVEN = {"REGISTRY": "registry.example.com", "REGISTRY_USER": "robot", "REGISTRY_PASSWORD": "x:y"}


def test_a_login_is_kept_beside_others(tmp_path: Path) -> None:
    config = tmp_path / "registry" / "config.json"
    assert keep({**GIVEN, "HELM_REGISTRY_CONFIG": str(config)}) == ""
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert keep({**GIVEN, "REGISTRY": "other.example.com", "HELM_REGISTRY_CONFIG": str(config)}) == ""
    login = {"auth": "cm9ib3Q6eDp5"}
    assert json.loads(config.read_text()) == {
        "auths": {"registry.example.com": login, "other.example.com": login},
    }


@pytest.mark.parametrize("name", NEEDED)
def test_nothing_is_written_without_all_of_it(name: str, tmp_path: Path) -> None:
    config = tmp_path / "config.json"
    said = "REGISTRY, REGISTRY_USER and REGISTRY_PASSWORD are needed in the environment"
    assert keep({**GIVEN, name: "", "HELM_REGISTRY_CONFIG": str(config)}) == said
    assert not config.exists()
