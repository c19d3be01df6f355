"""Settings of the etcd datastore of Calico and canal: endpoints and TLS material."""

from generator.features.conditions import given
from generator.rows import kinds, pem_kinds
from generator.rows.calicoctl import TLS_TARGETS
from generator.rows.locations import BOTH_CONFIGS, ETCD_TLS
from generator.settings.actions.expressions import Printed, expression
from generator.settings.actions.overriding import Overrides
from generator.settings.kind import Shape
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import guards, overrides, reads

_MATERIAL = Printed(value='include "cni.etcd.secretData" .', shape=Shape.TREE, is_set=".Values.calico.etcd.tls.ca")


def _file(key: str) -> Target:
    """A file of the material below the place where pods mount it."""
    file = expression(f'"/calico-secrets/{key.replace("_", "-")}"', is_set=ETCD_TLS)
    return reads(overrides(f"{BOTH_CONFIGS}.{key}", printed=file, places=2), "calico.etcd.tls.ca")


ROWS: tuple[Row, ...] = (
    Section(path="calico.etcd", doc="The etcd cluster, with datastore etcd."),
    setting(
        "calico.etcd.endpoints",
        kinds.ENDPOINTS,
        'The client URLs of the etcd members, for example ["https://192.168.10.102:2379"], all http or all '
        "https. Default: none; calico.datastore: etcd needs them.",
        overrides(
            f"{BOTH_CONFIGS}.etcd_endpoints", printed=expression('join "," .Values.calico.etcd.endpoints'), places=2
        ),
    ),
    Section(
        path="calico.etcd.tls",
        doc="The TLS material for https endpoints: an existing Secret, or all three PEM texts. Helm stores inline texts in "
        "the Secret of every revision; prefer existingSecret.",
    ),
    setting(
        "calico.etcd.tls.existingSecret",
        kinds.SECRET_NAME,
        "The name of a Secret in the plugin's namespace with the keys etcd-ca, etcd-cert and etcd-key. Default: none.",
        _file("etcd_ca"),
        _file("etcd_cert"),
        _file("etcd_key"),
        guards("Secret/calico-etcd-secrets", when=given("not .Values.calico.etcd.tls.existingSecret")),
        overrides("DaemonSet/calico-node|canal spec.template.spec.volumes[etcd-certs].secret.secretName", places=2),
        overrides("Deployment/calico-kube-controllers spec.template.spec.volumes[etcd-certs].secret.secretName"),
        overrides("Job/configure-canal spec.template.spec.volumes[etcd-certs].secret.secretName"),
        *(reads(target, "calico.etcd.tls.ca") for target in TLS_TARGETS),
    ),
    setting(
        "calico.etcd.tls.ca",
        pem_kinds.CERTIFICATE,
        "The CA certificate as PEM text. Default: none.",
        reads(
            Target(at=("Secret/calico-etcd-secrets data",), action=Overrides(printed=_MATERIAL)),
            "calico.etcd.tls.cert",
            "calico.etcd.tls.key",
        ),
    ),
    setting("calico.etcd.tls.cert", pem_kinds.CERTIFICATE, "The client certificate as PEM text. Default: none."),
    setting("calico.etcd.tls.key", pem_kinds.KEY, "The client key as PEM text. Default: none."),
)
