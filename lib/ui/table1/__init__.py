"""Blocks of the page Demographics."""
