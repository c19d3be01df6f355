"""Features, the manifests that stand for them, conditions on them and refusals."""
