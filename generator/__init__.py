"""Builds the Helm chart `charts/cni` from upstream's flannel, calico and canal manifests, and proves it."""
