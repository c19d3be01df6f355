"""A block that prints the value of its condition is a `with`, and a template says why an entry is there."""

import pytest

from generator.features.conditions import ALWAYS
from generator.template.nodes import Entry, Expression, ListNode, MapNode
from tests.template.test_printing import ETCD, MTU, A, B, C, mapping, printed

PRINTED = {
    "the value of its condition": (
        mapping(("a", A, ALWAYS), ("b", Expression(".Values.calico.mtu | int64"), MTU)),
        "a: a\n{{- with .Values.calico.mtu }}\nb: {{ . | int64 }}\n{{- end }}\n",
    ),
    "a value of another name": (
        mapping(("a", A, ALWAYS), ("b", Expression(".Values.calico.mtuMax | int64"), MTU)),
        "a: a\n{{- if .Values.calico.mtu }}\nb: {{ .Values.calico.mtuMax | int64 }}\n{{- end }}\n",
    ),
    "more than the value of its condition": (
        mapping(("a", A, ALWAYS), ("b", Expression('include "x" . | default .Values.calico.mtu'), MTU)),
        'a: a\n{{- if .Values.calico.mtu }}\nb: {{ include "x" . | default .Values.calico.mtu }}\n{{- end }}\n',
    ),
    "reasons": (
        MapNode((Entry("b", ListNode((Entry("c", C), Entry("d", B, ETCD, why="It is."))), why="Why not."),)),
        (
            "{{- /* Why not. */}}\nb:\n- c\n"
            '{{- if eq .Values.calico.datastore "etcd" }}\n{{- /* It is. */}}\n- b\n{{- end }}\n'
        ),
    ),
}


@pytest.mark.parametrize(("body", "text"), PRINTED.values(), ids=PRINTED)
def test_what_a_block_prints(body: MapNode, text: str) -> None:
    assert printed(body) == text
