"""Association: is one measure associated with another, at each visit, in changes, and within patients."""

from lib.ui.association.blocks import show_association_answer, show_association_tables, show_pictures
from lib.ui.frame import show_frame
from lib.ui.state.session import current_cohort
from lib.ui.widgets.plain import escape_markdown

analyte = current_cohort().codebook.measure_of("analyte")
subject = "magnesium" if analyte and analyte.name == "mg" else analyte.label if analyte else "a measure"
question = show_frame(escape_markdown(f"Is {subject} associated with the ratings?"))
if question:
    result = show_association_answer(question)
    show_pictures(question, result)
    show_association_tables(question, result)
