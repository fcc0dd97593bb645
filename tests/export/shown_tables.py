"""Tables to write into files: the paper's Table 1 on the bundled cohort, and tables no page would show."""

from functools import cache

from lib.analysis.common.question import Question
from lib.analysis.table1.table import summarise_table1
from lib.cohort.cohort import read_bundled_cohort
from lib.present.common.provenance import Provenance
from lib.present.common.table import Heading, Line, PrintTable, table_of_records
from lib.present.table1.table import table_table1

#: Rows of Table 1 as Górska et al. 2021 print them: all, responder, remitter, non-responder.
PRINTED_ROWS = {
    "Male": ["21 (42.9)", "6 (66.7)", "2 (25.0)", "13 (40.6)"],
    "Pension": ["10 (20.4)", "0 (0)", "3 (37.5)", "7 (21.9)"],
    "Higher": ["24 (49.0)", "6 (66.7)", "3 (37.5)", "15 (46.9)"],
    "BMI (kg/m²), mean (SD)": ["27.92 (5.67)", "28.00 (4.64)", "26.50 (4.72)", "28.25 (6.21)"],
    "Hyperlipidaemia": ["9 (18.4)", "3 (33.3)", "1 (12.5)", "5 (15.6)"],
    "Valproate": ["9 (18.4)", "2 (22.2)", "3 (37.5)", "4 (12.5)"],
}
#: p as the paper prints it, without the leading zero.
PRINTED_P = {"Hyperlipidaemia": ".545", "Valproate": ".160", "BMI (kg/m²), mean (SD)": ".613"}
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1")
HOSTILE = (
    "<w:p>&\"']]>",
    "\x00\x0b\ud800",
    "\\input{x} $x^2$ & % # _ ~ { }",
    "x" * 400,
    "",
    "Zażółć gęślą jaźń 漢字",
)


def provenance(*, synthetic: bool = True) -> Provenance:
    """What files are told of a cohort of 49."""
    return Provenance("A cohort", 49, 49, "no filters", "Response is defined.", "0123456789abcdef", synthetic)


#: The last line of a file.
LAST_LINE = "A cohort, 49 of 49 patients (no filters). Response is defined. Data fingerprint 0123456789ab."


@cache
def paper_table() -> PrintTable:
    """Table 1 of the bundled cohort by outcome group."""
    return table_table1(summarise_table1(Question(read_bundled_cohort()), "outcome"))


def odd_tables() -> dict[str, PrintTable]:
    """Tables at the ends of what a table can be."""
    texts = (*FORMULAS, *HOSTILE)
    return {
        "no column": table_of_records("Nothing", []),
        "no row": PrintTable("No row", (Heading("A"), Heading("B", "n = 9")), ()),
        "one column": PrintTable("One", (Heading("A"),), (Line(("x",)), Line(("Part",), "section"))),
        "forty columns": PrintTable(
            "Forty",
            tuple(Heading(f"c{i}", f"n = {i}") for i in range(40)),
            (Line(tuple(f"{i}.25 (3.5)" for i in range(40))),) * 3,
        ),
        "hostile": PrintTable(
            "Hostile <&\x00 " + "long " * 60,
            (
                Heading("=cmd()", text=True),
                Heading("+1", "@n", text=True),
                Heading("Text", text=True, wide=True),
            ),
            (*(Line((text, text, text)) for text in texts), Line(("=part",), "section")),
            ("=note", "A note."),
        ),
    }


def printed_rows(table: PrintTable) -> list[tuple[str, ...]]:
    """Every row with the section lines, as the cells of a file should read."""
    return [line.cells for line in table.lines]
