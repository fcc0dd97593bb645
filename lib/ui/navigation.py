"""The pages of the dashboard as a table, and links between them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from lib.cohort.cohort import Cohort
from lib.ui.state.session import current_cohort
from lib.ui.widgets.plain import escape_markdown

PAGES_FOLDER = Path(__file__).parents[2] / "pages"


CONDITIONS = ("comorbidity", "psychiatric_comorbidity", "comorbidity_count", "medicine", "medicine_class")
"""Roles of the columns that say which conditions and medicines a patient has."""


def _has_conditions(cohort: Cohort) -> bool:
    return bool(cohort.codebook.with_role(*CONDITIONS))


def _has_outcome(cohort: Cohort) -> bool:
    return cohort.codebook.measure_of("depression") is not None and len(cohort.visit_names) > 1


def _is_bundled(cohort: Cohort) -> bool:
    return cohort.synthetic


@dataclass(frozen=True)
class PageEntry:
    """One page: its file in `pages/`, its title, the menu it stands in (none: one click away), what it answers.

    `applies` tells whether it has anything to say about a cohort; None: about every one. Where it has not, it is no
    part of the navigation, but its address is answered.
    """

    file: str
    title: str
    menu: str
    answers: str
    applies: Callable[[Cohort], bool] | None = None

    @property
    def visible(self) -> bool:
        """Whether it has something to say about the cohort that is looked at."""
        return self.applies is None or self.applies(current_cohort())


PAGE_TABLE = (
    PageEntry("overview", "Overview", "", "the cohort at a glance"),
    PageEntry("demographics", "Demographics", "", "who these patients are, and whether the groups differ"),
    PageEntry("trajectories", "Trajectories", "", "how each measure moves over the visits"),
    PageEntry("anova", "ANOVA", "", "whether a measure changes, and whether groups change differently"),
    PageEntry("association", "Association", "", "whether one measure is associated with another"),
    PageEntry(
        "comorbidity",
        "Comorbidity",
        "",
        "whether comorbidities go with Mg²⁺, with response, with each other",
        _has_conditions,
    ),
    PageEntry(
        "robustness", "Robustness", "", "whether another defensible choice says the same", _has_outcome
    ),
    PageEntry(
        "patient", "Patient", "Data", "how one patient fared, and how far this patient moves the results"
    ),
    PageEntry("data", "Data", "Data", "what is in the data, and what each analysis leaves out"),
    PageEntry("upload", "Upload", "Data", "how to explore a cohort of your own"),
    PageEntry("paper", "Paper", "Paper", "whether the published numbers hold", _is_bundled),
    PageEntry("check_table", "Check a table", "Paper", "whether another paper’s table adds up"),
    PageEntry("report", "Report", "Report", "everything here as one document, with its methods paragraph"),
    PageEntry("methods", "Methods", "Report", "how each number is made, and what each column holds"),
)


def _page(entry: PageEntry) -> st.Page:
    return st.Page(
        PAGES_FOLDER / f"{entry.file}.py",
        title=entry.title,
        default=entry is PAGE_TABLE[0],
        visibility="visible" if entry.visible else "hidden",
    )


def navigate(*, hidden: bool = False) -> st.Page:
    """Draw the navigation, or keep it to itself, and give the page that was asked for."""
    menus = dict.fromkeys(entry.menu for entry in PAGE_TABLE)
    return st.navigation(
        {menu: [_page(entry) for entry in PAGE_TABLE if entry.menu == menu] for menu in menus},
        position="hidden" if hidden else "top",
    )


def show_page_link(file: str) -> None:
    """Draw a link to one page, with what it answers."""
    entry = next(entry for entry in PAGE_TABLE if entry.file == file)
    st.page_link(_page(entry), label=f"**{entry.title}**: {entry.answers}")


def link_page(file: str, words: str) -> None:
    """Draw a short link to one page."""
    entry = next(entry for entry in PAGE_TABLE if entry.file == file)
    st.page_link(_page(entry), label=f"{escape_markdown(words)} →", width="content")


def go_to_first_page() -> None:
    """Leave for the first page."""
    st.switch_page(_page(PAGE_TABLE[0]))


def open_page(file: str) -> None:
    """Leave for a page."""
    st.switch_page(_page(next(entry for entry in PAGE_TABLE if entry.file == file)))
