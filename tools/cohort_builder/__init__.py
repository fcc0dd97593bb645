"""Builds the bundled synthetic cohort so that it meets the figures printed by Górska et al. 2021."""
