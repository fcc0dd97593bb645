"""Robustness: would another defensible choice say the same, and would the result stand without a patient?"""

from lib.ui.frame import show_frame
from lib.ui.robustness.curve import open_picked
from lib.ui.robustness.page import choose_view, show_view, title_view
from lib.ui.widgets.plain import escape_markdown

open_picked()
question = show_frame(escape_markdown(title_view()))
if question:
    choose_view()
    show_view(question)
