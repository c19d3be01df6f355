"""The table of features, conditions on them, and combinations that the chart refuses."""
