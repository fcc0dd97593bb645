"""Górska et al. 2021 as printed: Table 1, Table 2, the statistics of the text, and editorial notes.

The files hold every number exactly as it stands in print, misprints included (doi 10.3390/ph14050430, CC BY 4.0).
"""

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from lib.analysis.published.reported_f import ReportedF, read_reported_f
from lib.analysis.published.table import Membership, Place, PrintedRow, PrintedTable, infer_sizes
from lib.analysis.published.verdicts import Cell
from lib.cohort.codebook import DATA_FOLDER, DERIVED_KINDS, Codebook, read_bundled_codebook
from lib.cohort.outcome import NON_RESPONDER, OUTCOME_LABELS, REMITTER, RESPONDER
from lib.stats.published.printed import Printed, read_printed

TABLE_1, TABLE_2, TEXT = "Table 1", "Table 2", "Text"
GROUPS = (RESPONDER, REMITTER, NON_RESPONDER)
#: Columns of patients in Table 1: prefix in the file, words.
PLACES = (("total", "All"), *((group, OUTCOME_LABELS[group]) for group in GROUPS))


@dataclass(frozen=True)
class Statistic:
    """One number or claim of the text, or one cell of Table 2.

    Attributes
    ----------
    key, source, section, label : str
        Key, part of the paper, where in it, and what it is about.
    quantity : str
        `F`, `df`, `p`, `partial_eta_squared`, `chi2`, `claim`, or what else a sentence states.
    printed : str
        As printed.
    analysis, group, visit_1, visit_2, column : str
        What was computed: name of the analysis and what it is asked about; empty where it does not apply.
    quote : str
        The sentence.
    """

    key: str
    source: str
    section: str
    label: str
    quantity: str
    printed: str
    analysis: str
    group: str = ""
    visit_1: str = ""
    visit_2: str = ""
    column: str = ""
    quote: str = ""

    @property
    def number(self) -> Printed | None:
        """The printed number, None for a claim."""
        return read_printed(self.printed)

    @property
    def asked(self) -> tuple[str, str, str, str, str]:
        """What was computed: statistics with the same value belong to one result."""
        return self.analysis, self.group, self.visit_1, self.visit_2, self.column

    @property
    def cell(self) -> Cell:
        """The printed number as a cell."""
        number = self.number
        words = QUANTITIES.get(self.quantity, self.quantity)
        decimals = number.decimals if number else 0
        return Cell(self.key, self.source, self.section, self.label, words, self.printed, decimals)


@dataclass(frozen=True)
class EditorialNote:
    """What no arithmetic can find: the cells it is about, the verdict, and the reason."""

    cells: tuple[str, ...]
    verdict: str
    note: str
    source: str


#: Words for quantities.
QUANTITIES = {
    "F": "F",
    "df": "df",
    "p": "p",
    "partial_eta_squared": "ηp²",
    "chi2": "χ²",
    "claim": "statement",
}
#: Words for analyses, with group and visits filled in; what is no analysis goes by its name in the file.
ANALYSES = {
    "anova_time": "Mg²⁺ over the visits",
    "simple_effect_group": "Mg²⁺ over the visits, {group}",
    "simple_effect_diagnosis": "Mg²⁺ over the visits, {group}",
    "post_hoc_overall": "Mg²⁺ {first} – {second}",
    "post_hoc_group": "Mg²⁺ {first} – {second}, {group}",
    "anova_time_comorbidity": "Mg²⁺ × comorbidity",
    "correlation": "Mg²⁺ with MADRS",
    "correlation_of_change": "Change of Mg²⁺ with MADRS, YMRS",
    "chi2_sex": "Sex by outcome",
}


def _rows(name: str, folder: Path = DATA_FOLDER) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_table1_rows() -> list[dict[str, str]]:
    """Read the printed Table 1 as text, one dictionary a row."""
    return _rows("table1_published.csv")


@cache
def read_table1() -> PrintedTable:
    """Read the printed Table 1 from `data/table1_published.csv`."""
    return build_table1(read_table1_rows(), read_bundled_codebook())


def build_table1(rows: list[dict[str, str]], codebook: Codebook) -> PrintedTable:
    """Turn the text of Table 1 into a printed table.

    Parameters
    ----------
    rows : list of dict
        Text cells under the headings of `data/table1_published.csv`.
    codebook : Codebook
        Says which characteristics are made of others and which numbers are whole.

    Returns
    -------
    PrintedTable
        Group sizes are inferred from counts and percentages: the paper does not print them.
    """
    headings = {row["column"]: row["label"].rstrip(":") for row in rows if row["kind"] == "test"}
    printed = tuple(_table1_row(row, codebook, headings) for row in rows if row["kind"] != "heading")
    sizes = infer_sizes(printed, len(PLACES))
    places = tuple(
        Place(name, label, size, whole=name == "total")
        for (name, label), size in zip(PLACES, sizes, strict=True)
    )
    shown = {row.column for row in printed}
    memberships = tuple(
        Membership(
            column.name,
            column.members,
            column.kind == "count_of",
            all(name in shown for name in column.members),
        )
        for column in codebook.columns
        if column.kind in DERIVED_KINDS and column.name in shown
    )
    return PrintedTable(TABLE_1, places, printed, memberships, "eta_squared_h")


def _table1_row(row: dict[str, str], codebook: Codebook, headings: dict[str, str]) -> PrintedRow:
    column = codebook.column(row["column"])

    def along(suffix: str) -> tuple[Printed | None, ...]:
        return tuple(read_printed(row[f"{name}_{suffix}"]) for name, _ in PLACES)

    label = row["label"].rstrip(":")
    if row["kind"] == "count" and column.kind in ("count_of", "category"):
        label = f"{headings.get(row['column'], column.label)}: {label}"
    return PrintedRow(
        key=row["row"],
        label=label,
        section=row["section"],
        column=row["column"],
        level=row["level"],
        counts=along("n"),
        percents=along("pct"),
        means=along("mean"),
        sds=along("sd"),
        p=read_printed(row["p"]),
        effect=read_printed(row["v"]),
        p_text=row["p"],
        effect_text=row["v"],
        whole_numbers=column.kind == "number" and column.decimals == 0,
    )


@cache
def read_table2() -> tuple[Statistic, ...]:
    """Read the printed Table 2 from `data/table2_published.csv`, one statistic a cell."""
    found = []
    for row in _rows("table2_published.csv"):
        for name, quantity in (("f", "F"), ("df", "df"), ("p", "p"), ("partial_eta_squared",) * 2):
            key = f"{TABLE_2}|{row['row']}|{quantity}"
            found.append(
                Statistic(
                    key,
                    TABLE_2,
                    "Mg²⁺ and comorbidity",
                    row["label"],
                    quantity,
                    row[name],
                    "anova_comorbidity",
                    "all",
                    column=row["column"],
                )
            )
    return tuple(found)


@cache
def read_text() -> tuple[Statistic, ...]:
    """Read the numbers and claims of the text from `data/text_published.csv`.

    The degrees of freedom of an F are read from its sentence.
    """
    found: list[Statistic] = []
    for row in _rows("text_published.csv"):
        statistic = _text_statistic(row)
        found.append(statistic)
        reported = read_reported_f(statistic.quote) if statistic.quantity == "F" else None
        if isinstance(reported, ReportedF):
            key = f"{statistic.key}_df"
            found.append(replace(statistic, key=key, quantity="df", printed=reported.df_text))
    return tuple(found)


def _text_statistic(row: dict[str, str]) -> Statistic:
    relation = "" if row["relation"] == "=" else row["relation"]
    return Statistic(
        key=f"{TEXT}|{row['id']}",
        source=TEXT,
        section=row["where"],
        label=_label(row),
        quantity=row["quantity"],
        printed=" ".join(part for part in (relation, row["printed"], row["unit"]) if part),
        analysis=row["analysis"],
        group=row["group"],
        visit_1=row["visit_1"],
        visit_2=row["visit_2"],
        quote=row["quote"],
    )


def _label(row: dict[str, str]) -> str:
    codebook = read_bundled_codebook()
    visits = {visit.name: visit.short.lower() for visit in codebook.visits}
    group = OUTCOME_LABELS.get(row["group"], row["group"])
    if row["analysis"] not in ANALYSES:
        return row["id"].replace("_", " ").capitalize()
    return ANALYSES[row["analysis"]].format(
        group=group.lower() + "s" if row["group"] in OUTCOME_LABELS else group,
        first=visits.get(row["visit_1"], ""),
        second=visits.get(row["visit_2"], ""),
    )


@cache
def read_editorial_notes() -> tuple[EditorialNote, ...]:
    """Read what no arithmetic can find from `data/editorial_notes.csv`."""
    return tuple(
        EditorialNote(
            tuple(f"{TEXT}|{name}" for name in row["cells"].split("|")),
            row["verdict"],
            row["note"],
            row["source"],
        )
        for row in _rows("editorial_notes.csv")
    )
