"""The cohort explorer: cohort, statistics, analyses, presentation and user interface."""
