"""The template tree: its nodes, addresses in it, and its printing."""
