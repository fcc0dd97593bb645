"""Associations in pictures, tables and words."""
