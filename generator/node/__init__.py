"""What stands beside the chart on one machine: the scripts of the bundle."""
