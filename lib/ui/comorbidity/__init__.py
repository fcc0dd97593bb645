"""Blocks of the Comorbidity page."""
