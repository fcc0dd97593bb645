"""The analysis of variance in pictures, tables and words."""
