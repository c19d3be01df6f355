"""Assembling the chart: its own texts, the layout of its folder, its files."""
