"""The picture of a specification curve: estimates sorted with their intervals, the choices beneath as a matrix.

Estimates and matrix share one vertical axis in rows of the matrix: the estimates are scaled to the rows above 0.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import altair as alt
import numpy as np
import pandas as pd

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import Curve, Specification
from lib.analysis.robustness.results import ODDS
from lib.present.common.charts import AxisRange, built_once, fill_chart, structure_of
from lib.present.common.charts import Specification as Drawing
from lib.present.common.palette import INKS
from lib.present.robustness.words import (
    figures_estimate,
    format_estimate,
    name_estimate,
    words_specification,
)
from lib.stats.common.distributions import ALPHA

PICK, KEY = "pick", "key"
#: Height of a row of the matrix in pixels; rows of the estimates above it, and of a numeric axis that is squeezed.
ROW_HEIGHT, UPPER, SQUEEZED = 14, 15, 7
#: Most values of an axis that have a row each.
MAX_ROWS = 12
#: Odds ratios are drawn on a logarithmic scale, those beyond these ends at the end.
MIN_ODDS, MAX_ODDS = 1 / 64, 64.0
ODDS_TICKS = (1 / 64, 1 / 16, 1 / 4, 1.0, 4.0, 16.0, 64.0)
SIGNIFICANT = {"light": "#C4570A", "dark": "#F0904E"}
AXES_HEIGHT, WIDEST_LABEL = 24, 190


@dataclass(frozen=True)
class Scale:
    """How estimates are placed above the matrix: ends on the scale drawn, and ticks as estimates."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool

    def place(self, value: float) -> float:
        """Height of an estimate, in rows; what lies beyond the ends stands at the end."""
        if self.logarithmic:
            value = math.log(min(max(value, MIN_ODDS), MAX_ODDS))
        value = min(max(value, self.low), self.high)
        return 1 + (UPPER - 1) * (value - self.low) / (self.high - self.low)


def chart_curve(question: Question, curve: Curve, theme: str) -> Drawing:
    """Draw a specification curve.

    Parameters
    ----------
    question : Question
        What is in force.
    curve : Curve
        With at least one estimate.
    theme : str
        `light` or `dark`.

    Returns
    -------
    dict
        A Vega-Lite specification; a click on an estimate picks `KEY`, its place in `Curve.answered`.
    """
    scale = _scale(curve)
    runs = _runs(question, curve, scale)
    rows, labels = _rows(curve)
    ticks = [(scale.place(tick), format_estimate(curve, question.cohort, tick)) for tick in scale.ticks]
    marks = [*ticks, *labels]
    bottom = min((place for place, _ in labels), default=0.0) - 0.8
    own = [{"x": place, "low": bottom, "high": UPPER + 0.6} for place in _present(curve)]
    zero = scale.place(curve.kind.null)
    n = len(curve.answered)
    chart = fill_chart(
        _structure(name_estimate(curve, question.cohort), n, theme),
        {
            "runs": runs,
            "cells": _cells(curve, rows),
            "own": pd.DataFrame(own, columns=["x", "low", "high"]),
            "zero": pd.DataFrame([{"y": zero}]),
            "title": pd.DataFrame([{"x": 0.0, "y": UPPER + 1.1}]),
        },
        {
            "x": AxisRange((-n * 0.004 - 0.5, n * 1.004)),
            "y": AxisRange(
                (bottom, UPPER + 1.6), tuple(p for p, _ in marks), tuple((words,) for _, words in marks)
            ),
        },
    )
    chart["height"] = int(ROW_HEIGHT * (UPPER + 1.6 - bottom)) + AXES_HEIGHT
    return chart


def _present(curve: Curve) -> list[float]:
    """Places of the specification in force; none where several are, as in a correlation."""
    return [i + 0.5 for i, one in enumerate(curve.answered) if one.present] if len(curve.present) == 1 else []


def _scale(curve: Curve) -> Scale:
    if curve.kind.code == ODDS:
        return Scale(math.log(MIN_ODDS), math.log(MAX_ODDS), ODDS_TICKS, True)
    ends = np.array(
        [[one.estimate.ci_low, one.estimate.ci_high, one.estimate.value] for one in curve.answered]
    )
    low, high = float(min(np.nanmin(ends), curve.kind.null)), float(max(np.nanmax(ends), curve.kind.null))
    step = _step(high - low or 1.0)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(round(i * step, 10) for i in range(first, last + 1))
    return Scale(ticks[0], ticks[-1] if len(ticks) > 1 else ticks[0] + step, ticks, False)


def _step(width: float) -> float:
    """Find a round step that makes four to eight ticks."""
    power = 10.0 ** math.floor(math.log10(width / 5))
    return next(power * factor for factor in (1, 2, 5, 10) if width / (power * factor) <= 7)


def _alike(curve: Curve) -> list[tuple[int, int]]:
    """Ranges of places at which neighbours have one and the same estimate."""
    ranges: list[tuple[int, int]] = []
    rows = curve.answered
    start = 0
    for i in range(1, len(rows) + 1):
        if i == len(rows) or (rows[i].case, rows[i].method, rows[i].estimate) != (
            rows[start].case, rows[start].method, rows[start].estimate
        ):  # fmt: skip
            ranges.append((start, i))
            start = i
    return ranges


def _runs(question: Question, curve: Curve, scale: Scale) -> pd.DataFrame:
    """One row for each stretch of equal estimates."""
    rows = []
    for start, end in _alike(curve):
        one, n = curve.answered[start], end - start
        estimate = one.estimate
        low, high = (
            scale.place(estimate.value if math.isnan(limit) else limit)
            for limit in (estimate.ci_low, estimate.ci_high)
        )
        rows.append(
            {
                KEY: start, "x": start, "x2": end, "low": low, "high": high, "middle": (start + end) / 2,
                "value": scale.place(estimate.value), "found": bool(estimate.p < ALPHA),
                "words": figures_estimate(curve, question.cohort, estimate),
                "groups": ", ".join(f"{label} {size}" for label, size in estimate.groups),
                "choices": words_specification(curve, one),
                "n": f"{n} specification{'' if n == 1 else 's'}" + (", the first is given" if n > 1 else ""),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _rows(curve: Curve) -> tuple[dict[tuple[int, str], float], list[tuple[float, str]]]:
    """Place every value of every axis that varies below the estimates, and label the rows."""
    places: dict[tuple[int, str], float] = {}
    labels: list[tuple[float, str]] = []
    y = -0.6
    for number, axis in enumerate(curve.axes):
        if len(axis.values) < 2:
            continue
        y -= 0.4
        squeeze = len(axis.values) > MAX_ROWS
        step = SQUEEZED / (len(axis.values) - 1) if squeeze else 1.0
        every = len(axis.values) // 3 if squeeze else 1
        for i, (code, words) in enumerate(axis.values):
            places[number, code] = y - i * step
            if i % every == 0:
                labels.append((y - i * step, f"{axis.label}: {words}" if i == 0 else words))
        y -= (len(axis.values) - 1) * step + 1
    return places, labels


def _cells(curve: Curve, places: dict[tuple[int, str], float]) -> pd.DataFrame:
    """One row for each stretch of neighbours that share a choice."""
    cells: list[dict[str, object]] = []
    for number, axis in enumerate(curve.axes):
        if len(axis.values) < 2:
            continue
        codes = np.array([one.values[number] for one in curve.answered])
        found = np.array([one.estimate.p < ALPHA for one in curve.answered])
        for code, _ in axis.values:
            for start, end in _stretches((codes == code).astype(int) * (1 + found)):
                y = places[number, code]
                cells.append(
                    {"x": start, "x2": end, "low": y - 0.36, "high": y + 0.36, "found": bool(found[start])}
                )
    return pd.DataFrame(cells, columns=["x", "x2", "low", "high", "found"])


def _stretches(kinds: np.ndarray) -> list[tuple[int, int]]:
    """Give start and end of each run of one and the same kind other than 0."""
    edges = np.flatnonzero(np.diff(kinds, prepend=0, append=0))
    return [(int(a), int(b)) for a, b in pairwise(edges) if kinds[a]]


def specification_at(curve: Curve, key: int) -> Specification | None:
    """Give the specification that a click picked; None where it is no longer there."""
    return curve.answered[key] if 0 <= key < len(curve.answered) else None


@built_once
def _structure(scale: str, n: int, theme: str) -> Drawing:
    ink = INKS[theme]
    across = alt.Axis(title=None, labels=False, ticks=False, grid=False, domain=False)
    upward = alt.Axis(
        title=None, grid=False, ticks=False, domain=False, labelLimit=WIDEST_LABEL, labelOverlap=False,
        labelPadding=6, labelColor=ink.text, labelFontSize=11,
    )  # fmt: skip

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=across, scale=alt.Scale(nice=False, zero=False))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=upward, scale=alt.Scale(nice=False, zero=False))

    colour = alt.when("datum.found").then(alt.value(SIGNIFICANT[theme])).otherwise(alt.value(ink.muted))
    strength = alt.when("datum.found").then(alt.value(0.45)).otherwise(alt.value(0.25))
    tooltip = [
        alt.Tooltip("words:N", title="Estimate"), alt.Tooltip("groups:N", title="Groups"),
        alt.Tooltip("choices:N", title="Choices"), alt.Tooltip("n:N", title="Alike"),
    ]  # fmt: skip
    runs = alt.Chart(alt.NamedData("runs"))
    cells = alt.Chart(alt.NamedData("cells")).mark_rect(aria=False)
    own = alt.Chart(alt.NamedData("own")).mark_rule(
        color=ink.text, strokeWidth=1.2, strokeDash=[4, 2], aria=False
    )
    zero = (
        alt.Chart(alt.NamedData("zero"))
        .mark_rule(color=ink.text, strokeWidth=0.8, aria=False)
        .encode(y=y("y"))
    )
    title = alt.Chart(alt.NamedData("title")).mark_text(
        align="left", color=ink.muted, fontSize=11.5, text=f"{scale[:1].upper()}{scale[1:]}", aria=False
    )
    pick = alt.selection_point(name=PICK, fields=[KEY], on="click", empty=False)
    layers = [
        zero,
        runs.mark_rect(aria=False).encode(
            x=x("x"), x2="x2:Q", y=y("low"), y2="high:Q", color=colour, opacity=strength, tooltip=tooltip
        ),
        runs.mark_rule(strokeWidth=2.4, cursor="pointer").encode(
            x=x("x"), x2="x2:Q", y=y("value"), color=colour, tooltip=tooltip
        ),
        runs.mark_point(size=90, opacity=0, filled=True, cursor="pointer", aria=False)
        .encode(x=x("middle"), y=y("value"), tooltip=tooltip).add_params(pick),
        cells.encode(x=x("x"), x2="x2:Q", y=y("low"), y2="high:Q", color=colour),
        own.encode(x=x("x"), y=y("low"), y2="high:Q"),
        title.encode(x=x("x"), y=y("y")),
    ]  # fmt: skip
    return structure_of(alt.layer(*layers).properties(height=100, width="container"))
