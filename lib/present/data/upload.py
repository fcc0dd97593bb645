"""What a file holds, in sentences."""

from lib.cohort.reading import RawTable
from lib.cohort.reading.words import DELIMITERS, ENCODINGS
from lib.cohort.validation import Validated, count_findings
from lib.present.common.formats import plural


def sentence_upload(validated: Validated | None, name: str, *, undecided: bool) -> str:
    """Say what became of a file: what it holds, how many faults, and what comes next."""
    if undecided:
        return f"{name} has columns that may identify people: decide about them first."
    if validated is None:
        return f"{name} was read."
    errors, warnings = count_findings(validated.findings)
    faults = f"{'no errors' if not errors else plural(errors, 'error')}, " + (
        "no warnings" if not warnings else plural(warnings, "warning")
    )
    cohort = validated.cohort
    if cohort is None:
        return f"{name} cannot be explored yet: {faults}."
    measures = ", ".join(column.label for column in cohort.codebook.measures)
    visits = plural(len(cohort.codebook.visits), "visit")
    return f"{name}: {plural(cohort.n_patients, 'patient')} × {visits}; {measures}; {faults}."


def words_detected(table: RawTable) -> list[str]:
    """Say how a file was read."""
    detected = table.detected
    facts = [f"{plural(detected.n_rows, 'row')} and {plural(detected.n_columns, 'column')}"]
    if detected.kind == "csv":
        facts.append(ENCODINGS.get(detected.encoding or "", detected.encoding or ""))
        facts.append(f"separated by {DELIMITERS.get(detected.delimiter or '', 'nothing')}")
        sign = {",": "decimal comma", ".": "decimal point"}.get(detected.decimal or "", "no fractions")
        facts.append(sign)
    elif detected.sheet:
        facts.append(f"sheet “{detected.sheet}”")
    return ["; ".join(fact for fact in facts if fact) + ".", *table.notes]
