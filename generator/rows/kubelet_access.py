"""Settings of the access that API servers have to kubelets, which clusters set up by hand lack."""

from generator.settings.kind import BOOLEAN, text
from generator.settings.setting import Row, Section, defaulted, setting
from generator.settings.targets import prints_own

_USER = text(
    "the name of a user as certificates have it",
    "[A-Za-z0-9][A-Za-z0-9._:@/-]*",
    longest=253,
    legal=["kube-apiserver", "system:kube-apiserver", "kubernetes"],
    illegal=["a b", "-a", "a\n", "a,b", "кубе"],
)
_FOLDER = "apiserver-to-kubelet"

ROWS: tuple[Row, ...] = (
    Section(
        path="apiserverToKubelet",
        doc="The access of the API server to the kubelets, which kubectl logs, exec and top need. Clusters made by kubeadm and "
        "by distributions have it.",
    ),
    setting(
        "apiserverToKubelet.enabled",
        BOOLEAN,
        "Whether the ClusterRole system:kube-apiserver-to-kubelet and the ClusterRoleBinding system:kube-apiserver are "
        "installed, with which a user may do everything with nodes' proxy, stats, log, spec and metrics and read the logs of "
        "pods. Without rbac.create they are not installed. Default: false. A change restarts no pod.",
        prints_own(f"{_FOLDER}/clusterrole.yaml"),
        prints_own(f"{_FOLDER}/clusterrolebinding.yaml"),
    ),
    defaulted(
        setting(
            "apiserverToKubelet.user",
            _USER,
            "The user as which the API server asks the kubelets: the common name of the certificate in its "
            "--kubelet-client-certificate. Default: kubernetes. A change restarts no pod.",
            prints_own(f"{_FOLDER}/clusterrolebinding.yaml"),
        ),
        default="kubernetes",
    ),
)
