"""Tests that what stands in for programs refuses what it does not know, and how a bundle's README is read."""

from pathlib import Path

import pytest

from tests.datapath import docker, etcdctl, readmes

README = """# A bundle

- These files, which this folder does not hold; without them no unit starts: `/a/ca.pem`, `/a/key.pem`.

## Install, in this order

1. Fill in `kubeconfig`: put the token in the place of `TOKEN`, and the CA in the place of `CA`.

```
kubectl create token x
base64 ca.crt
```

2. Then:

```
install a b
```

## Remove it

```
rm b
```
"""

REFUSED = {
    "a verb": ["ps"],
    "an option": ["run", "--name=x", "--net=host", "--memory=1", "docker.io/calico/node:v1"],
    "the beginning of an option": ["run", "--name=x", "--net=host", "--priv", "docker.io/calico/node:v1"],
    "an option of exec": ["exec", "-it", "x", "ls"],
    "an option of rm": ["rm", "-v", "x"],
    "a profile of seccomp": ["run", "--name=x", "--security-opt=seccomp=unconfined", "docker.io/calico/node:v1"],
}


@pytest.mark.parametrize("arguments", REFUSED.values(), ids=REFUSED.keys())
def test_docker_refuses(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        docker.main(Path("/nowhere"), arguments)
    assert (refused.value.code, "error: " in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(["--net=host", "-v", "/nowhere/x:/y"], "-v /nowhere/x:/y: expected a path", id="a missing path"),
        pytest.param(["--net=host", "-v", "/tmp:/y:z"], "-v /tmp:/y:z: expected a path", id="an option of a volume"),
        pytest.param([], "expected --net=host, found none", id="another network"),
    ],
)
def test_docker_does_not_run(options: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert docker.main(Path("/nowhere"), ["run", "--name=x", *options, "docker.io/calico/node:v1"]) == 125
    assert said in capsys.readouterr().err


def test_etcdctl_refuses_what_is_no_put() -> None:
    with pytest.raises(SystemExit):
        etcdctl.main(["--endpoints=x", "--cacert=x", "--cert=x", "--key=x", "get", "/a"], b"")


def test_a_readme_is_read_step_by_step() -> None:
    first, second = readmes.steps(README, readmes.INSTALL)
    assert (first.commands, second.commands) == (("kubectl create token x", "base64 ca.crt"), ("install a b",))
    assert readmes.filled(first) == ("kubeconfig", ["TOKEN", "CA"])
    assert [step.commands for step in readmes.steps(README, readmes.REMOVE)] == [("rm b",)]
    assert readmes.needed(README) == ["/a/ca.pem", "/a/key.pem"]
