"""Templates of outer SQL statements."""
