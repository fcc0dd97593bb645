"""What words claim, against p as printed and against counts in the tables that have no test of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.present.common.table import Line, PrintTable
from tests.present.reading.rows import LEVEL, Row, number, rows_of

#: Corrections as the tables of courses abbreviate them.
SHORT = {"Greenhouse–Geisser": "GG", "Huynh–Feldt": "HF", "sphericity not corrected": "none"}
#: Words that claim an effect, and words that say none was found.
CLAIMS = (
    (r"\bchanges over the visits: [^;.]*?F\(.*?p ([=<>]) (\.\d+)", True),
    (r"[Nn]o change of .*? was detected: F\(.*?p ([=<>]) (\.\d+)", False),
    (r"\bcourse of .*? differs between .*?p ([=<>]) (\.\d+)", True),
    (r"\bdoes not differ detectably.*?p ([=<>]) (\.\d+)", False),
    (r"\btwo visits differ: .*?p ([=<>]) (\.\d+)", True),
    (r"\btwo visits do not differ detectably: .*?p ([=<>]) (\.\d+)", False),
)


def claims(sentence: str) -> Iterator[str]:
    """A word that claims an effect stands beside a p below .05 as printed; one that claims none beside another."""
    for pattern, claimed in CLAIMS:
        for sign, text in re.findall(pattern, sentence):
            value = float(text)
            below = value <= LEVEL if sign == "<" else value < LEVEL
            if below != claimed:
                yield f"claim: p {sign} {text} beside “{re.split(r'F|:', sentence)[0]}”"
    if re.search(r"\bthe strongest\b|\bNo change of\b(?!.*detected)", sentence):
        yield "claim: strongest, or a change said to be absent"


def agreement(sentence: str) -> Iterator[str]:
    """Tests said to find something have a p below .05 as printed, and those said not to have none."""
    for pattern, below in (
        (r"Every test of [^.:]* finds it at [^:]*: (.*?); the finding", True),
        (r"No test of [^.:]* finds it at [^:]*: (.*?); that none", False),
        (r"found by (.*?), not by", True),
        (r"not by (.*?)\. The finding", False),
    ):
        for said in re.findall(pattern, sentence):
            for sign, text in re.findall(r"p ([=<>]) (\.\d+|1\.0+)", said):
                value = float(text)
                if (value <= LEVEL if sign == "<" else value < LEVEL) != below:
                    yield f"claim: p {sign} {text} in “{said}”"


def assumptions(sentence: str) -> Iterator[str]:
    """What the data speak against has a p below .05, or a visit at which Levene's has; the rest has none."""
    against = re.search(r"the data speak against (.*?)(?:, and nothing against (.*?))?\. Then", sentence)
    nothing = re.search(r"nothing speaks against (.*?)\. With", sentence)
    parts = [(against[1], True), (against[2] or "", False)] if against else []
    parts += [(nothing[1], False)] if nothing else []
    for said, below in parts:
        for sign, text in re.findall(r"p ([=<>]) (\.\d+)", said):
            if (float(text) <= LEVEL if sign == "<" else float(text) < LEVEL) != below:
                yield f"claim: p {sign} {text} in “{said}”"
        for found in re.findall(r"Levene’s test at (\d+) of", said):
            if (int(found) > 0) != below:
                yield f"claim: Levene at {found} visits in “{said}”"


def corrections(sentence: str, rows: list[Row]) -> Iterator[str]:
    """A p with the name of a sphericity correction stands in the column, or on the line, of that correction."""
    short = {"Greenhouse–Geisser": ("p GG", "p Greenhouse–Geisser")}
    for sign, text, name in re.findall(
        r"p ([=<>]) (\.\d+) \((Greenhouse–Geisser|Huynh–Feldt|sphericity not corrected)\)", sentence
    ):
        wanted = text if sign == "=" else f"{sign}{text}"
        own = [row.cells.get(column) for row in rows for column in short.get(name, ())]
        own += [row.cells["p corrected"] for row in rows if row.cells.get("Correction") == SHORT[name]]
        name = "None" if name == "sphericity not corrected" else name
        own += [row.cells["p"] for row in rows if row.cells.get("Sphericity correction") == name]
        if wanted not in own:
            yield f"label: {wanted} is not the p with {name}"


def several(sentence: str, rows: list[Row]) -> Iterator[str]:
    """`k of n patients … have two or more`: the columns from 2 on of the table of numbers."""
    said = re.search(r"(\d+) of (\d+) patients? \(\S+ %\) ha\w+ two or more", sentence)
    row = next((row for row in rows if row.label == "Patients, n (%)"), None)
    if said and row:
        cells = [cell for name, cell in row.cells.items() if name.isdigit() and int(name) > 1]
        found = sum(int(number(cell)) for cell in cells if cell != "–")
        if found != int(said[1]):
            yield f"count: {said[0]} where the table has {found}"


def missed(sentence: str, rows: list[Row]) -> Iterator[str]:
    """`In k of n comparisons even the largest …`: compared rows without a detectable percentage."""
    said = re.search(r"In (this|\d+)(?: of (\d+))? comparisons? even the largest", sentence)
    compared = [row for row in rows if row.value("p exact") == row.value("p exact")]
    found = sum(
        cell == "–" for row in compared for name, cell in row.cells.items() if name.startswith("Detectable")
    )
    if said and (1 if said[1] == "this" else int(said[1])) != found:
        yield f"count: {said[0]} where the table has {found} of {len(compared)}"


def groups_changed(sentence: str, rows: list[Row]) -> Iterator[str]:
    """`a change is detected in k of n groups`: by the first of the three tests of the table."""
    said = re.search(r"detected in (all|none|no|the one|\d+)(?: of)?(?: (\d+))? groups?", sentence)
    if said is None:
        return
    values = [value for row in rows[: len(rows) // 3] if (value := row.value("p")) == value]
    found = len(values) if said[1] in ("all", "the one") else 0 if said[1] in ("none", "no") else int(said[1])
    below = sum(value < LEVEL for value in values)
    if found != below:
        yield f"count: {said[0]} where {below} of {len(values)} are below .05"


def group_pairs(sentence: str, tables: list[PrintTable]) -> Iterator[str]:
    """`k of n by means … and k of n on ranks`: adjusted p at the visits; `lower` and `higher` go with the sign."""
    for how, column in (("by means", "t"), ("on ranks", "U")):
        said = re.search(rf"(none|\d+) of (\d+) {how}", sentence)
        rows = [
            row
            for table in tables
            for row in rows_of(table)
            if column in row.cells and "p adjusted" in row.cells
        ]
        sections = [
            line.cells[0]
            for table in tables
            if column in {heading.label for heading in table.headings}
            for line in _last_section(table)
        ]
        rows = [
            row
            for row in rows
            if not row.label.startswith("Mean of the visits") and row.label not in sections
        ]
        values = [value for row in rows if (value := row.value("p adjusted")) == value]
        if said and not sections:
            found = 0 if said[1] == "none" else int(said[1])
            below = sum(value < LEVEL for value in values)
            if (found, int(said[2])) != (below, len(values)):
                yield f"count: {said[0]} where {below} of {len(values)} are below .05"
    for way, sign in re.findall(
        r"was [\d.,]+ \S+ (lower|higher) .*?\((?:(?:Hodges–Lehmann )?difference )?([−+]?)", sentence
    ):
        if (way == "lower") != (sign == "−"):
            yield f"claim: {way} beside a difference with the sign “{sign}”"


def _last_section(table: PrintTable) -> list[Line]:
    """Sections of a table with several pairs a visit, which are not counted here."""
    return [line for line in table.lines if line.kind == "section"]
