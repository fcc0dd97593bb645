"""The part of a methods paragraph on how visits were compared: ANOVA, pairs, simple effects, checks."""

from lib.analysis.anova.groups import GroupComparisons
from lib.analysis.anova.visits import VisitsAnova
from lib.analysis.answers import Answers
from lib.analysis.common.correction import choose_correction
from lib.analysis.common.grouping import COMPARISONS, EVERYONE, OUTCOME
from lib.analysis.registry import ANOVA
from lib.cohort.codebook import in_sentence
from lib.present.anova.options import NO_INTERVAL
from lib.present.common.claims import join_words
from lib.present.common.formats import plural
from lib.present.common.number_style import current_style
from lib.present.common.references import cite
from lib.present.report.methods_used import words_p
from lib.stats.anova.posthoc import PairwiseWithinGroups
from lib.stats.anova.repeated_measures import TIME
from lib.stats.anova.sphericity import Mauchly
from lib.stats.common.result import Refusal, unwrap

Passage = tuple[str, ...]
ADJUSTED = {
    "bonferroni": "by Bonferroni’s method",
    "holm": f"by Holm’s method {cite('Holm, 1979')}",
    "sidak": f"by Šidák’s method {cite('Šidák, 1967')}",
    "fdr": f"for the false discovery rate {cite('Benjamini & Hochberg, 1995')}",
}
#: Error terms of comparisons within a group.
OWN_ERROR = {
    "pooled": "with the error pooled over the groups",
    "own": "with the error of the group’s own patients",
}


def passage_anova(answers: Answers) -> Passage:
    """Say how the change over the visits was tested, or why it was not."""
    answer = answers.anova
    if answer is None:
        return ()
    means = _sentences_means(answers, answer)
    if answer.withheld:
        return (_sentence_withheld(answers, answer), *means)
    if isinstance(answer.anova, Refusal):
        reason = in_sentence(answer.anova.reason)
        return (f"No analysis of variance of {answer.cases.measure.label} was computed: {reason}", *means)
    return (
        _sentence_model(answers, answer),
        *_sentences_sphericity(answers, answer),
        _sentence_effects(answer),
        *means,
        *_sentences_beside(answers, answer),
    )


def _sentences_means(answers: Answers, answer: VisitsAnova) -> Passage:
    if ANOVA not in answers.sections or isinstance(answer.means, Refusal):
        return ()
    weighed = "" if answer.cases.grouping is None else ", over the groups weighing them equally,"
    return (
        f"Estimated marginal means {cite('Searle et al., 1980')}{weighed} are given with 95 % confidence intervals.",
    )


def _sentences_beside(answers: Answers, answer: VisitsAnova) -> Passage:
    """Name what the tables give beside the test that the text reads."""
    anova = unwrap(answer.anova)
    if ANOVA not in answers.sections or anova.visits < 3:
        return ()
    named = (
        f"Corrections by the Greenhouse–Geisser ε {cite('Greenhouse & Geisser, 1959')}, the Huynh–Feldt ε "
        f"{cite('Lecoutre, 1991')} and the lower bound"
    )
    tests = [e.multivariate for e in anova.effects if not isinstance(e.multivariate, Refusal)]
    names = list(dict.fromkeys(test.name for group in tests for test in group))
    multivariate = f", and the multivariate tests of {join_words(names)}," if names else ""
    return (f"{named}{multivariate} are tabled beside it.",)


def _sentence_withheld(answers: Answers, answer: VisitsAnova) -> str:
    label, between = answer.cases.measure.label, answers.settings.between
    if between in COMPARISONS:
        return (
            f"{label} was not tested between {COMPARISONS[between].replace(' against ', ' and ')}: {answer.withheld} "
            "Its course is described alone."
        )
    by_outcome = between != EVERYONE and (
        between == OUTCOME or answers.question.cohort.codebook.column(between).role == "outcome"
    )
    if by_outcome:
        return (
            f"{label} was not tested between the outcome groups, because these are defined by its own change; its "
            "course is described alone."
        )
    return (
        f"{label} was not tested over the visits, because the patients were selected by their outcome, which is "
        "defined by its change; its course is described alone."
    )


def _sentence_model(answers: Answers, answer: VisitsAnova) -> str:
    cases = answer.cases
    who = f"in the {cases.n} of {plural(cases.n_selected, 'patient')} with a value at every visit"
    visits = f"{len(cases.visits)} visits"
    start = f"Change of {cases.measure.label} over the {visits} was tested by"
    if cases.grouping is None:
        return f"{start} a repeated-measures analysis of variance {cite('Maxwell et al., 2018')} {who}."
    sizes = zip(cases.levels, cases.sizes, strict=True)
    groups = ", ".join(f"{in_sentence(group.label)} {size}" for group, size in sizes)
    squares = {"III": "Type III", "II": "Type II"}[answers.settings.sumsq]
    return (
        f"{start} a mixed analysis of variance {cite('Maxwell et al., 2018')} with visit as factor within patients and "
        f"{in_sentence(cases.grouping.label)} ({groups}) as factor between them, with {squares} sums of squares and "
        f"the covariance pooled within the groups, {who}."
    )


def _sentences_sphericity(answers: Answers, answer: VisitsAnova) -> Passage:
    anova, rule = unwrap(answer.anova), answers.settings.correct
    if anova.visits < 3:
        return ()
    if rule == "none":
        return ("The degrees of freedom in the text were not corrected for departures from sphericity.",)
    if rule == "auto" and not isinstance(anova.sphericity.mauchly, Mauchly):
        return (
            "Mauchly’s test of sphericity has no value here, so degrees of freedom were corrected by the "
            f"Greenhouse–Geisser ε {cite('Greenhouse & Geisser, 1959')}.",
        )
    if rule == "auto":
        level = current_style().write(".05")
        applied = choose_correction(anova, anova.effect(TIME), rule).name != "none"
        return (
            f"Sphericity was tested by Mauchly’s test {cite('Mauchly, 1940')}; degrees of freedom are corrected by the "
            f"Greenhouse–Geisser ε {cite('Greenhouse & Geisser, 1959')} where its p is below {level}, which was "
            f"{'' if applied else 'not '}the case.",
        )
    name, work = {
        "gg": ("Greenhouse–Geisser ε", "Greenhouse & Geisser, 1959"),
        "hf": ("Huynh–Feldt ε as amended by Lecoutre", "Lecoutre, 1991"),
    }[rule]
    return (f"Degrees of freedom were corrected for departures from sphericity by the {name} {cite(work)}.",)


def _sentence_effects(answer: VisitsAnova) -> str:
    generalised = (
        "generalised η² and ω²"
        if answer.cases.grouping is None
        else "generalised η² (groups assigned) and ω²"
    )
    return (
        f"Effect sizes are partial η² with 90 % confidence intervals {cite('Steiger, 2004')}, {generalised} "
        f"{cite('Olejnik & Algina, 2003')}."
    )


def _interval_words(adjust: str) -> str:
    """Say which simultaneous interval belongs to an adjustment of p, or stands in for it."""
    none = ", as the adjustment has none of its own" if adjust in NO_INTERVAL else ""
    return f"simultaneous, by {'Šidák' if adjust == 'sidak' else 'Bonferroni'}’s method{none}"


def passage_comparisons(answers: Answers) -> Passage:
    """Say how visits were compared in pairs, and how the change within each group was tested."""
    pairs = answers.comparisons
    if ANOVA not in answers.sections or pairs is None:
        return ()
    if isinstance(pairs.overall, Refusal):
        return tuple(_sentences_groups(answers))
    settings, cases = answers.settings, unwrap(answers.anova).cases
    grouped, number = cases.grouping is not None, len(pairs.overall.comparisons)
    which = f"each with {cases.visits[0].short}" if settings.posthoc == "first" else "all pairs"
    how = (
        "contrasts of the estimated marginal means, the groups weighing equally and the error pooled within them"
        if grouped
        else "paired t tests"
    )
    adjusted = ADJUSTED.get(settings.adjust)
    family = "within each family of comparisons" if grouped else f"over the {plural(number, 'comparison')}"
    sentences = [
        f"Visits were compared in pairs ({which}) by {how}; p values were "
        f"{f'adjusted {adjusted} {family}' if adjusted else 'not adjusted'}.",
    ]
    if isinstance(pairs.within, PairwiseWithinGroups):
        sentences.append(
            f"The same pairs were compared within each group {OWN_ERROR[settings['posterror']]}, each group being a "
            "family of its own."
        )
    if adjusted:
        shown = {"plain": "not adjusted", "adjusted": _interval_words(settings.adjust)}[settings.interval]
        sentences.append(f"Their 95 % confidence intervals are {shown}.")
    whose = "pooled within the groups" if grouped else "of the patients"
    if grouped and settings.posterror == "own":
        whose += ", within a group of its own patients"
    sentences.append(
        f"Their effect sizes are Hedges’ g_av {cite('Hedges, 1981')} and Cohen’s d_z: each difference over the SD of "
        f"the visits or of the differences, {whose}."
    )
    sentences += _sentences_groups(answers)
    if isinstance(answers.simple_effects, tuple):
        sentences.append(
            "The change within each group was tested in three ways: by Pillai’s trace with the covariance pooled over "
            "the groups, by a univariate test with pooled error, and by the group’s own analysis of variance."
        )
    return tuple(sentences)


def _sentences_groups(answers: Answers) -> list[str]:
    """Say how groups were compared at each visit."""
    if not isinstance(answers.groups, GroupComparisons):
        return []
    settings, many = answers.settings, len(unwrap(answers.anova).cases.levels) > 2
    if settings.grouptest != "pooled":
        how = f"Welch’s t tests {cite('Welch, 1947')}"
        together = f"Welch’s analysis of variance {cite('Welch, 1951')}"
    else:
        how = "t tests with the variance of the visit pooled over all groups"
        together = "a one-way analysis of variance"
    adjusted, kruskal = ADJUSTED.get(settings.adjust), [row.test for row in answers.groups.kruskal]
    on_ranks = f", all groups together by the Kruskal–Wallis test {cite('Kruskal & Wallis, 1952')} with η²_H"
    return [
        f"The groups were compared in pairs at each visit, and in the mean of each patient’s visits, by {how}"
        f"{f', all groups together by {together}' if many else ''}, and on ranks by Mann–Whitney tests "
        f"{cite('Mann & Whitney, 1947')} with the Hodges–Lehmann difference {cite('Hodges & Lehmann, 1963')}"
        f"{f'{on_ranks}{words_p(kruskal)}' if many else ''}; p values "
        f"were {f'adjusted {adjusted} ({answers.groups.visits.family})' if adjusted else 'not adjusted'}."
    ]
