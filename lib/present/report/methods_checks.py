"""The part of a methods paragraph on ranks, assumptions and influence beside the analysis of variance."""

from lib.analysis.anova.checks import Assumptions, Influences, RankTests
from lib.analysis.answers import Answers
from lib.analysis.registry import CHECKS
from lib.present.common.claims import join_words
from lib.present.common.references import cite
from lib.present.report.methods_anova import ADJUSTED, Passage
from lib.present.report.methods_used import words_p
from lib.stats.common.result import Refusal

RANK_PAIRS = {
    "dunn": f"Dunn’s test {cite('Dunn, 1964')}",
    "conover": f"Conover’s test {cite('Conover, 1999')}",
    "wilcoxon": f"Wilcoxon’s signed-rank test {cite('Wilcoxon, 1945')}",
}


def passage_checks(answers: Answers) -> Passage:
    """Say which tests on ranks, of assumptions and of influence stand beside the analysis of variance."""
    if CHECKS not in answers.sections or answers.anova is None:
        return ()
    sentences: list[str] = []
    if isinstance(answers.ranks, RankTests):
        sentences += _sentences_ranks(answers, answers.ranks)
    if isinstance(answers.assumptions, Assumptions):
        sentences += _sentences_assumptions(answers.assumptions)
    if isinstance(answers.influence, Influences):
        sentences.append("Influence of single patients was examined by leaving each out in turn.")
    return tuple(sentences)


def _sentences_ranks(answers: Answers, ranks: RankTests) -> list[str]:
    sentences = []
    if any(not isinstance(row.test, Refusal) for row in ranks.friedman):
        pairs = ""
        if not isinstance(ranks.pairs, Refusal):
            adjusted = ADJUSTED.get(ranks.adjust)
            pairs = (
                f" and {RANK_PAIRS[answers.settings['ranktest']]} for pairs of visits{words_p(ranks.pairs)}"
            )
            pairs += f", adjusted {adjusted}" if adjusted else ", not adjusted"
        sentences.append(
            f"On ranks, the same patients were compared by the Friedman test {cite('Friedman, 1937')} with Kendall’s W"
            f"{words_p(ranks.friedman)}{pairs}."
        )
    return sentences


def _sentences_assumptions(assumptions: Assumptions) -> list[str]:
    tested = []
    if not isinstance(assumptions.normality, Refusal):
        tested.append(f"normality of the residuals by Shapiro and Wilk’s test {cite('Shapiro & Wilk, 1965')}")
    if assumptions.levene is not None and not isinstance(assumptions.levene, Refusal):
        tested.append(f"equal variances by Levene’s test {cite('Levene, 1960')}")
    if assumptions.box_m is not None and not isinstance(assumptions.box_m, Refusal):
        tested.append(f"equal covariances by Box’s M {cite('Box, 1949')}")
    return (
        [f"Assumptions were examined: {join_words(tested)}; none of these decided what was computed."]
        if tested
        else []
    )
