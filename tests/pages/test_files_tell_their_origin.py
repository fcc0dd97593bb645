"""Every figure and table of every page, in every form it can be had in: notice, n and provenance are in it."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from functools import cache

import docx
import openpyxl
import pytest
from PIL import Image

from lib.cohort.cohort import read_bundled_cohort
from lib.export.pictures import journal_pdf, journal_png, journal_svg
from lib.export.tables.clipboard import clipboard_html, clipboard_text
from lib.ui.widgets import blocks
from lib.ui.widgets.downloads import FIGURE_FORMS, TABLE_FORMS
from tests.pages.app import open_dashboard
from tests.pages.test_own_cohort import open_own

NOTICE = "No row is a real patient"
#: A page, its settings, the boxes that are open, and what it must offer at least: figures and tables.
VIEWS = [
    ("overview", {}, (), 1, 0),
    ("demographics", {}, (), 0, 1),
    ("trajectories", {"range": "0.7-1.0"}, (), 1, 2),
    (
        "anova",
        {"between": "outcome"},
        (
            "Visits on ranks (Friedman, Dunn, Conover, Wilcoxon) box",
            "Assumptions (normality, equal spread) box",
            "Influence of single patients box",
        ),
        2,
        10,
    ),
    ("association", {}, ("matrix box",), 1, 2),
    ("association", {"picture": "within"}, (), 1, 1),
    ("comorbidity", {"breakdown": "who"}, (), 1, 1),
    ("comorbidity", {"breakdown": "together"}, ("combinations box",), 2, 3),
    ("comorbidity", {"breakdown": "courses"}, ("courses means box",), 1, 3),
    ("comorbidity", {"breakdown": "response"}, (), 1, 1),
    ("comorbidity", {"breakdown": "diagnosis"}, ("diagnosis who box",), 3, 4),
    ("data", {}, ("distributions",), 6, 2),
    ("paper", {}, (), 2, 1),
]
#: The paper counts 21 men in 49: the selection of every page but the paper's own.
WOMEN = "28 of 49 patients"
ALL = "49 of 49 patients"


@pytest.fixture
def leaving(monkeypatch):
    """What the pages offer as files: figures and tables by name."""
    figures, tables = {}, {}
    monkeypatch.setattr(blocks, "show_figure_menu", figures.__setitem__)
    monkeypatch.setattr(blocks, "show_table_menu", tables.__setitem__)
    return figures, tables


def words_of_table(table, ending, made):
    match ending:
        case "docx":
            return " ".join(p.text for p in docx.Document(io.BytesIO(made)).paragraphs)
        case "xlsx":
            sheet = openpyxl.load_workbook(io.BytesIO(made)).active
            return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
        case _:
            return html.unescape(made)


def forms_of_table(table):
    """Words of every form of a table; a CSV is data alone, and its notes are the file beside it."""
    for form in TABLE_FORMS:
        if form.ending != "csv":
            yield form.ending, words_of_table(table, form.ending, form.make(table))
    yield "copied", html.unescape(clipboard_html(table))
    yield "copied as text", clipboard_text(table)


@cache
def svg_of(figure):
    """The figure as it is printed in one column; drawn once for both looks at it."""
    return html.unescape(journal_svg(figure, "single").decode())


def forms_of_figure(figure):
    """Words within every form of a figure, PNG at few dots, and the text beside it."""
    svg = svg_of(figure)
    yield "svg", re.search("<desc>(.*?)</desc>", svg, re.DOTALL)[1]
    subject = re.search(rb"/Subject <([0-9a-f]+)>", journal_pdf(figure, "double"))[1]
    yield "pdf", bytes.fromhex(subject.decode()).decode("utf-16")
    yield "png", Image.open(io.BytesIO(journal_png(figure, "single", 30))).text["Description"]
    yield "txt", figure.text


def faults(words, n, fingerprint, *, synthetic):
    flat = " ".join(words.split())
    lacks = [text for text in (n, f"Data fingerprint {fingerprint[:12]}") if text not in flat]
    return lacks if (NOTICE in flat) == synthetic else [*lacks, "notice"]


def all_faults(figures, tables, *about, synthetic):
    return {
        (name, form): found
        for things, forms in ((figures, forms_of_figure), (tables, forms_of_table))
        for name, thing in things.items()
        for form, words in forms(thing)
        if (found := faults(words, *about, synthetic=synthetic))
    }


@pytest.mark.parametrize(("page", "query", "boxes", "n_figures", "n_tables"), VIEWS)
def test_every_file_of_the_bundled_cohort(leaving, page, query, boxes, n_figures, n_tables):
    at = open_dashboard(page, **query, **({} if page == "paper" else {"sex": "female"}))
    for box in boxes:
        at.session_state[box] = True
    assert not at.run().exception
    figures, tables = leaving
    assert len(figures) >= n_figures
    assert len(tables) >= n_tables
    about = ALL if page == "paper" else WOMEN, read_bundled_cohort().fingerprint
    assert not all_faults(figures, tables, *about, synthetic=True)
    for figure in figures.values():
        seen = "".join(re.findall(r">([^<]*)</t(?:ext|span)>", svg_of(figure)))
        assert NOTICE.replace(" ", "") in seen.replace(" ", "")


@pytest.mark.parametrize("page", ["trajectories", "comorbidity", "data"])
def test_a_readers_own_files_are_not_called_synthetic(leaving, page):
    own = replace(read_bundled_cohort(), synthetic=False, name="=My <own> & data")
    assert not open_own(page, own).exception
    figures, tables = leaving
    assert figures
    assert tables
    assert not all_faults(figures, tables, ALL, own.fingerprint, synthetic=False)


def test_every_form_offered_is_among_those_looked_at():
    assert [form.ending for form in TABLE_FORMS] == ["docx", "xlsx", "csv", "txt", "tex", "html"]
    assert {form.ending.rpartition(".")[2] for form in FIGURE_FORMS} == {"svg", "pdf", "png"}
