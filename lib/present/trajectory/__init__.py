"""Measures over the visits, in pictures, tables and words."""
