"""Blocks of the Patient page."""
