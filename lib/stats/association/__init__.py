"""Two measures together."""
