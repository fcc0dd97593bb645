"""The grid of specifications: every combination of the choices behind a result, equal groups found once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from lib.analysis.common.grouping import OUTCOME
from lib.analysis.common.question import Question
from lib.cohort.codebook import in_sentence
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import (
    GROUPINGS,
    MISSING_RULES,
    NON_RESPONDER,
    REMITTER,
    RESPONDER,
    Classification,
    OutcomeDefinition,
    classify_outcome,
)
from lib.cohort.selection import Selection, select_patients
from lib.stats.common.result import unwrap

#: Groups in the order of their codes in a case.
CODES = (RESPONDER, REMITTER, NON_RESPONDER)
#: The axes of the outcome definition, by the names of its fields, with their words.
DEFINITION_AXES = {
    "response_percent": "Response",
    "remission_cutoff": "Remission",
    "endpoint": "Endpoint",
    "missing": "Missing endpoint",
    "grouping": "Grouping",
}
FILTER_AXIS, METHOD_AXIS, ROW_AXIS = "left", "method", "row"
#: Most specifications that are computed: beyond, the reader is asked for a smaller grid.
MAX_SPECIFICATIONS = 20_000


@dataclass(frozen=True)
class Axis:
    """One choice: its key, its words, and its values as codes with their words, in order."""

    key: str
    label: str
    values: tuple[tuple[str, str], ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The values."""
        return tuple(code for code, _ in self.values)


@dataclass(frozen=True)
class GridRanges:
    """What the reader lets vary.

    Attributes
    ----------
    response : (int, int), step : int
        Lowest and highest percentage of response, and the step between.
    remission : (int, int)
        Lowest and highest cutoff.
    endpoints : str
        Key of `ENDPOINTS`.
    missing, groupings, methods, filters : bool
        Whether both rules, both groupings, all methods, and the selection without each of its filters are taken.
    """

    response: tuple[int, int] = (20, 70)
    step: int = 5
    remission: tuple[int, int] = (6, 12)
    endpoints: str = "three"
    missing: bool = True
    groupings: bool = True
    methods: bool = False
    filters: bool = True


#: Which visits are endpoints, by code.
ENDPOINTS = {
    "three": "The last three visits",
    "all": "Every visit after the first",
    "own": "Only the one chosen",
}


@dataclass(frozen=True, eq=False)
class Case:
    """One division of the patients, and every specification that makes it.

    Attributes
    ----------
    question : Question
        The first specification that makes it.
    classification : Classification
        Outcome of each patient in it.
    mask : ndarray of bool, shape (n_patients,)
        Who is selected.
    codes : ndarray of int, shape (n_patients,)
        Index into `CODES`, -1 for who is in no tested group.
    """

    question: Question
    classification: Classification
    mask: np.ndarray
    codes: np.ndarray


@dataclass(frozen=True)
class Place:
    """One definition and selection of the grid: its values on the axes, which case it makes, whether it is in force."""

    values: tuple[str, ...]
    definition: OutcomeDefinition
    left: str
    case: int
    present: bool


@dataclass(frozen=True, eq=False)
class Grid:
    """Axes of definition and selection, every place on them, and the different cases among these."""

    axes: tuple[Axis, ...]
    places: tuple[Place, ...]
    cases: tuple[Case, ...] = field(repr=False)


def definition_axes(cohort: Cohort, own: OutcomeDefinition, ranges: GridRanges) -> tuple[Axis, ...]:
    """List the values of each part of the definition; the one in force is always among them."""
    low, high = ranges.response
    percents = sorted({*range(low, high + 1, max(1, ranges.step)), own.response_percent})
    cutoffs = sorted({*range(ranges.remission[0], ranges.remission[1] + 1), own.remission_cutoff})
    later = cohort.codebook.visits[1:]
    picked = {"three": later[-3:], "all": later, "own": ()}[ranges.endpoints]
    endpoints = [v for v in later if v in picked or v.name == own.endpoint]
    rules = MISSING_RULES if ranges.missing else {own.missing: MISSING_RULES[own.missing]}
    groupings = GROUPINGS if ranges.groupings else {own.grouping: GROUPINGS[own.grouping]}
    values: dict[str, list[tuple[str, str]]] = {
        "response_percent": [(str(value), f"≥ {value} %") for value in percents],
        "remission_cutoff": [(str(value), f"≤ {value}") for value in cutoffs],
        "endpoint": [(visit.name, visit.short) for visit in endpoints],
        "missing": list(rules.items()),
        "grouping": list(groupings.items()),
    }
    return tuple(Axis(key, label, tuple(values[key])) for key, label in DEFINITION_AXES.items())


def filter_axis(question: Question, *, vary: bool) -> Axis:
    """List the selection as it is, and without each of its filters where these vary."""
    active = [row for row in question.selection.active if row.applies(question.cohort)] if vary else []
    left = tuple((row.name, f"without {in_sentence(row.label)}") for row in active)
    return Axis(FILTER_AXIS, "Selection", (("", "as selected"), *left))


def count_specifications(axes: tuple[Axis, ...]) -> int:
    """Count the combinations of the values of some axes."""
    return int(np.prod([len(axis.values) for axis in axes], dtype=np.int64))


def lay_grid(question: Question, axes: tuple[Axis, ...]) -> Grid:
    """Make every combination of definition and selection, and divide the patients once for each different one.

    Parameters
    ----------
    question : Question
        With an outcome; its definition and selection are the ones in force.
    axes : tuple of Axis
        Those of the definition, then that of the selection.
    """
    cohort, selections = (
        question.cohort,
        {left: _without(question.selection, left) for left in axes[-1].codes},
    )
    fixed = {
        left: None if OUTCOME in selection.choices else select_patients(cohort, None, selection).mask
        for left, selection in selections.items()
    }
    found, places = _Cases({}, []), []
    for values in product(*(axis.codes for axis in axes[:-1])):
        definition = _definition(values)
        classification = unwrap(classify_outcome(cohort, definition))
        for left, selection in selections.items():
            mask = fixed[left]
            if mask is None:
                mask = select_patients(cohort, classification, selection).mask
            posed = Question(cohort, definition, selection, question.comparison)
            present = definition == question.definition and not left
            place = found.place_of(posed, classification, mask)
            places.append(Place((*values, left), definition, left, place, present))
    return Grid(axes, tuple(places), tuple(found.cases))


@dataclass(frozen=True)
class _Cases:
    """The different cases met so far, and where each stands by its patients and groups."""

    known: dict[tuple[bytes, bytes], int]
    cases: list[Case]

    def place_of(self, question: Question, classification: Classification, mask: np.ndarray) -> int:
        codes = _codes(classification, mask)
        key = (mask.tobytes(), codes.tobytes())
        if key not in self.known:
            self.known[key] = len(self.cases)
            self.cases.append(Case(question, classification, mask, codes))
        return self.known[key]


def _without(selection: Selection, left: str) -> Selection:
    return replace(selection, choices={name: c for name, c in selection.choices.items() if name != left})


def _definition(values: tuple[str, ...]) -> OutcomeDefinition:
    percent, cutoff, endpoint, missing, grouping = values
    return OutcomeDefinition(int(percent), int(cutoff), endpoint, missing, grouping)


def _codes(classification: Classification, mask: np.ndarray) -> np.ndarray:
    """Codes of the tested groups, as `group_patients` divides them."""
    codes = np.full(len(mask), -1, dtype=np.intp)
    for code, name in enumerate(CODES):
        codes[mask & (classification.partition == name)] = code
    return codes
