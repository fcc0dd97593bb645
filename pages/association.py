"""Association: does one measure move with another, at each visit, in changes, and within patients."""

from lib.ui.association import show_association_answer, show_association_tables, show_pictures
from lib.ui.controls import plain
from lib.ui.frame import show_frame
from lib.ui.session import current_cohort

analyte = current_cohort().codebook.measure_of("analyte")
subject = "magnesium" if analyte and analyte.name == "mg" else analyte.label if analyte else "a measure"
question = show_frame(plain(f"Does {subject} move with the ratings?"))
if question:
    result = show_association_answer(question)
    show_pictures(question, result)
    show_association_tables(question, result)
