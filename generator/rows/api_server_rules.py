"""Rules across the values of the certificate of Calico's API server."""

from generator.features.combinations import TemplateRule
from generator.rows.pem_rules import private_key_rules

_PATH = "calico.apiServer.tls"
_TLS = f"${_PATH}"

API_SERVER_RULES: tuple[TemplateRule, ...] = (
    TemplateRule(
        test=f"and {_TLS}.existingSecret (or {_TLS}.cert {_TLS}.key)",
        message=f"{_PATH}: existingSecret and inline cert and key exclude each other; remove one of them",
    ),
    *(
        TemplateRule(
            test=f"and {_TLS}.{one} (not {_TLS}.{other})",
            message=f"{_PATH}.{other}: empty, but {_PATH}.{one} is set; give both, or existingSecret",
        )
        for one, other in (("cert", "key"), ("key", "cert"))
    ),
    TemplateRule(
        test=f"and {_TLS}.cert (not {_TLS}.caBundle)",
        message=f"{_PATH}.caBundle: empty, but {_PATH}.cert is set; give the certificate of the authority that signed it",
    ),
    *private_key_rules(
        f"{_PATH}.key",
        f"{_TLS}.key",
        f"give the private key of {_PATH}.cert without a passphrase, in PKCS #1, PKCS #8 or EC",
    ),
)
