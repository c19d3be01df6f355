"""Merging the variants of a release and explaining where each part is."""
