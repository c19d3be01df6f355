"""Turns builds into packages, packages into a repository, and both back into what they were made from."""
