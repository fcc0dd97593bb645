"""Blocks of the Association page."""
