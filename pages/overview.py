"""Overview: the study in one picture: three answers, the patients, their changes, the measure by outcome."""

from lib.analysis.overview.study import study_measure
from lib.present.overview.summary import title_overview
from lib.ui.frame import show_frame
from lib.ui.overview.blocks import show_study
from lib.ui.state.session import current_cohort, current_settings
from lib.ui.widgets.plain import escape_markdown

cohort = current_cohort()
measure = cohort.codebook.column(study_measure(cohort, current_settings().measure))
question = show_frame(escape_markdown(title_overview(cohort, measure)))
if question:
    show_study(question)
