"""Finding and building helm, kubeconform, etcd and kube-apiserver, and their adapters."""
