"""Rules across the values of route reflectors; that the mesh is off is asked where all resources are known."""

from generator.features.combinations import TemplateRule

_REFLECTORS = "$calico.bgp.routeReflectors"
_PATH = "calico.bgp.routeReflectors"
_SOME = f"(or {_REFLECTORS}.nodes {_REFLECTORS}.nodeSelector)"

REFLECTOR_RULES: tuple[TemplateRule, ...] = (
    TemplateRule(
        test=f"and {_SOME} (not {_REFLECTORS}.clusterID)",
        message=f"{_PATH}.clusterID: empty, but there are route reflectors; write one in the form of an IPv4 address that "
        "nothing else uses, for example 244.0.0.1",
    ),
    TemplateRule(
        test=f'eq {_REFLECTORS}.clusterID "0.0.0.0"',
        message=f"{_PATH}.clusterID: 0.0.0.0 is none; write another address, for example 244.0.0.1",
    ),
    TemplateRule(
        test=f"and {_REFLECTORS}.clusterID (not {_SOME})",
        message=f"{_PATH}.clusterID: has no effect without route reflectors; name them in {_PATH}.nodes",
    ),
    TemplateRule(
        test=f"and {_REFLECTORS}.nodes {_REFLECTORS}.nodeSelector",
        message=f"{_PATH}.nodeSelector: {_PATH}.nodes excludes it; remove one of them",
    ),
    TemplateRule(
        test=f"and {_SOME} (not {_REFLECTORS}.peerSelector)",
        message=f"{_PATH}.peerSelector: empty, so that the route reflectors peer with nobody; set all(), or a selector of the "
        "nodes that peer with them",
    ),
    TemplateRule(
        test=f"and {_REFLECTORS}.peerSelector (not {_SOME})",
        message=f"{_PATH}.peerSelector: has no effect without route reflectors; name them in {_PATH}.nodes",
    ),
    TemplateRule(
        test=f"and {_REFLECTORS}.nodeSelector (eq {_REFLECTORS}.nodeSelector {_REFLECTORS}.peerSelector)",
        message=f"{_PATH}.peerSelector: selects the route reflectors alone, so that they peer with no other node; set all(), or "
        "a selector of the nodes that peer with them",
    ),
    *(
        TemplateRule(
            test=f'include "cni.unbalanced" {_REFLECTORS}.{name}',
            message=f"{_PATH}.{name}: its parentheses do not match; correct it",
        )
        for name in ("nodeSelector", "peerSelector")
    ),
)
