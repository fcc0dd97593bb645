"""LaTeX: every sign escaped, every row with as many cells as columns, every environment closed."""

import re

import pytest

from lib.export.tables.cells import split_at_mark
from lib.export.tables.latex import latex_of
from lib.export.tables.latex_characters import latex_of_text
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.report.checklists import Passage, table_strobe
from tests.export.shown_tables import odd_tables, paper_table, provenance


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50 % & #1_a", r"50 \% \& \#1\_a"),
        ("{$x^2$}~\\", r"\{\$x\textasciicircum{}2\$\}\textasciitilde{}\textbackslash{}"),
        ("Mg²⁺ (mmol/L)", r"Mg\textsuperscript{2+} (mmol/L)"),
        ("ηp² ≥ .06", r"$\eta_{p}^{2}$ $\geq$ .06"),
        ("η²_H", r"$\eta^{2}_{H}$"),
        ("−0.5 ± 2 × 3", r"$-$0.5 $\pm$ 2 $\times$ 3"),
        ("χ²(4), ρ ≤ 1", r"$\chi$\textsuperscript{2}(4), $\rho$ $\leq$ 1"),
        ("p<.001", "p$<$.001"),
        ("Müller, Łódź, Górska", "Müller, Łódź, Górska"),
        ("u\u0308", "ü"),
        ("CO₂", r"CO\textsubscript{2}"),
        ("[a]*", "{[}a{]}{*}"),
        ("-- '' ``", r"-{}- '{}' \textasciigrave{}\textasciigrave{}"),
        ("Pre – Post — “x”", "Pre -- Post --- ``x''"),
        ("two\n\nlines\tand \x00more", "two lines and more"),
    ],
)
def test_signs(text, written):
    assert latex_of_text(text) == written


def rows_of(latex):
    """Cells of each row of the table proper: `&` and `\\\\` that are not escaped part them."""
    body = latex.partition(r"\midrule")[2].rpartition(
        r"\bottomrule" if "longtable" not in latex else r"\end{longtable}"
    )[0]
    body = body.rpartition(r"\endlastfoot")[2]
    rows = [row for row in re.split(r"(?<!\\)\\\\\n?", body) if row.strip()]
    return [re.split(r"(?<!\\)&", row) for row in rows]


def columns_of(latex):
    spec = re.search(r"\\begin\{(?:tabular|longtable)\}\{@\{\}(.*)@\{\}\}\n", latex)[1]
    return len(re.findall(r"[lrc]|p\{[^}]*\}", spec.replace("@{}", "")))


def cells_missing(table):
    """Cells of a table that do not stand in their row of its LaTeX, whole or in two halves; rows that are not there."""
    rows = rows_of(latex_of(table)) if table.headings else []
    if len(rows) != len(table.lines) * bool(table.headings):
        return [f"{table.caption}: {len(rows)} rows of {len(table.lines)}"]
    missing = []
    for line, row in zip(table.lines, rows, strict=False):
        whole = re.sub(r"[\s~]|\{\}", "", "".join(row))
        parts = [part for cell in line.cells for part in split_at_mark(cell)]
        written = [re.sub(r"[\s~]|\{\}", "", latex_of_text(part)) for part in parts]
        missing += [part for part, text in zip(parts, written, strict=True) if text not in whole]
    return missing


@pytest.mark.parametrize("name", ["paper", *odd_tables()])
def test_the_structure_is_whole(name):
    table = paper_table() if name == "paper" else odd_tables()[name]
    latex = latex_of(table.about(provenance()))
    opened, closed = (re.findall(rf"\\{word}\{{(\w+)\}}", latex) for word in ("begin", "end"))
    assert sorted(opened) == sorted(closed)
    plain = re.sub(r"\\[\\{}$&#_%]", "", latex)
    assert plain.count("{") == plain.count("}")
    assert plain.count("$") % 2 == 0
    assert "No row is a real patient" in latex
    assert not cells_missing(table.about(provenance()))
    if not table.headings:
        return
    width = columns_of(latex)
    rows = rows_of(latex)
    assert len(rows) == len(table.lines)
    for line, row in zip(table.lines, rows, strict=True):
        assert len(row) == (1 if line.kind == "section" else width)


def test_numbers_stand_on_their_marks():
    table = PrintTable(
        "Table 7. T", (Heading("A"), Heading("B")), (Line(("x", "12.5 (3.1)")), Line(("y", "3 (1)")))
    )
    latex = latex_of(table.about(provenance()))
    assert r"x & 12 & .5 (3.1) \\" in latex
    assert r"y & 3 & ~(1) \\" in latex
    assert r"\multicolumn{2}{c}{B}" in latex
    assert r"\caption{T}" in latex


def test_a_long_table_breaks_over_pages_with_its_header():
    latex = latex_of(paper_table().about(provenance()))
    assert r"\endfirsthead" in latex
    assert (
        latex.splitlines()[0]
        == r"% Needs \usepackage[T1]{fontenc} and \usepackage{booktabs,longtable,pdflscape}"
    )


def wordy(rows, words, notes=0):
    """A table of rows that each wrap, and of notes."""
    headings = (
        Heading("Item"),
        Heading("What it says", text=True, wide=True),
        Heading("Left", text=True, wide=True),
    )
    lines = tuple(Line((str(i), "word " * words, "left " * words)) for i in range(rows))
    return PrintTable("T", headings, lines, ("note " * 60,) * notes)


@pytest.mark.parametrize(
    ("table", "long"),
    [
        (wordy(12, 3), False),
        # 32 lines at 9 points: 32 × 3.9 mm and the frame, over 55 % of 240 mm.
        (wordy(32, 3), True),
        (wordy(12, 60), True),  # few rows of many lines: the checklists
        (wordy(3, 3, notes=30), True),  # few rows over many notes
        (wordy(0, 0), False),
    ],
)
def test_a_table_that_might_not_fit_on_a_page_breaks(table, long):
    latex = latex_of(table.about(provenance()))
    assert (r"\begin{longtable}" in latex) == long
    assert (r"\begin{table}" in latex) != long


def test_the_checklist_breaks_over_pages_down_to_its_last_item():
    passages = (Passage("methods", "section 3", "Missing values were not replaced."),)
    table = table_strobe(passages)
    latex = latex_of(table.about(provenance()))
    assert r"\begin{longtable}" in latex
    assert len(rows_of(latex)) == len(table.lines)
    assert "Funding" in latex
