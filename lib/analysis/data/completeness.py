"""What is in the data: which values are missing, for whom, and how the values are distributed."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.common.summary import summarise_values
from lib.cohort.codebook import Column, unit_words
from lib.cohort.outcome import NOT_EVALUABLE
from lib.stats.description.describe import Description

#: Bars of a histogram, at most.
MAX_BARS = 20


@dataclass(frozen=True)
class MissingPattern:
    """Patients who lack the same values.

    Attributes
    ----------
    known : tuple of bool
        One a measure and visit, measure by measure.
    n : int
        Patients with this pattern.
    example : str
        The patient where there is only one, else empty.
    """

    known: tuple[bool, ...]
    n: int
    example: str


@dataclass(frozen=True, eq=False)
class Distribution:
    """Values of one measure or number: figures, and counts between `edges` (one more than counts)."""

    label: str
    unit: str
    decimals: int
    description: Description
    counts: tuple[int, ...]
    edges: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class DataSummary:
    """What the selected patients' data hold.

    Attributes
    ----------
    n : int
        Patients selected.
    measures : tuple of Column
        The measures, in codebook order.
    visits : tuple of str
        Short names of the visits.
    known : ndarray of bool, shape (n, n_measures × n_visits)
        Which values are there, measure by measure.
    patients : tuple of str
        The patients in the order of `known`.
    patterns : tuple of MissingPattern
        Most frequent first.
    complete : tuple of int
        Patients with a value at every visit at which anyone has one, by measure.
    lacking : tuple of (str, int)
        Characteristics with missing values, and for how many patients.
    distributions : tuple of Distribution
        Measures at all visits taken together, then numbers.
    seen : tuple of int
        Patients with a value at any visit, by measure.
    n_visits : tuple of int
        Visits at which anyone has a value, by measure.
    evaluable : int or None
        Patients with an outcome; None where the cohort has none.
    """

    n: int
    measures: tuple[Column, ...]
    visits: tuple[str, ...]
    known: np.ndarray
    patients: tuple[str, ...]
    patterns: tuple[MissingPattern, ...]
    complete: tuple[int, ...]
    lacking: tuple[tuple[str, int], ...]
    distributions: tuple[Distribution, ...]
    seen: tuple[int, ...]
    n_visits: tuple[int, ...]
    evaluable: int | None


def summarise_data(question: Question) -> DataSummary:
    """Describe what is there and what is missing among the selected patients."""
    cohort, mask = question.cohort, question.mask
    measures = cohort.codebook.measures
    known = np.hstack([~np.isnan(cohort.measures[column.name][mask]) for column in measures])
    visits = len(cohort.codebook.visits)
    patients = tuple(cohort.patients[i] for i in np.flatnonzero(mask))
    blocks = [known[:, i * visits : (i + 1) * visits] for i in range(len(measures))]
    used = [block.any(axis=0) for block in blocks]
    return DataSummary(
        int(mask.sum()),
        measures,
        tuple(visit.short for visit in cohort.codebook.visits),
        known,
        patients,
        _patterns(known, patients),
        tuple(
            int((block[:, use].all(axis=1) & use.any()).sum())
            for block, use in zip(blocks, used, strict=True)
        ),
        tuple(_lacking(question)),
        tuple(_distributions(question)),
        tuple(int(block.any(axis=1).sum()) for block in blocks),
        tuple(int(use.sum()) for use in used),
        _evaluable(question),
    )


def _evaluable(question: Question) -> int | None:
    classification = question.classification
    if classification is None:
        return None
    return int((question.mask & ~classification.members[NOT_EVALUABLE]).sum())


def _patterns(known: np.ndarray, patients: tuple[str, ...]) -> tuple[MissingPattern, ...]:
    rows, first, counts = np.unique(known, axis=0, return_index=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return tuple(
        MissingPattern(
            tuple(bool(there) for there in rows[i]),
            int(counts[i]),
            patients[first[i]] if counts[i] == 1 else "",
        )
        for i in order
    )


def _lacking(question: Question) -> list[tuple[str, int]]:
    found = []
    for column in question.cohort.codebook.characteristics:
        values = question.cohort.characteristics[column.name][question.mask]
        missing = int(np.isnan(values).sum() if column.kind == "number" else (values < 0).sum())
        if missing:
            found.append((column.label, missing))
    return found


def _distributions(question: Question) -> list[Distribution]:
    cohort, mask = question.cohort, question.mask
    numbers = [column for column in cohort.codebook.characteristics if column.kind == "number"]
    values = [(column, cohort.measures[column.name][mask].ravel()) for column in cohort.codebook.measures]
    values += [(column, cohort.numbers(column.name)[mask]) for column in numbers]
    return [_distribution(column, found) for column, found in values]


def _edges(seen: np.ndarray, *, whole: bool) -> np.ndarray:
    """Choose the ends of the bars; whole numbers lie in the middle of theirs, so that none stands empty."""
    if not len(seen):
        return np.array([0.0, 1.0])
    low, high = float(seen.min()), float(seen.max())
    if not whole:
        return np.histogram_bin_edges(seen, bins=int(np.clip(np.sqrt(len(seen)), 1, MAX_BARS)))
    width = max(1.0, np.ceil((high - low + 1) / MAX_BARS))
    return np.arange(low - 0.5, high + width, width)


def _distribution(column: Column, values: np.ndarray) -> Distribution:
    seen = values[~np.isnan(values)]
    counts, edges = np.histogram(seen, bins=_edges(seen, whole=not column.decimals))
    return Distribution(
        column.label,
        unit_words(column) if column.kind == "measure" else column.unit,
        column.decimals,
        summarise_values(values),
        tuple(int(count) for count in counts),
        tuple(float(edge) for edge in edges),
    )
