"""Trajectories: a measure over the visits, by group, with individual courses."""

from lib.present.trajectory.words import title_trajectory
from lib.ui.frame import show_frame
from lib.ui.state.session import current_cohort
from lib.ui.trajectory.blocks import show_trajectory
from lib.ui.widgets.plain import escape_markdown

question = show_frame(escape_markdown(title_trajectory(current_cohort())))
if question:
    show_trajectory(question, "trajectory", with_controls=True)
