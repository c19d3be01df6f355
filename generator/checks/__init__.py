"""The checks of the chart, one module a check."""
