"""The mixed model on the page ANOVA."""
