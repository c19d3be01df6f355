"""Compares what the chart takes with what the API server and calicoctl take, over values drawn by chance."""
