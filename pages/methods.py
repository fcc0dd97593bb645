"""Methods: definitions in force, tests, codebook, versions, what is synthetic, how to cite."""

import streamlit as st

from lib.cohort.cohort import MEDICINES_NOTICE, SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection
from lib.present.common.table import table_of_records
from lib.present.report.methods_page import (
    CITATION,
    records_codebook,
    records_methods,
    records_versions,
    records_visits,
)
from lib.ui.frame import show_frame
from lib.ui.widgets.blocks import show_answer, show_table
from lib.ui.widgets.controls import escape_markdown

question = show_frame("How is each number made?", needs_patients=False)
cohort = question.cohort
show_answer(describe_definition(cohort, question.definition))
st.markdown(
    f"**Patients shown.** {question.selected.n:,} of {cohort.n_patients:,}: "
    f"{escape_markdown(describe_selection(cohort, question.selection))}. "
    "A patient without a baseline or endpoint rating is not evaluable, "
    "never a non-responder. Missing values are left out analysis by analysis, and each table says "
    "how many."
)
st.subheader("Tests and summaries", anchor=False)
show_table(table_of_records("Tests and summaries with their conventions", records_methods()))
st.subheader("Codebook", anchor=False)
show_table(table_of_records("Columns", records_codebook(cohort.codebook)))
show_table(table_of_records("Visits", records_visits(cohort.codebook)))
st.subheader("What is synthetic", anchor=False)
if cohort.synthetic:
    st.markdown(
        escape_markdown(SYNTHETIC_NOTICE)
        + " Counts, ages and BMI agree with the paper’s Table 1 in each outcome group; "
        "how they were made, and what was decided where the print contradicts itself, stands in `data/README.md`. "
        + escape_markdown(MEDICINES_NOTICE)
        + " A few ratings between pre and post are missing at random, so that missing data can be explored."
    )
else:
    st.markdown("This cohort is the reader’s own; it is held in this session’s memory alone.")
st.subheader("Versions and citation", anchor=False)
show_table(table_of_records("Versions", records_versions()))
st.markdown(f"Cite the study as: {escape_markdown(CITATION)}")
st.markdown(f"Data fingerprint: `{cohort.fingerprint}`")
