"""How coarse a cohort leaves: the owner's choices or the fewest changes, and what they cost."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.table1.table import Table1, summarise_table1
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import OutcomeDefinition
from lib.present.table1.table import table_table1
from lib.share.coarsening import Coarsening, droppable
from lib.share.disclosure import describe_disclosure
from lib.share.proposal import Proposal, leading_names, propose
from lib.share.settings import ShareSettings
from lib.share.words import list_changes
from lib.ui.state.session import answer, current_question
from lib.ui.widgets.blocks import show_quiet, show_table
from lib.ui.widgets.records import show_records

#: Keys of the controls, and of what a proposal leaves behind.
LEAST, FIRST, DROP, BAND, JOIN = (f"publish {part}" for part in ("k", "first", "drop", "band", "join"))
_PROPOSED, _MILDNESS = "publish proposed", "publish mildness"


def choose_coarsening(cohort: Cohort, settings: ShareSettings) -> tuple[Coarsening, int]:
    """Let the owner choose how coarse the cohort leaves, or have the fewest changes proposed.

    Returns
    -------
    how : Coarsening
        As chosen.
    k : int
        Least size of a group that is not small; never below the operator's.
    """
    labels = {column.name: column.label for column in droppable(cohort)}
    characteristics = {c.name: c.kind for c in cohort.codebook.characteristics}
    _keep_known(cohort, characteristics)
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    choose = partial(_choose, labels)
    choose(left, "What matters most, kept first", list(characteristics), FIRST)
    k = right.number_input("Smallest group (k)", settings.min_group, 1000, settings.min_group, key=LEAST)
    k = max(int(k), settings.min_group)
    st.button(
        f"Propose the fewest changes for groups of {k:,}", on_click=_propose, args=(cohort, k), key="coarsen"
    )
    _show_proposed()
    left, middle, right = st.columns(3)
    choose(left, "Leave columns out", list(labels), DROP)
    choose(
        middle, "Cut numbers into bands", [n for n, kind in characteristics.items() if kind == "number"], BAND
    )
    choose(right, "Join rare levels", [n for n, kind in characteristics.items() if kind == "category"], JOIN)
    return _chosen(k), k


def _choose(labels: dict[str, str], place: Any, words: str, names: list[str], key: str) -> None:
    place.multiselect(words, names, format_func=lambda name: labels.get(name, name), key=key)


def _keep_known(cohort: Cohort, characteristics: dict[str, str]) -> None:
    """Drop names left over from another cohort: they are no options of this one."""
    if FIRST not in st.session_state:
        st.session_state[FIRST] = list(leading_names(cohort))
    known = {
        FIRST: set(characteristics),
        DROP: {column.name for column in droppable(cohort)},
        BAND: {name for name, kind in characteristics.items() if kind == "number"},
        JOIN: {name for name, kind in characteristics.items() if kind == "category"},
    }
    for key, names in known.items():
        st.session_state[key] = [name for name in st.session_state.get(key, []) if name in names]


def _chosen(k: int) -> Coarsening:
    """Read the choices; a column changed by hand is cut or joined as mildly as k allows."""
    dropped = tuple(st.session_state[DROP])
    mildness = st.session_state.get(_MILDNESS, {})

    def of(key: str) -> tuple[tuple[str, int], ...]:
        return tuple((n, max(k, mildness.get(n, 0))) for n in st.session_state[key] if n not in dropped)

    return Coarsening(of(BAND), of(JOIN), dropped)


def _propose(cohort: Cohort, k: int) -> None:
    """Find the fewest changes and choose them; columns left out because they may identify somebody stay out."""
    suspected = {suspicion.column for suspicion in answer(describe_disclosure, cohort, k).suspicions}
    out = tuple(
        c.name for c in droppable(cohort) if c.name in st.session_state[DROP] and c.label in suspected
    )
    proposal = answer(propose, cohort, k, tuple(st.session_state[FIRST]), out)
    st.session_state[_PROPOSED] = proposal
    if not proposal.holds:
        return
    st.session_state[DROP] = list(proposal.how.dropped)
    st.session_state[BAND] = [name for name, _ in proposal.how.bands]
    st.session_state[JOIN] = [name for name, _ in proposal.how.joins]
    st.session_state[_MILDNESS] = dict((*proposal.how.bands, *proposal.how.joins))


def _show_proposed() -> None:
    proposal: Proposal | None = st.session_state.pop(_PROPOSED, None)
    if proposal is None:
        return
    if not proposal.holds:
        st.warning("No change is enough: there are fewer patients than that.")
    elif proposal.fewest:
        show_quiet("Beside what is kept first, no smaller number of changed columns would do.")
    else:
        show_quiet(
            "The search ended before it was proven that no smaller number of changed columns would do."
        )


def show_cost(cohort: Cohort, leaving: Cohort) -> None:
    """Show what the changes cost: each changed column, and Table 1 before and after."""
    if cohort.fingerprint == leaving.fingerprint:
        return
    box = st.expander(
        "What the changes cost: Table 1 before and after", key="publish cost box", on_change="rerun"
    )
    if not box.open:
        return
    with box:
        changes = list_changes(cohort, leaving)
        show_records(
            pd.DataFrame(changes, columns=["Column", "Before", "After"]), alt="Columns that are changed"
        )
        definition = current_question().definition
        for place, heading, one in zip(st.columns(2), ("Before", "After"), (cohort, leaving), strict=True):
            with place:
                st.markdown(f"**{heading}**")
                show_table(table_table1(answer(_everyone, one, definition)))


def _everyone(cohort: Cohort, definition: OutcomeDefinition) -> Table1:
    return summarise_table1(Question(cohort, definition), EVERYONE)
