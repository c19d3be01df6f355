"""A registry gets packages under a digest that is known without it, keeps them, and its refusals are said."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.base.process import scratch
from generator.base.statuses import CLEAN
from generator.checks.renderings import HELMS
from generator.cli import main
from generator.publish.archive import read_archive
from generator.publish.oci import Registry, oci_digest, pulled, push
from generator.publish.package import Package
from generator.releases.lines import read_lines
from tests.clients import said as helm_says
from tests.cutting import cutting
from tests.https_server import body, serving
from tests.packages import packaged, small
from tests.registry import free_port, running

OLDEST = read_lines()[-1].version


# A user of the registry, and the bcrypt of the password `right`.
USERS = "tests:$2b$05$aaaaaaaaaaaaaaaaaaaaaOkMEifTbpSZb9IGZIWM140wtAYqPPloe\n"


@pytest.fixture(scope="module")
def registry() -> Iterator[Registry]:
    """A registry for everybody."""
    with scratch("cni-registry-") as folder, running(folder) as one:
        yield one


@pytest.fixture(scope="module")
def locked() -> Iterator[Registry]:
    """A registry that wants a password."""
    with scratch("cni-registry-") as folder:
        (folder / "users").write_text(USERS, encoding="utf-8")
        with running(folder, f"auth: {{htpasswd: {{realm: tests, path: {folder}/users}}}}") as one:
            yield one


def signed(package: Package) -> Package:
    """The package with something in the place of a signature."""
    return replace(package, beside={**package.beside, f"{package.name}.prov": b"signature"})


@pytest.mark.parametrize(
    "package",
    [
        pytest.param(small("1.0.0"), id="small"),
        pytest.param(signed(small("1.0.1", "<with> & more")), id="signed"),
    ],
)
def test_the_digest_is_known_before(package: Package, registry: Registry) -> None:
    assert push(registry, package)
    assert not push(registry, package)
    there = pulled(registry, str(package.archive.about["version"]))
    assert there is not None
    assert there.sha256 == package.archive.sha256


def test_another_package_or_signature_has_another_digest() -> None:
    packages = [small("1.0.0"), small("1.0.0", "other"), small("1.0.0", epoch=7), signed(small("1.0.0"))]
    assert len({oci_digest(one) for one in packages}) == len(packages)


def test_a_line_is_pushed_once_and_both_helms_pull_it_by_its_digest(
    registry: Registry, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["publish", "--repo", registry.url, "--plain-http", "--line", OLDEST, "--epoch"]
    assert main([*arguments, "1790000000"]) == CLEAN
    assert main([*arguments, "1790000060"]) == CLEAN
    where, sha256 = f"{registry.url}/cni:{OLDEST}@{oci_digest(packaged(OLDEST))}", packaged(OLDEST).archive.sha256
    assert capsys.readouterr().out.splitlines() == [
        f"{where}: published, sha256 {sha256}",
        f"{where}: was published before, unchanged, sha256 {sha256}",
    ]
    for name in HELMS:
        folder = tmp_path / name
        folder.mkdir()
        digest = f"{registry.url}/cni@{oci_digest(packaged(OLDEST))}"
        helm_says(name, folder, "pull", digest, "--destination", str(folder), "--plain-http")
        [path] = folder.glob("*.tgz")
        assert read_archive(path).sha256 == sha256
        tagged = ["template", "cni", f"{registry.url}/cni", "--version", OLDEST, "--plain-http"]
        assert "kind: DaemonSet" in helm_says(name, folder, *tagged, "--kube-version", "1.21.0")


def test_a_tag_never_moves(registry: Registry) -> None:
    push(registry, small("2.0.0"))
    with pytest.raises(ProblemsError, match=r"/cni:2\.0\.0: expected sha256 \w+, found sha256 \w+; a published "):
        push(registry, small("2.0.0", "that is another"))
    assert (there := pulled(registry, "2.0.0")) is not None
    assert there.sha256 == small("2.0.0").archive.sha256


def test_a_registry_that_wants_a_password_is_a_problem_and_nothing_is_pushed(locked: Registry) -> None:
    with pytest.raises(ProblemsError, match=r"^helm4 pull .*: expected success, found status 1: .*(401|basic cred)"):
        push(locked, small("1.0.0"))


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_a_login_of_the_user_decides(
    password: str, locked: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = locked.url.removeprefix("oci://").partition("/")[0]
    logins = {"auths": {host: {"auth": base64.b64encode(f"tests:{password}".encode()).decode()}}}
    (tmp_path / "config.json").write_text(json.dumps(logins), encoding="utf-8")
    monkeypatch.setenv("HELM_REGISTRY_CONFIG", str(tmp_path / "config.json"))
    if password == "right":
        assert push(locked, small("1.0.0"))
        return
    with pytest.raises(ProblemsError, match=r"^helm4 pull .*: expected success, found status 1: .*401") as caught:
        push(locked, small("1.0.1"))
    assert "wrong" not in str(caught.value)


def port_of(registry: Registry) -> int:
    """The port that a registry listens on."""
    return int(registry.url.rpartition(":")[2].partition("/")[0])


@pytest.fixture(scope="module")
def sent(registry: Registry) -> int:
    """How many bytes a whole push sends."""
    with cutting(port_of(registry), 10**9) as relay:
        push(Registry(url=f"oci://127.0.0.1:{relay.port}/charts", plain_http=True), small("3.0.0"))
        return relay.carried


@pytest.mark.parametrize("share", [20, 40, 60, 80])
def test_an_upload_that_is_cut_leaves_no_tag_and_the_next_one_is_whole(
    share: int, registry: Registry, sent: int
) -> None:
    package = small(f"3.{share}.0")
    with cutting(port_of(registry), sent * share // 100) as relay:
        cut = Registry(url=f"oci://127.0.0.1:{relay.port}/charts", plain_http=True)
        with pytest.raises(ProblemsError, match=r"EOF|reset by peer|broken pipe|connection closed"):
            push(cut, package)
    assert pulled(registry, f"3.{share}.0") is None
    assert push(registry, package)


def test_a_registry_that_is_not_there_is_a_problem() -> None:
    absent = Registry(url=f"oci://127.0.0.1:{free_port()}/charts", plain_http=True)
    with pytest.raises(ProblemsError, match="connection refused"):
        push(absent, small("1.0.0"))


def test_an_untrusted_certificate_is_a_problem(tmp_path: Path) -> None:
    with serving({"/v2/": body(b"{}")}, tmp_path) as server:
        registry = Registry(url=f"oci://{server.host}/charts")
        with pytest.raises(ProblemsError, match="certificate signed by unknown authority"):
            push(registry, small("1.0.0"))
        assert server.requests == []


def test_a_registry_that_answers_500_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    route = "/v2/charts/cni/manifests/1.0.0"
    with serving({route: body(b"broken", status=500)}, tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        with pytest.raises(ProblemsError, match="500"):
            push(Registry(url=f"oci://{server.host}/charts"), small("1.0.0"))
