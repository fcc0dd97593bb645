"""Table 1 as a printed table."""
