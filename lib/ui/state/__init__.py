"""A visitor's session: cohort, settings, address."""
