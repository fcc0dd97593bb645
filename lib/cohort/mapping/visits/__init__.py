"""Visits of a table: their names, their order, when they took place, and the baseline."""
