"""Patient: one patient's courses, outcome, conditions, place among the others, and weight in the results."""

from lib.analysis.overview.waterfall import measure_changes
from lib.ui.frame import show_frame
from lib.ui.overview.blocks import show_waterfall
from lib.ui.patient.blocks import show_patient
from lib.ui.state.patient import current_patient, why_no_patient
from lib.ui.state.session import answer

question = show_frame("How did one patient fare?", needs_patients=False, finder=False)
show_patient(question)
if current_patient() is None and not why_no_patient():
    show_waterfall(question, answer(measure_changes, question))
