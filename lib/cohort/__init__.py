"""What the data are: codebook, cohort, outcome definition and selection."""
