"""Finds the proxy for a host in HTTPS_PROXY and NO_PROXY."""

from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from msgspec import Struct

from generator.base.errors import problem

_PORTS = {"http": 80, "https": 443}


class Proxy(Struct, frozen=True, kw_only=True):
    """The address of a proxy, and the credentials for it: `name:password`."""

    url: str
    login: str = ""

    def __str__(self) -> str:
        return f"the proxy {self.url}"


def proxy_for(host: str) -> Proxy | None:
    """Return the proxy for https to `name` or `name:port`, or None. Raise ProblemsError if HTTPS_PROXY names no
    proxy.
    """
    given = getproxies_environment().get("https", "")
    if not given or proxy_bypass(host):
        return None
    try:
        parts = urlsplit(given if "://" in given else f"http://{given}")
        usual = _PORTS[parts.scheme]
        port = parts.port or usual
        name = parts.hostname or ""
    except (ValueError, KeyError):
        name, port = "", 0
    if not name or parts.path.strip("/") or parts.query or parts.fragment:
        expected, found = "http://host:port or https://host:port", "another text"
        raise problem("HTTPS_PROXY", expected=expected, found=found, remedy="correct it, or unset it")
    shown = f"[{name}]" if ":" in name else name
    login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}" if "@" in parts.netloc else ""
    return Proxy(url=f"{parts.scheme}://{shown}:{port}", login=login)
