"""The settings, one row for one value, one module a part of values.yaml."""
