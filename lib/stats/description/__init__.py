"""What the values are, before any test: means, quartiles, intervals, standardised differences."""
