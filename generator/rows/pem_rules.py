"""Rules on private keys that are well-formed PEM texts and no keys that a server or a client can use."""

from collections.abc import Iterator

from generator.features.combinations import TemplateRule


def private_key_rules(path: str, value: str, remedy: str) -> Iterator[TemplateRule]:
    """The rules on the private key at a path, whose value is the template expression."""
    yield TemplateRule(
        test=f"regexMatch `BEGIN ([A-Z0-9]+ )*(PUBLIC|ENCRYPTED|OPENSSH|DSA) ` {value}",
        message=f"{path}: a public key, an encrypted one or one of a form that Calico cannot read; {remedy}",
    )
    yield TemplateRule(
        test=f'ne (regexFindAll "BEGIN [^-]+" {value} -1 | toString) '
        f'(regexFindAll "END [^-]+" {value} -1 | toString | replace "END" "BEGIN")',
        message=f"{path}: its BEGIN and END lines do not match; give the whole file",
    )
