"""Methods: definitions in force, tests, codebook, versions, what is synthetic, how to cite."""

import streamlit as st

from lib.cohort.outcome import describe_definition
from lib.present.common.glossary import records_glossary
from lib.present.common.table import table_of_records
from lib.present.report.methods_page import (
    CITATION,
    records_codebook,
    records_methods,
    records_versions,
    records_visits,
    sentences_origin,
    sentences_patients,
)
from lib.ui.frame import show_frame
from lib.ui.widgets.blocks import show_answer, show_table
from lib.ui.widgets.plain import escape_markdown

question = show_frame("How is each number made?", needs_patients=False)
cohort = question.cohort
show_answer(describe_definition(cohort, question.definition))
st.markdown(f"**Patients shown.** {escape_markdown(sentences_patients(question))}")
st.header("Tests and summaries", anchor=False)
show_table(table_of_records("Tests and summaries with their conventions", records_methods()))
st.header("Signs and words", anchor=False)
show_table(
    table_of_records("What the signs in the tables mean, and what is small or large", records_glossary())
)
st.header("Codebook", anchor=False)
show_table(table_of_records("Columns", records_codebook(cohort.codebook)))
show_table(table_of_records("Visits", records_visits(cohort.codebook)))
st.header("What is synthetic", anchor=False)
st.markdown(escape_markdown(sentences_origin(cohort)))
st.header("Versions and citation", anchor=False)
show_table(table_of_records("Versions", records_versions()))
st.markdown(f"Cite the study as: {escape_markdown(CITATION)}")
st.markdown(f"Data fingerprint: `{cohort.fingerprint}`")
