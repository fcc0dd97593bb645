"""Counts and shares: exact tests, χ², odds ratio, difference and their intervals."""
