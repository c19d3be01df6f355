"""The etcd datastore of Calico and canal: endpoints, TLS material, and flannel's network that canal keeps in etcd."""

from generator.features.conditions import given
from generator.settings.knob import Guard, Knob, Override, Replace
from generator.settings.knobs.flannel import network_rows

_CONFIG = "ConfigMap/calico-config|canal-config data"
# flannel's network, which canal keeps in etcd: one argument of the Job's command, a JSON text.
_NETWORK = "Job/configure-canal spec.template.spec.containers[configure-flannel].command[*Network*]"
_SECRET = Override(value=".Values.calico.etcd.tls.existingSecret")


def _tls_file(key: str) -> Knob:
    name = key.replace("_", "-")
    text = f'ternary "/calico-secrets/{name}" {{upstream}} (eq (include "cni.etcd.tls" .) "true") | quote'
    return Knob(
        values=("calico.etcd.tls.existingSecret", "calico.etcd.tls.ca"),
        at=f"{_CONFIG}.{key}",
        do=Replace(text=text),
        expect=2,
    )


ROWS = (
    Knob(
        values=("calico.etcd.endpoints",),
        at=f"{_CONFIG}.etcd_endpoints",
        do=Replace(text='.Values.calico.etcd.endpoints | join "," | quote'),
        expect=2,
    ),
    _tls_file("etcd_ca"),
    _tls_file("etcd_cert"),
    _tls_file("etcd_key"),
    Knob(
        values=("calico.etcd.tls.existingSecret",),
        at="Secret/calico-etcd-secrets",
        do=Guard(condition=given("not .Values.calico.etcd.tls.existingSecret")),
    ),
    Knob(
        values=("calico.etcd.tls.ca", "calico.etcd.tls.cert", "calico.etcd.tls.key"),
        at="Secret/calico-etcd-secrets data",
        do=Override(value='include "cni.etcd.secretData" .', test=".Values.calico.etcd.tls.ca", block=True),
    ),
    Knob(
        values=("calico.etcd.tls.existingSecret",),
        at="DaemonSet/calico-node|canal spec.template.spec.volumes[etcd-certs].secret.secretName",
        do=_SECRET,
        expect=2,
    ),
    Knob(
        values=("calico.etcd.tls.existingSecret",),
        at="Deployment/calico-kube-controllers spec.template.spec.volumes[etcd-certs].secret.secretName",
        do=_SECRET,
    ),
    Knob(
        values=("calico.etcd.tls.existingSecret",),
        at="Job/configure-canal spec.template.spec.volumes[etcd-certs].secret.secretName",
        do=_SECRET,
    ),
    # A Job cannot be changed: other input makes another Job. Upstream's name stays for upstream's input.
    Knob(
        values=("podCIDR", "podCIDRv6", "flannel.backend.type", "flannel.mtu"),
        at="Job/configure-canal metadata.name",
        do=Replace(text='include "cni.canal.configureName" . | quote'),
    ),
    *network_rows(_NETWORK),
)
