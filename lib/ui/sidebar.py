"""The sidebar: data set, outcome definition and filters, in that order."""

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.settings.question import DEFINITION_NAMES, FILTER_NAMES
from lib.cohort.codebook import in_sentence
from lib.cohort.filter_kinds import Filter, SetFilter
from lib.cohort.filter_patients import PatientFilter
from lib.cohort.filters import FILTERS
from lib.cohort.selection import count_options
from lib.present.common.formats import format_whole
from lib.present.settings import default_settings
from lib.ui.sharing.shared import snapshot_of
from lib.ui.state.cohort_choice import use_cohort
from lib.ui.state.patient import why_no_patient
from lib.ui.state.session import answer, current_question, current_settings, own_cohort, reset_settings
from lib.ui.upload.steps import remove_data
from lib.ui.widgets.controls import (
    choose_flag,
    choose_many,
    choose_one,
    choose_range,
    choose_several,
    choose_whole,
)
from lib.ui.widgets.plain import escape_markdown


def show_sidebar() -> None:
    """Draw data set, definition and filters, each with its state in one line."""
    question = current_question()
    _show_data_set(question)
    if question.classification is not None:
        _show_definition(question)
    _show_filters(question)
    _show_numbers()


def _show_numbers() -> None:
    """Let the reader choose how numbers are written, on screen and in every file."""
    settings = current_settings()
    state = ("0,83" if settings.mark == "comma" else "0.83") + {
        "more": ", one decimal more",
        "fewer": ", one decimal fewer",
    }.get(settings.decimals, "")
    box = st.expander(f"**Number format** · {escape_markdown(state)}", key="numbers box", on_change="rerun")
    if box.open:
        with box:
            choose_one(
                "mark",
                "Decimal mark",
                help="On screen and in every file. Lines in APA style and what the paper prints keep the point.",
            )
            choose_one("decimals", "Decimals", help="Of means, statistics and p; whole numbers stay whole.")


def _show_data_set(question: Question) -> None:
    """Say whose data are looked at, and offer the way back from the reader's own."""
    cohort, own = question.cohort, own_cohort()
    st.markdown(f"**Data set** · {escape_markdown(cohort.name)}")
    if own is None:
        if snapshot_of(cohort) is not None:
            st.button("Use the bundled cohort", on_click=use_cohort, args=(None,))
        return
    with st.container(horizontal=True, gap="small"):
        if cohort is own:
            st.button("Use the bundled cohort", on_click=use_cohort, args=(None,))
        else:
            st.button("Use my data", on_click=use_cohort, args=(own,))
        st.button("Remove my data", on_click=remove_data, key="remove my data")


def _show_definition(question: Question) -> None:
    definition, settings = question.definition, current_settings()
    defaults = default_settings(question.cohort)
    scale = question.cohort.codebook.depression.label
    last = in_sentence(question.cohort.codebook.visit(definition.endpoint).short)
    state = f"≥ {definition.response_percent} %, ≤ {definition.remission_cutoff} at {last}"
    box = st.expander(f"**Outcome** · {escape_markdown(state)}", key="definition_box", on_change="rerun")
    if not box.open:
        return
    with box:
        choose_whole("response", "Response: minimum improvement (%)")
        choose_whole("remission", f"Remission: {scale} at most")
        choose_one("endpoint", "Endpoint visit")
        choose_one(
            "groups",
            "Groups",
            help="Disjoint: remitters are taken out of the responders, as in the paper. "
            "Overlapping: a responder in remission counts in both.",
        )
        choose_one(
            "missing",
            "Endpoint missing",
            help="A patient without the endpoint rating is not evaluable, unless the last rating after "
            "baseline is carried forward.",
        )
        if any(settings[name] != defaults[name] for name in DEFINITION_NAMES):
            words = "Use the paper’s definition" if question.cohort.synthetic else "Use the usual definition"
            st.button(words, on_click=reset_settings, args=(DEFINITION_NAMES,))


def _show_filters(question: Question) -> None:
    n, total = question.selected.n, question.cohort.n_patients
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**Patients** · {format_whole(n)} of {format_whole(total)}", width="content")
        st.button(
            "Reset",
            on_click=reset_settings,
            args=(FILTER_NAMES,),
            disabled=not question.selection.active and not question.selection.keep_missing,
        )
    folded: dict[str, list[Filter]] = {}
    for row in FILTERS:
        if row.applies(question.cohort):
            folded.setdefault(row.heading, []).append(row)
    for row in folded.pop("", []):
        _show_filter(question, row)
    for heading, rows in folded.items():
        _show_folded(question, heading, rows)
    choose_flag(
        "keep_missing",
        "Keep patients with missing values",
        help="On: patients without the value are kept. Off: they are removed.",
    )


def _show_folded(question: Question, heading: str, rows: list[Filter]) -> None:
    """Draw filters that are folded away; what is closed is neither counted nor sent."""
    box = st.expander(_folded_label(question, heading, rows), key=f"{heading} box", on_change="rerun")
    if not box.open:
        return
    with box:
        sets = [row for row in rows if isinstance(row, SetFilter)]
        for row in rows:
            if row not in sets or len(sets) == 1:
                _show_filter(question, row)
        if len(sets) > 1:
            _show_sets(question, sets)


def _show_sets(question: Question, rows: list[SetFilter]) -> None:
    """Draw one list for several filters on the same columns: the reader says which of them the list fills."""
    words = {row.name: row.label.removeprefix("Has ").capitalize() for row in rows}
    on = next((row.name for row in rows if question.selection.choices.get(row.name)), rows[0].name)
    key = f"{rows[0].heading} how"
    st.session_state.setdefault(key, on)
    name = st.segmented_control(
        "Patients with",
        list(words),
        format_func=lambda code: escape_markdown(words[code]),
        key=key,
        required=True,
    )
    row = next(row for row in rows if row.name == name)
    choose_several(row.name, row.label)


def _folded_label(question: Question, heading: str, rows: list[Filter]) -> str:
    choices = question.selection.choices
    on = [row.sentence(question.cohort, choices[row.name]) for row in rows if choices.get(row.name)]
    return f"**{escape_markdown(heading)}** · {escape_markdown('; '.join(on)) if on else 'all'}"


def _show_filter(question: Question, row: Filter) -> None:
    if row.is_range:
        choose_range(row.name, row.label)
        return
    if isinstance(row, PatientFilter):
        if not why_no_patient():
            choose_several(row.name, row.label)
        return
    counts = answer(_counts, question, row)
    choose_many(row.name, row.label, counts)


def _counts(question: Question, row: Filter) -> dict[str, int]:
    return count_options(question.cohort, question.classification, question.selection, row)
