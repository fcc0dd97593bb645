"""Blocks of the Trajectories page."""
