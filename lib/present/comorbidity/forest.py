"""Response with and without each feature as forest plots: difference of the proportions, and odds ratio."""

import math
from dataclasses import dataclass

from lib.analysis.comorbidity.features import DIAGNOSIS, Feature
from lib.analysis.comorbidity.response import ResponseRow, Responses
from lib.cohort.codebook import in_sentence
from lib.present.common.charts import AxisRange, Specification
from lib.present.common.claims import is_found
from lib.present.common.figure import with_whole_labels
from lib.present.common.forest import ForestRow, ForestScale
from lib.present.common.forest import chart_forest as draw_forest
from lib.present.common.formats import MINUS, format_number, format_p, format_percent
from lib.present.common.labels import shorten_labels
from lib.stats.common.result import Refusal
from lib.stats.proportions.proportion import Proportion
from lib.stats.proportions.risk_difference import EXACT, NEWCOMBE

DIFFERENCE_INTERVALS = {
    EXACT: "exact unconditional interval (Chan–Zhang)",
    NEWCOMBE: "Newcombe’s score interval",
}
DIFFERENCE, ODDS = "difference", "odds"
#: Odds ratios beyond these ends are drawn as arrows.
MIN_ODDS, MAX_ODDS = 1 / 64, 64.0
ODDS_TICKS = (1 / 64, 1 / 16, 1 / 4, 1.0, 4.0, 16.0, 64.0)
ODDS_LABELS = ("1/64", "1/16", "1/4", "1", "4", "16", "64")


@dataclass(frozen=True)
class Effect:
    """An estimate with its interval on the scale of the picture, and in words."""

    estimate: float
    low: float
    high: float
    words: str


def chart_forest(
    result: Responses, effect: str, theme: str, *, whole: bool = False, front: str = ""
) -> Specification:
    """Draw a row a feature: the estimate, its interval, and arrows where the interval goes on.

    Parameters
    ----------
    result : Responses
        With at least one row.
    effect : str
        `DIFFERENCE` in percentage points, or `ODDS` ratio on a logarithmic scale.
    theme : str
        `light` or `dark`.
    whole : bool
        Whether there is room for whole labels, as on paper; else those that would read alike are shortened.
    front : str
        Name of the feature whose patients the filter shows; empty for none.
    """
    ends = (-1.0, 1.0) if effect == DIFFERENCE else (math.log2(MIN_ODDS), math.log2(MAX_ODDS))
    names = [row.feature.label for row in result.rows]
    shown = names if whole else shorten_labels(names)
    rows = [_forest_row(row, name, effect) for name, row in zip(shown, result.rows, strict=True)]
    difference = effect == DIFFERENCE
    scale = ForestScale(
        ("Difference, percentage points" if difference else "Odds ratio", _direction(result)),
        "Difference [95 % CI]" if difference else "Odds ratio [95 % CI]",
        ("Condition or medicine", "With", "Without", "p", "p Holm"),
        selects=any(row.feature.filter for row in result.rows),
    )
    chart = draw_forest(rows, scale, _axis(effect, ends), theme, front=front)
    return with_whole_labels(chart) if whole else chart


def _forest_row(row: ResponseRow, label: str, effect: str) -> ForestRow:
    found = read_effect(row, effect)
    labels, sides = (label, sides_words(row)), _sides(row)
    more = (row.feature.label, sides["one"], sides["other"], format_p(row.p), format_p(row.p_holm))
    if isinstance(found, str):
        nan = math.nan
        return ForestRow(row.feature.name, labels, nan, nan, nan, row.n, "", found, more=more)
    return ForestRow(
        row.feature.name, labels, found.estimate, found.low, found.high, row.n, found.words.split(" [")[0],
        found.words, is_found(row.p_holm), more=more,
    )  # fmt: skip


def _axis(effect: str, ends: tuple[float, float]) -> AxisRange:
    room = (ends[1] - ends[0]) * 0.03
    domain = (ends[0] - room, ends[1] + room)
    if effect == DIFFERENCE:
        ticks = (-1.0, -0.5, 0.0, 0.5, 1.0)
        return AxisRange(domain, ticks, tuple((f"{100 * tick:.0f}".replace("-", MINUS),) for tick in ticks))
    return AxisRange(domain, tuple(math.log2(t) for t in ODDS_TICKS), tuple((w,) for w in ODDS_LABELS))  # fmt: skip


def read_effect(row: ResponseRow, effect: str) -> Effect | str:
    """Give an effect on the scale of the picture, or say why there is none."""
    if effect == DIFFERENCE:
        difference = row.difference
        if isinstance(difference, Refusal):
            return empty_side(row)
        return Effect(difference.estimate, difference.ci_low, difference.ci_high, difference_words(row))
    ratio = row.odds_ratio
    if isinstance(ratio, Refusal):
        return empty_side(row)
    if math.isnan(ratio.estimate):
        return "no estimate: the same outcome in everybody"
    return Effect(_log2(ratio.estimate), _log2(ratio.ci_low), _log2(ratio.ci_high), odds_words(row))


def empty_side(row: ResponseRow) -> str:
    """Say which side of a feature holds no evaluable patient."""
    if isinstance(row.with_feature, Refusal):
        return "nobody with it is evaluable" if row.feature.n_with else "nobody has it"
    return "nobody without it is evaluable" if row.feature.n_without else "everybody has it"


def _log2(value: float) -> float:
    return -math.inf if value == 0 else math.log2(value) if math.isfinite(value) else math.inf


def difference_words(row: ResponseRow) -> str:
    """Write the difference in percentage points with its interval."""
    value = row.difference
    if isinstance(value, Refusal):
        return empty_side(row)
    return f"{_points(value.estimate)} [{_points(value.ci_low)} to {_points(value.ci_high)}]"


def difference_interval(result: Responses) -> str:
    """Name the interval of the differences: exact, or Newcombe's where the groups are too large for it."""
    methods = {row.difference.method for row in result.rows if not isinstance(row.difference, Refusal)}
    names = [DIFFERENCE_INTERVALS[method] for method in DIFFERENCE_INTERVALS if method in methods]
    return " or, in larger groups, ".join(names or [DIFFERENCE_INTERVALS[EXACT]])


def _points(proportion: float) -> str:
    text = format_number(100 * proportion, 0)
    return f"+{text}" if proportion > 0 and text != "0" else text


def odds_words(row: ResponseRow) -> str:
    """Write the odds ratio with its interval; an end that is not bounded is `∞`, one that is zero is `0`."""
    value = row.odds_ratio
    if isinstance(value, Refusal):
        return empty_side(row)
    if math.isnan(value.estimate):
        return "–"
    return f"{format_odds(value.estimate)} [{format_odds(value.ci_low)} to {format_odds(value.ci_high)}]"


def format_odds(value: float) -> str:
    """Write an odds ratio with two decimals, none from 100 on."""
    if math.isinf(value):
        return "∞"
    if value == 0:
        return "0"
    return format_number(value, 0 if value >= 100 else 1 if value >= 10 else 2)


def sides_words(row: ResponseRow) -> str:
    """Write both sides in short: `7/20 with, 10/29 without`."""
    one, other = (_side(side) for side in (row.with_feature, row.without_feature))
    names = side_names(row.feature)
    return f"{one} {names[0]}, {other} {names[1]}"


def side_names(feature: Feature) -> tuple[str, str]:
    """Name the two sides in short: with and without, or the diagnoses."""
    if feature.kind == DIAGNOSIS:
        return feature.with_label, in_sentence(feature.without_label)
    return ("with", "without")


def _side(side: Proportion | Refusal) -> str:
    return "0/0" if isinstance(side, Refusal) else f"{side.count}/{side.n}"


def _sides(row: ResponseRow) -> dict[str, str]:
    def words(side: Proportion | Refusal) -> str:
        if isinstance(side, Refusal):
            return "nobody"
        return f"{side.count} of {side.n} ({format_percent(side.estimate)} %)"

    return {"one": words(row.with_feature), "other": words(row.without_feature)}


def _direction(result: Responses) -> str:
    """Say which side of the picture is which."""
    feature = result.rows[0].feature
    it = f"in {feature.with_label}" if feature.kind == DIAGNOSIS and len(result.rows) == 1 else "with it"
    return f"← fewer {it} · more {it} →"
