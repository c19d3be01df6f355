"""Tells how a machine reaches Calico's datastore and the API server, which pods find by other means."""

from collections.abc import Mapping

from msgspec import Struct

from generator.base.errors import misuse
from generator.node.environment import Variable, Variables
from generator.node.machine import EtcdFiles, Machine

ENDPOINTS = "ETCD_ENDPOINTS"
# The variables that name etcd's files, and the file of each.
FILES = {"ETCD_CA_CERT_FILE": "ca", "ETCD_CERT_FILE": "cert", "ETCD_KEY_FILE": "key"}


class Datastore(Struct, frozen=True, kw_only=True):
    """Calico's datastore for the machine: the endpoints of etcd, or none with the Kubernetes API, and the files."""

    endpoints: str = ""
    files: EtcdFiles | None = None
    kubeconfig: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that the machine must have."""
        every = (*(self.files.paths if self.files else ()), self.kubeconfig)
        return tuple(dict.fromkeys(filter(None, every)))


def secured(endpoints: str, machine: Machine) -> EtcdFiles | None:
    """Return the files of an etcd that has TLS. Raise UsageError if files are given for one that has none."""
    if endpoints.startswith("https://"):
        return machine.files
    default = EtcdFiles()
    for option in ("ca", "cert", "key"):
        if (path := getattr(machine.files, option)) != getattr(default, option):
            expected, remedy = "none, as the endpoints of etcd are http", "leave it out, or give https endpoints"
            raise misuse(f"--etcd-{option}", expected=expected, found=path, remedy=remedy)
    return None


def datastore(variables: Mapping[str, Variable], machine: Machine) -> Datastore:
    """Return the datastore that calico-node uses with these variables."""
    if ENDPOINTS not in variables:
        return Datastore(kubeconfig=machine.kubeconfig)
    endpoints = variables[ENDPOINTS].text
    return Datastore(endpoints=endpoints, files=secured(endpoints, machine))


def reaching(variables: Variables, store: Datastore) -> Variables:
    """Return the variables with those that let their program reach the datastore from the machine."""
    if store.kubeconfig:
        return {**variables, "KUBECONFIG": Variable(name="KUBECONFIG", text=store.kubeconfig)}
    if not store.files:
        return variables
    own = {name: Variable(name=name, text=getattr(store.files, file)) for name, file in FILES.items()}
    return {**variables, **own}
