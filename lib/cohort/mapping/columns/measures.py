"""Measures: their names, limits and units, from the catalogue or from the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from lib.cohort.catalogue import Analyte, Scale, conversion_factor, read_units
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.model import MeasureMapping
from lib.cohort.words import safe_name

MAX_DECIMALS = 4
HIGHEST_SCORE = 60.0
"""Highest value up to which whole numbers of an unknown measure may be scores (rule of ours)."""

RARE_FRACTIONS = 0.1
"""Share of a scale's scores up to which fractions are slips, and not how it is recorded (rule of ours)."""


def make_measure(
    known: Scale | Analyte | None,
    label: str,
    unit: str,
    profiles: Sequence[ColumnProfile],
    taken: Collection[str],
) -> MeasureMapping:
    """Describe a measure.

    Parameters
    ----------
    known : Scale, Analyte or None
        What the catalogue says; None for a measure of the reader's own, which becomes a laboratory value.
    label : str
        Words for an unknown measure.
    unit : str
        Unit named in the header, empty where there is none.
    profiles : sequence of ColumnProfile
        The columns that hold it.
    taken : collection of str
        Names in use.

    Returns
    -------
    MeasureMapping
    """
    if isinstance(known, Scale):
        return MeasureMapping(
            safe_name(known.name, taken),
            known.label,
            known.role,
            known.name,
            "points",
            known.minimum,
            known.maximum,
            known.remission_cutoff,
            count_decimals(profiles, RARE_FRACTIONS),
            f"limits from the catalogue: {known.source}",
        )
    decimals = count_decimals(profiles)
    if known is None:
        reason = "not in the catalogue: no limits are checked"
        name = safe_name(label, taken, "measure")
        role = "scale" if not unit and _may_be_scores(profiles) else "analyte"
        return MeasureMapping(name, label, role, unit=unit, decimals=decimals, reason=reason)
    file_unit, reason = (unit, "the header names the unit") if unit else guess_unit(known, profiles)
    factor = conversion_factor(known, file_unit, known.unit)
    name = safe_name(known.name, taken)
    measure = MeasureMapping(name, known.label, "analyte", known.name, file_unit, unit_named=bool(unit))
    if factor is None:
        return replace(measure, decimals=decimals, reason=f"{reason}; it cannot be converted to {known.unit}")
    return replace(
        measure,
        minimum=known.minimum,
        maximum=known.maximum,
        decimals=decimals if factor == 1 else known.decimals,
        reason=reason,
    )


def _may_be_scores(profiles: Sequence[ColumnProfile]) -> bool:
    """Tell whether values are few whole numbers from zero on, as the scores of a scale are."""
    values = _values(profiles) if profiles else np.empty(0)
    whole = len(values) > 0 and bool((values == np.round(values)).all())
    return whole and values.min() >= 0 and values.max() <= HIGHEST_SCORE and values.min() <= values.max() / 2


def count_decimals(profiles: Sequence[ColumnProfile], least: float = 0.02) -> int:
    """Count the decimals with which values are recorded, at most four; those of a smaller share than `least` are slips.

    More than four are a computer's, as of a mean or a converted unit: then two digits of the values' SD are shown.
    """
    counts = np.zeros(MAX_DECIMALS + 2, dtype=np.int64)
    for profile in profiles:
        for text, weight in zip(profile.texts[:500], profile.counts, strict=False):
            sign = max(text.rfind(","), text.rfind("."))
            counts[min(len(text) - sign - 1, MAX_DECIMALS + 1) if sign >= 0 else 0] += weight
    if not counts.sum():
        return 0
    decimals = int(np.flatnonzero(counts >= least * counts.sum())[-1])
    return decimals if decimals <= MAX_DECIMALS else _decimals_of_spread(_values(profiles))


def _values(profiles: Sequence[ColumnProfile]) -> np.ndarray:
    values = np.concatenate([np.repeat(p.numbers, p.counts[: len(p.numbers)]) for p in profiles])
    return np.asarray(values[~np.isnan(values)])


def _decimals_of_spread(values: np.ndarray) -> int:
    """Decimals that show two digits of the values' SD, at most four."""
    sd = float(values.std()) if len(values) else 0.0
    return int(np.clip(1 - np.floor(np.log10(sd)), 0, MAX_DECIMALS)) if sd > 0 else MAX_DECIMALS


def guess_unit(analyte: Analyte, profiles: Sequence[ColumnProfile]) -> tuple[str, str]:
    """Guess the unit of an analyte from its values, when the header names none.

    The unit of the catalogue is believed where the middle value is usual in it; else the unit in which it is
    nearest to the middle of the usual range.
    """
    values = _values(profiles)
    values = values[values > 0]
    if not len(values):
        return analyte.unit, f"{analyte.unit}, since the file names no unit"
    median = float(np.median(values))
    if analyte.usual_low <= median <= analyte.usual_high:
        return analyte.unit, f"no unit is named; the middle value {median:g} is usual in {analyte.unit}"
    common = fitting_units(analyte, median)
    if not common:
        return analyte.unit, f"{analyte.unit}, since the file names no unit"
    middle = np.sqrt(max(analyte.usual_low, 1e-9) * analyte.usual_high)
    fits = {
        unit: abs(np.log(median * (conversion_factor(analyte, unit, analyte.unit) or 1) / middle))
        for unit in common
    }
    unit = min(common, key=lambda unit: fits[unit])
    return unit, f"no unit is named; the middle value {median:g} is usual in {unit}, not in {analyte.unit}"


def usual_in(analyte: Analyte, unit: str, value: float) -> bool:
    """Tell whether a value in a unit lies where nearly all values of patients lie."""
    factor = conversion_factor(analyte, unit, analyte.unit)
    return factor is not None and analyte.usual_low <= value * factor <= analyte.usual_high


def fitting_units(analyte: Analyte, value: float) -> list[str]:
    """List the units in which a value would be usual: of those that laboratories report, else any."""
    fits = [unit.label for unit in read_units() if usual_in(analyte, unit.label, value)]
    return [unit for unit in fits if unit in ("mg/dL", "mEq/L", "mmol/L", "mg/L")] or fits
