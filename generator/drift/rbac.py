"""Compares permissions one by one: who may do what to what, and which permissions are dangerous in a cluster."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.base.trees import Tree, sublist, submap, submaps
from generator.drift import rules
from generator.drift.change import Change, Side
from generator.drift.differences import differing, in_variants
from generator.releases.release import Document

ROLES = frozenset({"ClusterRole", "Role"})
BINDINGS = frozenset({"ClusterRoleBinding", "RoleBinding"})

_ANY = "*"
_WRITES = "create update patch delete deletecollection"


class Permission(Struct, frozen=True, order=True):
    """A permission: a role may do a verb to a resource of a group, or to a path; with a name, to that object only."""

    role: str
    group: str
    resource: str
    verb: str
    name: str = ""

    @property
    def target(self) -> str:
        """What the permission is about: `customresourcedefinitions.apiextensions.k8s.io`, `nodes`, `/healthz`."""
        group = f".{self.group}" if self.group else ""
        return f"{self.resource}{group}" + (f" {self.name}" if self.name else "")


class _Danger(Struct, frozen=True):
    """Permissions that allow more than they name: verbs and resources with spaces between them, and a group of the API.
    `*` stands for every one.
    """

    why: str
    verbs: str
    resources: str = _ANY
    group: str = _ANY
    any_name: bool = False  # only where no single object is named

    def holds(self, one: Permission) -> bool:
        """Report whether a permission is one of them. A wildcard of a role covers what it stands for."""
        asked = ((self.verbs.split(), one.verb), (self.resources.split(), one.resource), ([self.group], one.group))
        return not (self.any_name and one.name) and all(
            mine == [_ANY] or theirs in mine or theirs == _ANY for mine, theirs in asked
        )


# The first one that holds is the reason that people read.
_DANGERS: tuple[_Danger, ...] = (
    *(
        _Danger(f"writes on {resource}", _WRITES, resource, group)
        for resource, group in (
            ("customresourcedefinitions", "apiextensions.k8s.io"),
            ("apiservices", "apiregistration.k8s.io"),
            ("secrets", ""),
        )
    ),
    _Danger("reads of secrets", _ANY, "secrets", ""),
    _Danger("tokens of any account", "create", "serviceaccounts/token", "", any_name=True),
    _Danger("escalation of permissions", "escalate bind impersonate"),
    *(
        _Danger(f"writes on {group}", _WRITES, group=group)
        for group in ("rbac.authorization.k8s.io", "admissionregistration.k8s.io", "apps", "batch")
    ),
    _Danger("new pods and commands in them", f"{_WRITES} get", "pods/exec pods/attach nodes/proxy", ""),
    _Danger("new pods and commands in them", "create", "pods", ""),
    _Danger("changes of nodes", "update delete", "nodes", ""),
)


def danger(one: Permission) -> str:
    """Return why a permission is dangerous; empty if it is not. Wildcards always are."""
    if _ANY in (one.verb, one.resource, one.group):
        return "a wildcard"
    return next((each.why for each in _DANGERS if each.holds(one)), "")


def _texts(rule: Mapping[str, Tree], key: str, default: tuple[str, ...] = ()) -> list[str]:
    return [str(item) for item in sublist({**rule}, key)] or [*default]


def permissions(documents: Mapping[str, Document]) -> set[Permission]:
    """Return every permission of the roles among the objects."""
    found: set[Permission] = set()
    for name, document in documents.items():
        for rule in submaps(document, "rules") if document["kind"] in ROLES else ():
            verbs = _texts(rule, "verbs")
            names = _texts(rule, "resourceNames", ("",))
            found |= {Permission(name, "", path, verb) for path in _texts(rule, "nonResourceURLs") for verb in verbs}
            found |= {
                Permission(name, group, resource, verb, own)
                for group in _texts(rule, "apiGroups", ("",))
                for resource in _texts(rule, "resources")
                for own in names
                for verb in verbs
            }
    return found


def _own_roles(documents: Mapping[str, Document]) -> set[tuple[str, str]]:
    """Return the bindings of roles that are not among the objects, such as cluster-admin."""
    bound = {
        (name, f"{role.get('kind')}/{role.get('name')}")
        for name, document in documents.items()
        if document["kind"] in BINDINGS
        for role in [submap(document, "roleRef")]
    }
    return {(name, role) for name, role in bound if role not in documents}


def _bound(project: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[Change]:
    """Yield roles of the cluster's own that accounts got and lost, and changed accounts of bindings."""
    left, right = _own_roles(before), _own_roles(after)
    for name, role in sorted(right - left):
        where = f"{project} > {name} > roleRef"
        yield Change(rule=rules.GRANT_DANGEROUS, where=where, after=(role,), note="a role of the cluster's own")
    for name, role in sorted(left - right):
        yield Change(rule=rules.GRANT_LOST, where=f"{project} > {name} > roleRef", before=(role,))
    for name in (name for name in after if name in before and after[name]["kind"] in BINDINGS):
        for found in differing(before[name].get("subjects"), after[name].get("subjects"), ("subjects",)):
            where = f"{project} > {name} > subjects"
            yield Change(rule=rules.SUBJECTS_CHANGED, where=where, before=found.before, after=found.after)


def _gained(project: str, one: Permission) -> Change:
    why = danger(one)
    rule = rules.GRANT_DANGEROUS if why else rules.GRANT_GAINED
    return Change(rule=rule, where=f"{project} > {one.role} > {one.target}", after=(one.verb,), note=why)


def _compared(project: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[Change]:
    left, right = permissions(before), permissions(after)
    yield from (_gained(project, one) for one in sorted(right - left))
    for one in sorted(left - right):
        yield Change(rule=rules.GRANT_LOST, where=f"{project} > {one.role} > {one.target}", before=(one.verb,))
    yield from _bound(project, before, after)


def compare_rbac(before: Side, after: Side) -> Iterator[Change]:
    """Yield the permissions gained and lost in all variants, and the accounts that have them."""
    yield from in_variants(before, after, _compared)
