"""From the grid of a file to the raw table: trim, drop what is empty, mark what is missing, name, count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from .cells import MAX_CELL_CHARACTERS, mark_missing, trim_cells
from .decimals import choose_sign, count_fractions, decide_file_decimal
from .header import clean_text, tidy_names
from .limits import refuse
from .structure.repair import repair_package, repair_structure
from .structure.transposed import transpose_grid
from .table import (
    PACKAGE_FILES,
    DecimalChoice,
    Detected,
    RawGrid,
    RawTable,
    ReadingFinding,
    ReadingOptions,
    count_of,
    name_some,
    plain_name,
)
from .words import MISSING_MARKS

MIN_GAPS = 0.3
"""Share of blank cells from which a column of otherwise distinct values looks written once per patient."""


def tidy_grid(grid: RawGrid, name: str, options: ReadingOptions) -> RawTable:
    """Make the raw table of a grid: the same steps for text, Excel and SPSS.

    Raises
    ------
    UnreadableFileError
        No column with a name or a value is left, or the table has no rows.
    """
    if options.transpose:
        grid = transpose_grid(grid)
    frame, n_cut = trim_cells(grid.frame)
    frame, numbers, n_rows_dropped = _drop_empty_rows(frame, grid.row_numbers)
    places = [int(j) for j in frame.columns]
    kept = [j for j in places if clean_text(grid.columns[j]) or frame[j].notna().any()]
    if not kept or not len(frame):
        raise refuse("no_rows", name, "no rows of data", "a header and at least one row")
    dropped = tuple(j + 1 for j in places if j not in set(kept))
    columns, renamed = tidy_names([grid.columns[j] for j in kept], [j + 1 for j in kept])
    frame = (frame if len(kept) == frame.shape[1] else frame[kept]).set_axis(list(columns), axis=1)
    frame, marks = mark_missing(
        frame, MISSING_MARKS if options.missing_marks is None else options.missing_marks
    )
    labels = {
        columns[i]: clean_text(grid.labels_by_position[j])
        for i, j in enumerate(kept)
        if j in grid.labels_by_position
    }
    words = {
        columns[i]: grid.value_labels_by_position[j]
        for i, j in enumerate(kept)
        if j in grid.value_labels_by_position
    }
    if grid.detected.kind in PACKAGE_FILES:
        repaired = repair_package(frame, numbers, name)
    else:
        repaired = repair_structure(frame, numbers, labels, name, options)
    frame, numbers, labels = repaired.frame, repaired.numbers, {**labels, **repaired.labels}
    columns = tuple(map(str, frame.columns))
    once, also_once = find_once_per_patient(frame)
    detected = replace(
        _with_decimals(grid.detected, frame, options.decimal),
        missing_marks=marks,
        dropped_rows=n_rows_dropped,
        dropped_columns=dropped,
        renamed=renamed if grid.detected.header_rows else (),
        fill_down_candidates=once,
        once_per_patient=also_once,
        n_rows=len(frame),
        n_columns=len(columns),
    )
    findings = grid.findings if len(columns) > 1 else (*grid.findings, _one_column(name))
    if n_cut:
        findings = (*findings, _long_cells(name, n_cut))
    findings = (*findings, *repaired.findings)
    table = RawTable(
        columns, frame, detected, numbers, (), findings, labels, {**words, **repaired.value_labels}
    )
    table = _apply_fill_down(table, name, options)
    return replace(table, notes=(*grid.notes, *_describe(table), *repaired.notes))


def _one_column(name: str) -> ReadingFinding:
    return ReadingFinding(
        code="one_column",
        severity="warning",
        where=plain_name(name),
        found="only one column",
        expected="a patient identifier and at least one measure",
        next_step="If there are more, choose the delimiter or the sheet.",
    )


def _long_cells(name: str, n_cut: int) -> ReadingFinding:
    return ReadingFinding(
        code="long_cells",
        severity="warning",
        where=plain_name(name),
        found=f"{count_of(n_cut, 'cell')} of more than {MAX_CELL_CHARACTERS:,} characters, cut to this length",
        expected="numbers, codes and words",
        next_step="Leave columns of long texts out.",
    )


def _drop_empty_rows(frame: pd.DataFrame, numbers: np.ndarray) -> tuple[pd.DataFrame, np.ndarray, int]:
    filled = np.zeros(len(frame), dtype=bool)
    for _, column in frame.items():
        filled |= column.notna().to_numpy()
        if filled.all():
            return frame, numbers, 0
    return frame[filled].reset_index(drop=True), numbers[filled], int((~filled).sum())


def _with_decimals(detected: Detected, frame: pd.DataFrame, chosen: str | None) -> Detected:
    decimal, by_column = _decide_decimals(frame, chosen, _usual_sign(detected))
    return replace(detected, decimal=decimal.sign, decimal_reason=decimal.reason, decimal_by_column=by_column)


def _usual_sign(detected: Detected) -> str | None:
    return "." if detected.kind != "csv" or detected.delimiter == "," else None


def _decide_decimals(
    frame: pd.DataFrame, chosen: str | None, usual: str | None
) -> tuple[DecimalChoice, dict[str, DecimalChoice]]:
    if chosen is not None:
        choice = DecimalChoice(chosen, "chosen by the user")
        return choice, {}
    counts = dict(zip(frame.columns, count_fractions(frame), strict=True))
    first = {column: choose_sign(count) for column, count in counts.items()}
    whole = decide_file_decimal(list(first.values()), usual)
    unsure = [column for column, choice in first.items() if choice is not None and choice.sign is None]
    first |= {column: choose_sign(counts[column], whole.sign) for column in unsure}
    return whole, {column: choice for column, choice in first.items() if choice is not None}


def find_once_per_patient(frame: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find columns written only on the first row of each patient: (identifiers, columns filled on the same rows).

    An identifier's values are all distinct, the first row has one, and at least three rows in ten have none while
    another column goes on.
    """
    empty = frame.isna().to_numpy()
    every = {str(name): empty[:, place] for place, name in enumerate(frame.columns)}
    gaps = {c: g for c, g in every.items() if not g[0] and MIN_GAPS <= g.mean() < 1}
    candidates = [c for c in gaps if _starts_blocks(gaps[c]) and frame[c].dropna().is_unique]
    candidates = [c for c in candidates if c == frame.columns[0] or _stands_left(frame, c)]
    if not candidates:
        return (), ()
    best = candidates[:1]
    along = tuple(c for c in gaps if c not in best and not (gaps[best[0]] & ~gaps[c]).any())
    return tuple(best), along


def _starts_blocks(gap: np.ndarray) -> bool:
    """Say whether at least two values, and half of all, are followed by blank cells."""
    starts = int((gap[1:] & ~gap[:-1]).sum())
    return starts >= 2 and starts >= (~gap).sum() / 2


def _stands_left(frame: pd.DataFrame, column: str) -> bool:
    """Only near the left edge, with a column beside it that is filled throughout."""
    position = list(frame.columns).index(column)
    return position < 3 and any(frame[c].notna().all() for c in frame.columns[position + 1 :])


def fill_down_identifier(frame: pd.DataFrame, column: str, along: Sequence[str] = ()) -> pd.DataFrame:
    """Repeat an identifier down the rows below it until the next one, in a new frame.

    Parameters
    ----------
    frame : rows of text; NA where the identifier is not repeated.
    column : the identifier's column.
    along : columns written on the identifier's rows only (sex, age), filled within each patient, never beyond.

    Returns
    -------
    pandas.DataFrame
        Same shape and order; rows above the first identifier stay NA.

    Raises
    ------
    KeyError
        A column is not in the frame.
    """
    identifier = frame[column].ffill()
    filled = {name: frame.groupby(identifier, sort=False)[name].ffill() for name in along if name != column}
    return frame.assign(**{column: identifier, **filled})


def _apply_fill_down(table: RawTable, name: str, options: ReadingOptions) -> RawTable:
    column = options.fill_down
    if column is None:
        return table
    if column not in table.columns:
        found = f"no column “{column[:60]}” to fill down"
        raise refuse(
            "bad_option", name, found, f"one of {name_some(table.columns)}", "Choose another column."
        )
    along = table.detected.once_per_patient if column in table.detected.fill_down_candidates else ()
    frame = fill_down_identifier(table.frame, column, along)
    detected = replace(
        table.detected, ids_filled_down=(column, *along), fill_down_candidates=(), once_per_patient=()
    )
    return replace(table, frame=frame, detected=detected)


def _describe(table: RawTable) -> list[str]:
    """Say in plain sentences what was skipped, dropped, renamed and taken as missing."""
    d = table.detected
    columns = [f"“{old}” as “{new}”" if old else f"an empty name as “{new}”" for _, old, new in d.renamed]
    marks = [f"“{mark}” ({count:,})" for mark, count in d.missing_marks]
    facts = [
        (d.skipped_lines, f"Skipped above the header: {count_of(d.skipped_lines, 'line')}."),
        (
            not d.header_rows and d.kind not in PACKAGE_FILES,
            "There is no header, so columns are called column 1, column 2 and so on.",
        ),
        (d.header_rows == 2 and table.labels, "The second header row is read as labels of the columns."),
        (d.header_rows == 2 and not table.labels, "Two header rows are joined into one name a column."),
        (d.header_rows == 3, "Three header rows: the first two are joined into one name a column."),
        (
            d.quoting == "lines",
            "Each line was quoted as a whole; the quotation marks around it were removed.",
        ),
        (d.renamed, f"Columns renamed: {name_some(columns)}."),
        (d.dropped_rows, f"Left out: {count_of(d.dropped_rows, 'empty row')}."),
        (d.dropped_columns, f"Left out: {count_of(len(d.dropped_columns), 'empty column')} without a name."),
        (marks, f"Read as missing: {name_some(marks)}."),
        (d.decimal_reason, f"Decimal mark: {d.decimal_reason}."),
        (
            d.fill_down_candidates,
            f"“{name_some(d.fill_down_candidates)}” seems to be written only on the first row of each patient.",
        ),
        (d.ids_filled_down, f"Filled down within each patient: {name_some(d.ids_filled_down)}."),
    ]
    return [sentence for applies, sentence in facts if applies]
