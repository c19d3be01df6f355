"""The checks: each turns a chart into findings."""
