"""The lists of permissions and CRDs that a person accepts change with every verb and every definition."""

from tests.baselines import crds_text, rbac_text
from tests.drifting import TABLE, edited, objects, side

ROLE, CRD = objects("""
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: node}
rules: [{apiGroups: [""], resources: [secrets], verbs: [list, get]}]
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: pools.example.org}
spec: {scope: Cluster, versions: [{name: v1, schema: {x-kubernetes-validations: [{rule: isCIDR(self)}]}}]}
""")


def test_a_line_says_who_may_do_what_and_why_that_is_dangerous() -> None:
    assert rbac_text(side({"one": [ROLE], "two": [ROLE]}).releases, TABLE) == (
        "calico > ClusterRole/node > secrets: get, list (reads of secrets); one, two\n"
    )


def test_a_verb_that_is_widened_changes_the_list() -> None:
    wider = edited(ROLE, "rules.0.verbs.2", "delete")
    assert rbac_text(side({"one": [ROLE], "two": [wider]}).releases, TABLE) == (
        "calico > ClusterRole/node > secrets: delete (writes on secrets); two\n"
        "calico > ClusterRole/node > secrets: get, list (reads of secrets); one, two\n"
    )


def test_a_definition_that_changes_has_another_digest() -> None:
    [before, after] = (crds_text(side({}, [one]).releases) for one in (CRD, edited(CRD, "spec.scope", "Namespaced")))
    assert before.startswith("pools.example.org: Cluster, v1, 1 validation rules from Kubernetes 1.31 on; ")
    assert after.startswith("pools.example.org: Namespaced, ")
    assert before.split()[-1] != after.split()[-1]
