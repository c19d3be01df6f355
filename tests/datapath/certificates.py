"""Makes an authority and certificates that it has signed, with openssl."""

from pathlib import Path

from tests.datapath.commands import run

_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")


def _pair(folder: Path, name: str, *options: str) -> None:
    files = ("-keyout", folder / f"{name}.key", "-out", folder / f"{name}.crt")
    run("openssl", "req", "-x509", *_NEW_KEY, *files, "-subj", f"/CN={name}", *options)


def authority(folder: Path) -> None:
    """Make the key and the certificate of an authority in a folder: authority.key and authority.crt."""
    _pair(folder, "authority")


def signed(folder: Path, name: str, *options: str) -> None:
    """Make a key and a certificate of this common name, signed by the authority in the folder."""
    by = ("-CA", str(folder / "authority.crt"), "-CAkey", str(folder / "authority.key"))
    _pair(folder, name, *by, "-addext", "basicConstraints=critical,CA:FALSE", *options)


def texts(folder: Path, name: str) -> dict[str, str]:
    """Return what Kubernetes' Secrets of TLS hold: `ca.crt`, `tls.crt` and `tls.key`."""
    files = {"ca.crt": "authority.crt", "tls.crt": f"{name}.crt", "tls.key": f"{name}.key"}
    return {key: (folder / file).read_text(encoding="utf-8") for key, file in files.items()}
