"""The rows: every value, what it does, and what is said about it."""
