"""One patient: outcome and why, courses beside the group's, place among the others, weight in the results."""

from dataclasses import dataclass

import numpy as np

from lib.analysis.anova.checks import find_influence
from lib.analysis.common.grouping import EVERYONE, OUTCOME, Group
from lib.analysis.common.question import Question
from lib.analysis.common.summary import summarise_values
from lib.cohort.codebook import LEVELLED_KINDS, Column, Visit
from lib.cohort.outcome import NOT_EVALUABLE, OUTCOME_LABELS
from lib.stats.common.differences import difference_decimals
from lib.stats.common.result import Refusal
from lib.stats.description.describe import Description
from lib.stats.description.place import Place, place_among


@dataclass(frozen=True)
class OutcomeAccount:
    """Why a patient has an outcome.

    Attributes
    ----------
    labels : tuple of str
        The outcome groups that the patient is in: one, or two where groups overlap.
    scale : Column
        The depression scale.
    first, endpoint : Visit
        Baseline, and the visit whose rating counts: an earlier one than defined where it was carried forward.
    carried : bool
        Whether it was.
    before, after : float
        Both ratings; NaN where missing.
    highest_response : float
        Highest endpoint rating of this patient that is a response.
    reason : str
        Why the patient is not evaluable, empty where the patient is.
    """

    labels: tuple[str, ...]
    scale: Column
    first: Visit
    endpoint: Visit
    carried: bool
    before: float
    after: float
    highest_response: float
    reason: str


@dataclass(frozen=True, eq=False)
class PatientCourse:
    """A measure of the patient at each visit, and the group's figures there; `values` has shape (n_visits,)."""

    measure: Column
    values: np.ndarray
    group: tuple[Description, ...]


@dataclass(frozen=True)
class PatientPlace:
    """Where the patient stands among the patients selected: in what, at which visit, with which value."""

    label: str
    when: str
    unit: str
    value: float
    decimals: int
    place: Place


@dataclass(frozen=True)
class PatientWeight:
    """How far an F of the analysis of variance moves without the patient.

    Attributes
    ----------
    measure : str
        Label of the measure.
    between : str
        `all` or `outcome`.
    effect : str
        `time` or `time × group`.
    full_f, full_p, f, p : float
        With every patient and without this one; p without correction.
    position, n : int
        Place among the patients by how far F moves, 1 the farthest, of how many.
    """

    measure: str
    between: str
    effect: str
    full_f: float
    full_p: float
    f: float
    p: float
    position: int
    n: int


@dataclass(frozen=True, eq=False)
class PatientProfile:
    """All that the data say of one patient.

    Attributes
    ----------
    patient : str
        Identifier.
    selected : bool
        Whether the patient passes the filters; else there are neither places nor weights.
    outcome : OutcomeAccount or None
        None where the cohort has no depression scale.
    group : Group
        Whose figures stand beside the patient's: the selected patients of the outcome group, or all selected
        where the patient has none.
    characteristics : tuple of (Column, str)
        Each with the patient's value in words; empty where missing.
    courses, places, weights
        One a measure; one a value; one an effect.
    """

    patient: str
    selected: bool
    outcome: OutcomeAccount | None
    group: Group
    visits: tuple[Visit, ...]
    characteristics: tuple[tuple[Column, str], ...]
    courses: tuple[PatientCourse, ...]
    places: tuple[PatientPlace, ...]
    weights: tuple[PatientWeight, ...]


def profile_patient(question: Question, row: int) -> PatientProfile:
    """Describe one patient among those selected.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection.
    row : int
        Row of the patient in the cohort.
    """
    cohort, selected = question.cohort, bool(question.mask[row])
    group = _group_of(question, row)
    return PatientProfile(
        cohort.patients[row],
        selected,
        _account_for(question, row),
        group,
        cohort.codebook.visits,
        tuple((column, _value_words(question, column, row)) for column in cohort.codebook.characteristics),
        tuple(
            PatientCourse(
                measure,
                cohort.measures[measure.name][row],
                tuple(summarise_values(v) for v in cohort.measures[measure.name][group.mask].T),
            )
            for measure in cohort.codebook.measures
        ),
        _places(question, row) if selected else (),
        _weights(question, cohort.patients[row]) if selected else (),
    )


def _group_of(question: Question, row: int) -> Group:
    classification = question.classification
    if classification is not None and classification.partition[row] != NOT_EVALUABLE:
        name = str(classification.partition[row])
        return Group(name, OUTCOME_LABELS[name], question.mask & (classification.partition == name))
    return Group(EVERYONE, "All patients", question.mask)


def _account_for(question: Question, row: int) -> OutcomeAccount | None:
    classification, book = question.classification, question.cohort.codebook
    if classification is None:
        return None
    scale, name = book.depression, question.cohort.patients[row]
    definition, scores = classification.definition, question.cohort.measures[book.depression.name][row]
    endpoint = dict(classification.carried).get(name, definition.endpoint)
    groups = (*classification.groups, NOT_EVALUABLE)
    return OutcomeAccount(
        tuple(OUTCOME_LABELS[group] for group in groups if classification.members[group][row]),
        scale,
        book.visits[0],
        book.visit(endpoint),
        endpoint != definition.endpoint,
        float(scores[0]),
        float(scores[question.cohort.visit_names.index(endpoint)]),
        float(scores[0] * (100 - definition.response_percent) / 100),
        dict(classification.reasons).get(name, ""),
    )


def _value_words(question: Question, column: Column, row: int) -> str:
    cohort = question.cohort
    if column.kind in LEVELLED_KINDS:
        code = int(cohort.codes(column.name)[row])
        return cohort.levels(column.name)[code].label if code >= 0 else ""
    value = float(cohort.numbers(column.name)[row])
    return "" if np.isnan(value) else f"{value:.{column.decimals}f}"


def _places(question: Question, row: int) -> tuple[PatientPlace, ...]:
    """Place each number of the patient among the selected: characteristics, measures at visits, and changes."""
    cohort, book, found = question.cohort, question.cohort.codebook, []
    rows: list[tuple[Column, str, np.ndarray]] = [
        (column, "", cohort.numbers(column.name))
        for column in book.characteristics
        if column.kind == "number"
    ]
    for measure in book.measures:
        values = cohort.measures[measure.name]
        rows += [(measure, visit.label, values[:, i]) for i, visit in enumerate(book.visits)]
        if len(book.visits) > 1:
            change = np.round(values[:, -1] - values[:, 0], difference_decimals(values))
            rows.append((measure, f"change, {book.visits[0].short} to {book.visits[-1].short}", change))
    for column, when, numbers in rows:
        place = place_among(numbers[question.mask], float(numbers[row]))
        if not isinstance(place, Refusal):
            found.append(
                PatientPlace(column.label, when, column.unit, float(numbers[row]), column.decimals, place)
            )
    return tuple(found)


def _weights(question: Question, patient: str) -> tuple[PatientWeight, ...]:
    """Take the patient's part of what leaving each patient out does to the analyses of variance."""
    book, found = question.cohort.codebook, []
    groupings = (EVERYONE, OUTCOME) if question.classification is not None else (EVERYONE,)
    for measure in book.measures:
        for between in groupings:
            result = find_influence(question, measure.name, between)
            if isinstance(result, Refusal):
                continue
            for effect, rows in result.effects:
                # With groups, the effect of time is told once, by the analysis of all patients.
                if between == OUTCOME and effect.name == "time":
                    continue
                for position, one in enumerate(rows, start=1):
                    if one.patient == patient and np.isfinite(one.f):
                        found.append(
                            PatientWeight(
                                measure.label,
                                between,
                                effect.name,
                                effect.full_f,
                                effect.full_p,
                                one.f,
                                one.p,
                                position,
                                len(rows),
                            )
                        )
    return tuple(found)
