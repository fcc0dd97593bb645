"""The cohort at a glance: title, a sentence and two small tables."""

from lib.analysis.common.grouping import Group
from lib.analysis.common.question import Question
from lib.analysis.overview.summary import CohortOverview
from lib.cohort.codebook import Column, in_sentence
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import NOT_EVALUABLE
from lib.present.common.claims import join_words
from lib.present.common.formats import format_count, plural
from lib.present.common.table import Heading, Line, PrintTable

#: Visits that stand side by side beside the figure.
MAX_VISITS_ACROSS = 6


def title_overview(cohort: Cohort, measure: Column) -> str:
    """Ask the question of the first page: of the bundled cohort the study's, of a reader's own by its measure."""
    if cohort.synthetic:
        return "Does magnesium fall under ketamine, and in whom?"
    outcome = cohort.codebook.measure_of("depression") is not None and len(cohort.codebook.visits) > 1
    whom = ", and in whom" if outcome else ""
    return f"Does {measure.label} change over the visits{whom}?"


def sentence_overview(overview: CohortOverview, question: Question) -> str:
    """Say how many patients of which outcome are looked at; who has every value stands in the table beside it."""
    visits = len(question.cohort.codebook.visits)
    start = f"{plural(overview.n, 'patient')}, {plural(visits, 'visit')}"
    if overview.outcome is None:
        return f"{start}."
    joined = join_words([_count(group) for group in overview.outcome.groups if group.n])
    included = " (remitters counted among the responders too)" if _overlaps(question) else ""
    return f"{start}: {joined}{included}."


def _count(group: Group) -> str:
    label = in_sentence(group.label)
    return f"{group.n} {label}" if group.name == NOT_EVALUABLE else plural(group.n, label)


def _overlaps(question: Question) -> bool:
    return question.definition.grouping != "disjoint"


def table_groups(overview: CohortOverview) -> PrintTable:
    """Set outcome groups against diagnoses, n (% of the diagnosis)."""
    diagnoses = overview.diagnosis.groups if overview.diagnosis else ()
    headings = (
        Heading("Outcome", text=True),
        Heading("All", f"n = {overview.n}"),
        *(Heading(group.label, f"n = {group.n}") for group in diagnoses),
    )
    groups = overview.outcome.groups if overview.outcome else ()
    lines = tuple(
        Line(
            (
                group.label,
                format_count(group.n, overview.n),
                *(format_count(int((group.mask & other.mask).sum()), other.n) for other in diagnoses),
            )
        )
        for group in groups
    )
    title = "Outcome by diagnosis, n (%)" if diagnoses else "Outcome, n (%)"
    return PrintTable(title, headings, lines)


def table_completeness(overview: CohortOverview) -> PrintTable:
    """Set the patients measured at each visit, and at all: visits side by side, many of them below one another."""
    visits = list(dict.fromkeys(cell.visit for cell in overview.completeness))
    measures = dict.fromkeys((cell.measure, cell.label) for cell in overview.completeness)
    counts = [
        (
            *(str(cell.n) for cell in overview.completeness if cell.measure == name),
            str(overview.complete[name]),
        )
        for name, _ in measures
    ]
    ends, labels = [*visits, "All"], [label for _, label in measures]
    across = len(visits) <= MAX_VISITS_ACROSS or len(labels) > len(visits)
    rows = zip(labels, counts, strict=True) if across else zip(ends, zip(*counts, strict=True), strict=True)
    first = Heading("Measured" if across else "Visit", text=True)
    return PrintTable(
        f"Patients measured at each visit, and at all, of {overview.n}",
        (first, *(Heading(words) for words in (ends if across else labels))),
        tuple(Line((label, *cells)) for label, cells in rows),
    )
