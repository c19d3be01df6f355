"""Reads lines and upstream's releases, and keeps the releases as snapshot and lock."""
