"""The first page: the study in one picture."""
