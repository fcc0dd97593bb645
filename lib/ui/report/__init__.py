"""Blocks of the Report page."""
