"""Settings of the namespace that the plugin is in."""

from generator.features.conditions import given
from generator.rows import kinds
from generator.settings.setting import Row, Section, setting
from generator.settings.targets import guards, of_addon, prints_own, since

ROWS: tuple[Row, ...] = (
    Section(path="namespace", doc="The Namespace object of the namespace that the plugin is in."),
    setting(
        "namespace.create",
        kinds.SWITCH,
        "Whether the release makes the namespace, with the label that lets privileged pods in: "
        "pod-security.kubernetes.io/enforce: privileged. true is refused for the release's own namespace and for "
        "Kubernetes' own, which are there before the release. Default: null, which makes the namespace of a flannel whose "
        "manifest has one, unless it is there before the release, and none for Calico and canal; and that of Calico's API server, which false "
        "leaves out, too. Helm deletes a namespace "
        "that it made, and all that is in it, when the value becomes false or the release is uninstalled.",
        prints_own("namespace/namespace.yaml"),
        since(guards("Namespace/kube-flannel", when=given('include "cni.makesNamespace" .')), flannel="v0.26.7"),
        of_addon(
            guards("Namespace/calico-apiserver", when=given('include "cni.apiServer.makesNamespace" .')), "apiserver"
        ),
    ),
)
