"""Blocks of the pages on published numbers."""
