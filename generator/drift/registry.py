"""Lists the classes of changes, one a line, in the order in which people read them."""

from collections.abc import Callable, Iterable, Mapping

from generator.drift.change import Change, Side
from generator.drift.configuration import compare_configuration
from generator.drift.crds import compare_crds
from generator.drift.documents import compare_documents
from generator.drift.images import compare_images
from generator.drift.kubernetes import compare_kubernetes
from generator.drift.pods import compare_pods
from generator.drift.rbac import compare_rbac
from generator.drift.values import compare_values

Comparison = Callable[[Side, Side], Iterable[Change]]

CLASSES: Mapping[str, Comparison] = {
    "kubernetes": compare_kubernetes,
    "images": compare_images,
    "crds": compare_crds,
    "rbac": compare_rbac,
    "pods": compare_pods,
    "configuration": compare_configuration,
    "documents": compare_documents,
    "values": compare_values,
}
