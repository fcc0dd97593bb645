"""The specification curve on the page: what varies, the picture whose points open their page, the table of choices."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import Curve, Specification, trace_curve
from lib.analysis.robustness.joint import judge_jointly
from lib.analysis.robustness.request import inquiry_of, ranges_of
from lib.analysis.robustness.results import CHANGE, CORRELATION, DIFFERENCE, INTERACTION, ODDS
from lib.present.robustness.chart import KEY, PICK, specification_at
from lib.present.robustness.figures import figure_curve
from lib.present.robustness.joint import sentence_joint, table_joint
from lib.present.robustness.tables import table_choices
from lib.present.robustness.words import (
    figures_estimate,
    sentence_counts,
    sentence_curve,
    words_specification,
)
from lib.stats.common.result import Refusal
from lib.ui.navigation import open_page
from lib.ui.state.session import answer, change_setting, current_settings
from lib.ui.widgets.blocks import (
    current_theme,
    show_answer,
    show_figure_files,
    show_quiet,
    show_table_with_files,
)
from lib.ui.widgets.controls import choose_flag, choose_one, choose_range, choose_whole
from lib.ui.widgets.plain import escape_markdown

#: What a click does, behind the caption.
HINT = " A click on an estimate opens its page at that specification."
#: Page that a picked specification opens at the next run.
_OPENS = "page of the specification picked"
#: Most specifications offered in the list: one of each different result, from the lowest to the highest.
MAX_LISTED = 300


def open_picked() -> None:
    """Leave for the page of the specification that was picked, where one was."""
    page = st.session_state.pop(_OPENS, None)
    if page:
        open_page(page)


def show_curve(question: Question) -> None:
    """Draw answer, controls, picture and table of a specification curve."""
    settings = current_settings()
    curve = answer(trace_curve, question, settings.curve, inquiry_of(settings), ranges_of(settings))
    if isinstance(curve, Refusal):
        _show_controls(settings.curve)
        st.info(escape_markdown(curve.reason))
        return
    show_answer(sentence_curve(question, curve))
    _show_controls(settings.curve)
    if not curve.answered:
        return
    _show_picture(question, curve)
    _show_list(question, curve)
    show_quiet(sentence_counts(curve))
    show_table_with_files("choices", table_choices(question, curve), question)
    _show_joint(question)


def _show_joint(question: Question) -> None:
    """Test the curve as a whole, where the reader asks for it."""
    if not choose_flag("joint", "Test the curve as a whole (500 permutations)"):
        return
    settings = current_settings()
    test = answer(judge_jointly, question, settings.curve, inquiry_of(settings), ranges_of(settings))
    show_answer(sentence_joint(test))
    if not isinstance(test, Refusal):
        show_table_with_files(
            "joint", table_joint(question, test, settings.curve, settings.measure), question
        )


def _show_controls(result: str) -> None:
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        choose_one("curve", "Result")
        for name, label in _OWN_CONTROLS[result]:
            choose_one(name, label)
    with (
        st.expander("What varies", key="what varies"),
        st.container(horizontal=True, gap="medium", vertical_alignment="bottom"),
    ):
        choose_range("curveresponse", "Response thresholds (%)")
        choose_whole("curvestep", "Step (%)")
        choose_range("curveremission", "Remission cutoffs")
        choose_one("curveends", "Endpoints")
        choose_flag("curvemissing", "Both rules for a missing endpoint")
        choose_flag("curvegroupings", "Both groupings")
        choose_flag("curvemethods", "All methods")
        choose_flag("curvefilters", "Each filter left out")


_OWN_CONTROLS: dict[str, tuple[tuple[str, str], ...]] = {
    INTERACTION: (("measure", "Measure"),),
    DIFFERENCE: (("measure", "Measure"),),
    CHANGE: (("measure", "Measure"), ("curvegroup", "Group")),
    CORRELATION: (("x", "First measure"), ("y", "Second measure")),
    ODDS: (("curvefeature", "Condition or medicine"), ("target", "Counted")),
}


def _show_picture(question: Question, curve: Curve) -> None:
    figure = figure_curve(question, curve)
    key = "chart specification curve"
    st.vega_lite_chart(
        figure.on_screen(current_theme()),
        key=key,
        alt=figure.alt,
        on_select=partial(_follow_click, key, curve),
        selection_mode=PICK,
    )
    show_quiet(figure.caption + HINT)
    show_figure_files("specification-curve", figure)


def _follow_click(key: str, curve: Curve) -> None:
    state = st.session_state.get(key)
    points = state.selection.get(PICK, []) if state is not None else []
    for point in points[:1]:
        place = point.get(KEY) if isinstance(point, Mapping) else None
        if isinstance(place, int | float):
            _take(curve, specification_at(curve, int(place)))


def _show_list(question: Question, curve: Curve) -> None:
    """Let the reader open a specification from a list, for the keyboard and for a phone."""
    different = {(one.estimate, one.method): i for i, one in reversed(list(enumerate(curve.answered)))}
    places = sorted(different.values())[:MAX_LISTED]

    def words(place: int) -> str:
        one = curve.answered[place]
        return f"{figures_estimate(curve, question.cohort, one.estimate)}: {words_specification(curve, one)}"

    st.selectbox(
        "Open a specification",
        places,
        format_func=words,
        index=None,
        key="specification opened",
        placeholder="From the lowest estimate to the highest",
        on_change=_follow_list,
        args=(curve,),
    )


def _follow_list(curve: Curve) -> None:
    place = st.session_state.get("specification opened")
    if place is not None:
        _take(curve, specification_at(curve, place))


def _take(curve: Curve, one: Specification | None) -> None:
    """Put a specification in force, and open its page at the next run."""
    if one is None:
        return
    for name, value in changes_of(curve, one).items():
        change_setting(name, value)
    st.session_state[_OPENS] = curve.kind.page


def changes_of(curve: Curve, one: Specification) -> dict[str, Any]:
    """Give the settings that a specification has, by name: its page at these gives the same numbers."""
    definition = one.definition
    changes: dict[str, Any] = {
        "response": definition.response_percent,
        "remission": definition.remission_cutoff,
        "endpoint": definition.endpoint,
        "missing": definition.missing,
        "groups": definition.grouping,
    }
    if one.left:
        changes[one.left] = None
    if curve.kind.setting:
        changes[curve.kind.setting] = one.method
    if curve.kind.code == INTERACTION:
        changes["between"] = "outcome"
    if curve.kind.code in (DIFFERENCE, CHANGE):
        changes["split"] = "outcome"
    if curve.kind.code == ODDS:
        changes["breakdown"] = "response"
    return changes
