"""Differences between visits as an estimation plot: each patient's difference, the mean with its interval."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.analysis.common.complete_cases import CompleteCases
from lib.cohort.codebook import unit_words
from lib.present.anova.posthoc import interval_words, limits_of
from lib.present.common.charts import AxisRange, Specification
from lib.present.common.claims import is_found
from lib.present.common.forest import ForestRow, ForestScale, chart_forest
from lib.present.common.formats import (
    format_interval,
    format_level,
    format_number,
    format_p,
    format_p_equation,
)
from lib.stats.anova.posthoc import Comparison, PairwiseVisits
from lib.stats.common.differences import difference_decimals, differences

#: Most single differences drawn; beyond, every second, third … patient's are.
MAX_DOTS = 700
#: Room at the ends of the axis, as a proportion of what is drawn.
ROOM = 0.04


def chart_differences(
    families: Sequence[PairwiseVisits],
    cases: CompleteCases,
    interval: str,
    theme: str,
    *,
    each: bool = True,
    patient: str = "",
) -> Specification:
    """Draw a row a pair of visits: the mean difference with its interval, and each patient's own behind it.

    Parameters
    ----------
    families : sequence of PairwiseVisits
        Over all patients, or within each group; a family with a level stands under its name.
    cases : CompleteCases
        On whom they rest.
    interval : {"adjusted", "plain"}
        Which interval a row has.
    theme : str
        `light` or `dark`.
    each : bool
        Whether each patient's differences are drawn.
    patient : str
        Identifier of the patient in front; empty for nobody.
    """
    rows = [row for family in families for row in _family_rows(family, cases, interval)]
    dots = pd.concat([_dots(family, cases) for family in families]) if each else pd.DataFrame()
    if len(dots) > MAX_DOTS:
        kept = dots["patient"].drop_duplicates().iloc[:: math.ceil(len(dots) / MAX_DOTS)]
        dots = dots[dots["patient"].isin([*kept, patient])]
    measure, named = cases.measure, interval_words(families[0].settings, interval)
    scale = ForestScale(
        (f"Difference of {measure.label} ({unit_words(measure)})", "← first visit lower · first visit higher →"),
        f"Mean difference [{named}]", ("p", "p adjusted"), selects=False,
        values=f"Difference ({unit_words(measure)})" if each else "", decimals=measure.decimals,
    )  # fmt: skip
    return chart_forest(rows, scale, _axis(rows, dots), theme, dots=dots, patient=patient)


def _family_rows(family: PairwiseVisits, cases: CompleteCases, interval: str) -> list[ForestRow]:
    decimals = cases.measure.decimals + 1
    adjusted = len(family.comparisons) > 1 and dict(family.settings)["adjustment"] != "none"
    return [_row(row, family, decimals, interval, adjusted) for row in family.comparisons]


def _row(row: Comparison, family: PairwiseVisits, decimals: int, interval: str, adjusted: bool) -> ForestRow:
    low, high = limits_of(row, interval)
    mean = format_number(row.difference, decimals)
    p = row.p_adjusted if adjusted else row.p
    return ForestRow(
        _code(family, row), (f"{row.first} – {row.second}",), row.difference, low, high, family.n,
        f"{mean} ({format_p_equation(p)})" if p == p else mean,
        f"{mean} [{format_interval(low, high, decimals)}]", is_found(p), family.level or "",
        (format_p(row.p), format_p(row.p_adjusted)),
    )  # fmt: skip


def _code(family: PairwiseVisits, row: Comparison) -> str:
    return f"{family.level or ''}|{row.first}|{row.second}"


def _dots(family: PairwiseVisits, cases: CompleteCases) -> pd.DataFrame:
    """Give the differences of the patients of a family, first − second, as the recorded decimals allow."""
    inside = np.ones(cases.n, dtype=bool)
    if family.level is not None and cases.groups is not None:
        inside = cases.groups.codes == list(cases.groups.levels).index(family.level)
    decimals, names = difference_decimals(cases.values), list(cases.visit_names)
    frames = []
    for row in family.comparisons:
        first, second = (cases.values[inside, names.index(name)] for name in (row.first, row.second))
        found = differences(first, second, decimals)
        frames.append(
            pd.DataFrame(
                {
                    "code": _code(family, row),
                    "x": found,
                    "patient": list(itertools.compress(cases.patients, inside)),
                }
            )
        )
    return pd.concat(frames)


def _axis(rows: Sequence[ForestRow], dots: pd.DataFrame) -> AxisRange:
    """Reach from the lowest to the highest of what is drawn, 0 among it."""
    drawn = [0.0, *(end for row in rows for end in (row.low, row.high, row.estimate))]
    drawn += [] if dots.empty else [dots["x"].min(), dots["x"].max()]
    known = [value for value in drawn if math.isfinite(value)]
    low, high = min(known), max(known)
    room = (high - low) * ROOM or 1.0
    return AxisRange((low - room, high + room))


def caption_differences(
    families: Sequence[PairwiseVisits], cases: CompleteCases, interval: str, *, each: bool
) -> str:
    """Write the caption: what a row is, its interval, whose differences, and what a filled square says."""
    family = families[0]
    adjustment = dict(family.settings)["adjustment"]
    own = "Dots: each patient’s own difference. " if each else ""
    adjusted = len(family.comparisons) > 1 and adjustment != "none"
    p = f"adjusted {format_level()} ({adjustment})" if adjusted else f"{format_level()}, not adjusted"
    within = ", within each group" if family.level is not None else ""
    return (
        f"Differences of {cases.measure.label_with_unit} between visits{within}, the visit named first minus the "
        f"second: mean with {interval_words(family.settings, interval)}, {cases.n} patients with a value at every "
        "visit. "
        f"{own}Squares grow with n; filled: {p}."
    )


def alt_differences(
    families: Sequence[PairwiseVisits], cases: CompleteCases, interval: str, caption: str
) -> str:
    """Write the words in place of the picture: every row in figures."""
    rows = [row for family in families for row in _family_rows(family, cases, interval)]
    lines = (
        f"{row.heading + ', ' if row.heading else ''}{row.labels[0]} {row.words}, p {row.more[1]}"
        for row in rows
    )
    return f"Forest chart. {'; '.join(lines)}. {caption}"
