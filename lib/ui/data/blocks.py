"""The blocks of the Data page."""

from functools import partial

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.data.completeness import DataSummary, summarise_data
from lib.cohort.protection import count_small_groups
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.data.distributions import alt_distribution, caption_distribution, chart_distribution
from lib.present.data.quality import (
    alt_completeness,
    caption_completeness,
    chart_completeness,
    sentence_data,
    table_left_out,
    table_patterns,
)
from lib.ui.sharing.publish import show_publishing
from lib.ui.state.patient import why_no_patient
from lib.ui.state.session import answer
from lib.ui.widgets.blocks import (
    show_answer,
    show_figure,
    show_quiet,
    show_table,
    show_table_files,
)
from lib.ui.widgets.plain import escape_markdown


def show_data(question: Question) -> None:
    """Draw what is in the data: completeness, patterns, what is left out, distributions, small groups."""
    summary = answer(summarise_data, question)
    show_answer(sentence_data(summary))
    figure = Figure(
        lambda theme: chart_completeness(summary, theme),
        caption_completeness(summary),
        alt_completeness(summary),
        provenance_of(question),
    )
    hint = "" if why_no_patient() else "A click on a row chooses the patient."
    show_figure("completeness", figure, hint=hint)
    left, right = st.columns(2, gap="large")
    with left:
        left_out = table_left_out(summary)
        show_table(left_out)
        show_table_files("left-out", left_out, question)
    with right:
        patterns = table_patterns(summary)
        show_table(patterns)
        show_table_files("missing-patterns", patterns, question)
    _show_distributions(summary, question)
    _show_small_groups(question)
    show_quiet(f"Data fingerprint: {question.cohort.fingerprint}")
    show_publishing(question.cohort)


def _show_distributions(summary: DataSummary, question: Question) -> None:
    st.header("Distributions", anchor=False)
    box = st.expander(
        "Histograms of every measure and number", key="distributions", on_change="rerun", expanded=False
    )
    if not box.open:
        return
    with box:
        columns = st.columns(3, gap="medium")
        for position, distribution in enumerate(summary.distributions):
            with columns[position % 3]:
                figure = Figure(
                    partial(chart_distribution, distribution),
                    caption_distribution(distribution),
                    alt_distribution(distribution),
                    provenance_of(question),
                )
                show_figure(f"histogram-{position + 1}", figure)


def _show_small_groups(question: Question) -> None:
    notice = answer(count_small_groups, question.cohort).sentence
    if notice:
        st.header("Small groups", anchor=False)
        st.markdown(escape_markdown(notice))
