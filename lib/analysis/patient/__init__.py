"""One patient among the others."""
