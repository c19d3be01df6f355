"""The bundle for one machine: what it runs beside Kubernetes' pods, from the values of the chart, and its scripts."""
