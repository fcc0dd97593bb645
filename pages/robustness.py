"""Robustness: would another defensible choice say the same?"""

from lib.ui.frame import show_frame
from lib.ui.robustness.curve import open_picked, show_curve

open_picked()
question = show_frame("Would another defensible choice say the same?")
if question:
    show_curve(question)
