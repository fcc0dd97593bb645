"""Checklists: an item is answered only by a passage that stands in the report, word for word."""

import re

import pytest

from lib.export.report.build import build_report, passages_of
from lib.export.report.page import html_report
from lib.export.report.word import word_report
from lib.present.report.checklists import LONGEST_QUOTE, NOT_HERE, SAMPL_ITEMS, STROBE_ITEMS, quote_around
from tests.export.report_reading import ALL, ORIGIN, read_page, read_word
from tests.export.requests_made import ask
from tests.export.test_tables_latex import cells_missing

CASES = [
    ("bundled", ALL, {"between": "outcome"}),
    ("bundled", ALL, {"between": "sex", "corr": "pearson", "kind": "medicine", "measure": "madrs"}),
    ("bundled", ("anova", "strobe", "sampl"), {"measure": "madrs", "between": "outcome"}),
    ("bundled", ("strobe", "sampl"), {}),
    ("gaps", ALL, {"between": "sex"}),
    ("five patients", ALL, {}),
    ("everything missing", ALL, {}),
    ("two visits", ALL, {}),
    ("no depression scale", ALL, {}),
]
#: Items that no computed document answers.
OF_THE_AUTHOR = {"STROBE": {"1", "2", "3", "9", "18", "19", "20", "21", "22"}, "SAMPL": {"15"}}


def flat(text):
    return re.sub(r"\s+", " ", text)


def checklists(report):
    found = {}
    for block in report.tables:
        name = block.table.caption.split(" ")[0]
        if name in OF_THE_AUTHOR:
            found[name] = {line.cells[0]: line.cells for line in block.table.lines}
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {len(case[1])}")
def test_every_quotation_stands_in_the_sections_before(case):
    cohort, sections, changed = case
    request = ask(cohort, **changed)
    report = build_report(request.question, request.settings, sections, ORIGIN)
    assert not [
        cell for block in report.tables for cell in cells_missing(block.table.about(report.provenance))
    ]
    results = [part for part in report.sections[:-1] if part.code not in ("strobe", "sampl")]
    texts = {f"section {part.number}": [p.text for p in passages_of(part)] for part in results}
    for name, rows in checklists(report).items():
        items = {"STROBE": STROBE_ITEMS, "SAMPL": SAMPL_ITEMS}[name]
        assert list(rows) == [item.number for item in items]
        for number, (_, _, quoted, where, left) in rows.items():
            quotes = re.findall(r"“(.*?)”(?= · “|$)", quoted)
            assert bool(quotes) == (where != NOT_HERE) == (quoted != "–")
            assert left
            places = [part.split(",")[0] for part in where.split("; ")]
            for quote in quotes:
                assert any(quote in text for place in places for text in texts[place]), (number, quote)
                assert len(quote) <= LONGEST_QUOTE + 60
        assert {number for number, row in rows.items() if row[3] == NOT_HERE} >= OF_THE_AUTHOR[name]


def test_a_quotation_is_in_the_documents_as_they_are_read():
    request = ask("bundled", between="outcome")
    sections = ("cohort", "methods", "anova", "strobe")
    report = build_report(request.question, request.settings, sections, ORIGIN)
    quotes = [
        q for row in checklists(report)["STROBE"].values() for q in re.findall(r"“(.*?)”(?= · “|$)", row[2])
    ]
    assert len(quotes) > 10
    page = read_page(html_report(report).encode())
    before = flat(" ".join(text for name, text in page.sections.items() if name != "strobe"))
    word = flat(" ".join(p.text for p in read_word(word_report(report)).paragraphs))
    for quote in quotes:
        assert flat(quote) in before
        assert flat(quote) in word


def test_what_is_not_there_is_left_to_the_author():
    request = ask("bundled")
    rows = checklists(build_report(request.question, request.settings, ("cohort", "strobe", "sampl"), ORIGIN))
    assert rows["STROBE"]["12e"][2:4] == ("–", NOT_HERE)
    assert rows["SAMPL"]["6"][2:4] == ("–", NOT_HERE)
    everything = checklists(build_report(request.question, request.settings, ALL, ORIGIN))
    assert "The level of significance was .05" in everything["SAMPL"]["6"][2]
    assert "Influence of single patients was examined" in everything["STROBE"]["12e"][2]


@pytest.mark.parametrize(
    ("text", "words", "quote"),
    [
        ("One. Two is here. Three.", "is", "Two is here."),
        (
            "One at 0.5 and (A, 1951; Cramér, 1946) here.",
            "here",
            "One at 0.5 and (A, 1951; Cramér, 1946) here.",
        ),
        ("start " + "word " * 100, "start", "start" + " word" * 32),
    ],
)
def test_a_sentence_is_quoted_whole_or_cut_between_words(text, words, quote):
    start = text.index(words)
    found = quote_around(text, start, start + len(words))
    assert found == quote
    assert found in text
