"""Finds, builds and calls helm, kubeconform, etcd and kube-apiserver."""
