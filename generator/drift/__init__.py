"""Compares two releases of upstream's networking: what changed, by class, and what that means for a cluster."""
