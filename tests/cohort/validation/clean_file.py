"""A clean file of eight patients at three visits, in which tests plant their faults."""

from __future__ import annotations

from lib.cohort.mapping import guess_mapping
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort

HEADER = "patient,visit,sex,age,bmi,diagnosis,diabetes,madrs,mg_mmol_l"
VISITS = ("pre", "week 2", "post")
N_PATIENTS = 8


def clean_rows():
    """Eight patients at three visits; line 1 is the header, so patient i visit v stands on line 2 + 3 i + v."""
    rows = [HEADER.split(",")]
    for i in range(N_PATIENTS):
        for v, visit in enumerate(VISITS):
            sex, diagnosis = ("female", "male")[i % 2], ("MDD", "BP", "other")[i % 3]
            described = [f"P{i + 1}", visit, sex, str(30 + i), f"2{i}.5", diagnosis, ("yes", "no")[i % 2]]
            rows.append([*described, str(30 + i - 6 * v), f"{0.80 + 0.01 * i + 0.02 * v:.2f}"])
    return rows


def text_of(rows):
    return "\n".join(",".join(row) for row in rows) + "\n"


def check(rows, mapping=None, sep=","):
    raw = read_table(text_of(rows).replace(",", sep).encode(), "file.csv")
    return build_cohort(raw, mapping or guess_mapping(raw))


def planted(line, column, value):
    """Put a value on a line of the file (the header is line 1)."""
    rows = clean_rows()
    rows[line - 1][rows[0].index(column)] = value
    return rows


def by_code(validated, code):
    return [finding for finding in validated.findings if finding.code == code]
