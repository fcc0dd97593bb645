"""Blocks of the page Robustness."""
