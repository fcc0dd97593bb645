"""The pictures of the ANOVA as figures, for the page and the report."""

from collections.abc import Sequence

from lib.analysis.anova.visits import VisitsAnova
from lib.analysis.common.complete_cases import CompleteCases
from lib.analysis.common.question import Question
from lib.present.anova.differences_chart import alt_differences, caption_differences, chart_differences
from lib.present.anova.means_chart import chart_means
from lib.present.anova.qq_chart import caption_qq, chart_qq
from lib.present.anova.words import alt_means, caption_means, lines_apa
from lib.present.common.figure import Figure
from lib.present.common.provenance import provenance_of
from lib.stats.anova.normality import Normality
from lib.stats.anova.posthoc import PairwiseVisits


def figure_means(question: Question, result: VisitsAnova, rule: str) -> Figure:
    """Give the estimated marginal means, with the lines to copy by the rule of correction."""
    return Figure(
        lambda theme: chart_means(result, theme),
        caption_means(result),
        alt_means(result),
        provenance_of(question),
        lines_apa(result, rule),
    )


def figure_differences(
    question: Question,
    families: Sequence[PairwiseVisits],
    cases: CompleteCases,
    interval: str,
    *,
    each: bool = True,
    patient: str = "",
) -> Figure:
    """Give the differences between visits, over all patients or within groups, each patient's own on demand."""
    caption = caption_differences(families, cases, interval, each=each)
    return Figure(
        lambda theme: chart_differences(families, cases, interval, theme, each=each, patient=patient),
        caption,
        alt_differences(families, cases, interval, caption),
        provenance_of(question),
    )


def figure_qq(question: Question, normality: Normality) -> Figure:
    """Give the residuals against the normal distribution."""
    caption = caption_qq(normality)
    return Figure(
        lambda theme: chart_qq(normality, theme),
        caption,
        f"Scatter chart. {caption}",
        provenance_of(question),
    )
