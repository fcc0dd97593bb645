"""Measures over the visits."""
