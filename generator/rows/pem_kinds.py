"""The kinds of PEM texts: certificates and private keys, whose refusals repeat nothing of them."""

from generator.rows import patterns
from generator.settings.kind import Kind, secret, text


def _pem(what: str, label: str, *wrong: str, before: str = "", sample: str) -> Kind:
    """PEM text whose last block has a label, those before it one of theirs, with the lines that programs write."""
    start, end = "-----BEGIN {}-----\n", "-----END {}-----"
    earlier, last = (f"{start.format(one)}{patterns.BODY}{end.format(one)}" for one in (before or label, label))
    pattern = f"({patterns.TEXT_LINES})*({earlier}\n({patterns.TEXT_LINES})*)*{last}(\n({patterns.TEXT_LINES})*)?"
    wanted = f"PEM text of {what} as in its file: no base64 around it, no indentation"
    illegal = ["YQ==", sample.splitlines()[0], *wrong]
    return secret(text(wanted, pattern, longest=65536, legal=[sample], illegal=illegal))


_CERTIFICATE_SAMPLE = "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n"
_CROSSED = "-----BEGIN {}-----\nYQ==\n-----END {}-----\n"
_KEY_SAMPLE = _CROSSED.format("EXAMPLE KEY", "EXAMPLE KEY")
CERTIFICATE = _pem(
    "certificates",
    "CERTIFICATE",
    _KEY_SAMPLE,
    _CROSSED.format("CERTIFICATE", "EXAMPLE KEY"),
    _CERTIFICATE_SAMPLE.replace("YQ==\n", ""),
    _CERTIFICATE_SAMPLE.replace("YQ==", "YQ="),
    sample=_CERTIFICATE_SAMPLE,
)
KEY = _pem(
    "a private key",
    "([A-Z0-9]+ )*KEY",
    _CERTIFICATE_SAMPLE,
    _CROSSED.format("EXAMPLE KEY", "CERTIFICATE"),
    _KEY_SAMPLE.replace("YQ==\n", ""),
    before="[A-Z0-9 ]+ PARAMETERS",
    sample=_KEY_SAMPLE,
)
