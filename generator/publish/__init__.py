"""Packs builds, publishes packages, and proves what a package was made from."""
