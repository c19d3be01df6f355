"""Schemas of Kubernetes and of CRDs, and the validation of values."""
