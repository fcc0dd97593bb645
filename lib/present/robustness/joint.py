"""The joint test of a specification curve in words and as a table."""

from lib.analysis.common.question import Question
from lib.analysis.robustness.results import INTERACTION
from lib.cohort.codebook import unit_words
from lib.present.common.formats import (
    format_level,
    format_number,
    format_p,
    format_p_equation,
    format_percent,
    format_proportion,
    format_whole,
    plural,
)
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.common.distributions import ALPHA
from lib.stats.common.result import Refusal
from lib.stats.robustness.joint import MEDIAN, SHARE, STOUFFER, JointStatistic, JointTest

LABELS = {MEDIAN: "Median estimate", SHARE: "Specifications with {level}", STOUFFER: "Mean z of all p"}


def sentence_joint(test: JointTest | Refusal) -> str:
    """Say whether the whole curve is what shuffled patients give."""
    if isinstance(test, Refusal):
        return test.reason
    by_name = {row.name: row for row in test.statistics}
    share = by_name[SHARE]
    found = [row for row in test.statistics if row.p < ALPHA]
    judged = (
        "the curve as a whole is hard to explain by chance"
        if len(found) == len(test.statistics)
        else "the curve as a whole could be chance"
        if not found
        else "the three statistics do not agree on whether the curve as a whole could be chance"
    )
    return (
        f"With the patients’ courses shuffled {format_whole(test.permutations)} times, {judged}: "
        f"{format_level()} in {format_percent(share.observed)} % of the specifications, "
        f"{format_percent(share.expected)} % at the median of the shuffled ({format_p_equation(share.p)}); median "
        f"estimate {format_p_equation(by_name[MEDIAN].p)}, mean z {format_p_equation(by_name[STOUFFER].p)}."
    )


def table_joint(question: Question, test: JointTest, result: str, measure: str) -> PrintTable:
    """Set the three statistics beside what shuffled patients give."""
    headings = (
        Heading("Statistic", text=True),
        Heading("Observed"),
        Heading("Shuffled", "median"),
        Heading("p"),
    )
    column = question.cohort.codebook.column(measure)
    decimals = column.decimals + 1

    def written(row: JointStatistic, value: float) -> str:
        if row.name == SHARE:
            return f"{format_percent(value)} %"
        if row.name == MEDIAN and result == INTERACTION:
            return format_proportion(value)
        return format_number(value, decimals if row.name == MEDIAN else 2)

    lines = tuple(
        Line(
            (
                LABELS[row.name].format(level=format_level()),
                written(row, row.observed),
                written(row, row.expected),
                format_p(row.p),
            )
        )
        for row in test.statistics
    )
    scale = (
        "partial η²" if result == INTERACTION else f"size of the difference in change, {unit_words(column)}"
    )
    note = (
        f"Median estimate: {scale}. Whole courses of {column.label} exchanged between {plural(test.n, 'patient')}, the "
        "groups kept; p = (1 + permutations at least as extreme) / (1 + permutations)."
    )
    caption = f"Joint test of {plural(test.specifications, 'specification')}"
    return PrintTable(caption, headings, lines, (note,))
