"""A methods paragraph written from what was run: every sentence rests on a result, none on a method not used."""

from collections.abc import Callable

from lib.analysis.answers import Answers
from lib.analysis.association.correlations import Association
from lib.analysis.common.grouping import EVERYONE, OUTCOME
from lib.analysis.common.question import Question
from lib.analysis.overview.waterfall import MEANINGFUL_POINTS
from lib.analysis.registry import (
    ANOVA,
    ASSOCIATION,
    CHECKS,
    COMORBIDITY,
    MIXED,
    ROBUSTNESS,
    TABLE1,
    TRAJECTORIES,
)
from lib.analysis.trajectory.summary import Trajectory
from lib.cohort.codebook import in_sentence
from lib.cohort.comparison import Pinned
from lib.cohort.units import magnesium_unit
from lib.present.common.claims import join_words
from lib.present.common.formats import plural
from lib.present.common.number_style import current_style
from lib.present.common.references import cite, list_references, name_package, name_python
from lib.present.common.version import SOFTWARE, VERSION
from lib.present.overview.waterfall_words import MEANINGFUL_SOURCE
from lib.present.report.methods_anova import passage_anova, passage_comparisons
from lib.present.report.methods_checks import passage_checks
from lib.present.report.methods_comorbidity import passage_comorbidity
from lib.present.report.methods_mixed import passage_mixed
from lib.present.report.methods_robustness import passage_robustness
from lib.present.report.methods_table1 import passage_table1
from lib.present.report.methods_used import words_p, words_unnamed
from lib.present.report.settings import DEFINITIONS
from lib.present.trajectory.reference import range_words
from lib.present.trajectory.view import TrajectoryView, find_error_bar
from lib.stats.common.result import Refusal, reason_of

ERROR_CITATIONS = {"within": ("Morey, 2008",)}
Passage = tuple[str, ...]


def paragraphs_methods(answers: Answers) -> tuple[str, ...]:
    """Write the statistical methods of a report, a paragraph a subject.

    Parameters
    ----------
    answers : Answers
        What was computed, or refused; of nobody there are no methods but the software.

    Returns
    -------
    tuple of str
        Complete sentences in the past tense, with citations as `(Holm, 1979)`; `list_references` lists them.
    """
    if answers.data is None:
        return ("No patient was selected, so nothing was computed.",)
    writers = (
        _passage_outcome,
        *(write for section in PASSAGES.values() for write in section),
        _passage_missing,
        _passage_level,
        _passage_software,
    )
    passages = (" ".join(write(answers)) for write in writers)
    written = tuple(passage for passage in passages if passage)
    unnamed = words_unnamed(answers, written)
    return (*written, f"Also used: {'; '.join(unnamed)}.") if unnamed else written


def references_methods(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """List the works that the paragraphs cite."""
    return list_references(paragraphs)


def uses_outcome(answers: Answers) -> bool:
    """Tell whether anything in a report depends on the outcome definition."""
    if answers.question.classification is None:
        return False
    settings, asked = answers.settings, answers.sections
    compared = [
        ("table1", "by"), ("trajectories", "split"), ("anova", "between"), ("mixed", "between"), ("checks", "between"),
    ]  # fmt: skip
    return (
        DEFINITIONS in asked
        or bool(answers.question.selection.choices.get(OUTCOME))
        or any(one.selection.choices.get(OUTCOME) for one in _kept(answers.question))
        or any(section in asked and settings[name] == OUTCOME for section, name in compared)
    )


def _kept(question: Question) -> list[Pinned]:
    return [one for one in (question.comparison.a, question.comparison.b) if one is not None]


def _passage_outcome(answers: Answers) -> Passage:
    if not uses_outcome(answers):
        return ()
    question = answers.question
    definition, book = question.definition, question.cohort.codebook
    scale = book.depression
    first, last = in_sentence(book.visits[0].short), in_sentence(book.visit(definition.endpoint).short)
    counted = (
        "patients in remission were counted apart from the responders"
        if definition.grouping == "disjoint"
        else "patients in remission were counted among the responders or non-responders as well"
    )
    sentences = [
        f"Response was defined as a fall of {scale.label} by at least {definition.response_percent} % from {first} to "
        f"{last}, remission as {scale.label} of at most {definition.remission_cutoff} at {last}; {counted}."
    ]
    if definition.missing == "locf":
        carried = _selected(question, tuple(patient for patient, _ in question.classified.carried))
        sentences.append(
            f"Where {scale.label} at {last} was missing, the last rating after {first} was carried forward "
            f"({plural(carried, 'patient')})."
        )
    else:
        lost = _selected(question, tuple(patient for patient, _ in question.classified.reasons))
        out = f"{plural(lost, 'patient')}" if lost else "there was none"
        sentences.append(f"Patients without a rating at {first} or {last} were not evaluable ({out}).")
    if DEFINITIONS in answers.sections and scale.name in MEANINGFUL_POINTS:
        least, much = MEANINGFUL_POINTS[scale.name]
        sentences.append(
            f"A fall of {scale.label} by {least} points was taken as clinically meaningful and by {much} points as "
            f"clinically substantial {cite(MEANINGFUL_SOURCE)}."
        )
    return tuple(sentences)


def _selected(question: Question, patients: tuple[str, ...]) -> int:
    chosen = {p for p, use in zip(question.cohort.patients, question.mask, strict=True) if use}
    return sum(patient in chosen for patient in patients)


def _passage_trajectories(answers: Answers) -> Passage:
    drawn = [t for t in answers.trajectories if any(point.description.n for point in t.points)]
    if not drawn:
        return ()
    settings, labels = answers.settings, join_words([t.measure.label for t in drawn])
    grouping = drawn[0].grouping
    by = "" if grouping.by == EVERYONE else f" by {in_sentence(grouping.label)}"
    bar = find_error_bar(settings.error)
    works = f" {cite(*ERROR_CITATIONS[bar.code])}" if bar.code in ERROR_CITATIONS else ""
    bars = "" if bar.code == "none" else f", the error bars being the {bar.caption}{works}"
    sentence = (
        f"The course of {labels} is described{by} by the mean of the patients measured at each visit{bars}."
    )
    unit = magnesium_unit(settings.unit)
    converted = any(t.measure.name == "mg" for t in drawn) and unit.code != "mmol"
    found = (
        (f"In these trajectories magnesium was converted from mmol/L to {unit.label}; tests are in mmol/L.",)
        if converted
        else ()
    )
    return (sentence, *_sentence_changes(drawn), *found, *_ranges(answers))


def _sentence_changes(drawn: list[Trajectory]) -> Passage:
    """Tell how the change from the first visit to the last was measured, and tested where it was."""
    changes = [row for result in drawn for row in result.changes if row.ci_low == row.ci_low]
    if not changes:
        return ()
    tested = [row for row in changes if row.p == row.p]
    how = (
        "by the paired t test, unadjusted"
        if len(tested) == len(changes)
        else "by the paired t test, unadjusted, where the patients were not grouped by that change"
        if tested
        else "without a test, as the patients were grouped by that change"
    )
    return (
        "The change from the first visit to the last, of the patients measured at both, is given with its 95 % "
        f"confidence interval (t distribution) and was compared with none {how}."
        if tested
        else "The change from the first visit to the last, of the patients measured at both, is given with its 95 % "
        f"confidence interval (t distribution), {how}.",
    )


def _ranges(answers: Answers) -> Passage:
    """Name the reference ranges that patients are counted against, and where they come from."""
    trajectories = {result.measure.name: result for result in answers.trajectories}
    passages = []
    for found in answers.reference:
        words = range_words(trajectories[found.measure.name], TrajectoryView(), found.limits)
        passages.append(
            f"At each visit the patients outside of the reference range {words} of {found.measure.label} were counted, "
            f"of those measured ({in_sentence(found.limits.label)}: {found.limits.source})."
        )
    return tuple(passages)


def _passage_association(answers: Answers) -> Passage:
    return tuple(sentence for result in answers.associations for sentence in _sentences_association(result))


def _sentences_association(result: Association) -> Passage:
    first, second = result.first.label, result.second.label
    tested = [row for row in result.rows if not isinstance(row.test, Refusal)]
    if not tested:
        reason = reason_of(result.rows[0].test if result.rows else result.within)
        return (f"No association of {first} and {second} was computed: {in_sentence(reason)}",)
    method = {"spearman": "Spearman’s rank correlation", "pearson": "Pearson’s correlation"}[result.method]
    parts_used = {row.part for row in tested}
    ways = words_p([row.test for row in tested])
    where = [
        words
        for part, words in (("visit", "at each visit"), ("change", "for the changes from the first visit"))
        if part in parts_used
    ]
    sentences = [
        f"The association of {first} and {second} was measured by {method} {join_words(where)}{ways}, on the "
        f"patients with both values, with 95 % confidence intervals by Fisher’s z {cite('Fisher, 1921')}; p "
        f"values were adjusted over the {plural(len(tested), 'correlation')} after Holm and, beside it, "
        f"by the false discovery rate {cite('Holm, 1979', 'Benjamini & Hochberg, 1995')}."
    ]
    if not isinstance(result.within, Refusal):
        sentences.append(
            "Association within patients across the visits was measured by the repeated-measures correlation "
            f"{cite('Bakdash & Marusich, 2017')}, its confidence interval by Fisher’s z with a standard error of "
            "1 / √(df − 1)."
        )
    return tuple(sentences)


def _passage_missing(answers: Answers) -> Passage:
    locf = uses_outcome(answers) and answers.question.definition.missing == "locf"
    imputed = (
        "Apart from endpoint ratings carried forward for the outcome, missing values were not replaced"
        if locf
        else "Missing values were not replaced"
    )
    kept = (
        " Patients with a missing value in a column used for selection were kept."
        if answers.question.selection.active and answers.question.selection.keep_missing
        else ""
    )
    return (f"{imputed}; each analysis used the patients with the values it needs, and says how many.{kept}",)


def _has_test(answers: Answers) -> bool:
    rows = answers.table1.rows if answers.table1 else ()
    pairs = [row for result in answers.associations for row in result.rows]
    return (
        any(row.test and row.test.p == row.test.p for row in rows)
        or (answers.anova is not None and not isinstance(answers.anova.anova, Refusal))
        or any(not isinstance(row.test, Refusal) for row in pairs)
    )


def _passage_level(answers: Answers) -> Passage:
    level = current_style().write(".05")
    words = f"The level of significance was {level}, two-sided where a test has sides."
    return (words,) if _has_test(answers) else ()


def _passage_software(answers: Answers) -> Passage:
    exact = answers.table1 is not None and any(
        row.test and row.test.method == "Fisher–Freeman–Halton exact test" for row in answers.table1.rows
    )
    packages = [
        f"NumPy {name_package('numpy').split(' ', 1)[1]} {cite('Harris et al., 2020')}",
        f"{name_package('scipy', 'SciPy')} {cite('Virtanen et al., 2020')}",
        *([f"{name_package('fexact')} {cite('Mehta & Patel, 1986')}"] if exact else []),
        *(
            [
                f"{name_package('pingouin')} {cite('Vallat, 2018')}",
                f"{name_package('statsmodels')} {cite('Seabold & Perktold, 2010')}",
            ]
            if answers.anova is not None and not isinstance(answers.anova.anova, Refusal)
            else []
        ),
    ]
    return (
        f"Computations were made with {SOFTWARE} {VERSION} on {name_python()} with {join_words(packages)}.",
    )


#: What writes the methods of a section of analyses, in the order of the paragraphs.
PASSAGES: dict[str, tuple[Callable[[Answers], Passage], ...]] = {
    TABLE1: (passage_table1,),
    TRAJECTORIES: (_passage_trajectories,),
    ANOVA: (passage_anova, passage_comparisons),
    MIXED: (passage_mixed,),
    ASSOCIATION: (_passage_association,),
    COMORBIDITY: (passage_comorbidity,),
    CHECKS: (passage_checks,),
    ROBUSTNESS: (passage_robustness,),
}
