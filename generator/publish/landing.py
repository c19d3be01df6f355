"""Makes the page of a repository: the versions, how to install one, and the images that it pulls."""

import re
from pathlib import Path

from generator.base import yamltree
from generator.base.pages import render_page
from generator.base.trees import Tree, sublist, submap
from generator.publish.index import Entries, Entry, digest_of

PAGE = "index.html"

_TEMPLATE = Path(__file__).parent / "pages" / "index.html.j2"
_ADDRESS = "ADDRESS"
_PLAIN = re.compile(r"(?:https?://)?[A-Za-z0-9._~/:%+-]*")


def _listed(annotations: dict[str, Tree], name: str, key: str) -> tuple[str, ...]:
    """Return one member of each item in an annotation of Artifact Hub's."""
    trees = yamltree.load(str(annotations.get(f"artifacthub.io/{name}", "")), f"artifacthub.io/{name}")
    items = [one for tree in trees if isinstance(tree, list) for one in tree]
    return tuple(str(one[key]) for one in items if isinstance(one, dict) and key in one)


def _version(entry: Entry) -> dict[str, object]:
    """Return what the page shows of one version of a chart."""
    annotations = submap(entry, "annotations")
    url = str(next(iter(sublist(entry, "urls")), ""))
    return {
        "number": entry["version"],
        "created": str(entry.get("created", ""))[:10],
        "releases": _listed(annotations, "links", "name"),
        "kubernetes": entry.get("kubeVersion", ""),
        "digest": digest_of(entry),
        "url": url if _PLAIN.fullmatch(url) else "",
        "images": _listed(annotations, "images", "image"),
    }


def landing_page(entries: Entries, url: str) -> str:
    """Return the page, which needs no other file and no script."""
    charts = {name: [_version(entry) for entry in row] for name, row in entries.items() if row}
    descriptions = {name: str(row[0].get("description", "")) for name, row in entries.items() if row}
    context = {"charts": charts, "descriptions": descriptions, "address": url or _ADDRESS, "named": bool(url)}
    return render_page(_TEMPLATE, context)
