"""The part of a methods paragraph that tells how comorbidities were counted and compared."""

from lib.analysis.answers import Answers
from lib.analysis.comorbidity.courses import Courses
from lib.analysis.comorbidity.prevalence import Prevalence
from lib.analysis.comorbidity.response import Responses
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.references import cite
from lib.present.comorbidity.rows import noun_of
from lib.stats.result import Refusal
from lib.stats.risk_difference import EXACT, NEWCOMBE

Passage = tuple[str, ...]
#: Intervals of a difference of proportions, as results name them.
INTERVALS = {
    EXACT: f"exact unconditional intervals {cite('Chan & Zhang, 1999')}",
    NEWCOMBE: f"Newcombe’s intervals {cite('Newcombe, 1998')}",
}
WORKS = cite("Holm, 1979", "Benjamini & Hochberg, 1995")
ADJUSTED = (
    "p values were adjusted after Holm and, beside it, by the false discovery rate, over the {words} " + WORKS
)


def passage_comorbidity(answers: Answers) -> Passage:
    """Say how prevalences, courses and response were compared; nothing of what was refused."""
    sentences: list[str] = []
    for part in answers.comorbidity:
        if part.prevalence.rows:
            sentences += _sentences_prevalence(part.prevalence)
        sentences += _sentences_courses(part.courses)
        for result in part.responses:
            sentences += _sentences_responses(result)
    return tuple(dict.fromkeys(sentences))


def _sentences_prevalence(result: Prevalence) -> list[str]:
    nouns = noun_of(result.rows[0].feature.kind)
    sentences = [
        f"Prevalences of {nouns} are given with 95 % confidence intervals by Wilson’s score {cite('Wilson, 1927')}."
    ]
    if result.family.size:
        sentences.append(
            f"Groups by {in_sentence(result.grouping.label)} were compared by the Fisher–Freeman–Halton exact test "
            f"{cite('Freeman & Halton, 1951')} with Cramér’s V {cite('Cramér, 1946')}; "
            f"{ADJUSTED.format(words=result.family.words)}."
        )
    return sentences


def _sentences_courses(result: Courses) -> list[str]:
    tested = [row for row in result.rows if not isinstance(row.interaction, Refusal)]
    if not tested:
        return []
    noun = noun_of(next((row.feature.kind for row in tested if row.feature), "comorbidity"), 1)
    return [
        f"The course of {result.measure.label} with and without each {noun} was compared by mixed analyses of variance "
        f"{cite('Maxwell et al., 2018')}, one each, with Type III sums of squares and degrees of freedom corrected by "
        f"the Greenhouse–Geisser ε {cite('Greenhouse & Geisser, 1959')}; {ADJUSTED.format(words=result.family.words)}."
    ]


def _sentences_responses(result: Responses) -> list[str]:
    tested = [row for row in result.rows if row.p == row.p]
    if result.refusal is not None or not tested:
        return []
    methods = {row.difference.method for row in tested if not isinstance(row.difference, Refusal)}
    named = join_words([words for name, words in INTERVALS.items() if name in methods])
    intervals = f", with {named} as 95 % confidence intervals," if named else ""
    words = "; ".join(family.words for family in result.families.values())
    return [
        f"The shares of {result.counted} with and without each were compared by differences{intervals} and by "
        f"conditional odds ratios with exact 95 % confidence intervals, tested by Fisher’s exact test "
        f"{cite('Fisher, 1935')}; {ADJUSTED.format(words=words)}."
    ]
