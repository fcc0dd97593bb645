"""Estimated marginal means over the visits as a picture."""

import pandas as pd

from lib.analysis.anova.visits import VisitsAnova
from lib.present.common.charts import Specification
from lib.present.common.means_chart import MeansShape, draw_means, place_of, range_of_means
from lib.present.common.palette import look_of
from lib.stats.anova.marginal_means import MarginalMeans
from lib.stats.common.result import unwrap


def chart_means(answer: VisitsAnova, theme: str) -> Specification:
    """Draw the marginal means with their intervals, one line a group.

    Parameters
    ----------
    answer : VisitsAnova
        With marginal means.
    theme : str
        `light` or `dark`.

    Returns
    -------
    dict
        A Vega-Lite specification.
    """
    cases, frame = answer.cases, means_frame(answer)
    sizes = tuple(f"n {size}" for size in cases.sizes or (cases.n,))
    looks = tuple((group.label, look_of(group.name, i)) for i, group in enumerate(cases.levels))
    shape = MeansShape(
        cases.measure.label_with_unit,
        cases.grouping.label if cases.grouping else "",
        cases.measure.decimals,
        looks or (("", look_of("", 0)),),
        theme,
    )
    ends = range_of_means(frame, cases.measure)
    return draw_means(frame, shape, cases.visits, (sizes,) * len(cases.visits), ends)


def means_frame(answer: VisitsAnova) -> pd.DataFrame:
    """Give what the chart draws: one row a group and visit, in the unit of the measure."""
    cases, means = answer.cases, unwrap(answer.means)
    levels = [group.label for group in cases.levels] or [""]
    rows = means.by_group or means.overall
    visits = len(cases.visits)
    return pd.DataFrame(
        {
            "x": place_of(index % visits, index // visits, len(levels)),
            "visit": cases.visits[index % visits].label,
            "group": levels[index // visits],
            "mean": row.mean,
            "low": row.ci_low,
            "high": row.ci_high,
            "n": row.n,
        }
        for index, row in enumerate(rows)
    )


def has_means(answer: VisitsAnova) -> bool:
    """Tell whether there are marginal means to draw."""
    return isinstance(answer.means, MarginalMeans)
