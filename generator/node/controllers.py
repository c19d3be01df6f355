"""Finds calico-kube-controllers in a render, which writes into etcd what pods need and which no machine runs."""

import json
from collections.abc import Sequence

from generator.base.trees import submap
from generator.releases.release import Document

NAME = "calico-kube-controllers"
COMPONENT = "app.kubernetes.io/component"


def _labels(document: Document) -> dict[str, str]:
    return {key: str(text) for key, text in submap(document, "metadata", "labels").items()}


def components(objects: Sequence[Document]) -> list[str]:
    """Return the components of the objects that the Deployment needs: its own, and the ConfigMaps and Secrets that it
    names; none if the chart renders no such Deployment.
    """
    named = {f"{one['kind']}/{submap(one, 'metadata').get('name')}": one for one in objects}
    deployment = named.get(f"Deployment/{NAME}")
    if deployment is None:
        return []
    text = json.dumps(deployment)
    read = [
        one
        for name, one in named.items()
        if name.startswith(("ConfigMap/", "Secret/")) and f'"{name.partition("/")[2]}"' in text
    ]
    return sorted({_labels(one)[COMPONENT] for one in (deployment, *read) if COMPONENT in _labels(one)})
