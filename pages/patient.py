"""Patient: one patient's courses, outcome, conditions, place among the others, and weight in the results."""

from lib.ui.frame import show_frame
from lib.ui.patient.blocks import show_patient

question = show_frame("How did one patient fare?", needs_patients=False, finder=False)
show_patient(question)
