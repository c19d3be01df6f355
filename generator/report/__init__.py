"""Makes the texts that people read: plans, tables, pages, reports of drift, and the results of checks."""
