"""All coefficients of two measures as one forest; a click on a row chooses the pair that is drawn."""

import math

from lib.analysis.association.correlations import Association, AssociationRow
from lib.analysis.association.groups import WITHIN
from lib.present.association.words import PART_WORDS, SYMBOLS, WITHIN_WORDS
from lib.present.common.charts import AxisRange, Specification
from lib.present.common.claims import is_found
from lib.present.common.forest import ForestRow, ForestScale, chart_forest
from lib.present.common.formats import format_p, format_proportion, format_proportion_interval
from lib.stats.common.result import Refusal

#: Steps of the axis: the ends are the next of them beyond every interval.
STEP = 0.25


def chart_coefficients(result: Association, theme: str, front: str = "") -> Specification:
    """Draw the coefficients at each visit, of the changes and within patients; one row is in front."""
    rows = forest_rows(result)
    title = "Spearman’s ρ" if result.method == "spearman" else "Pearson’s r"
    scale = ForestScale((title,), f"{SYMBOLS[result.method]} [95 % CI]", ("p", "p Holm"))
    return chart_forest(rows, scale, _axis(rows), theme, front=front)


def forest_rows(result: Association) -> tuple[ForestRow, ...]:
    """Give a row a coefficient, those that cannot be computed included."""
    return (*(_row(row) for row in result.rows), _within(result))


def _row(row: AssociationRow) -> ForestRow:
    heading, test = PART_WORDS[row.part], row.test
    if isinstance(test, Refusal):
        return _silent(row.code, row.label, heading)
    return ForestRow(
        row.code, (row.label,), test.r, test.ci_low, test.ci_high, test.n, format_proportion(test.r),
        _words(test.r, test.ci_low, test.ci_high), is_found(row.p_holm), heading,
        (format_p(test.p), format_p(row.p_holm)),
    )  # fmt: skip


def _within(result: Association) -> ForestRow:
    test = result.within
    if isinstance(test, Refusal):
        return _silent(WITHIN, "All visits", WITHIN_WORDS)
    return ForestRow(
        WITHIN, ("All visits",), test.r, test.ci_low, test.ci_high, test.n, format_proportion(test.r),
        _words(test.r, test.ci_low, test.ci_high), is_found(test.p), WITHIN_WORDS,
        (format_p(test.p), "not adjusted"),
    )  # fmt: skip


def _silent(code: str, label: str, heading: str) -> ForestRow:
    return ForestRow(
        code, (label,), math.nan, math.nan, math.nan, 0, "–", "no correlation", False, heading, ("–", "–")
    )


def _words(r: float, low: float, high: float) -> str:
    return f"{format_proportion(r)} [{format_proportion_interval(low, high)}]"


def _axis(rows: tuple[ForestRow, ...]) -> AxisRange:
    reach = max((max(abs(row.low), abs(row.high)) for row in rows if not math.isnan(row.estimate)), default=1)
    steps = min(4, math.ceil(reach / STEP))
    ticks = tuple(STEP * place for place in range(-steps, steps + 1) if steps < 3 or place % 2 == 0)
    end = STEP * steps * 1.04
    return AxisRange((-end, end), ticks, tuple((format_proportion(tick, 2),) for tick in ticks))
