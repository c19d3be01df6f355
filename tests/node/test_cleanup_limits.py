"""What `cleanup` does where a plugin runs, a command is missing, or something stands in its way."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.leftovers import Cleaner, Round
from tests.programs import APART, IPTABLES, SYSTEM_PATH, program
from tests.shell_scripts import CLEANUP, commands_without, patched

# Something of each plugin that every one of these tests can find.
LINKS = """
bridges flannel.1 vxlan.calico
file /etc/cni/net.d/10-flannel.conflist
file /var/lib/calico/nodename
"""
DONE = "cleanup: done: 4 commands\n"


@pytest.fixture
def cleaner(tmp_path: Path) -> Cleaner:
    """The script as it is."""
    return Cleaner(folder=tmp_path)


def said(found: Round) -> str:
    """What the script says on standard error."""
    assert found.errors == ""
    return found.saved["said"]


def shown(path: Path) -> str:
    """A path as a shell reads it."""
    return "'" + str(path).replace("'", "'\\''") + "'"


def cleaned(cleaner: Cleaner, before: str, options: str = "--yes", after: str = "") -> Round:
    """One run of the script: `status`, `done` and `said` are what it gives, `before` and `after` what is there."""
    run = f'status=0; clean {options} >"$SAVED/done" 2>"$SAVED/said" || status=$?; echo "$status" >"$SAVED/status"'
    return cleaner.run(LINKS, before, "save before", run, "save after", after)


@pytest.mark.parametrize(("name", "plugin"), [("flanneld", "flannel"), ("calico-node", "calico")])
def test_it_refuses_while_there_runs(name: str, plugin: str, cleaner: Cleaner) -> None:
    found = cleaned(cleaner, f"pretend {name}", f"--yes --plugin {plugin}")
    reason = f"expected no process {name}, found one; remove the plugin from the cluster or stop its service first,"
    assert (found.saved["status"], found.saved["done"]) == ("1\n", "")
    assert said(found) == f"cleanup: {reason} or write --force\n"
    assert found.saved["after"] == found.saved["before"]


def test_a_process_that_has_ended_does_not_run(cleaner: Cleaner) -> None:
    found = cleaned(cleaner, "bury flanneld; bury calico-node")
    assert (found.saved["status"], said(found)) == ("0\n", DONE)


@pytest.mark.parametrize(
    ("options", "end"),
    [
        pytest.param("--yes --force", DONE, id="by force"),
        pytest.param("", "cleanup: this was a dry run; run it with --yes for these 4 commands\n", id="as a dry run"),
        pytest.param("--yes --plugin calico", "cleanup: done: 2 commands\n", id="for the other plugin"),
    ],
)
def test_it_goes_on_while_flanneld_runs(options: str, end: str, cleaner: Cleaner) -> None:
    found = cleaned(cleaner, "pretend flanneld", options)
    warning = "" if "calico" in options else "cleanup: flanneld runs; what it needs comes back after a clean-up\n"
    assert (found.saved["status"], said(found)) == ("0\n", warning + end)


@pytest.mark.parametrize(
    ("missing", "note"),
    [
        pytest.param("iptables", "iptables: no command iptables-save, so its rules were not looked at", id="iptables"),
        pytest.param("nft", "nftables: no command nft, so its tables were not looked at", id="nft"),
        pytest.param("ipset", "ipset: no command ipset, so IP sets were not looked at", id="ipset"),
    ],
)
def test_a_part_is_left_out_without(missing: str, note: str, tmp_path: Path) -> None:
    path = commands_without(tmp_path / "bin", *(IPTABLES if missing == "iptables" else [missing]))
    found = cleaned(Cleaner(folder=tmp_path, path=path), "")
    assert (found.saved["status"], said(found)) == ("0\n", f"cleanup: {note}\n{DONE}")


@pytest.mark.parametrize(
    ("error", "status"),
    [("Failed to initialize nft: Protocol not supported", 0), ("Could not fetch rule set generation id", 1)],
)
def test_rules_that_cannot_be_read_are_told(error: str, status: int, tmp_path: Path) -> None:
    path = Path(commands_without(tmp_path / "bin", "iptables-nft-save"))
    (path / "iptables-nft-save").write_text(f"#!/bin/sh\necho '{error}' >&2\nexit 1\n", encoding="utf-8")
    (path / "iptables-nft-save").chmod(0o755)
    found = cleaned(Cleaner(folder=tmp_path, path=str(path)), "")
    told = f"cleanup: iptables-nft-save: expected the rules, found: {error}; its tables were not looked at\n"
    assert (found.saved["status"], said(found).startswith(told)) == (f"{status}\n", True)
    assert "flannel.1" not in found.saved["after"].splitlines()


def test_links_are_left_out_without_ip(tmp_path: Path) -> None:
    found = cleaned(Cleaner(folder=tmp_path, path=commands_without(tmp_path / "bin", "ip")), "")
    note = "links and routes: no command ip, so they were not looked at"
    assert (found.saved["status"], said(found)) == ("0\n", f"cleanup: {note}\ncleanup: done: 2 commands\n")


def test_a_set_that_a_foreign_rule_uses_is_told_and_all_else_goes(cleaner: Cleaner) -> None:
    rule = "iptables-nft -A INPUT -m set --match-set cali40mine src -j ACCEPT"
    found = cleaned(cleaner, f"ipset create cali40mine hash:net; {rule}")
    assert found.saved["status"] == "1\n"
    assert "cleanup: ipset destroy cali40mine: expected it to succeed, found: " in said(found)
    assert said(found).endswith("cleanup: something could not be removed; see above\n")
    assert "--match-set cali40mine src" in found.saved["after"]
    assert "flannel.1" in found.saved["before"]
    assert not {"flannel.1", "vxlan.calico"} & {*found.saved["after"].splitlines()}


def test_calicos_cgroup_is_unmounted_and_another_mount_stays(cleaner: Cleaner) -> None:
    mounts = """
    mkdir -p "$ROOT/run/calico/cgroup" "$ROOT/var/lib/calico/mine"
    mount -t tmpfs mine "$ROOT/run/calico/cgroup"
    mount -t tmpfs mine "$ROOT/var/lib/calico/mine"
    file /var/lib/calico/mine/kept
    """
    found = cleaned(cleaner, mounts, "--yes", 'cat "$ROOT/var/lib/calico/mine/kept" >"$SAVED/kept"')
    root = cleaner.root
    assert found.saved["status"] == "1\n"
    assert (
        f"umount {shown(root / 'run/calico/cgroup')}\nrm -rf -- {shown(root / 'run/calico')}\n" in found.saved["done"]
    )
    assert f"cleanup: {root}/var/lib/calico: expected no mount in it, found {root}/var/lib/calico/mine;" in said(found)
    assert found.saved["kept"] == "content of /var/lib/calico/mine/kept\n"
    assert "./run/calico" not in found.saved["after"].splitlines()


def test_a_link_that_leads_out_of_the_root_is_not_followed(cleaner: Cleaner) -> None:
    outside = cleaner.folder / "outside" / "networks" / "cbr0"
    outside.mkdir(parents=True)
    (outside / "10.244.1.2").write_text("reserved", encoding="utf-8")
    found = cleaned(cleaner, f'mkdir -p "$ROOT/var/lib"; ln -s "{cleaner.folder}/outside" "$ROOT/var/lib/cni"')
    assert (found.saved["status"], said(found)) == ("0\n", DONE)
    assert (outside / "10.244.1.2").read_text(encoding="utf-8") == "reserved"


def test_routes_of_another_bird_stay(cleaner: Cleaner) -> None:
    found = cleaned(cleaner, "ip link set lo up; ip route add blackhole 192.0.2.0/24 proto 12; pretend bird")
    note = "cleanup: a process bird runs, so routes of protocol 12 (bird) stay\n"
    assert (found.saved["status"], said(found)) == ("0\n", note * 2 + DONE)
    assert "blackhole 192.0.2.0/24 proto bird" in found.saved["after"]


def test_a_tunnel_without_an_address_of_others_is_set_down(cleaner: Cleaner) -> None:
    tunnel = "ip link add tunl0 type veth peer name peer; ip addr add 172.20.1.1/32 dev tunl0; ip link set tunl0 up"
    found = cleaned(cleaner, tunnel, "--yes", 'ip -o link show tunl0 >"$SAVED/link"')
    assert "ip addr delete 172.20.1.1/32 dev tunl0\nip link set tunl0 down\n" in found.saved["done"]
    assert ",UP" not in found.saved["link"]
    assert "172.20.1.1" not in found.saved["after"]


def test_rules_of_early_releases_are_found_by_the_pod_network(cleaner: Cleaner) -> None:
    rules = "iptables-nft -t nat -A POSTROUTING -s 10.244.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE"
    found = cleaned(cleaner, rules, "--yes --pod-cidr 10.244.0.0/16")
    assert (found.saved["status"], said(found)) == ("0\n", "cleanup: done: 5 commands\n")
    assert "MASQUERADE" in found.saved["before"]
    assert "MASQUERADE" not in found.saved["after"]


@pytest.mark.parametrize(
    ("old", "new", "prove"),
    [
        pytest.param(
            '"$root"/*) printf', "*) printf", test_a_link_that_leads_out_of_the_root_is_not_followed, id="any folder"
        ),
        pytest.param(
            '[ -n "$mounted" ] || return 0',
            "return 0",
            test_calicos_cgroup_is_unmounted_and_another_mount_stays,
            id="any mount",
        ),
        pytest.param("[ZXx]", "[X]", test_a_process_that_has_ended_does_not_run, id="any process that has ended"),
        pytest.param("is_running bird ||", "false ||", test_routes_of_another_bird_stay, id="any bird"),
    ],
)
def test_a_proof_notices(old: str, new: str, prove: Callable[[Cleaner], None], tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        prove(Cleaner(folder=tmp_path, script=patched(CLEANUP, old, new, tmp_path)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--plugin cilium", "--plugin: expected flannel, calico or all, found cilium"),
        ("--plugin", "--plugin: expected a value, found none"),
        ("--pod-cidr 10.244.0.0", "--pod-cidr: expected a network such as 10.244.0.0/16, found 10.244.0.0"),
        ("--root etc", "--root: expected an absolute path, found etc"),
        ("--root /not/there", "--root: expected a folder, found none"),
        ("--all", "expected an option, found --all"),
        ("all", "expected an option, found all"),
    ],
)
def test_a_command_line_is_refused_with(options: str, message: str) -> None:
    done = subprocess.run([program("sh"), str(CLEANUP), *options.split()], capture_output=True, text=True, check=False)
    said = f"cleanup: {message}; cleanup -h lists the options\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_somebody_who_is_not_root_is_told(tmp_path: Path) -> None:
    fake = tmp_path / "id"
    fake.write_text('#!/bin/sh\n[ "$1" = -un ] && echo somebody || echo 1000\n', encoding="utf-8")
    fake.chmod(0o755)
    done = subprocess.run(
        [*APART, "sh", str(CLEANUP)],
        env={"PATH": f"{tmp_path}:{SYSTEM_PATH}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "cleanup: expected to run as root, found user somebody; run it with sudo\n"
