"""Analysis of variance and what stands beside it."""
