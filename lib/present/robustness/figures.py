"""A specification curve as a figure, for the page and the report."""

from lib.analysis.common.question import Question
from lib.analysis.robustness.curve import Curve
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.present.robustness.chart import chart_curve
from lib.present.robustness.words import alt_curve, caption_curve, sentence_curve


def figure_curve(question: Question, curve: Curve) -> Figure:
    """Give the picture of a curve with at least one estimate."""
    return Figure(
        lambda theme: chart_curve(question, curve, theme),
        caption_curve(question, curve),
        alt_curve(question, curve),
        provenance_of(question),
        sentence_curve(question, curve),
    )
