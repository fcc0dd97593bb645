"""Residuals against the normal distribution: the Q–Q picture."""

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from lib.present.common.charts import AxisRange, Specification, fill_chart, structure_of
from lib.present.common.palette import INKS
from lib.stats.anova.normality import Normality

CHART_HEIGHT = 280
#: Most points drawn; beyond, points at even steps stand for all.
MAX_POINTS = 1000


def chart_qq(result: Normality, theme: str) -> Specification:
    """Draw the residuals, in pooled standard deviations, against normal quantiles, with the line of equality."""
    count = result.observed.size
    kept = np.unique(np.linspace(0, count - 1, min(count, MAX_POINTS)).astype(int))
    points = pd.DataFrame({"expected": result.theoretical[kept], "observed": result.observed[kept]})
    end = float(np.ceil(max(np.abs(points.to_numpy()).max(), 2.5)))
    line = pd.DataFrame({"expected": [-end, end], "observed": [-end, end]})
    axis = AxisRange((-end, end))
    return fill_chart(_structure(theme), {"points": points, "line": line}, {"x": axis, "y": axis})


@lru_cache(maxsize=2)
def _structure(theme: str) -> Specification:
    ink = INKS[theme]

    def encode(chart: alt.Chart) -> alt.Chart:
        scale = alt.Scale(nice=False, zero=False)
        return chart.encode(
            x=alt.X("expected:Q", title="Normal quantile", scale=scale, axis=alt.Axis(tickCount=7)),
            y=alt.Y("observed:Q", title="Residual (pooled SD)", scale=scale, axis=alt.Axis(tickCount=7)),
        )

    line = encode(alt.Chart(alt.NamedData("line")).mark_line(strokeWidth=1.2, color=ink.muted))
    points = encode(alt.Chart(alt.NamedData("points")).mark_circle(size=28, color=ink.band, opacity=0.65))
    points = points.encode(
        tooltip=[
            alt.Tooltip("expected:Q", title="Normal quantile", format=".2f"),
            alt.Tooltip("observed:Q", title="Residual (pooled SD)", format=".2f"),
        ]
    )
    return structure_of(alt.layer(line, points).properties(height=CHART_HEIGHT, width="container"))


def caption_qq(result: Normality) -> str:
    """Write the caption of the Q–Q picture."""
    shown = min(result.observed.size, MAX_POINTS)
    points = f"{shown} of {result.observed.size}" if shown < result.observed.size else f"{shown}"
    return (
        f"Normal Q–Q plot: {points} residuals of {result.n} patients in pooled standard deviations; on the line "
        "they would be normal."
    )
