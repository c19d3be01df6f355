"""Assembles the chart as files: its own texts, the layout of its folder, the printed templates."""
