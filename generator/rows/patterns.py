"""The patterns that texts are of; they mean the same in RE2 and in Python.

Long lengths are bounded by `maxLength`: a counted repetition makes RE2 copy the expression as often.
"""

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_H = "[0-9a-fA-F]{1,4}"
IPV4 = rf"({_OCTET}\.){{3}}{_OCTET}"
IPV6 = (
    f"(({_H}:){{7}}{_H}|({_H}:){{1,7}}:|({_H}:){{1,6}}:{_H}|({_H}:){{1,5}}(:{_H}){{1,2}}|({_H}:){{1,4}}(:{_H}){{1,3}}"
    f"|({_H}:){{1,3}}(:{_H}){{1,4}}|({_H}:){{1,2}}(:{_H}){{1,5}}|{_H}:(:{_H}){{1,6}}|:(:{_H}){{1,7}}|::)"
)
LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DNS_NAME = (
    rf"({_DNS_LABEL}\.)*[0-9]*[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?"  # the last part is no number, as an address's is
)
PORT = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
# A whole number of 32 bits.
UINT32 = (
    "([0-9]{1,9}|[1-3][0-9]{9}|4[01][0-9]{8}|42[0-8][0-9]{7}|429[0-3][0-9]{6}|4294[0-8][0-9]{5}|42949[0-5][0-9]{4}"
    "|429496[0-6][0-9]{3}|4294967[01][0-9]{2}|42949672[0-8][0-9]|429496729[0-5])"
)
HOST = rf"({DNS_NAME}|{IPV4}|\[{IPV6}\])"
SERVER_NAME = DNS_NAME.replace("a-z", "A-Za-z")
SERVER = rf"({SERVER_NAME}|{IPV4}|\[{IPV6}\])"
PATH = "(/[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*)"
# One of those that commas and blanks around them divide: an empty one matches every interface, one with blanks at the
# ends of the list none.
_EXPRESSION = "[!-+.-~-]([ -+.-~-]*[!-+.-~-])?"
METHODS = (
    f"first-found|kubernetes-internal-ip|(skip-)?interface={_EXPRESSION}( *, *{_EXPRESSION})*|can-reach={SERVER_NAME}"
)
OBJECT_NAME = rf"{LABEL}(\.{LABEL})*"
# The key of a label: a name, and maybe a domain before it.
LABEL_KEY = rf"({OBJECT_NAME}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{{0,61}}[A-Za-z0-9])?"

# Lines around and in PEM blocks: openssl's text, headers such as Proc-Type, base64 to its end; blank ones anywhere.
TEXT_LINES = "([^\n-][^\n]*)?\n"
_SIX = "[A-Za-z0-9+/]"
BODY = f"([A-Za-z0-9-]+: [^\n]*\n|{_SIX}*\n)*({_SIX}{{4}})*{_SIX}{{2}}({_SIX}{{2}}|{_SIX}=|==)\n+"

# Calico's selectors; that their parentheses match is said by a rule.
_TEXT_IN_QUOTES = """("[^"]*"|'[^']*')"""
_LABEL_NAME = "[A-Za-z0-9._/-]+"
_B = "[ \t]"
_TERM = (
    rf"((all|global)\({_B}*\)|has\({_B}*{_LABEL_NAME}{_B}*\)|{_LABEL_NAME}{_B}*[!=]={_B}*{_TEXT_IN_QUOTES}"
    rf"|{_LABEL_NAME}{_B}+(contains|(starts|ends){_B}+with){_B}*{_TEXT_IN_QUOTES}"
    rf"|{_LABEL_NAME}{_B}+(not{_B}*)?in{_B}*\{{({_B}*{_TEXT_IN_QUOTES}{_B}*,?)*{_B}*\}})"
)
_OPERAND = f"[ \t!(]*{_TERM}[ \t)]*"
SELECTOR = rf"{_OPERAND}((&&|\|\|){_OPERAND})*"

# The paths of values that are secrets or name one, and what stands below them. No message repeats what is there.
NOT_REPEATED = r"(?i)[.]\w*(password|passphrase|secret|token|psk|credential|privatekey|kubeconfig)\w*(\W|$)"

# What is in every text that a piece stands for, as a pattern; other pieces may stand for nothing.
NEEDED = {"<server>": "[A-Za-z]", "<host>": "[a-z]", "<4>": "[0-9][.][0-9]", "<6>": ":"}

# What patterns have in common, by a name that the chart says in its place, wholes before their parts.
PIECES = {
    "<term>": _TERM,
    "<method>": METHODS,
    "<server>": SERVER_NAME,
    "<host>": DNS_NAME,
    "<key>": LABEL_KEY,
    "<name>": OBJECT_NAME,
    "<label>": LABEL,
    "<lines>": f"({TEXT_LINES})*",
    "<base64>": BODY,
    "<4>": IPV4,
    "<6>": IPV6,
    "<port>": PORT,
    "<32>": UINT32,
}

# Characters of patterns that no template should hold, as RE2 says them.
_ESCAPES = {"\n": r"\n", "\t": r"\t", "\0": r"\x00", "\x1f": r"\x1f", "\x7f": r"\x7f"}


def short(pattern: str) -> str:
    """The pattern with the names of what many patterns have in common, and no line's end in it."""
    for name, piece in PIECES.items():
        pattern = pattern.replace(piece, name) if pattern != piece else pattern
    return "".join(_ESCAPES.get(character, character) for character in pattern)


def short_pieces() -> dict[str, str]:
    """The pieces by name, each with the names of those behind it."""
    return {name: short(piece) for name, piece in PIECES.items()}
