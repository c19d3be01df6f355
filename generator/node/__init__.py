"""Makes the bundle for one machine: what runs beside Kubernetes' pods, from the values of the chart, and scripts."""
