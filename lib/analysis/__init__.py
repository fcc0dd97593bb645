"""Cohort and question in, frozen result out."""
