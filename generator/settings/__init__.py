"""The engine behind the rows: what a setting is, and how settings change the learned templates."""
