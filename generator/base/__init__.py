"""What every room stands on: errors, findings, trees, YAML, files and processes."""
