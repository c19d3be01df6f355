"""Sets up a network and a folder with what flannel, Calico and others leave on a node, and runs `cleanup` over it."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from tests.leftover_texts import CALICO, FLANNEL, FOREIGN
from tests.programs import APART, IPTABLES, SYSTEM_PATH, program
from tests.shell_scripts import CLEANUP

# What the texts of leftovers are written with.
_TOOLS = """
set -eu
rules() { "$1-restore" --noflush; }
bridges() { for name; do echo "link add $name type bridge"; done | ip -batch -; }
file() { mkdir -p "$ROOT${1%/*}"; printf '%s\\n' "${2:-content of $1}" >"$ROOT$1"; }
pretend() {
    cp "$(command -v sleep)" "$ROOT/../$1"
    "$ROOT/../$1" 60 &
    until grep -qx "$1" "/proc/$!/comm"; do :; done
}
# A program becomes the parent that never asks how its child has ended.
bury() {
    cp "$(command -v sleep)" "$ROOT/../$1"
    ("$ROOT/../$1" 0 & exec sleep 60) &
    until grep -q "^[0-9]* ($1) Z " /proc/[0-9]*/stat 2>/dev/null; do :; done
}
BACKENDS="iptables-nft iptables-legacy ip6tables-nft ip6tables-legacy"
"""

# All that a node shows of itself, without counters and dates. `save NAME` writes it down.
_SAVE = """
show() {
    for command in $BACKENDS; do
        echo "== $command"
        "$command-save" 2>/dev/null | sed '/^#/d; s/ \\[[0-9:]*\\]$//'
    done
    echo "== nft"; nft -s list ruleset 2>/dev/null
    echo "== sets"; ipset save
    echo "== links"; ip -o link show | sed 's/^[0-9]*: \\([^:@]*\\).*/\\1/'
    echo "== addresses"; ip -o addr show | awk '{ print $2, $3, $4 }'
    for version in 4 6; do
        echo "== $version"; ip "-$version" rule show
        for table in main 1 2 78; do ip "-$version" -o route show table "$table" 2>/dev/null || :; done
    done
    echo "== files"; cd "$ROOT"; find . | sort; find . -type f | sort | xargs cat
}
save() { (show) | sed 's/ linkdown//' >"$SAVED/$1"; }
"""

PLUGINS = {"flannel": FLANNEL, "calico": CALICO}


class Round(Struct, frozen=True, kw_only=True):
    """A run over leftovers: what the node showed at each point, and what the script said."""

    status: int
    errors: str
    saved: dict[str, str]


class Cleaner(Struct, frozen=True, kw_only=True):
    """The script, the shell that runs it, and the commands that it finds."""

    folder: Path
    script: Path = CLEANUP
    interpreter: Sequence[str] = ("sh",)
    path: str = SYSTEM_PATH

    @property
    def root(self) -> Path:
        """The folder that stands for the file system; its name has what a shell must quote."""
        return self.folder / "node's root"

    @property
    def command(self) -> str:
        """The call of the script, ready for further options."""
        return f'PATH="{self.path}" {" ".join(self.interpreter)} "{self.script}" --root "$ROOT"'

    def run(self, *steps: str) -> Round:
        """Run steps in a network of its own; each may `save` what the node shows, or write to $SAVED."""
        for name in ("unshare", "ip", "nft", "ipset", *IPTABLES):
            program(name)
        root, saved = self.root, self.folder / "saved"
        root.mkdir()
        saved.mkdir()
        text = "\n".join([_TOOLS, _SAVE, f'clean() {{ {self.command} "$@"; }}', *steps])
        done = subprocess.run(
            [*APART, "sh", "-c", text],
            env={
                "PATH": SYSTEM_PATH,
                "ROOT": str(root),
                "SAVED": str(saved),
                "XTABLES_LOCKFILE": str(self.folder / "xtables.lock"),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Round(
            status=done.returncode,
            errors=done.stderr,
            saved={path.name: path.read_text(encoding="utf-8") for path in sorted(saved.iterdir())},
        )

    def leave(self, plugin: str) -> tuple[str, ...]:
        """Return the steps that make the leftovers of a plugin, or of both, beside what is of others."""
        others = [text for name, text in PLUGINS.items() if plugin not in {name, "all"}]
        own = [text for name, text in PLUGINS.items() if plugin in {name, "all"}]
        return (FOREIGN, *others, "save before", *own, "save built")
