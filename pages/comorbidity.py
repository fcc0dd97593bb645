"""Comorbidity: who has what, together with what, and whether it goes with a measure or with response."""

from lib.ui.comorbidity.page import choose_view, show_view, title_view
from lib.ui.frame import show_frame
from lib.ui.widgets.plain import escape_markdown

question = show_frame(escape_markdown(title_view()))
if question:
    choose_view()
    show_view(question)
