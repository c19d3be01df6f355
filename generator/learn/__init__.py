"""Merges the variants of a release, and explains by features which of them have each part."""
