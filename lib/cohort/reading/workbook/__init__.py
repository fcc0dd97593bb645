"""Workbooks: sheets to rows of cells."""
