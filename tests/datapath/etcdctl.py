"""Stands in for etcdctl on the lab's machines: `etcdctl --endpoints=... put KEY < VALUE`, by etcd's own HTTP gateway.

It knows what bundles ask of etcdctl, and refuses everything else.
"""

import json
import ssl
import sys
from argparse import ArgumentParser
from base64 import b64encode
from collections.abc import Sequence
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener


def main(arguments: Sequence[str], value: bytes) -> None:
    """Put a value at a key, or raise an error."""
    parser = ArgumentParser(prog="etcdctl", allow_abbrev=False)
    for option in ("--endpoints", "--cacert", "--cert", "--key"):
        parser.add_argument(option, required=True)
    parser.add_argument("verb", choices=["put"])
    parser.add_argument("at")
    given = parser.parse_args(arguments)
    context = ssl.create_default_context(cafile=given.cacert)
    context.load_cert_chain(given.cert, given.key)
    entry = {"key": b64encode(given.at.encode()).decode(), "value": b64encode(value).decode()}
    request = Request(f"{given.endpoints}/v3/kv/put", json.dumps(entry).encode())  # noqa: S310 # etcd's own address
    with build_opener(HTTPSHandler(context=context), ProxyHandler({})).open(request, timeout=10) as answer:
        answer.read()
    print("OK")


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdin.buffer.read())
