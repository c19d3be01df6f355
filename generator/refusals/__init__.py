"""What the chart refuses, and what it tells then."""
