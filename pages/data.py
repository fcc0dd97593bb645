"""Data: what is in the cohort, what is missing, and what each analysis leaves out."""

from lib.ui.data.blocks import show_data
from lib.ui.frame import show_frame

question = show_frame("What is in the data?")
if question:
    show_data(question)
