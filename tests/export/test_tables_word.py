"""A Word file is opened again by python-docx: its cells are those of the table, and of the paper."""

import io
import re

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from lib.export.tables.word import add_table, new_document, word_of
from lib.present.common.table import Heading, Line, PrintTable
from tests.export.shown_tables import LAST_LINE, PRINTED_P, PRINTED_ROWS, odd_tables, paper_table, provenance

SIGNS_LEFT_OUT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def reopened(table, *, synthetic=True):
    return docx.Document(io.BytesIO(word_of(table.about(provenance(synthetic=synthetic)))))


def cells(row):
    """Texts of a row; a merged cell once."""
    return [cell.text for cell in dict.fromkeys(row.cells)]


def test_table_1_reads_back_as_the_paper_prints_it():
    rows = {found[0]: found for row in reopened(paper_table()).tables[0].rows if len(found := cells(row)) > 1}
    for label, printed in PRINTED_ROWS.items():
        assert rows[label][2:6] == printed
    assert {label: rows[label][6] for label in PRINTED_P} == PRINTED_P


def test_every_cell_is_the_tables():
    table = paper_table()
    read = [cells(row) for row in reopened(table).tables[0].rows]
    assert read[0] == [f"{h.label}\n{h.detail}" if h.detail else h.label for h in table.headings]
    assert [tuple(row) for row in read[1:]] == [line.cells for line in table.lines]


def test_it_is_set_as_a_journal_sets_it():
    document = reopened(paper_table())
    element = document.tables[0]._tbl
    assert element.tr_lst[0].trPr.find(qn("w:tblHeader")) is not None
    borders = element.tblPr.find(qn("w:tblBorders"))
    assert [border.tag for border in borders] == [qn("w:top"), qn("w:bottom")]
    assert all(
        edge.tag == qn("w:bottom")
        for edge in element.tr_lst[0].iter()
        if edge.getparent().tag == qn("w:tcBorders")
    )
    section = next(row for row in element.tr_lst if len(row.tc_lst) == 1)
    assert section.tc_lst[0].grid_span == len(paper_table().headings)
    male = next(row for row in element.tr_lst if row.tc_lst[0].xpath("string(.)") == "Male")
    assert male.tc_lst[2].find(f".//{qn('w:tab')}").get(qn("w:val")) == "decimal"
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "Table 1. Characteristics of 49 patients by outcome group"
    assert texts[1:-2] == list(paper_table().notes)
    assert "No row is a real patient" in texts[-2]
    assert texts[-1] == LAST_LINE
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE


def test_a_readers_own_data_are_not_called_synthetic():
    document = reopened(PrintTable("T", (Heading("A"),), (Line(("1",)),)), synthetic=False)
    assert "synthetic" not in " ".join(paragraph.text for paragraph in document.paragraphs).lower()
    assert document.sections[0].orientation == WD_ORIENT.PORTRAIT


@pytest.mark.parametrize("name", odd_tables())
def test_odd_tables_open_again(name):
    table = odd_tables()[name]
    document = reopened(table)
    read = [tuple(cells(row)) for found in document.tables for row in found.rows[1:]]
    if name == "forty columns":
        # Too wide for a page: continued in further tables, each with the first column.
        assert len(document.tables) > 1
        first = [found.rows[1].cells for found in document.tables]
        assert {row[0].text for row in first} == {"0.25 (3.5)"}
        assert [cell.text for row in first for cell in row[1:]] == list(table.lines[0].cells[1:])
        return
    wanted = [
        tuple(SIGNS_LEFT_OUT.sub("", text).replace("\r", "\n") for text in line.cells) for line in table.lines
    ]
    assert [tuple(text.replace("\r", "\n") for text in row) for row in read] == wanted
    assert len(document.tables) == (1 if table.headings else 0)


def test_two_tables_share_a_document():
    document = new_document("Two")
    for _ in range(2):
        add_table(document, paper_table())
    file = io.BytesIO()
    document.save(file)
    assert len(docx.Document(file).tables) == 2
