"""Blocks of the ANOVA page."""
