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


def parts_of(latex):
    """The tables proper: a table that is too wide for the page is several."""
    return re.findall(
        r"\\begin\{(?:tabular|longtable)\}\{@\{\}.*?\\end\{(?:table|longtable)\}", latex, re.DOTALL
    )


def rows_of(part):
    """Cells of each row of a table proper: `&` and `\\\\` that are not escaped part them."""
    body = part.partition(r"\midrule")[2].rpartition(
        r"\bottomrule" if "longtable" not in part else r"\end{longtable}"
    )[0]
    body = body.rpartition(r"\endlastfoot")[2]
    rows = [row for row in re.split(r"(?<!\\)\\\\\n?", body) if row.strip()]
    return [re.split(r"(?<!\\)&", row) for row in rows]


def kinds_of(part):
    """The columns of a table proper, as LaTeX is told: l, r, p{…}, and the space between them."""
    spec = re.search(r"\\begin\{(?:tabular|longtable)\}\{@\{\}(.*)@\{\}\}\n", part)[1]
    return re.findall(r"@\{\}|[lrc]|p\{[^}]*\}", spec)


def columns_of(part):
    return len([kind for kind in kinds_of(part) if kind != "@{}"])


def cells_missing(table):
    """Cells of a table that do not stand in their row of its LaTeX, whole or in two halves; rows that are not there."""
    parts = [rows_of(part) for part in parts_of(latex_of(table))]
    counts = [len(rows) for rows in parts]
    if table.headings and set(counts) != {len(table.lines)}:
        return [f"{table.caption}: {counts} rows of {len(table.lines)}"]
    missing = []
    for number, line in enumerate(table.lines if table.headings else ()):
        row = [cell for rows in parts for cell in rows[number]]
        whole = re.sub(r"[\s~]|\{\}", "", "".join(row))
        pieces = [piece for cell in line.cells for piece in split_at_mark(cell)]
        written = [re.sub(r"[\s~]|\{\}", "", latex_of_text(piece)) for piece in pieces]
        missing += [piece for piece, text in zip(pieces, written, strict=True) if text not in whole]
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
    for part in parts_of(latex):
        for line, row in zip(table.lines, rows_of(part), strict=True):
            assert len(row) == (1 if line.kind == "section" else columns_of(part))


#: Points of an inch, of LaTeX's sizes, and the space between two columns (3 pt at both sides), in mm.
POINT, SIZE_OF, BETWEEN = (
    25.4 / 72.27,
    {r"\small": 9, r"\footnotesize": 8, r"\scriptsize": 7, r"\tiny": 5},
    2.1,
)
#: Signs of Computer Modern in ems, from its metrics at ten points; the other letters and digits take half an em.
EMS = {
    "m": 0.833,
    "w": 0.722,
    "M": 0.917,
    "W": 1.028,
    "−": 0.778,
    "<": 0.778,
    "–": 0.5,
    " ": 0.333,
    "l": 0.278,
}
EMS |= (
    dict.fromkeys("ABCDEFGHKLNOPQRTUVXYZ", 0.73)
    | dict.fromkeys(".,;:'i", 0.278)
    | dict.fromkeys("bdhknpqu", 0.556)
)


def width_set(part, size):
    """Width in mm that a table proper takes, from what LaTeX is told and the metrics of its type."""

    def line_width(tex):
        plain = re.sub(r"\\[a-z]+(\{[^}]*\})?|[${}\\]", "", tex.replace(r"\times", "x").replace("$-$", "−"))
        return (
            sum(EMS.get(sign, 0.5) for sign in plain.replace("--", "–").replace("~", " ").strip())
            * size
            * POINT
        )

    kinds = [kind for kind in kinds_of(part) if kind != "@{}"]
    widths = [float(kind[2:-3]) if kind[0] == "p" else 0.0 for kind in kinds]
    joints = kinds_of(part).count("@{}")
    for row in rows_of(part):
        if len(row) > 1:
            found = (
                0.0 if kind[0] == "p" else line_width(cell) for kind, cell in zip(kinds, row, strict=True)
            )
            widths = [max(pair) for pair in zip(widths, found, strict=True)]
    places, place = [], 0
    for cell in re.split(
        r"(?<!\\)&", part.partition(r"\toprule")[2].partition(r"\midrule")[0].rstrip("\\\n ")
    ):
        step = 2 if r"\multicolumn{2}" in cell else 1
        words = re.sub(
            r"\\multicolumn\{2\}\{c\}|\\(begin|end)\{tabular\}(\[b\])?(\{@\{\}.@\{\}\})?", "", cell
        )
        longest = max(line_width(line) for line in words.split(r"\\"))
        places.append(max(sum(widths[place : place + step]), 0.0 if kinds[place][0] == "p" else longest))
        place += step
    return sum(places) + BETWEEN * (len(kinds) - 1 - joints)


@pytest.mark.parametrize("name", ["paper", "groups", "long names", "forty columns"])
def test_no_table_is_wider_than_its_page(name):
    long_names = wide_table(["Schizoaffective disorder, bipolar type – Recurrent depressive disorder"])
    known = {"paper": paper_table(), "groups": wide_table(["MDD – Bipolar"]), "long names": long_names}
    table = known.get(name) or odd_tables()[name]
    latex = latex_of(table.about(provenance()))
    room = 240 if r"\begin{landscape}" in latex else 160
    parts = parts_of(latex)
    # The type's size is said within the float: a float begins in the size of the document.
    sizes = [
        SIZE_OF[word]
        for word in re.findall(r"^(\\\w+)\n\\begin\{(?:tabular|longtable)\}\{@", latex, re.MULTILINE)
    ]
    assert parts
    assert all(width_set(part, size) <= room for part, size in zip(parts, sizes, strict=True))


def wide_table(names):
    """Eleven columns, as groups compared by their means have."""
    labels = ("n", "Mean difference", "95 % CI", "95 % CI", "SE", "t", "df", "p", "p", "Cohen’s d")
    details = ("", "", "", "adjusted", "", "", "", "", "adjusted", "")
    headings = (Heading("Groups"), *(Heading(*pair) for pair in zip(labels, details, strict=True)))
    cells = ("25, 24", "−0.0123", "[−0.0512, 0.0266]", "[−0.0512, 0.0266]", "0.0193")
    cells += ("−0.637", "46.82", ".527", "<.001", "−0.182")
    return PrintTable(
        "Groups", headings, tuple(Line((f"Mean of the visits: {name}", *cells)) for name in names)
    )


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
    assert [len(rows_of(part)) for part in parts_of(latex)] == [len(table.lines)]
    assert "Funding" in latex
