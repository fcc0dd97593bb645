"""A measure against a reference range: one sentence and a table of patients below and above at each visit."""

import math
from collections.abc import Sequence
from fractions import Fraction

from lib.analysis.trajectory.reference import AgainstRange, RangeCount
from lib.analysis.trajectory.summary import Trajectory
from lib.cohort.codebook import in_sentence, unit_words
from lib.cohort.reference_ranges import ReferenceRange
from lib.present.common.formats import MISSING, format_number
from lib.present.common.number_style import current_style
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.trajectory.view import TrajectoryView, unit_label


def range_words(result: Trajectory, view: TrajectoryView, limits: ReferenceRange) -> str:
    """Write limits in the unit of the view: `0.66–1.07 mmol/L`, `from 0.85 mmol/L`, `up to 1.07 mmol/L`."""
    low, high = (_limit(result, view, end) for end in (limits.low, limits.high))
    unit = unit_label(result, view) if view.unit or result.measure.unit else ""
    both = f"{low}–{high}" if low and high else f"from {low}" if low else f"up to {high}"
    return f"{both} {unit}".strip()


def sentence_range(found: AgainstRange, result: Trajectory, view: TrajectoryView) -> str:
    """Say where the means lie, how many patients lie outside at each visit, and what a higher lower limit changes.

    Every number is of all selected patients measured at the visit, whatever the groups drawn.
    """
    counts = [row for row in found.of_all if row.n]
    if not counts:
        return f"No patient in this selection has a value of {result.measure.label} at any visit."
    words = f"{range_words(result, view, found.limits)} ({in_sentence(found.limits.label)})".removeprefix(
        "from "
    )
    words = words.removeprefix("up to ")
    sides = _sides(counts, [side for side in ("below", "above") if _has(found.limits, side)])
    return " ".join([_where_means_lie(found, counts, words), *sides, *_stricter(found, result, view)])


def table_range(found: AgainstRange, result: Trajectory, view: TrajectoryView) -> PrintTable:
    """Set n, mean, and the patients below, within and above it and below a stricter limit at each visit, n (%)."""
    decimals = (view.unit.decimals if view.unit else result.measure.decimals) + 1
    lines: list[Line] = []
    several, group = len({row.group for row in found.counts}) > 1, ""
    again = found.stricter_counts or (None,) * len(found.counts)
    for row, strict in zip(found.counts, again, strict=True):
        if several and row.group_label != group:
            group = row.group_label
            lines.append(Line((group,), "section"))
        mean = MISSING if math.isnan(row.mean) else format_number(row.mean * view.factor(), decimals)
        below, above = (
            _proportion(number, row.n) if _has(found.limits, side) else MISSING
            for side, number in (("below", row.below), ("above", row.above))
        )
        cells = below, _proportion(row.within, row.n), above
        further = (_proportion(strict.below, strict.n),) if strict else ()
        lines.append(Line((row.visit.label, str(row.n), mean, *cells, *further)))
    words, strict_limit = range_words(result, view, found.limits), _stricter_limit(found, result, view)
    caption = f"{result.measure.label} against the reference range {words}, {result.n} patients"
    return PrintTable(
        caption,
        (
            Heading("Visit", text=True),
            *(Heading(label) for label in ("n", "Mean")),
            *(Heading(label, "n (%)") for label in ("Below", "Within", "Above")),
            *((Heading(f"Below {strict_limit}", "n (%)"),) if strict_limit else ()),
        ),
        tuple(lines),
        (
            f"{found.limits.label}: {found.limits.source}. A value equal to a limit is within. "
            "Percentages are of the patients measured at the visit.",
            *((f"Below {strict_limit}: {found.stricter.source}.",) if found.stricter else ()),
        ),
    )


def _limit(result: Trajectory, view: TrajectoryView, end: float | None) -> str:
    """Write a limit: as given in its own unit, else with the decimals of the unit shown."""
    if end is None:
        return ""
    own = view.factor() == 1.0
    digits = len(f"{end:g}".partition(".")[2]) if own else 0
    decimals = max(digits, view.unit.decimals if view.unit else result.measure.decimals)
    return current_style().write(f"{end * view.factor():.{decimals}f}")


def _has(limits: ReferenceRange, side: str) -> bool:
    return (limits.low if side == "below" else limits.high) is not None


def _where_means_lie(found: AgainstRange, counts: Sequence[RangeCount], words: str) -> str:
    low, high = found.limits.low, found.limits.high
    below = [row.visit.short for row in counts if low is not None and row.mean < low]
    above = [row.visit.short for row in counts if high is not None and row.mean > high]
    label = found.measure.label
    if not below and not above:
        means = f"All {len(counts)} means" if len(counts) > 1 else "The mean"
        place = "within the chosen range"
        if low is None or high is None:
            place = "at or below the chosen limit" if low is None else "at or above the chosen limit"
        return f"{means} of {label} {'lie' if len(counts) > 1 else 'lies'} {place} {words}."
    parts = [
        f"{len(visits)} of {len(counts)} means of {label} {'lies' if len(visits) == 1 else 'lie'} {side} it "
        f"({', '.join(visits)})"
        for visits, side in ((below, "below"), (above, "above"))
        if visits
    ]
    kind = "limit" if low is None or high is None else "range"
    return f"The chosen {kind} is {words}; {' and '.join(parts)}."


def _sides(counts: Sequence[RangeCount], sides: Sequence[str]) -> list[str]:
    """Count the patients on each side at each visit; sides on which nobody is are one sentence."""
    empty = [side for side in sides if not any(getattr(row, side) for row in counts)]
    sentences = [f"Patients {side} it: {_listed(counts, side)}." for side in sides if side not in empty]
    return [*sentences, *([f"No patient is {' or '.join(empty)} it at any visit."] if empty else [])]


def _listed(counts: Sequence[RangeCount], side: str) -> str:
    """Count the patients at each of two visits; of more, at those with the smallest and the largest proportion."""
    if len(counts) <= 2:
        return "; ".join(f"{getattr(row, side)} of {row.n} at {_named([row])}" for row in counts)
    proportions = [Fraction(getattr(row, side), row.n) for row in counts]
    if min(proportions) == max(proportions) and len({row.n for row in counts}) == 1:
        return f"{getattr(counts[0], side)} of {counts[0].n} at each of {len(counts)} visits"
    fewest, most = (
        [row for row, proportion in zip(counts, proportions, strict=True) if proportion == end]
        for end in (min(proportions), max(proportions))
    )
    return " to ".join(f"{getattr(rows[0], side)} of {rows[0].n} ({_named(rows)})" for rows in (fewest, most))


def _named(rows: Sequence[RangeCount]) -> str:
    return ", ".join(in_sentence(row.visit.short) for row in rows)


def _stricter_limit(found: AgainstRange, result: Trajectory, view: TrajectoryView) -> str:
    """Write the literature's highest lower limit with its unit; empty where it is not higher than the one in force."""
    if found.stricter is None:
        return ""
    unit = view.unit.label if view.unit else unit_words(result.measure)
    return f"{_limit(result, view, found.stricter.low)} {unit}"


def _stricter(found: AgainstRange, result: Trajectory, view: TrajectoryView) -> list[str]:
    """Say what the literature's highest lower limit would change, where it is higher than the one in force."""
    if found.stricter is None:
        return []
    counts = [row for row in found.stricter_of_all if row.n]
    limit = _stricter_limit(found, result, view)
    source = found.stricter.source.partition(";")[0]
    return [f"With the lower limit {limit} ({source}), below it: {_listed(counts, 'below')}."]


def _proportion(number: int, n: int) -> str:
    return f"{number} ({format_number(100 * number / n, 1)})" if n else MISSING
