"""Defines which of upstream's values a setting must be able to change, and how to recognise them."""

import re
from functools import cache, lru_cache, partial

from msgspec import Struct

from generator.base.trees import Steps, Tree
from generator.settings.image_patterns import IMAGE_ANYWHERE, IMAGE_READ


class Sensitive(Struct, frozen=True, kw_only=True):
    """A kind of upstream values that a setting must be able to change: how to recognise one, and what to do about it.

    `called` is the name of such a value: that of an environment variable, or else its last two keys. With `read` it
    counts only where programs read it.
    """

    what: str
    remedy: str
    pattern: re.Pattern[str] = re.compile(r".+", re.DOTALL)
    called: re.Pattern[str] = re.compile(r".*", re.DOTALL)
    read: bool = False


_ANYTHING = re.compile(r".*", re.DOTALL)

_image = partial(
    Sensitive, what="an image reference", remedy="add a role to generator/rows/roles.py, or the mirror will miss it"
)
_namespace = partial(
    Sensitive,
    what="a namespace",
    remedy="add a target to namespaceOverride in generator/rows/general.py, which would miss it",
)
_mtu = partial(
    Sensitive, what="an MTU", remedy="add it to the targets of calico.mtu or flannel.mtu, which would miss it"
)
_interface = partial(
    Sensitive,
    what="an interface of flannel's",
    remedy="let flannel.iface and flannel.ifaceRegex take its place in generator/rows/flannel.py",
)


def _text(pattern: str) -> re.Pattern[str]:
    """The pattern of a text of several lines."""
    return re.compile(pattern, re.DOTALL)


def _member(name: str) -> re.Pattern[str]:
    """A text with a line that gives a member of that name a scalar, in YAML or JSON: `image: busybox`."""
    return _text(rf"""(?:.*\n)?[ \t]*(?:-[ \t]+)*["']?(?:{name})["']?[ \t]*:[ \t]*[^\s{{\[|>#].*""")


SENSITIVE: tuple[Sensitive, ...] = (
    _image(pattern=IMAGE_ANYWHERE),
    _image(pattern=IMAGE_READ, read=True),
    _image(pattern=_member(r"image|\w+Image"), read=True),
    # An image that is empty is none that a kubelet takes.
    _image(pattern=_ANYTHING, called=_text(r"(?:.*\.)?image")),
    _image(
        called=_text(
            r"(?:.*\.)?\w+Image|image\.reference"
            r"|(?i:(?!.*PULL[_-]?(?:POLICY|SECRETS?)$)(?:data\.)?[\w-]*(?:IMAGE|IMG)[\w-]*)"
        )
    ),
    _namespace(
        called=_text(
            r"(?:.*\.)?(?:namespace|\w+Namespace)|namespaces\..*"
            r"|(?i:(?:data\.)?(?:[\w-]*NAMESPACES?(?:[_-]?(?:NAMES?|LIST))?|(?:[\w-]+[_-])?NS))"
        )
    ),
    _namespace(pattern=_member(r"namespace|\w+Namespace"), read=True),
    # Nothing else has this name, whereas containers and folders are called kube-flannel, too.
    _namespace(pattern=_text(r"(?:.*[^\w-])?kube-system(?:[^\w-].*)?")),
    Sensitive(
        what="a pod network",
        pattern=_text(r".*(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}\b.*"),
        remedy="add it to the targets of podCIDR",
    ),
    Sensitive(
        what="an etcd placeholder",
        pattern=_text(r".*<ETCD_\w+>.*"),
        remedy="add it to the targets of calico.etcd.endpoints",
    ),
    # Calico's installer fills this placeholder in; Go reads the names of members in either case.
    _mtu(pattern=_text(r'(?i:.*"mtu"\s*+:\s*+(?!__CNI_MTU__\b).*)')),
    _mtu(called=_text(r"(?i:(?:.*\.)?\w*mtu)")),
    # Among arguments a setting takes the place of a flag with its value, `--iface=eth0`, and of nothing else.
    _interface(
        pattern=_text(r"""(?:.*[\s"'])?--?iface(?:-regex)?(?:[\s=,"'].*)?"""),
        called=_text(r"(?:command\..*|args\.(?!--?iface(?:-regex)?=).*)"),
    ),
    _interface(called=re.compile(r"FLANNELD_IFACE(?:_REGEX)?")),
)

# What programs read: there a text that is the name of a namespace of the release means that.
_READ = frozenset({"env", "args", "command", "data"})


def _called(named: Steps) -> str:
    """Return the name of a value: for a variable's value, the name of the variable."""
    return named[-2] if named[-1] == "value" and "env" in named else ".".join(named[-2:])


@cache
def _own_namespace(namespaces: frozenset[str]) -> Sensitive:
    """A text that names one of the namespaces: alone, behind a flag, in a Service's name or ahead of an object's."""
    names = "|".join(map(re.escape, sorted(namespaces))) or r"(?!)"
    alone = rf"(?:.*[=,;\s])?(?:{names})(?:[,;].*)?"
    within = rf".*\.(?:{names})(?:\.svc\b.*)?|(?:.*[=,;\s\"'])?(?:{names})/.*|.*serviceaccounts?:(?:{names})(?::.*)?"
    return _namespace(pattern=_text(rf"{alone}|{within}"), read=True)


@lru_cache(maxsize=4096)
def _kind(text: str, called: str, namespaces: frozenset[str], *, is_read: bool) -> Sensitive | None:
    """Return the kind of a text with this name. It is kept, since variants and containers share many texts."""
    for kind in (*SENSITIVE, _own_namespace(namespaces)):
        if (is_read or not kind.read) and kind.pattern.fullmatch(text) and kind.called.fullmatch(called):
            return kind
    return None


def sensitive_kind(at: Steps, value: Tree, namespaces: frozenset[str]) -> Sensitive | None:
    """What kind of sensitive value stands there, if any; `namespaces` are those that the release's objects are in."""
    named = tuple(step for step in at if not step.startswith("#"))
    if isinstance(value, bool | float | dict | list) or not named:
        return None
    is_read = not _READ.isdisjoint(named[:-1])
    return _kind("" if value is None else str(value), _called(named), namespaces, is_read=is_read)
