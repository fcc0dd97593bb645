"""Mixed models for repeated measures: every patient counts, whichever visits are missing."""
