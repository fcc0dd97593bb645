"""A specification curve: one result under every combination of defensible choices.

References: Simonsohn, Simmons & Nelson 2020, doi 10.1038/s41562-020-0912-z.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.robustness.correlation import list_rows
from lib.analysis.robustness.effects import Estimate, Inquiry
from lib.analysis.robustness.grid import (
    MAX_SPECIFICATIONS,
    METHOD_AXIS,
    ROW_AXIS,
    Axis,
    Case,
    GridRanges,
    Place,
    count_specifications,
    definition_axes,
    filter_axis,
    lay_grid,
)
from lib.analysis.robustness.results import CORRELATION, RESULTS, ResultKind
from lib.cohort.outcome import OutcomeDefinition
from lib.stats.common.distributions import ALPHA
from lib.stats.common.result import FloatArray, Refusal

NO_OUTCOME = Refusal("This cohort has no outcome: it needs a depression scale at two visits or more.")
TOO_MANY = (
    "The ranges make {found:,} specifications; at most {most:,} are computed. Narrow one, or widen the step."
)
#: Cases estimated between two reports of progress.
BATCH = 200


@dataclass(frozen=True)
class Specification:
    """One point of the curve.

    Attributes
    ----------
    values : tuple of str
        Its value on each axis of the curve.
    definition : OutcomeDefinition
        The definition it takes.
    left : str
        Filter left out; empty for none.
    method : str
        Key of the result's methods.
    case : int
        Which different division of the patients it makes; equal cases have equal estimates by the same method.
    present : bool
        Whether it is the one in force.
    estimate : Estimate
        Its answer.
    """

    values: tuple[str, ...]
    definition: OutcomeDefinition
    left: str
    method: str
    case: int
    present: bool
    estimate: Estimate


@dataclass(frozen=True, eq=False)
class Curve:
    """A result over a grid of specifications.

    Attributes
    ----------
    kind : ResultKind
        Which result.
    asked : Inquiry
        Of which measures, group or feature.
    axes : tuple of Axis
        The choices, each with its values.
    specifications : tuple of Specification
        In the order of the grid.
    """

    kind: ResultKind
    asked: Inquiry
    axes: tuple[Axis, ...]
    specifications: tuple[Specification, ...]

    @cached_property
    def answered(self) -> tuple[Specification, ...]:
        """Those with an estimate, by its size; equal ones by what divides the patients."""
        found = [one for one in self.specifications if not one.estimate.refusal]
        return tuple(sorted(found, key=lambda one: (one.estimate.value, one.case, one.method)))

    @cached_property
    def refusals(self) -> dict[str, int]:
        """Why others have none, with how many, the most frequent first."""
        counts: dict[str, int] = {}
        for one in self.specifications:
            if one.estimate.refusal:
                counts[one.estimate.refusal] = counts.get(one.estimate.refusal, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: -pair[1]))

    @property
    def present(self) -> tuple[Specification, ...]:
        """Those in force: one, or one a row of the correlation."""
        return tuple(one for one in self.specifications if one.present)

    @cached_property
    def estimates(self) -> FloatArray:
        """Estimates in the order of `answered`."""
        return np.array([one.estimate.value for one in self.answered])

    @cached_property
    def p(self) -> FloatArray:
        """P values in the order of `answered`; NaN where a test would mislead."""
        return np.array([one.estimate.p for one in self.answered])

    @property
    def median(self) -> float:
        """Median of the estimates; infinite odds count as such."""
        return middle(self.estimates)

    @property
    def n_tested(self) -> int:
        """Specifications with a p value."""
        return int(np.isfinite(self.p).sum())

    @property
    def n_significant(self) -> int:
        """Specifications with p < .05."""
        return int((self.p < ALPHA).sum())

    @property
    def n_cases(self) -> int:
        """Different divisions of the patients, among those with an estimate and by one method, as they are counted."""
        return len({self._patients(one) for one in self.answered})

    def _patients(self, one: Specification) -> tuple[object, ...]:
        estimate = one.estimate
        return estimate.value, estimate.ci_low, estimate.ci_high, estimate.n, estimate.groups, one.method


def middle(ordered: FloatArray) -> float:
    """Median of ordered values, infinite ones among them."""
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return float(low if low == high else (low + high) / 2)


def curve_axes(question: Question, result: str, own_method: str, ranges: GridRanges) -> tuple[Axis, ...]:
    """List the axes of a curve: definition and selection, then rows of a correlation, then methods."""
    kind = RESULTS[result]
    picked = "outcome" in question.selection.choices
    narrow = ranges if kind.defined or picked else _fixed(question, ranges)
    methods = dict(kind.methods)
    if not ranges.methods:
        methods = {own_method: methods[own_method]}
    elif len(methods) > 1 and own_method != "auto":
        methods.pop("auto", None)
    return (
        *definition_axes(question.cohort, question.definition, narrow),
        filter_axis(question, vary=ranges.filters),
        Axis(METHOD_AXIS, "Method", tuple(methods.items())),
    )


def _fixed(question: Question, ranges: GridRanges) -> GridRanges:
    """Keep the definition in force: it plays no part in the result."""
    own = question.definition
    percent, cutoff = own.response_percent, own.remission_cutoff
    return replace(
        ranges, response=(percent, percent), remission=(cutoff, cutoff), endpoints="own", missing=False,
        groupings=False,
    )  # fmt: skip


def trace_curve(
    question: Question,
    result: str,
    asked: Inquiry,
    ranges: GridRanges,
    announce: Callable[[float], None] = lambda done: None,
) -> Curve | Refusal:
    """Estimate a result under every combination of choices.

    Parameters
    ----------
    question : Question
        Its definition and selection are in force.
    result : str
        Key of `RESULTS`.
    asked : Inquiry
        Of which measures, group or feature, and the methods in force.
    ranges : GridRanges
        What varies.
    announce : callable
        Told which part of the work is done, 0 to 1; may raise to stop.

    Returns
    -------
    Curve or Refusal
        Each point is what the page answers at that address. Refused without an outcome, and where the ranges make
        more than `MAX_SPECIFICATIONS`.
    """
    if question.classification is None:
        return NO_OUTCOME
    kind = RESULTS[result]
    own = getattr(asked, kind.setting) if kind.setting else next(iter(kind.methods))
    axes = curve_axes(question, result, own, ranges)
    found = count_specifications(axes)
    if found > MAX_SPECIFICATIONS:
        return Refusal(TOO_MANY.format(found=found, most=MAX_SPECIFICATIONS))
    grid = lay_grid(question, axes[:-1])
    estimates = _estimate(kind, grid.cases, asked, axes[-1].codes, announce)
    rows = list_rows(grid.cases[0]) if result == CORRELATION else ()
    shown = (*axes[:-1], Axis(ROW_AXIS, "Values", rows), axes[-1]) if rows else axes
    codes = tuple(code for code, _ in rows) or ("",)
    specifications = tuple(
        _specification(place, row, method, method == own, estimates[place.case][i][j])
        for place in grid.places
        for i, row in enumerate(codes)
        for j, method in enumerate(axes[-1].codes)
    )
    return Curve(kind, asked, shown, specifications)


def _estimate(
    kind: ResultKind, cases: Sequence[Case], asked: Inquiry, methods: Sequence[str], announce: Callable[[float], None]
) -> list[list[list[Estimate]]]:  # fmt: skip
    estimates: list[list[list[Estimate]]] = []
    for start in range(0, len(cases), BATCH):
        announce(start / len(cases))
        estimates += kind.estimate(cases[start : start + BATCH], asked, methods)
    announce(1.0)
    return estimates


def _specification(place: Place, row: str, method: str, own: bool, estimate: Estimate) -> Specification:
    values = (*place.values, *((row,) if row else ()), method)
    return Specification(
        values, place.definition, place.left, method, place.case, place.present and own, estimate
    )
