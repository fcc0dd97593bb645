"""The pictures of the mixed model: least-squares means over the visits."""

import pandas as pd

from lib.analysis.common.question import Question
from lib.analysis.mixed.fit import AS_COVARIATE, MixedAnswer
from lib.present.common.charts import Specification
from lib.present.common.figure import Figure
from lib.present.common.formats import format_number, plural
from lib.present.common.means_chart import MeansShape, draw_means, place_of, range_of_means
from lib.present.common.palette import look_of
from lib.present.common.provenance import provenance_of
from lib.present.common.sizes import decimals_of_means
from lib.present.mixed.tables import counts_of, model_of_answer, title_of
from lib.stats.common.result import unwrap


def figure_means(question: Question, answer: MixedAnswer) -> Figure:
    """Give the least-squares means with their intervals."""
    return Figure(
        lambda theme: chart_means(answer, theme),
        caption_means(answer),
        _alt(answer),
        provenance_of(question),
        "\n".join(
            f"{row.name}: F({row.test.df1}, {row.test.df2:.2f}) = {row.test.f:.2f}" for row in answer.tests
        ),
    )


def chart_means(answer: MixedAnswer, theme: str) -> Specification:
    """Draw the least-squares means, one line a group, with the patients measured below each visit."""
    cases, frame = answer.modelled.cases, means_frame(answer)
    looks = tuple((group.label, look_of(group.name, i)) for i, group in enumerate(cases.levels))
    shape = MeansShape(
        title_of(answer), cases.grouping.label if cases.grouping else "", cases.measure.decimals,
        looks or (("", look_of("", 0)),), theme,
    )  # fmt: skip
    sizes = tuple(tuple(f"n {n}" for n in column) for column in counts_of(answer).T.tolist())
    visits = cases.visits[-len(answer.modelled.effects.visits) :]
    ends = range_of_means(frame, cases.measure)
    if answer.modelled.baseline == AS_COVARIATE:
        low, high = float(frame["low"].min()), float(frame["high"].max())
        room = (high - low) * 0.08 or 1.0
        ends = min(low, 0.0) - room, max(high, 0.0) + room
    return draw_means(frame, shape, visits, sizes, ends)


def means_frame(answer: MixedAnswer) -> pd.DataFrame:
    """Give what the chart draws: one row a group and visit."""
    cases, means, counts = answer.modelled.cases, unwrap(answer.means), counts_of(answer)
    groups, names = cases.labels or ("",), answer.modelled.effects.visits
    visits = cases.visits[-len(names) :]
    rows = []
    for index, row in enumerate(means.rows):
        # The last factor changes fastest: groups within a visit.
        visit, group = index // len(groups), index % len(groups)
        rows.append(
            {
                "x": place_of(visit, group, len(groups)),
                "visit": visits[visit].label,
                "group": groups[group],
                "mean": row.estimate.estimate,
                "low": row.estimate.ci_low,
                "high": row.estimate.ci_high,
                "n": int(counts[group][visit]),
            }
        )
    return pd.DataFrame(rows).sort_values(["group", "x"], kind="stable")


def caption_means(answer: MixedAnswer) -> str:
    """Write the caption: what the points and bars are, and on whom they rest."""
    cases, model = answer.modelled.cases, model_of_answer(answer)
    what = f"Least-squares means of {_what(answer)} with 95 % confidence intervals, by the mixed model"
    who = f"{plural(model.n, 'patient')}, {cases.n_complete} of them with a value at every visit"
    order = f" in the order {', '.join(cases.labels)}" if cases.levels else ""
    return f"{what}; {who}; n measured below each visit{order}."


def _what(answer: MixedAnswer) -> str:
    title = title_of(answer)
    return f"the change{title.removeprefix('Change')}" if title.startswith("Change of ") else title


def _alt(answer: MixedAnswer) -> str:
    decimals = decimals_of_means(answer.modelled.cases.measure)
    points = [
        f"{', '.join(reversed(row.levels))}: {format_number(row.estimate.estimate, decimals)}"
        for row in unwrap(answer.means).rows
    ]
    return f"Line chart. {caption_means(answer)} {'; '.join(points)}."
