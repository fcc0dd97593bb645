"""Every fault of structure in turn; nothing is changed that is not told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..table import ReadingFinding, ReadingOptions
from .group_labels import fill_group_labels
from .number_words import read_number_words
from .remarks import read_remarks
from .repeated_heads import drop_repeated_heads
from .repeats import join_repeats
from .restarting_ids import part_restarting_ids
from .section_rows import read_section_rows
from .summary_rows import drop_summary_rows
from .tests_by_row import pivot_tests
from .transposed import find_transposed
from .unit_column import convert_by_unit_column


@dataclass(frozen=True, eq=False)
class Repaired:
    """The rows that are patients' or visits', and what was done to get there."""

    frame: pd.DataFrame
    numbers: np.ndarray
    findings: tuple[ReadingFinding, ...] = ()
    notes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def repair_structure(
    frame: pd.DataFrame,
    numbers: np.ndarray,
    labels: Mapping[str, str],
    name: str,
    options: ReadingOptions,
) -> Repaired:
    """Look for each fault of structure: what is certain is repaired, the rest is a finding.

    Parameters
    ----------
    frame : tidy text, missing as NA.
    numbers : row numbers.
    labels : labels of the columns.
    name : the file's name.
    options : what the reader decided.
    """
    sideways = find_transposed(frame, name) if options.transpose is None else ()
    frame, numbers, summaries = drop_summary_rows(frame, numbers, name)
    frame, numbers, heads = drop_repeated_heads(frame, numbers, name)
    frame, numbers, sections = read_section_rows(frame, numbers, name)
    frame, numbers, joined = join_repeats(frame, numbers, name)
    frame, numbers, pivoted = pivot_tests(frame, numbers, name)
    frame, groups = fill_group_labels(frame, numbers, name)
    frame, parted = part_restarting_ids(frame, name)
    frame, told = read_remarks(frame, labels, name, options.censored)
    frame, worded = read_number_words(frame)
    frame, units, unit_labels = convert_by_unit_column(frame, {**labels, **told.labels}, name)
    findings = (
        *sideways,
        *summaries,
        *heads,
        *sections,
        *joined,
        *pivoted,
        *groups,
        *parted,
        *told.findings,
        *units,
    )
    return Repaired(
        frame,
        numbers,
        findings,
        (*told.notes, *worded.notes),
        {**told.labels, **unit_labels},
        worded.value_labels,
    )


def repair_package(frame: pd.DataFrame, numbers: np.ndarray, name: str) -> Repaired:
    """Look for the one fault of structure that files of statistical programs have too: one row a test."""
    frame, numbers, pivoted = pivot_tests(frame, numbers, name)
    return Repaired(frame, numbers, pivoted)
