"""How the values of each measure and number are distributed: a histogram and its figures."""

import altair as alt
import pandas as pd

from lib.analysis.data.completeness import Distribution
from lib.present.common.charts import Specification, built_once, fill_chart, structure_of
from lib.present.common.formats import format_number, format_whole
from lib.present.common.palette import INKS


def chart_distribution(distribution: Distribution, theme: str) -> Specification:
    """Draw a histogram."""
    bars = pd.DataFrame(
        {
            "low": distribution.edges[:-1],
            "high": distribution.edges[1:],
            "n": distribution.counts,
        }
    )
    unit = f" ({distribution.unit})" if distribution.unit else ""
    structure = _histogram_structure(f"{distribution.label}{unit}", theme)
    return fill_chart(structure, {"bars": bars}, {})


@built_once
def _histogram_structure(title: str, theme: str) -> Specification:
    chart = (
        alt.Chart(alt.NamedData("bars"))
        .mark_bar(color=INKS[theme].band, opacity=0.75)
        .encode(
            x=alt.X(
                "low:Q", title=title, scale=alt.Scale(zero=False, nice=False), axis=alt.Axis(tickCount=5)
            ),
            x2="high:Q",
            y=alt.Y("n:Q", title="Values", axis=alt.Axis(tickCount=3, format="d")),
            y2=alt.datum(0),
            tooltip=[
                alt.Tooltip("low:Q", title="From", format=".4~g"),
                alt.Tooltip("high:Q", title="to", format=".4~g"),
                alt.Tooltip("n:Q", title="Values"),
            ],
        )
        .properties(height=200, width="container")
    )
    return structure_of(chart)


def alt_distribution(distribution: Distribution) -> str:
    """Write the words in place of a histogram."""
    return f"Histogram of {distribution.label}: {caption_distribution(distribution)}"


def caption_distribution(distribution: Distribution) -> str:
    """Write the figures under a histogram."""
    d, decimals = distribution.description, distribution.decimals + 1
    if not d.n:
        return f"{distribution.label}: no value."
    return (
        f"n {format_whole(d.n)}, missing {format_whole(d.missing)}; "
        f"mean {format_number(d.mean, decimals)}, SD {format_number(d.sd, decimals)}, "
        f"{format_number(d.minimum, distribution.decimals)} to {format_number(d.maximum, distribution.decimals)}."
    )
