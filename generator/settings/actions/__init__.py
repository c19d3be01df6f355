"""What a setting does at a place of the learned templates, one module an action."""
