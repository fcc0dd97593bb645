"""Trajectories: a measure over the visits, by group, with individual courses."""

from lib.present.trajectory.words import title_trajectory
from lib.ui.controls import plain
from lib.ui.frame import show_frame
from lib.ui.session import current_cohort
from lib.ui.trajectory import show_trajectory

question = show_frame(plain(title_trajectory(current_cohort())))
if question:
    show_trajectory(question, "trajectory", with_controls=True)
