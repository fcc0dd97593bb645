"""The report: its sections and numbering, the HTML and Word files read back, odd cohorts."""

import re
import zipfile
from html import unescape
from io import BytesIO
from itertools import pairwise

import numpy as np
import pytest

from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.selection import Selection
from lib.export.report.build import build_report
from lib.export.report.model import FigureBlock, Paragraph
from lib.present.report.checklists import STROBE_ITEMS
from lib.present.settings import default_settings
from tests.export.report_reading import ALL, ASKING, ORIGIN, made, read_page, read_word, request, rows_of
from tests.pages.app import answer_of, open_dashboard, texts
from tests.pages.odd_cohorts import AGE, HOSTILE, MADRS, MG, ODD_COHORTS, SEX, make

SMALL = ("cohort", "definitions", "methods", "table1", "trajectories", "anova", "association")


@pytest.fixture(scope="module")
def page():
    return read_page(made("html", between="outcome", measure="mg"))


@pytest.fixture(scope="module")
def word():
    return read_word(made("docx", between="outcome", measure="mg"))


PATIENTS = set(read_bundled_cohort().patients)


def page_rows(name, **query):
    """Cells of every printed table on a page of the dashboard, a tuple a row."""
    at = open_dashboard(name, **query)
    # What a sign means stands on the page alone.
    said = re.sub(r'<span role="tooltip">.*?</span>', "", texts(at))
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", said, re.DOTALL)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows)
    return {tuple(unescape(re.sub("<[^>]*>", "", cell)) for cell in row) for row in cells}


def test_the_page_asks_for_nothing_outside_it(page):
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "link", "iframe", "object", "embed", "base", "form"} & set(tags)
    wanted = [v for _, attrs in page.tags for name, v in attrs.items() if name in ASKING]
    assert all(value.startswith(("data:", "#")) for value in wanted)
    assert not [n for _, attrs in page.tags for n in attrs if n.startswith("on")]
    style = re.findall(r"url\((.{0,12})", made("html", sections=("cohort",)).decode())
    assert style
    assert all(start.startswith(("data:", "#")) for start in style)
    assert "@import" not in page.text


def test_headings_are_in_order_and_the_language_is_named(page):
    assert dict(page.tags)["html"]["lang"] == "en"
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    sections = [words for level, words in page.headings if level == 2]
    assert sections[0] == "1 Cohort and selection"
    assert sections[-1] == f"{len(ALL) + 1} Provenance"


def test_every_number_of_the_anova_page_is_in_both(page, word):
    at = open_dashboard("anova", between="outcome")
    answer = answer_of(at)
    numbers = re.findall(r"\.?\d[\d.]*\d|\d", answer)
    assert len(numbers) > 15
    written = next(p.text for p in word.paragraphs if "The course of Mg²⁺ differs" in p.text)
    for where in (page.sections["anova"], written):
        assert answer.removesuffix(".") in where
        assert all(number in where for number in numbers)
    for line in at.code[0].value.split("\n"):
        assert line in page.sections["anova"]
        assert line in [p.text for p in word.paragraphs]


@pytest.mark.parametrize("name", ["anova", "demographics", "trajectories", "association", "comorbidity"])
def test_the_word_file_has_the_cells_of_the_pages(name, word):
    shown = {row for row in page_rows(name, between="outcome") if len(row) > 1}
    # Who has no value is named on the page; the report counts them.
    shown = {
        row
        for row in shown
        if not (row[0] in {"Patient", *PATIENTS} and row[1].startswith(("no ", "Why", "Missing")))
    }
    assert len(shown) > 5
    found = rows_of(word)
    assert [row for row in shown if row not in found] == []


def test_the_word_file_is_built_of_words_own_parts(word):
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 1"]
    assert len(headings) == len(ALL) + 1
    assert word.paragraphs[0].style.name == "Title"
    pictures = word.inline_shapes
    assert len(pictures) >= 6
    for shape in pictures:
        assert shape._inline.docPr.get("descr")
        part = word.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
        assert part.image.px_width / shape.width.inches >= 300
    for table in word.tables:
        assert table.rows[0]._tr.trPr.xpath("./w:tblHeader")
    captions = [p.text for p in word.paragraphs if p.style.name == "Caption"]
    assert [c.split(".")[0] for c in captions] == [f"Figure {n + 1}" for n in range(len(pictures))]


def test_every_page_of_a_synthetic_report_says_so(page, word):
    assert ("div", {"class": "watermark", "aria-hidden": "true"}) in page.tags
    assert "No row is a real patient" in page.text
    for section in word.sections:
        head = section.header
        assert "no row is a real patient" in head.paragraphs[0].text
        assert 'string="SYNTHETIC DATA"' in head._element.xml
        assert "NUMPAGES" in section.footer._element.xml


def test_a_readers_own_report_bears_no_such_mark():
    question = request(make(12, 3, MADRS, MG, SEX, AGE))
    page = read_page(made("html", question, sections=SMALL))
    assert "watermark" not in {attrs.get("class") for _, attrs in page.tags}
    assert "real patient" not in page.text
    document = read_word(made("docx", question, sections=("cohort",)))
    assert document.sections[0].header.paragraphs[0].text == ""


def test_equal_reports_are_equal_files_that_name_nobody():
    first, second = (made("docx", sections=("cohort", "table1")) for _ in range(2))
    assert first == second
    properties = read_word(first).core_properties
    assert properties.author == properties.last_modified_by == "Magnesium cohort explorer"
    assert properties.created.isoformat()[:10] == "2026-03-01"
    assert "synthetic" in properties.keywords
    assert {entry.date_time[0] for entry in zipfile.ZipFile(BytesIO(first)).infolist()} == {1980}


def test_every_table_and_figure_is_numbered_once_and_mentioned():
    cohort = read_bundled_cohort()
    settings = default_settings(cohort).replace(between="sex")
    report = build_report(request(cohort), settings, ALL, ORIGIN)
    labels = [t.label for t in report.tables if t.numbered]
    main = [label for label in labels if not label.startswith("Table A")]
    assert main == [f"Table {n + 1}" for n in range(len(main))]
    assert labels[len(main) :] == ["Table A1", "Table A2"]
    assert main[0] == "Table 1"
    assert report.tables[0].captioned.caption.startswith("Table 1. Characteristics of 49 patients")
    for section in report.sections:
        said = " ".join(b.text for b in section.blocks if isinstance(b, Paragraph))
        for block in section.blocks:
            if isinstance(block, FigureBlock):
                kind, number = block.label.split()
                spans = re.findall(rf"{kind}s? (\d+)(?:–(\d+))?", said)
                assert any(int(a) <= int(number) <= int(b or a) for a, b in spans), block.label


def test_the_last_page_tells_where_it_comes_from(page):
    cohort = read_bundled_cohort()
    words = page.sections["provenance"]
    for fact in (
        cohort.fingerprint,
        "http://localhost/report?between=sex",
        "python -m lib report FILE --out FOLDER",
        "2026-03-01",
        "0.2.0",
        "groups of the ANOVA: Outcome group",
    ):
        assert fact in words


def test_strobe_has_its_22_items_and_says_what_is_left(page):
    numbers = {int(re.match(r"\d+", item.number)[0]) for item in STROBE_ITEMS}
    assert numbers == set(range(1, 23))
    table = next(t for t in page.tables if "STROBE" in page.sections["strobe"] and t[0][0] == "Item")
    by_item = {row[0]: row for row in table[1:]}
    assert by_item["22"][2:4] == ["–", "not in this document"]
    assert by_item["13"][2:4] == ["“49 patients looked at” · “Analysis of variance of Mg²⁺, compared by outcome group: "
                                  "45 complete cases, 4 left out”", "section 1"]  # fmt: skip
    assert by_item["14"][3] == "section 4, Table 1"
    bare = read_page(made("html", sections=("strobe", "cohort")))
    rows = {row[0]: row for row in bare.tables[0][1:]}
    assert rows["14"][3] == rows["16"][3] == "not in this document"
    assert rows["13"][3] == "section 1"


def test_a_refused_analysis_answers_no_item():
    page = read_page(made("html", measure="madrs", between="outcome", sections=("anova", "strobe")))
    assert "No p value is given" in page.sections["anova"]
    rows = {row[0]: row for row in page.tables[-2][1:]}
    assert rows["16"][3] == "not in this document"


def test_numbers_follow_the_style_in_force():
    page = read_page(made("html", mark="comma", between="outcome", sections=("table1", "anova")))
    assert "p = ,006" in page.sections["anova"]
    assert "7,688" in page.sections["anova"]
    assert "50,02 (10,06)" in page.sections["table1"]


def question_of(name):
    """The cohorts that a document has to bear."""
    bundled = read_bundled_cohort()
    return {
        "nobody": request(bundled, Selection({"sex": ("male",), "age": (26, 26)})),
        "one patient": request(bundled, Selection({"age": (26, 26)})),
        "two visits": request(ODD_COHORTS["two visits"]),
        "thirty visits": request(ODD_COHORTS["thirty visits"]),
        "everything missing": request(ODD_COHORTS["everything missing"]),
        "one measure": request(ODD_COHORTS["one measure and nothing else"]),
        "hostile": request(ODD_COHORTS["four diagnoses, one hostile"]),
    }[name]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody", "No patient fulfils all filters"),
        ("one patient", "need at least"),
        ("two visits", "over the 2 visits was tested"),
        ("thirty visits", "need at least"),
        ("everything missing", "No patient in this selection has a value"),
        ("one measure", "needs two measures"),
        ("hostile", "javascript:alert"),
    ],
)
def test_odd_cohorts_give_a_decent_document(name, words):
    question = question_of(name)
    if name == "nobody":
        assert not question.mask.any()
    page = read_page(made("html", question))
    assert words in page.text
    assert not {"script", "img", "a"} & {tag for tag, _ in page.tags}
    assert "nan" not in re.findall(r"\w+", page.text)
    assert ("(continued)" in page.text) is (name == "thirty visits")
    numbers = [int(words.split()[0]) for level, words in page.headings if level == 2]
    assert numbers == list(range(1, len(numbers) + 1))
    document = read_word(made("docx", question, sections=("cohort", "table1", "anova", "checks")))
    assert any(p.text.endswith("Provenance") for p in document.paragraphs)


def test_hostile_words_stay_words():
    page = read_page(made("html", question_of("hostile"), by="diagnosis", sections=("table1", "cohort")))
    assert HOSTILE in page.text
    assert not np.any([("onerror" in attrs) for _, attrs in page.tags])
