"""Means of visits and groups: the analysis of variance, its pairs, effect sizes and assumptions."""
