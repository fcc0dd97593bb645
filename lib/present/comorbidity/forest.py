"""Response with and without each feature as forest plots: difference of the proportions, and odds ratio."""

import math
from dataclasses import dataclass

import altair as alt
import pandas as pd

from lib.analysis.comorbidity.features import DIAGNOSIS, Feature
from lib.analysis.comorbidity.response import ResponseRow, Responses
from lib.cohort.codebook import in_sentence
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.figure import with_whole_labels
from lib.present.common.formats import MINUS, format_number, format_percent
from lib.present.common.labels import shorten_labels
from lib.present.common.palette import INKS
from lib.stats.common.result import Refusal
from lib.stats.proportions.proportion import Proportion
from lib.stats.proportions.risk_difference import EXACT, NEWCOMBE

DIFFERENCE_INTERVALS = {
    EXACT: "exact unconditional interval (Chan–Zhang)",
    NEWCOMBE: "Newcombe’s score interval",
}
DIFFERENCE, ODDS = "difference", "odds"
ROW_HEIGHT, AXES_HEIGHT, WIDEST_LABEL = 34, 70, 168
#: Odds ratios beyond these ends are drawn as arrows.
MIN_ODDS, MAX_ODDS = 1 / 64, 64.0
#: Room for the arrow beside an estimate beyond the axis, as a proportion of it.
ARROW_ROOM = 0.05
ODDS_TICKS = (1 / 64, 1 / 16, 1 / 4, 1.0, 4.0, 16.0, 64.0)
ODDS_LABELS = ("1/64", "1/16", "1/4", "1", "4", "16", "64")


@dataclass(frozen=True)
class Effect:
    """An estimate with its interval on the scale of the picture, and in words."""

    estimate: float
    low: float
    high: float
    words: str


def chart_forest(result: Responses, effect: str, theme: str, *, whole: bool = False) -> Specification:
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
    """
    ends = (-1.0, 1.0) if effect == DIFFERENCE else (math.log2(MIN_ODDS), math.log2(MAX_ODDS))
    rows, arrows, silent, stripes = [], [], [], []
    for y, row in enumerate(result.rows):
        if y % 2 == 0:
            stripes.append({"y": y - 0.5, "end": y + 0.5})
        found = read_effect(row, effect)
        if isinstance(found, str):
            silent.append({"y": y, "x": ends[0], "words": found, "label": row.feature.label})
            continue
        rows.append({"y": y, "label": row.feature.label, **_drawn(found, ends), **_sides(row)})
        arrows += _arrows(y, found, ends)
    names = [row.feature.label for row in result.rows]
    shown = names if whole else shorten_labels(names)
    labels = tuple((name, sides_words(row)) for name, row in zip(shown, result.rows, strict=True))
    x = _axis(effect, ends)
    columns = ["y", "x", "words", "label"]
    chart = fill_chart(
        _structure(effect, _direction(result), theme),
        {
            "rows": pd.DataFrame(rows, columns=["y", "label", "x", "low", "high", "inside", "words", "one", "other"]),
            "arrows": pd.DataFrame(arrows, columns=["y", "x", "left"]),
            "silent": pd.DataFrame(silent, columns=columns),
            "stripes": pd.DataFrame(stripes),
            "zero": pd.DataFrame([{"x": 0.0}]),
        },
        {"x": x, "y": AxisRange((len(result.rows) - 0.5, -0.5), tuple(map(float, range(len(labels)))), labels)},
    )  # fmt: skip
    chart["height"] = ROW_HEIGHT * len(result.rows) + AXES_HEIGHT
    return with_whole_labels(chart) if whole else chart


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


def _drawn(found: Effect, ends: tuple[float, float]) -> dict[str, object]:
    low, high = (min(max(end, ends[0]), ends[1]) for end in (found.low, found.high))
    room = (ends[1] - ends[0]) * ARROW_ROOM
    inside = ends[0] <= found.estimate <= ends[1]
    x = found.estimate if inside else min(max(found.estimate, ends[0] + room), ends[1] - room)
    return {"x": x, "low": low, "high": high, "inside": inside, "words": found.words}


def _arrows(y: int, found: Effect, ends: tuple[float, float]) -> list[dict[str, object]]:
    """An arrow where the interval goes on beyond the axis."""
    arrows: list[dict[str, object]] = []
    if found.low < ends[0]:
        arrows.append({"y": y, "x": ends[0], "left": True})
    if found.high > ends[1]:
        arrows.append({"y": y, "x": ends[1], "left": False})
    return arrows


def _direction(result: Responses) -> str:
    """Say which side of the picture is which."""
    feature = result.rows[0].feature
    it = f"in {feature.with_label}" if feature.kind == DIAGNOSIS and len(result.rows) == 1 else "with it"
    return f"← fewer {it} · more {it} →"


@built_once
def _structure(effect: str, direction: str, theme: str) -> Specification:
    ink = INKS[theme]
    title = ["Difference, percentage points" if effect == DIFFERENCE else "Odds ratio", direction]
    tooltip = [
        alt.Tooltip("label:N", title="Condition or medicine"),
        alt.Tooltip("one:N", title="With"),
        alt.Tooltip("other:N", title="Without"),
        alt.Tooltip("words:N", title="Difference [95 % CI]" if effect == DIFFERENCE else "Odds ratio [95 % CI]"),
    ]  # fmt: skip

    def x(field: str) -> alt.X:
        axis = alt.Axis(title=title, grid=True, labelOverlap=False, titleLineHeight=16, titlePadding=8)
        return alt.X(f"{field}:Q", scale=alt.Scale(nice=False, zero=False), axis=axis)

    def y(field: str) -> alt.Y:
        axis = alt.Axis(
            grid=False, ticks=False, domain=False, labelLimit=WIDEST_LABEL, labelOverlap=False, labelLineHeight=14,
            labelPadding=8, labelOffset=-7, minExtent=WIDEST_LABEL - 40, labelColor=ink.text,
        )  # fmt: skip
        return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)

    rows = alt.Chart(alt.NamedData("rows")).encode(y=y("y"))
    arrow = alt.when("datum.left").then(alt.value("triangle-left")).otherwise(alt.value("triangle-right"))
    inside = alt.when("datum.inside").then(alt.value(ink.band)).otherwise(alt.value("transparent"))
    layers = [
        alt.Chart(alt.NamedData("stripes")).mark_rect(color=ink.text, opacity=0.04).encode(y=y("y"), y2="end:Q"),
        alt.Chart(alt.NamedData("zero")).mark_rule(color=ink.text, strokeWidth=1).encode(x=x("x")),
        rows.mark_rule(strokeWidth=1.6, color=ink.text, aria=False).encode(x=x("low"), x2="high:Q", tooltip=tooltip),
        alt.Chart(alt.NamedData("arrows")).mark_point(filled=True, size=80, color=ink.text, opacity=1, aria=False)
        .encode(x=x("x"), y=y("y"), shape=arrow),
        rows.mark_point(shape="square", size=70, strokeWidth=1.6, opacity=1, stroke=ink.band, aria=False)
        .encode(x=x("x"), fill=inside, tooltip=tooltip),
        alt.Chart(alt.NamedData("silent")).mark_text(align="left", dx=10, color=ink.muted, fontSize=12, aria=False)
        .encode(x=x("x"), y=y("y"), text="words:N"),
    ]  # fmt: skip
    return structure_of(alt.layer(*layers).properties(height=100, width="container"))
