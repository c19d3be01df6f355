"""What a setting does at a place of the merged manifests, one module an action."""
