"""Release lines and upstream releases: fetched, checked, kept as snapshot and lock."""
