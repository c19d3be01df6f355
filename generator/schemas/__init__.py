"""Makes schemas of Kubernetes and of CRDs, and validates values."""
