"""Overview: the study in one picture: three answers, the patients, their changes, the measure by outcome."""

from lib.present.overview.summary import title_overview
from lib.ui.frame import show_frame
from lib.ui.overview.blocks import show_study
from lib.ui.state.session import current_cohort
from lib.ui.widgets.controls import escape_markdown

question = show_frame(escape_markdown(title_overview(current_cohort())))
if question:
    show_study(question)
