"""Report: the sections a reader ticks as one document, the bundle, and all settings as a file."""

from lib.ui.frame import show_frame
from lib.ui.report.page import show_others, show_preview, show_report

question = show_frame("Report and export", needs_patients=False)
show_report(question)
show_preview(question)
show_others(question)
