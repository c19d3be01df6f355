"""Keeps the login of a registry where helm looks for it: what nox -s login runs, by any Python without a package."""

import base64
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

NEEDED = ("REGISTRY", "REGISTRY_USER", "REGISTRY_PASSWORD")


def keep(environment: Mapping[str, str]) -> str:
    """Put the login of the environment beside others into helm's configuration; what is missing for it, if anything."""
    host, user, password = (environment.get(name, "") for name in NEEDED)
    if not (host and user and password):
        return f"{', '.join(NEEDED[:-1])} and {NEEDED[-1]} are needed in the environment"
    config = Path(environment.get("HELM_REGISTRY_CONFIG") or Path.home() / ".config/helm/registry/config.json")
    kept = json.loads(config.read_text(encoding="utf-8")) if config.is_file() else {}
    secret = base64.b64encode(f"{user}:{password}".encode()).decode()
    config.parent.mkdir(parents=True, exist_ok=True)
    config.touch(mode=0o600)
    kept["auths"] = {**kept.get("auths", {}), host: {"auth": secret}}
    config.write_text(json.dumps(kept), encoding="utf-8")
    return ""


if __name__ == "__main__":
    sys.exit(keep(os.environ) or None)
