"""From a file to the reader's own cohort."""
