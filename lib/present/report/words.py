"""The words of a report that no page has: cohort and account of patients, definitions, provenance."""

from collections import Counter
from collections.abc import Mapping

from lib.analysis.answers import Answers
from lib.analysis.common.grouping import COMPARISONS, EVERYONE, Grouping, group_patients, words_ungrouped
from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Setting, Settings
from lib.analysis.settings.question import FILTER_NAMES
from lib.cohort.codebook import Column, in_sentence, unit_words
from lib.cohort.cohort import Cohort
from lib.cohort.outcome import NOT_EVALUABLE, describe_definition
from lib.cohort.selection import Step, describe_selection
from lib.cohort.units import is_magnesium, magnesium_unit
from lib.present.common.claims import join_words
from lib.present.common.formats import format_fraction, plural
from lib.present.common.number_style import current_style
from lib.present.common.version import SOFTWARE, VERSION
from lib.stats.common.result import unwrap

EMPTY = "No patient fulfils all filters, so there is nothing to compute."
#: Most visits and levels named one by one in a sentence.
MAX_NAMED = 12


def title_report(question: Question) -> str:
    """Name the document by what was measured."""
    labels = [column.label for column in question.cohort.codebook.measures[:3]]
    more = " and further measures" if len(question.cohort.codebook.measures) > len(labels) else ""
    return f"{join_words(labels)}{more} over {plural(len(question.cohort.codebook.visits), 'visit')}"


def sentence_cohort(question: Question) -> str:
    """Say what the cohort is: patients, visits and measures."""
    cohort = question.cohort
    visits = cohort.codebook.visits
    ends = (
        f" from {in_sentence(visits[0].short)} to {in_sentence(visits[-1].short)}" if len(visits) > 1 else ""
    )
    labels = [column.label_with_unit for column in cohort.codebook.measures]
    measured = join_words(labels[:MAX_NAMED]) + (" and others" if len(labels) > MAX_NAMED else "")
    kind = "synthetic cohort" if cohort.synthetic else f"cohort “{cohort.name}”"
    return (
        f"The {kind} holds {plural(cohort.n_patients, 'patient')} with {plural(len(visits), 'planned visit')}{ends}; "
        f"measured: {measured}."
    )


def sentence_selection(question: Question) -> str:
    """Say who is looked at."""
    shown = format_fraction(question.selected.n, question.cohort.n_patients)
    words = describe_selection(question.cohort, question.selection)
    if not question.selection.active:
        return "No filter is set: this report is on all patients of the cohort."
    kept = " Patients whose value of a filter is missing are kept." if question.selection.keep_missing else ""
    return f"This report is on {shown}, selected by {words}.{kept}"


def lines_account(answers: Answers) -> tuple[str, ...]:
    """Account for the patients, from the cohort to the complete cases, a line a step.

    Parameters
    ----------
    answers : Answers
        Also of nobody: then the account ends with the filters.
    """
    question = answers.question
    lines = [f"{plural(question.cohort.n_patients, 'patient')} in the cohort"]
    lines += [f"Filter {words_step(step)}" for step in question.selected.steps]
    lines.append(f"{plural(question.selected.n, 'patient')} looked at")
    if not question.selected.n:
        return tuple(lines)
    lines += _lines_outcome(question)
    data = unwrap(answers.data)
    lines += [
        f"{column.label}: {format_fraction(seen, question.selected.n)} measured at least once, {complete} at every "
        "visit"
        for column, seen, complete in zip(data.measures, data.seen, data.complete, strict=True)
    ]
    if answers.anova is not None:
        lines.append(_line_complete(answers))
    return tuple(lines)


def words_step(step: Step) -> str:
    """Say what one filter removed and what it left."""
    missing = ""
    if step.removed_missing:
        missing = f", {step.removed_missing} of them because the value is missing"
    elif step.kept_missing:
        missing = f", {step.kept_missing} kept although the value is missing"
    return f"{step.sentence} – {step.removed} removed{missing}, {step.left} left"


def _lines_outcome(question: Question) -> list[str]:
    classification = question.classification
    if classification is None:
        return []
    chosen = {p for p, use in zip(question.cohort.patients, question.mask, strict=True) if use}
    lost = Counter(reason for patient, reason in classification.reasons if patient in chosen)
    out = int((question.mask & classification.members[NOT_EVALUABLE]).sum())
    why = f" ({'; '.join(f'{reason}: {n}' for reason, n in lost.most_common(5))})" if lost else ""
    lines = [f"Outcome: {question.selected.n - out} evaluable, {out} not evaluable{why}"]
    carried = sum(patient in chosen for patient, _ in classification.carried)
    if carried:
        lines.append(f"Outcome: {plural(carried, 'patient')} with the last observation carried forward")
    return lines


def _line_complete(answers: Answers) -> str:
    cases = unwrap(answers.anova).cases
    groups = f", compared by {in_sentence(cases.grouping.label)}" if cases.grouping else ""
    return (
        f"Analysis of variance of {cases.measure.label}{groups}: {plural(cases.n, 'complete case')}, "
        f"{len(cases.left_out)} left out"
    )


def lines_definitions(answers: Answers) -> tuple[str, ...]:
    """Define outcome, visits, measures and the groups compared, a line each."""
    question = answers.question
    cohort = question.cohort
    visits = [
        f"{visit.short} ({in_sentence(visit.label)}{'' if visit.day is None else f', day {visit.day:g}'})"
        for visit in cohort.codebook.visits
    ]
    more = f" and {len(visits) - MAX_NAMED} more" if len(visits) > MAX_NAMED else ""
    lines = [
        describe_definition(cohort, question.definition),
        f"Visits: {'; '.join(visits[:MAX_NAMED])}{more}.",
    ]
    lines += [_line_measure(column, answers.settings) for column in cohort.codebook.measures]
    return (*lines, *_lines_groups(answers)) if question.selected.n else tuple(lines)


def _line_measure(column: Column, settings: Settings) -> str:
    limits = [end for end in (column.minimum, column.maximum) if end is not None]
    possible = (
        current_style().write(f", values from {limits[0]:g} to {limits[1]:g} accepted")
        if len(limits) == 2
        else ""
    )
    source, unit = f" ({column.source})" if column.source else "", magnesium_unit(settings.unit)
    shown = f"; trajectories shown in {unit.label}" if is_magnesium(column) and unit.code != "mmol" else ""
    return f"{column.label}: in {unit_words(column)}{possible}{source}{shown}."


def _lines_groups(answers: Answers) -> list[str]:
    """Name the groups that the sections of this report compare, with their sizes."""
    used = [("table1", "by"), ("trajectories", "split"), ("anova", "between"), ("checks", "between")]
    names = dict.fromkeys(answers.settings[name] for section, name in used if section in answers.sections)
    return [_line_grouping(group_patients(answers.question, by)) for by in names if by != EVERYONE]


def _line_grouping(grouping: Grouping) -> str:
    sizes = [f"{in_sentence(group.label)} {group.n}" for group in grouping.groups]
    more = f" and {len(sizes) - MAX_NAMED} more" if len(sizes) > MAX_NAMED else ""
    out = in_sentence(words_ungrouped(grouping)) if grouping.by in COMPARISONS else "without a value"
    without = f"; {out} {grouping.n_left_out}" if grouping.n_left_out else ""
    note = f" {grouping.note}" if grouping.note else ""
    return f"Groups by {in_sentence(grouping.label)}: {', '.join(sizes[:MAX_NAMED])}{more}{without}.{note}"


def records_provenance(
    question: Question, address: str, again: str, date: str, settings: Mapping[str, str]
) -> list[dict[str, str]]:
    """Give what the last page says about how the document came to be, as records for a table.

    Parameters
    ----------
    question : Question
        What was asked.
    address : str
        Address of the page with every setting; empty where there is none.
    again : str
        The call that makes the report again without a browser.
    date : str
        Day of making.
    settings : mapping of str to str
        What differs from the first values, in words.
    """
    cohort = question.cohort
    chosen = "; ".join(f"{name}: {value}" for name, value in settings.items()) or "all at their first values"
    facts = {
        "Cohort": f"{cohort.name}{' (synthetic)' if cohort.synthetic else ''}",
        "Data fingerprint": cohort.fingerprint,
        "Patients": format_fraction(question.selected.n, cohort.n_patients),
        "Selection": describe_selection(cohort, question.selection),
        "Outcome definition": describe_definition(cohort, question.definition),
        "Settings": chosen,
        "Address": address,
        "Made again by": again,
        "Software": f"{SOFTWARE} {VERSION}",
        "Date": date,
    }
    return [{"What": name, "Value": value} for name, value in facts.items() if value]


def words_settings(settings: Settings, table: tuple[Setting, ...], cohort: Cohort) -> dict[str, str]:
    """Put the settings that differ from their first values into words; filters stand elsewhere."""
    words = {}
    for setting in table:
        value = settings.get(setting.name)
        if setting.name in FILTER_NAMES or value is None or value == setting.default(cohort):
            continue
        words[setting.words] = setting.say(value, cohort)
    return words


def sentence_made(name: str, n_bytes: int) -> str:
    """Say that a report is ready."""
    return f"The report is ready: {name}, {n_bytes / 1_000_000:.1f} MB."


def sentence_not_made(fault: str, step: str) -> str:
    """Say that a report could not be made, why, and at which step."""
    return f"The report could not be made. {fault} It was at: {step}."
