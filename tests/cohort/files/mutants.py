"""Slips of the hand in a good file: each changes it as a tired person or a program would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Cells = list[list[str]]
VISITS = ("pre", "week 2", "week 4", "post")
N_PATIENTS = 30


def good_patients(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Draw a small trial: arm, sex, age, and MADRS and magnesium at four visits."""
    patients = []
    for number in range(1, N_PATIENTS + 1):
        start = int(rng.integers(22, 41))
        falls = np.cumsum([0, *rng.integers(0, 8, len(VISITS) - 1)])
        patients.append(
            {
                "id": f"S{number:03d}", "arm": ("ketamine", "placebo")[number % 2], "sex": "FM"[int(rng.integers(2))],
                "age": int(rng.integers(19, 71)), "madrs": [int(max(start - fall, 0)) for fall in falls],
                "mg": [round(float(value), 2) for value in rng.normal(0.85, 0.07, len(VISITS))],
            }
        )  # fmt: skip
    return patients


def long_cells(patients: list[dict[str, Any]]) -> Cells:
    """Write one row a visit."""
    rows = [["id", "arm", "sex", "age", "visit", "madrs", "mg [mmol/l]"]]
    for p in patients:
        for place, visit in enumerate(VISITS):
            values = [str(p["madrs"][place]), f"{p['mg'][place]:.2f}"]
            rows.append([p["id"], p["arm"], p["sex"], str(p["age"]), visit, *values])
    return rows


def wide_cells(patients: list[dict[str, Any]]) -> Cells:
    """Write one row a patient."""
    names = [visit.replace(" ", "") for visit in VISITS]
    rows = [["id", "arm", "sex", "age", *(f"madrs_{n}" for n in names), *(f"mg_{n} [mmol/l]" for n in names)]]
    for p in patients:
        rows.append(
            [
                p["id"],
                p["arm"],
                p["sex"],
                str(p["age"]),
                *map(str, p["madrs"]),
                *(f"{m:.2f}" for m in p["mg"]),
            ]
        )
    return rows


def _row(rows: Cells, rng: np.random.Generator) -> int:
    return int(rng.integers(1, len(rows)))


def _column(rows: Cells, rng: np.random.Generator, *starts: str) -> int:
    fitting = [j for j, name in enumerate(rows[0]) if name.startswith(starts)]
    return int(rng.choice(fitting))


def drop_row(rows: Cells, rng: np.random.Generator) -> None:
    """Lose one row."""
    del rows[_row(rows, rng)]


def repeat_row(rows: Cells, rng: np.random.Generator) -> None:
    """Paste one row twice."""
    rows.insert(_row(rows, rng), list(rows[_row(rows, rng)]))


def wrong_id(rows: Cells, rng: np.random.Generator) -> None:
    """Give a row the id of another patient."""
    rows[_row(rows, rng)][0] = rows[_row(rows, rng)][0]


def swap_columns_below(rows: Cells, rng: np.random.Generator) -> None:
    """Swap two cells of one row from one column on: a value pasted one column too far."""
    row, j = rows[_row(rows, rng)], _column(rows, rng, "madrs", "mg")
    other = _column(rows, rng, "madrs", "mg", "age")
    row[j], row[other] = row[other], row[j]


def swap_visits(rows: Cells, rng: np.random.Generator) -> None:
    """Swap the names of two visits in the file."""
    places = [j for j, name in enumerate(rows[0]) if name.startswith("madrs_")]
    if places:
        a, b = rng.choice(places, 2, replace=False)
        rows[0][a], rows[0][b] = rows[0][b], rows[0][a]
    else:
        a, b = rng.choice(len(VISITS), 2, replace=False)
        swap = {VISITS[a]: VISITS[b], VISITS[b]: VISITS[a]}
        for row in rows[1:]:
            row[4] = swap.get(row[4], row[4])


def shift_decimal(rows: Cells, rng: np.random.Generator) -> None:
    """Put the decimal sign of one value one place off."""
    row, j = rows[_row(rows, rng)], _column(rows, rng, "mg")
    row[j] = f"{float(row[j]) * float(rng.choice([10, 0.1, 100])):g}"


def lose_decimal(rows: Cells, rng: np.random.Generator) -> None:
    """Leave the decimal sign of one value out."""
    row, j = rows[_row(rows, rng)], _column(rows, rng, "mg")
    row[j] = row[j].replace(".", "").lstrip("0")


def add_digit(rows: Cells, rng: np.random.Generator) -> None:
    """Type one digit of a score twice."""
    row, j = rows[_row(rows, rng)], _column(rows, rng, "madrs")
    row[j] = row[j] + row[j][-1]


def other_unit_one(rows: Cells, rng: np.random.Generator) -> None:
    """Write one value in mg/dL."""
    row, j = rows[_row(rows, rng)], _column(rows, rng, "mg")
    row[j] = f"{float(row[j]) * 2.4305:.2f}"


def other_unit_visit(rows: Cells, rng: np.random.Generator) -> None:
    """Write one visit in mg/dL and leave the header."""
    wide = rows[0][4] != "visit"
    j, visit = _column(rows, rng, "mg"), rng.choice(VISITS)
    for row in rows[1:]:
        if wide or row[4] == visit:
            row[j] = f"{float(row[j]) * 2.4305:.2f}"


def other_unit_header(rows: Cells, rng: np.random.Generator) -> None:
    """Name another unit in one header."""
    j = _column(rows, rng, "mg")
    rows[0][j] = rows[0][j].replace("mmol/l", "mg/dl")


def rename_header(rows: Cells, rng: np.random.Generator) -> None:
    """Misspell one header of a measure."""
    j = _column(rows, rng, "madrs", "mg")
    name, k = rows[0][j], int(rng.integers(0, 5))
    rows[0][j] = name[:k] + name[k + 1 :]


def clear_header(rows: Cells, rng: np.random.Generator) -> None:
    """Lose one header of a measure."""
    rows[0][_column(rows, rng, "madrs", "mg")] = ""


def misspell_visit(rows: Cells, rng: np.random.Generator) -> None:
    """Misspell the visit on one row, or in one header."""
    if rows[0][4] == "visit":
        row = rows[_row(rows, rng)]
        row[4] = str(rng.choice([row[4] + " x", row[4][:-1], row[4][1:], row[4].replace("week", "weak")]))
    else:
        j = _column(rows, rng, "madrs", "mg")
        rows[0][j] = rows[0][j].replace("week", "weak").replace("post", "pst").replace("pre", "per")


def shift_column(rows: Cells, rng: np.random.Generator) -> None:
    """Move the cells of one column down by one row, as a sort of one column does."""
    j = _column(rows, rng, "madrs", "mg")
    cells = [row[j] for row in rows[1:]]
    for row, cell in zip(rows[1:], [cells[-1], *cells[:-1]], strict=True):
        row[j] = cell


def move_column(rows: Cells, rng: np.random.Generator) -> None:
    """Put one column somewhere else, with its header."""
    j, to = (int(k) for k in rng.choice(len(rows[0]), 2, replace=False))
    for row in rows:
        row.insert(to, row.pop(j))


def text_in_cell(rows: Cells, rng: np.random.Generator) -> None:
    """Write words into a cell of a measure."""
    rows[_row(rows, rng)][_column(rows, rng, "madrs", "mg")] = str(
        rng.choice(["n/d", "?", "30 pts", "lost", "12-14"])
    )


def add_total(rows: Cells, rng: np.random.Generator) -> None:
    """Add a row of means at the end or in the middle."""
    means = [
        str(round(float(np.mean([float(row[j]) for row in rows[1:]])), 2))
        if rows[0][j].startswith(("madrs", "mg"))
        else ""
        for j in range(len(rows[0]))
    ]
    means[0] = str(rng.choice(["Mean", "Total", "Average"]))
    rows.insert(_row(rows, rng) if rng.random() < 0.3 else len(rows), means)


def change_group(rows: Cells, rng: np.random.Generator) -> None:
    """Write another arm on one row."""
    row = rows[_row(rows, rng)]
    row[1] = "placebo" if row[1] == "ketamine" else "ketamine"


def misspell_group(rows: Cells, rng: np.random.Generator) -> None:
    """Misspell the arm on one row."""
    row = rows[_row(rows, rng)]
    row[1] = str(rng.choice([row[1][:-1], row[1] + "e", row[1].upper(), row[1] + " ", "ket"]))


MUTATIONS: tuple[Callable[[Cells, np.random.Generator], None], ...] = (
    drop_row, repeat_row, wrong_id, swap_columns_below, swap_visits, shift_decimal, lose_decimal, add_digit,
    other_unit_one, other_unit_visit, other_unit_header, rename_header, clear_header, misspell_visit, shift_column,
    move_column, text_in_cell, add_total, change_group, misspell_group,
)  # fmt: skip
