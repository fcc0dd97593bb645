"""What each choice makes of a result: a table with one row a value of each axis."""

import numpy as np

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import Curve, Specification, middle
from lib.present.common.formats import MISSING, format_level, format_percent, format_whole
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.robustness.words import format_estimate, name_estimate, name_result, sentence_refusals
from lib.stats.common.distributions import ALPHA


def table_choices(question: Question, curve: Curve) -> PrintTable:
    """Set how many specifications each choice has, their median and range, and how often p < .05."""
    scale = name_estimate(curve, question.cohort)
    headings = (
        Heading("Choice", text=True),
        Heading("Specifications"),
        Heading("With an estimate"),
        Heading("Median", scale),
        Heading("Lowest"),
        Heading("Highest"),
        Heading(format_level(), "%"),
    )
    lines = [_line(question, curve, "All", curve.specifications)]
    for place, axis in enumerate(curve.axes):
        if len(axis.values) > 1:
            lines.append(Line((axis.label,), "section"))
            for code, words in axis.values:
                rows = tuple(one for one in curve.specifications if one.values[place] == code)
                lines.append(_line(question, curve, words, rows, indent=True))
    caption = f"{name_result(curve, question.cohort)} by choice, {len(curve.specifications):,} specifications"
    notes = ("Percentage of the specifications with a p value; p not adjusted.", sentence_refusals(curve))
    return PrintTable(caption, headings, tuple(lines), tuple(note for note in notes if note))


def _line(
    question: Question, curve: Curve, words: str, rows: tuple[Specification, ...], *, indent: bool = False
) -> Line:
    values = np.sort([one.estimate.value for one in rows if not one.estimate.refusal])
    p = np.array([one.estimate.p for one in rows])
    tested = int(np.isfinite(p).sum())
    shown = [
        MISSING if not values.size else format_estimate(curve, question.cohort, float(value(values)))
        for value in (middle, np.min, np.max)
    ]
    share = format_percent(int((p < ALPHA).sum()) / tested) if tested else MISSING
    return Line((words, format_whole(len(rows)), format_whole(values.size), *shown, share), indent=indent)
