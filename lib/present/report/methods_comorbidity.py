"""The part of a methods paragraph on how comorbidities were counted and compared."""

from lib.analysis.answers import Answers
from lib.analysis.comorbidity.cooccurrence import Cooccurrence
from lib.analysis.comorbidity.course_results import CourseRow, Courses
from lib.analysis.comorbidity.kind_answers import KindAnswers
from lib.analysis.comorbidity.prevalence import Prevalence
from lib.analysis.comorbidity.response import Responses
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.number_style import current_style
from lib.present.common.references import cite
from lib.present.comorbidity.combinations import features_drawn
from lib.present.comorbidity.rows import noun_of
from lib.present.report.methods_used import names_in
from lib.stats.common.result import Refusal, unwrap
from lib.stats.proportions.risk_difference import EXACT, NEWCOMBE

Passage = tuple[str, ...]
#: How the smallest effect found was computed, by the names that results carry.
DETECTABLE = {
    "Noncentral χ²": "for Cramér’s V by the noncentral χ² distribution",
    "Noncentral F": "for time × group, and for several groups, by the noncentral F distribution",
    "Noncentral t": "for the difference of two groups by the noncentral t distribution",
    "Exact power of Fisher’s test": "for proportions by the exact power of Fisher’s test",
    "Normal approximation of the power of two proportions": "for proportions by the normal approximation of power",
}
#: Intervals of a difference of proportions, as results name them.
INTERVALS = {
    EXACT: f"exact unconditional intervals {cite('Chan & Zhang, 1999')}",
    NEWCOMBE: f"Newcombe’s intervals {cite('Newcombe, 1998')}",
}
#: Corrections for departures from sphericity, as results name them.
CORRECTION_WORKS = {
    "Greenhouse–Geisser": ("Greenhouse–Geisser ε", "Greenhouse & Geisser, 1959"),
    "Huynh–Feldt": ("Huynh–Feldt ε as amended by Lecoutre", "Lecoutre, 1991"),
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
        if part.together is not None:
            sentences += _sentences_together(part.together)
        sentences += _sentences_courses(part.courses)
        for result in part.responses:
            sentences += _sentences_responses(result)
    return (*dict.fromkeys(sentences), *_sentences_detectable(answers.comorbidity))


def _sentences_together(result: Cooccurrence) -> list[str]:
    if not features_drawn(result) or not result.pairs:
        return []
    noun = noun_of(result.features[0].kind)
    described = (
        f"Pairs of {noun} are described by the patients with both, as many as independence would give, Jaccard’s index "
        f"{cite('Jaccard, 1912')} and φ {cite('Yule, 1912')}"
    )
    if not result.family.size:
        return [f"{described}."]
    adjusted = ADJUSTED.format(words=result.family.words)
    return [f"{described}, and tested by Fisher’s exact test {cite('Fisher, 1935')}; {adjusted}."]


def _sentences_detectable(kinds: tuple[KindAnswers, ...]) -> list[str]:
    """Say how the smallest effects that would be found were computed, for the tests of which they are given."""
    names = names_in(kinds)
    used = [words for name, words in DETECTABLE.items() if name in names]
    if not used:
        return []
    level = current_style().write(".05")
    return [
        f"The smallest effect that a test would find with 80 % power at the unadjusted two-sided level of {level} "
        f"{cite('Cohen, 1988')} was computed {join_words(used)}."
    ]


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
    apart = (
        "; the changes from the first visit to the last of the two sides are compared by "
        f"Welch’s 95 % confidence interval {cite('Welch, 1947')}"
        if any(row.apart is not None for row in tested)
        else ""
    )
    return [
        f"The course of {result.measure.label} with and without each {noun} was compared by mixed analyses of variance "
        f"{cite('Maxwell et al., 2018')}, one each, with Type III sums of squares{_corrected(result, tested)}{apart}; "
        f"{ADJUSTED.format(words=result.family.words)}."
    ]


def _corrected(result: Courses, tested: list[CourseRow]) -> str:
    """Say how degrees of freedom were corrected for departures from sphericity."""
    if len(result.visits) < 3:
        return ""
    used = {unwrap(row.interaction).correction for row in tested}
    named = [f"the {words} {cite(work)}" for name, (words, work) in CORRECTION_WORKS.items() if name in used]
    if not named:
        return ", degrees of freedom not corrected for departures from sphericity"
    some = " in some" if "none" in used else ""
    return f" and degrees of freedom corrected{some} by {join_words(named)}"


def _sentences_responses(result: Responses) -> list[str]:
    compared = [row for row in result.rows if not isinstance(row.odds_ratio, Refusal)]
    if result.refusal is not None or not compared:
        return []
    methods = {row.difference.method for row in compared if not isinstance(row.difference, Refusal)}
    named = join_words([words for name, words in INTERVALS.items() if name in methods])
    intervals = f", with {named} as 95 % confidence intervals," if named else ""
    tested = ""
    if any(row.p == row.p for row in compared):
        words = "; ".join(family.words for family in result.families.values())
        tested = f", tested by Fisher’s exact test {cite('Fisher, 1935')}; {ADJUSTED.format(words=words)}"
    return [
        f"The proportions of {result.counted} with and without each were compared by differences{intervals} and by "
        f"conditional odds ratios with exact 95 % confidence intervals{tested}."
    ]
