"""Tells which rules of the chart's roles no request used, by what the API server's audit log has of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, json

from tests.datapath.case import Case
from tests.datapath.control_plane import ControlPlane

Spec = Mapping[str, Any]

_API = "/apis/rbac.authorization.k8s.io/v1"
# What helm installs has this label; the API server's own roles do not.
_OURS = "labelSelector=app.kubernetes.io%2Fmanaged-by%3DHelm"
_FOLDER = "rbac"


class Request(Struct, frozen=True, kw_only=True):
    """What a ServiceAccount asked for: a resource, with its subresource after a slash, or a path that is none."""

    user: str
    verb: str
    group: str = ""
    resource: str = ""
    name: str = ""
    namespace: str = ""
    path: str = ""


class Rule(Struct, frozen=True, kw_only=True, order=True):
    """One verb on one resource, or on one path that is none, that a role allows; `names` are the objects' if it names
    some.
    """

    role: str
    group: str = ""
    resource: str = ""
    path: str = ""
    verb: str
    names: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """What it is about, as Kubernetes names it."""
        named = f" {', '.join(self.names)}" if self.names else ""
        return self.path or ".".join(filter(None, (self.resource, self.group))) + named


class Grant(Struct, frozen=True, kw_only=True):
    """A rule, whom a binding gives it, and in which namespace; empty for all of them."""

    rule: Rule
    users: tuple[str, ...]
    namespace: str = ""


class Found(Struct, frozen=True, kw_only=True):
    """The rules of the roles that ServiceAccounts have in one case, and those of them that requests used."""

    plugin: str
    rules: list[Rule]
    used: list[Rule]


def rules_of(role: Spec) -> Iterator[Rule]:
    """Yield each rule of a role for each of its verbs, and of its resources or paths."""
    name = f"{role['kind']} {role['metadata']['name']}"
    for rule in role.get("rules") or ():
        for verb in rule["verbs"]:
            for path in rule.get("nonResourceURLs", ()):
                yield Rule(role=name, path=path, verb=verb)
            for group in rule.get("apiGroups", ()):
                for resource in rule.get("resources", ()):
                    names = tuple(rule.get("resourceNames", ()))
                    yield Rule(role=name, group=group, resource=resource, verb=verb, names=names)


def _is_path(path: str, asked: str) -> bool:
    return path == asked or (path.endswith("*") and asked.startswith(path[:-1]))


def _is_resource(resource: str, asked: str) -> bool:
    """Report whether a rule's resource is what was asked for: `*` is all of them, `*/scale` that of all."""
    _, slash, below = asked.partition("/")
    return resource in {"*", asked} or bool(slash and resource == f"*/{below}")


def allows(rule: Rule, request: Request) -> bool:
    """Report whether a rule allows a request, as the API server's authorizer decides it."""
    if rule.verb not in {"*", request.verb}:
        return False
    if rule.path or request.path:
        return bool(rule.path and request.path) and _is_path(rule.path, request.path)
    is_group = rule.group in {"*", request.group}
    is_named = not rule.names or request.name in rule.names
    return is_group and is_named and _is_resource(rule.resource, request.resource)


def request_of(event: Spec) -> Request:
    """Return what an entry of the audit log asks for."""
    user, verb = str(event["user"]["username"]), str(event["verb"])
    reference = event.get("objectRef")
    if not reference or "resource" not in reference:
        return Request(user=user, verb=verb, path=str(event["requestURI"]).partition("?")[0])
    return Request(
        user=user,
        verb=verb,
        group=reference.get("apiGroup", ""),
        resource="/".join(filter(None, (reference["resource"], reference.get("subresource", "")))),
        name=reference.get("name", ""),
        namespace=reference.get("namespace", ""),
    )


def _users(binding: Spec) -> tuple[str, ...]:
    """Return the ServiceAccounts that a binding names, as users."""
    accounts = (one for one in binding.get("subjects") or () if one["kind"] == "ServiceAccount")
    return tuple(f"system:serviceaccount:{one['namespace']}:{one['name']}" for one in accounts)


def grants_of(roles: Iterable[Spec], bindings: Iterable[Spec]) -> Iterator[Grant]:
    """Yield what bindings give ServiceAccounts; what is given to nobody of them is none of the programs'."""
    by_name = {(one["kind"], one["metadata"].get("namespace", ""), one["metadata"]["name"]): one for one in roles}
    for binding in bindings:
        reference, namespace = binding["roleRef"], binding["metadata"].get("namespace", "")
        where = namespace if reference["kind"] == "Role" else ""
        role, users = by_name.get((reference["kind"], where, reference["name"])), _users(binding)
        if role and users:
            yield from (Grant(rule=rule, users=users, namespace=namespace) for rule in rules_of(role))


def used_of(grants: Iterable[Grant], requests: Iterable[Request]) -> list[Rule]:
    """Return the rules of those grants that at least one request used; one that several allow uses all of them."""
    asked = {*requests}
    return sorted(
        {
            grant.rule
            for grant in grants
            for one in asked
            if one.user in grant.users and grant.namespace in {"", one.namespace} and allows(grant.rule, one)
        }
    )


def _installed(plane: ControlPlane, *kinds: str) -> Iterator[Spec]:
    for kind in kinds:
        answer = plane.request("GET", f"{_API}/{kind.lower()}s?{_OURS}")
        yield from ({"kind": kind, **item} for item in answer["items"])


def write(case: Case, plane: ControlPlane, folder: Path) -> None:
    """Write what a case used of the chart's rules into the folder, where nothing was spoiled."""
    if case.told_by:
        return
    roles, bindings = _installed(plane, "ClusterRole", "Role"), _installed(plane, "ClusterRoleBinding", "RoleBinding")
    grants = [*grants_of([*roles], bindings)]
    asked = (event for event in plane.events() if event.get("responseStatus", {}).get("code") not in {401, 403})
    used = used_of(grants, map(request_of, asked))
    found = Found(plugin=str(case.values["plugin"]), rules=sorted({one.rule for one in grants}), used=used)
    (folder / _FOLDER).mkdir(exist_ok=True)
    (folder / _FOLDER / f"{case.name}.json").write_bytes(json.encode(found))


def _lines(plugin: str, rules: Iterable[Rule]) -> Iterator[str]:
    """Yield rules in lines, those that differ by their verb alone in one."""
    verbs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for rule in sorted(rules):
        verbs[rule.role, rule.what].append(rule.verb)
    yield from (f"{plugin}: {role}: {' '.join(found)} of {what}" for (role, what), found in verbs.items())


def unused(folder: Path) -> list[str]:
    """Return the rules of each plugin that none of the cases used which have written into the folder."""
    left: dict[str, set[Rule]] = defaultdict(set)
    used: dict[str, set[Rule]] = defaultdict(set)
    for path in sorted((folder / _FOLDER).glob("*.json")):
        found = json.decode(path.read_bytes(), type=Found)
        left[found.plugin].update(found.rules)
        used[found.plugin].update(found.used)
    return [line for plugin in sorted(left) for line in _lines(plugin, left[plugin] - used[plugin])]
