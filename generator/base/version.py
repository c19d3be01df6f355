"""Defines the version of this program, which `pyproject.toml` reads from here."""

VERSION = "0.1.0"
