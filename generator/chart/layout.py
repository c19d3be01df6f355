"""Gives every object of the chart its file: `templates/<plugin>/<component>/<kind>.yaml`."""

from collections import Counter
from collections.abc import Mapping, Sequence

from generator.base.errors import problem
from generator.template.nodes import Template

# Components whose objects carry other names than the component's own.
_COMPONENTS: Mapping[str, str] = {
    "kube-flannel": "flannel",
    "kube-flannel-cfg": "flannel",
    "kube-flannel-ds": "flannel",
    "psp.flannel.unprivileged": "flannel",
    "canal": "node",
    "canal-calico": "node",
    "calico-etcd-secrets": "etcd",
    "configure-canal": "configure",
}


def _plugin(document: Template) -> str:
    if document.project == "flannel":
        return "flannel"
    return "canal" if ("plugin", "canal") in document.condition.literals else "calico"


def _component(document: Template) -> str:
    if document.crd:
        return "crds"
    if document.switch:
        return document.switch.split(".")[-2].lower()
    name = document.name.split("/", 1)[1]
    if name in _COMPONENTS:
        return _COMPONENTS[name]
    for plugin in ("calico-", "canal-", "kube-flannel-"):
        if name.startswith(plugin):
            return name.removeprefix(plugin)
    return name


def _stems(document: Template) -> tuple[str, str]:
    """Return the short name of an object's file, and the full name for objects that share the short one."""
    kind, name = document.name.split("/", 1)
    return (name.split(".", 1)[0], name) if document.crd else (kind.lower(), f"{kind.lower()}-{name}")


def lay_out(documents: Sequence[Template]) -> dict[str, Template]:
    """Return the documents by path below `templates/`. Names tell objects of a kind apart that share a component."""
    folders = [f"{_plugin(document)}/{_component(document)}" for document in documents]
    shared = Counter((folder, _stems(document)[0]) for folder, document in zip(folders, documents, strict=True))
    files: dict[str, Template] = {}
    for folder, document in zip(folders, documents, strict=True):
        short, full = _stems(document)
        path = f"{folder}/{short if shared[folder, short] == 1 else full}.yaml"
        if path in files:
            raise problem(
                f"{document.project} > {document.name}",
                expected=f"an object that does not differ from {files[path].name} in the case of its letters alone",
                found=f"the file {path} for both",
                remedy="see what upstream means, and write its kind as Kubernetes does in a copy of the manifests",
            )
        files[path] = document
    return files
