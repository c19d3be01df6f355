"""Says which of upstream's values have a name: the templates, the notes and the refusals include them by it."""

from generator.template.named_texts import NamedText

UPSTREAM_TEXTS: tuple[NamedText, ...] = (
    NamedText(name="cni.canal.name", at="DaemonSet/canal metadata.name", replaces=True),
    NamedText(
        name="cni.calico.configName",
        at="Deployment/calico-kube-controllers spec.template.spec.containers[calico-kube-controllers]"
        ".env[ETCD_ENDPOINTS].valueFrom.configMapKeyRef.name",
        replaces=True,
    ),
)
