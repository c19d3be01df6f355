"""Writes the README of a bundle: what to run in which order, how to verify it, and how to remove it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from shlex import join

from generator.node.cni_files import CA, SERVER, TOKEN
from generator.node.flannel import NET_CONF, Network
from generator.node.machine import RUNTIMES, Machine

_ANEW = "Make it anew when the values change, rather than edit it."
_WITHOUT_A_KUBELET = (
    "systemd restarts what has ended, after 10 seconds. Nothing asks a pod's probes, and values for the scheduling, "
    "labels, DNS and updates of pods have no meaning here."
)
_RENEWAL = "The API server may give the token less time than is asked for. Put a new one there before it ends."
KUBEADM_CA = "/etc/kubernetes/pki/ca.crt"
ETCD_KEY = "/coreos.com/network/config"
CLEANUP, PLUGINS = "cleanup", "install-cni-plugins"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A file of the bundle, its place on the machine, and what it is."""

    name: str
    target: str
    what: str
    mode: str = "0644"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kubeconfig:
    """A kubeconfig that lacks its token: the file in the bundle, its place, and the ServiceAccount of the token."""

    name: str
    target: str
    namespace: str
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """Programs in an image that the container runtime of the pods must find on the machine."""

    image: str
    paths: Sequence[str]
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the installation: its purpose, its commands, and a remark."""

    intro: str
    commands: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All that the README of a bundle tells."""

    plugin: str
    releases: str
    machine: Machine
    units: Sequence[str]
    placed: Sequence[Placed]
    kubeconfigs: Sequence[Kubeconfig]
    names_server: bool
    tokens_in_secrets: bool
    needed: Sequence[str]
    host_name: bool
    binaries: Binaries | None
    binaries_folder: str
    network: Network | None
    left_out: Sequence[str]


def _shell(*commands: str) -> str:
    return "\n".join(("```", *commands, "```"))


def _files(story: Story) -> Iterator[str]:
    yield "## What is in this folder"
    rows = [f"| `{one.name}` | `{one.target}` | {one.what} |" for one in story.placed]
    if story.network and story.network.text and story.network.endpoints:
        rows.append(f"| `{NET_CONF}` | stays here | flannel's network, which goes into etcd. |")
    rows.append(f"| `{PLUGINS}` | run it here | It installs the base CNI plugins; its option `-h` says how. |")
    rows.append(
        f"| `{CLEANUP}` | run it here | It removes what the plugin leaves on a machine; its option `-h` says what. |"
    )
    rows.append("| `SHA256SUMS` | stays here | The digests of these files, for `sha256sum -c SHA256SUMS`. |")
    yield "\n".join(("| file | its place on the machine | what it is |", "|---|---|---|", *rows))


def _needs(story: Story) -> Iterator[str]:
    program = RUNTIMES[story.machine.runtime].program
    yield "## What the machine needs"
    points = [f"- The container runtime `{story.machine.runtime}`, as `{program}`."]
    if story.needed:
        paths = ", ".join(f"`{path}`" for path in story.needed)
        points.append(f"- These files, which this folder does not hold; without them no unit starts: {paths}.")
    if story.host_name:
        points.append("- A host name that is its name as a node; otherwise make this folder with `--node-name`.")
    points.append(
        f"- The images, from the registries that the values name. If a registry asks for credentials, run "
        f"`{story.machine.runtime} login` as root first: pull secrets are for pods."
    )
    yield "\n".join(points)


def _base_plugins(story: Story) -> Iterator[Step]:
    options = ["--target", story.binaries_folder]
    note = ""
    if story.plugin == "flannel" and story.binaries is None:
        options += ["--version", "v0.8.6"]
        note = (
            "This release of flannel brings no binary `flannel` for the folder of CNI plugins; releases of the base "
            "plugins before v1.0.0 hold it."
        )
    intro = "Install the base CNI plugins, unless the distribution has them:"
    yield Step(intro=intro, commands=(join((f"./{PLUGINS}", *options)),), note=note)


def _own_binaries(story: Story) -> Iterator[Step]:
    if (own := story.binaries) is None:
        return
    runtime, holder = story.machine.runtime, f"{story.plugin}-binaries"
    targets = {path: f"{own.folder}/{path.rpartition('/')[2]}" for path in own.paths}
    commands = (
        join((runtime, "create", "--name", holder, own.image, own.paths[-1])),
        *(join((runtime, "cp", f"{holder}:{path}", target)) for path, target in targets.items()),
        join((runtime, "rm", holder)),
    )
    yield Step(
        intro="Copy the plugin's own binaries from its image, which a pod does with an init container:",
        commands=commands,
    )


def _token(one: Kubeconfig, *, in_secrets: bool) -> str:
    """Return the command that prints the token of a ServiceAccount."""
    kubectl = join(("kubectl", "-n", one.namespace))
    if not in_secrets:
        return f"{kubectl} create token {one.account} --duration=8760h"
    secret = f"$({kubectl} get serviceaccount {one.account} -o jsonpath='{{.secrets[0].name}}')"
    return f"{kubectl} get secret {secret} -o jsonpath='{{.data.token}}' | base64 -d"


def _kubeconfigs(story: Story) -> Iterator[Step]:
    server = "" if story.names_server else f" Put the API server in the place of `{SERVER}`."
    for one in story.kubeconfigs:
        intro = (
            f"Fill in `{one.name}`: put the token of the ServiceAccount `{one.account}`, which the chart makes with "
            f"its roles, in the place of `{TOKEN}`, and the CA certificate of the API server in base64 in the place of "
            f"`{CA}`.{server} These commands print the token and the certificate, where kubeadm has it:"
        )
        commands = (_token(one, in_secrets=story.tokens_in_secrets), f"base64 -w 0 {KUBEADM_CA}")
        yield Step(intro=intro, commands=commands, note="" if story.tokens_in_secrets else _RENEWAL)


def _install(story: Story) -> Iterator[Step]:
    intro = "Put the files in their places. The CNI configuration comes last, as the kubelet starts pods from then on:"
    installed = (join(("install", "-D", "-m", one.mode, one.name, one.target)) for one in story.placed)
    yield Step(intro=intro, commands=tuple(installed))


def _etcd_network(story: Story) -> Iterator[Step]:
    network = story.network
    if network is None or not network.endpoints:
        return
    if not network.text:
        yield Step(intro="Wait until the chart's Job `configure-canal` has written flannel's network into etcd.")
        return
    intro = "Write flannel's network into etcd, once for the whole cluster and before the first `flanneld` starts:"
    files = network.files
    if network.etcd_3:
        options = [f"--endpoints={network.endpoints}"]
        options += [f"--cacert={files.ca}", f"--cert={files.cert}", f"--key={files.key}"] if files else []
        yield Step(
            intro=intro, commands=(f"ETCDCTL_API=3 {join(('etcdctl', *options, 'put', ETCD_KEY))} < {NET_CONF}",)
        )
        return
    options = ["--endpoints", network.endpoints]
    options += ["--ca-file", files.ca, "--cert-file", files.cert, "--key-file", files.key] if files else []
    note = (
        "This release of flannel reads version 2 of etcd's API, which etcd before 3.6 serves with `--enable-v2`, and "
        "later ones no longer have."
    )
    command = f"ETCDCTL_API=2 {join(('etcdctl', *options, 'set', ETCD_KEY))} < {NET_CONF}"
    yield Step(intro=intro, commands=(command,), note=note)


def _start(story: Story) -> Iterator[Step]:
    intro = "Start what this folder is for, now and whenever the machine starts:"
    yield Step(intro=intro, commands=("systemctl daemon-reload", join(("systemctl", "enable", "--now", *story.units))))


def _steps(story: Story) -> Iterator[str]:
    yield "## Install, in this order"
    yield "Run all commands as root, in this folder."
    parts = (_base_plugins, _own_binaries, _etcd_network, _kubeconfigs, _install, _start)
    for number, step in enumerate((step for part in parts for step in part(story)), 1):
        yield f"{number}. {step.intro}"
        if step.commands:
            yield _shell(*step.commands)
        if step.note:
            yield step.note


def _works(story: Story) -> Iterator[str]:
    yield "## See that it works"
    commands = [join(("systemctl", "status", *story.units))]
    commands += [join(("journalctl", "-u", unit, "-n", "50")) for unit in story.units]
    commands += ["calicoctl node status", "calicoctl get nodes -o wide"] if story.plugin != "flannel" else []
    commands += ["cat /run/flannel/subnet.env", "ip route"] if story.plugin == "flannel" else []
    yield _shell(*commands)
    if story.plugin == "flannel":
        yield (
            "`flanneld` runs, `/run/flannel/subnet.env` names this machine's network, and there is a route to that of "
            "every other machine."
        )
    else:
        yield (
            "The units are active, and `calicoctl` lists this machine. With BGP, `calicoctl node status` shows every "
            "peer as `Established`; without BGP it says that BIRD does not run, as it should."
        )


def _differs(story: Story) -> Iterator[str]:
    yield "## What a pod has and this machine has otherwise"
    yield "\n".join(f"- {text}" for text in (_WITHOUT_A_KUBELET, *story.left_out))


def _remove(story: Story) -> Iterator[str]:
    yield "## Remove it"
    yield "Move the pods of this machine elsewhere first: they lose their network."
    removed = [one.target for one in story.placed]
    plugin = "all" if story.plugin == "canal" else story.plugin
    yield _shell(
        join(("systemctl", "disable", "--now", *story.units)),
        join(("rm", "-f", *removed)),
        "systemctl daemon-reload",
        join((f"./{CLEANUP}", "--plugin", plugin)),
        join((f"./{CLEANUP}", "--plugin", plugin, "--yes")),
    )
    yield "The first `cleanup` only says what it would do, the second does it."
    if story.plugin != "flannel":
        yield "Then release the machine's addresses, with `calicoctl delete node NAME` on another machine."


def readme(story: Story) -> str:
    """Return the README of a bundle."""
    name = {"calico": "Calico", "canal": "canal", "flannel": "flannel"}[story.plugin]
    parts = [
        f"# {name} on one machine, under systemd",
        f"Made for {story.releases} by `python -m generator node`, from the values of the chart. {_ANEW}",
        *_files(story),
        *_needs(story),
        *_steps(story),
        *_works(story),
        *_differs(story),
        *_remove(story),
    ]
    return "\n\n".join(parts) + "\n"
