"""What people and helm read of the rows: values.yaml, the schemas, the references."""
