"""The values: tables of every value's path, default, documentation and schema, one module a part of values.yaml."""
