"""Errors, findings, trees, YAML, files and processes: what every room stands on."""
