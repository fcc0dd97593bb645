"""The steps from a file to a cohort, the same for the page and the command line: read, look, protect, map, check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Decisions
from dataclasses import dataclass, field

from lib.cohort.mapping import Mapping, fit_mapping, guess_mapping
from lib.cohort.mapping.compare import list_changes, list_lacking
from lib.cohort.mapping.guess import Inspection, inspect_columns, mapping_of
from lib.cohort.protection import Suspicion, code_identifiers, list_undecided, protect
from lib.cohort.protection.identify import suspicions_of
from lib.cohort.reading import RawTable, ReadingOptions, read_table
from lib.cohort.validation import Validated, build_cohort

IDENTIFYING = {
    "drop": "skip columns that may identify people; ids become codes",
    "coarsen": "coarsen them where that is possible (dates to days, ages to bands), else skip them",
    "keep": "keep them: they identify nobody",
}
"""What can be done with all suspected columns at once."""

_ACTIONS = {"drop": ("drop", "code"), "coarsen": ("coarsen", "drop", "code"), "keep": ("confirm",)}

APPLIED = "The saved mapping was applied to this file."


def look_for_people(
    raw: RawTable, mapping: Mapping | None = None, layout: str | None = None
) -> tuple[Inspection, tuple[Suspicion, ...]]:
    """Look at a table as read, and find the columns that may identify people.

    Parameters
    ----------
    raw : RawTable
        As read.
    mapping : Mapping or None
        Saved earlier: its patient column is taken for the patients where the file has it.
    layout : str or None
        `long` or `wide` where the reader overruled it.
    """
    patient = mapping.patient.column if mapping is not None and mapping.patient is not None else None
    look = inspect_columns(raw, layout=layout, patient=patient if patient in raw.columns else None)
    return look, suspicions_of(look)


def decide_all(suspicions: Sequence[Suspicion], way: str) -> dict[str, str]:
    """Decide about all suspected columns in one of the ways of `IDENTIFYING`."""
    return {s.column: next(action for action in _ACTIONS[way] if action in s.actions) for s in suspicions}


def protect_and_map(
    raw: RawTable,
    suspicions: Sequence[Suspicion],
    decisions: Decisions[str, str],
    mapping: Mapping | None = None,
    layout: str | None = None,
    look: Inspection | None = None,
) -> tuple[RawTable, Mapping, str]:
    """Carry out the decisions, and say what each column left is.

    Returns
    -------
    RawTable, Mapping, str
        What may be shown; the mapping, guessed where none fits; and what was done with a saved one, for the reader: a
        sentence, and lines that list what changed.
    """
    table = protect(raw, decisions, suspicions) if suspicions else raw
    if mapping is None:
        if look is not None and table is raw:
            return table, mapping_of(look), ""
        return table, guess_mapping(table, layout=layout), ""
    fitted = fit_mapping(mapping, table)
    lacking = list_lacking(fitted, table)
    if not lacking:
        return table, fitted, "\n".join((APPLIED, *list_changes(mapping, fitted, table)))
    more = f" and lacks {len(lacking) - 1} more. " if len(lacking) > 1 else ". "
    note = f"The mapping does not fit this file: it has no column “{lacking[0][:60]}”{more}"
    return table, guess_mapping(table, layout=layout), f"{note}What each column is was guessed anew."


def check(table: RawTable, mapping: Mapping, name: str, *, keep_ids: bool = False) -> Validated:
    """Build the cohort and find every fault; patients are called P001, P002, … unless their ids are kept."""
    validated = build_cohort(table, mapping, name)
    return validated if keep_ids else code_identifiers(validated)


@dataclass(frozen=True)
class Choices:
    """What the reader has decided about a file so far.

    Attributes
    ----------
    name : str
        Name of the file.
    decisions : mapping of str to str
        What is done with columns that may identify people.
    mapping : Mapping or None
        Saved earlier or corrected; None: guessed.
    layout : str or None
        `long` or `wide` where the reader overruled it.
    keep_ids : bool
        Whether the patient ids of the file are kept.
    """

    name: str
    decisions: Decisions[str, str] = field(default_factory=dict)
    mapping: Mapping | None = None
    layout: str | None = None
    keep_ids: bool = False


@dataclass(frozen=True, eq=False)
class Taken:
    """How far a file goes without its reader: as read, and, where nothing waits for a decision, mapped and checked."""

    raw: RawTable
    suspicions: tuple[Suspicion, ...] = ()
    table: RawTable | None = None
    mapping: Mapping | None = None
    note: str = ""
    validated: Validated | None = None


def take_file(
    data: bytes,
    name: str,
    options: ReadingOptions,
    choices: Choices,
    progress: Callable[[float], None] | None = None,
) -> Taken:
    """Read a file, and go on as `take_table`.

    Raises
    ------
    UnreadableFileError
        The file cannot be read.
    """
    return take_table(read_table(data, name, options, progress), choices)


def take_table(raw: RawTable, choices: Choices) -> Taken:
    """Look for people in a table as read; where all is decided, protect, map and check it."""
    look, suspicions = look_for_people(raw, choices.mapping, choices.layout)
    if list_undecided(suspicions, choices.decisions):
        return Taken(raw, suspicions)
    table, mapping, note = protect_and_map(
        raw, suspicions, choices.decisions, choices.mapping, choices.layout, look
    )
    validated = check(table, mapping, choices.name, keep_ids=choices.keep_ids)
    return Taken(raw, suspicions, table, mapping, note, validated)


def check_table(table: RawTable, choices: Choices) -> Taken:
    """Check a protected table against its corrected mapping; without one, guess it."""
    mapping = choices.mapping or guess_mapping(table, layout=choices.layout)
    validated = check(table, mapping, choices.name, keep_ids=choices.keep_ids)
    return Taken(table, (), table, mapping, "", validated)
