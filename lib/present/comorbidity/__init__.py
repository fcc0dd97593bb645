"""Comorbidity breakdowns in pictures, tables and words."""
