"""Trajectories: a measure over the visits, by group, with individual courses."""

from lib.ui.frame import show_frame
from lib.ui.trajectory import show_trajectory

question = show_frame("How do magnesium and the ratings move over the infusions?")
if question:
    show_trajectory(question, "trajectory", with_controls=True)
