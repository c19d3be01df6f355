"""The workflows of GitHub run nox sessions, with pinned actions and few rights; Renovate finds what it keeps up."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.base import yamltree
from generator.tools.programs import locate
from generator.tools.tool_table import TOOLS
from tests.paths import ROOT

WORKFLOWS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / ".github" / "workflows").glob("*.yml"))}
NOXFILE = (ROOT / "noxfile.py").read_text(encoding="utf-8")
SESSIONS = {
    name or function
    for name, function in re.findall(r'@nox\.session(?:\((?:name="([^"]+)")?.*\))?\ndef (\w+)', NOXFILE)
}
# What a step may run beside nox: the whole of CI, and nox's own installation.
BESIDE = {".ci/run", "python -m pip install --require-hashes -r requirements/nox.txt"}
# The most that a workflow's token may do.
RIGHTS: Mapping[str, dict[str, str]] = {
    "test.yml": {"contents": "read"},
    "update.yml": {"contents": "write", "pull-requests": "write"},
    "release.yml": {"contents": "write", "packages": "write", "id-token": "write"},
}
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
SESSION = re.compile(r"(?:nox|\.ci/run) -s ([a-z-]+?)(?:-\$\{\{ matrix\.python \}\})?(?: -- .*)?")


def parsed(text: str) -> dict[str, Any]:
    """A workflow; its key `on` is a text to GitHub."""
    [tree] = yamltree.load_documents(re.sub(r"(?m)^on:", '"on":', text), "a workflow")
    return tree


def jobs(text: str) -> list[dict[str, Any]]:
    """The jobs of a workflow."""
    return [*parsed(text)["jobs"].values()]


def steps(text: str) -> Iterator[dict[str, Any]]:
    """The steps of all of its jobs."""
    for job in jobs(text):
        yield from job["steps"]


def unpinned(_: str, text: str) -> list[str]:
    """Actions without the digest of a commit and its version."""
    lines = (line.strip().removeprefix("- ") for line in text.splitlines())
    return [line for line in lines if line.startswith("uses:") and not PINNED.fullmatch(line)]


def foreign(_: str, text: str) -> list[str]:
    """Steps that run something else than a session of nox."""
    commands = [str(step["run"]) for step in steps(text) if "run" in step and step["run"] not in BESIDE]
    found = {command: SESSION.fullmatch(command) for command in commands}
    return [command for command, session in found.items() if not session or session[1] not in SESSIONS]


def entered(_: str, text: str) -> list[str]:
    """Steps whose commands hold what an outsider may have written."""
    return [step["run"] for step in steps(text) if re.search(r"\$\{\{(?! matrix\.python )", str(step.get("run", "")))]


def excessive(name: str, text: str) -> list[str]:
    """Rights that the workflow needs not; without a word of it a token has all of them."""
    tree = parsed(text)
    given = [tree.get("permissions", "all"), *(job["permissions"] for job in jobs(text) if "permissions" in job)]
    most = RIGHTS[name].items()
    return [str(rights) for rights in given if not isinstance(rights, dict) or not rights.items() <= most]


def endless(_: str, text: str) -> list[str]:
    """Jobs without a time after which they end."""
    return [name for name, job in parsed(text)["jobs"].items() if "timeout-minutes" not in job]


def keeping(_: str, text: str) -> list[str]:
    """Checkouts that leave the token in the folder of the repository."""
    checkouts = [step for step in steps(text) if str(step.get("uses")).startswith("actions/checkout@")]
    return [step["uses"] for step in checkouts if step.get("with", {}).get("persist-credentials") is not False]


RULES: Mapping[str, tuple[Callable[[str, str], list[str]], str, str]] = {
    "actions are pinned": (unpinned, "@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0", "@v5"),
    "steps are sessions": (foreign, " -s ", " -s un"),
    "commands are fixed": (entered, " -s ", " -s ${{ github.head_ref }} "),
    "rights are few": (excessive, "contents: ", "actions: write\n      contents: "),
    "jobs end": (endless, "timeout-minutes: ", "continue-on-error: true #"),
    "tokens are not kept": (keeping, "persist-credentials: false", "persist-credentials: true"),
}


def test_there_are_the_three_workflows() -> None:
    assert set(WORKFLOWS) == set(RIGHTS)
    assert {"tests", "propose", "tests-fast", "try"} <= SESSIONS


@pytest.mark.parametrize("name", WORKFLOWS)
@pytest.mark.parametrize("rule", RULES)
def test_a_workflow_keeps_that(rule: str, name: str) -> None:
    look, was, instead = RULES[rule]
    assert look(name, WORKFLOWS[name]) == []
    assert was in WORKFLOWS[name]
    indent = "  " if name == "test.yml" else "      "
    changed = WORKFLOWS[name].replace(was, instead.replace("      ", indent))
    assert look(name, changed) != []


def actionlint(*paths: Path) -> str:
    """What actionlint says, with shellcheck for the commands in workflows."""
    command = [str(locate("actionlint")), "-oneline", *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout


def test_actionlint_is_clean() -> None:
    assert actionlint(*(ROOT / ".github" / "workflows" / name for name in WORKFLOWS)) == ""


def test_actionlint_sees_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "test.yml"
    path.write_text(WORKFLOWS["test.yml"].replace("runs-on: ubuntu-24.04", "runs-on: ubuntu-24.04\n    need: x"))
    assert 'unexpected key "need" for "job" section' in actionlint(path)


RENOVATE = json.loads((ROOT / "renovate.json").read_text(encoding="utf-8"))


def test_renovate_finds_the_version_of_each_tool_in_the_table() -> None:
    [manager] = RENOVATE["customManagers"]
    [pattern] = (text.replace("(?<", "(?P<") for text in manager["matchStrings"])
    table = (ROOT / "generator" / "tools" / "tool_table.py").read_text(encoding="utf-8")
    found = {match["depName"]: match["currentValue"] for match in re.finditer(pattern, table)}
    for name in ("helm4", "helm3", "kubeconform", "registry", "actionlint"):
        assert found[TOOLS[name].package.partition("/cmd/")[0]] == TOOLS[name].version


def test_renovate_finds_every_requirement_file() -> None:
    [pattern] = RENOVATE["pip_requirements"]["managerFilePatterns"]
    files = [path.relative_to(ROOT).as_posix() for path in (ROOT / "requirements").iterdir()]
    assert [file for file in files if not re.search(pattern.strip("/"), file)] == []


def test_renovate_leaves_alone_what_stays() -> None:
    [stays] = (rule for rule in RENOVATE["packageRules"] if "stays" in rule["description"])
    paths = [path for pattern in stays["matchFileNames"] for path in ROOT.glob(pattern)]
    assert {path.parent.name for path in paths} == {"etcd-oldest", "kube-apiserver-oldest", "calico"}
