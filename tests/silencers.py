"""A rule about comments that silence ruff or mypy: they turn into findings where they do not say why."""

import io
import re
import tokenize
from collections.abc import Iterator

from tests.structure import Sources

_DIRECTIVE = re.compile(
    r"#\s*(?:(?:ruff:\s*)?noqa(?::\s*[A-Z]+\d+(?:[\s,]+[A-Z]+\d+)*)?|type:\s*ignore(?:\[[^\]]*\])?)"
)
_WORD = re.compile(r"[A-Za-z]{3}")


def silencers_without_reason(modules: Sources) -> Iterator[str]:
    """Comments that silence ruff or mypy and do not say why."""
    for name, text in modules.items():
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            silenced = token.type == tokenize.COMMENT and _DIRECTIVE.search(token.string)
            if silenced and not _WORD.search(_DIRECTIVE.sub("", token.string)):
                yield f"{name} line {token.start[0]}: expected a reason behind {token.string}, found none"
