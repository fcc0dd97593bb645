"""Patients numbered anew in each site or group: `1, 2, 3 …` twice are different patients."""

from __future__ import annotations

import re

import pandas as pd

from lib.cohort.vocabulary import read_column_words
from lib.cohort.words import spaced

from ..table import ReadingFinding, name_some, plain_name, shorten
from .group_labels import GROUP_NAME

SITE_NAME = re.compile(
    r"(?:study )?(?:site|cent(?:er|re)|hospital|clinic|institution|osrodek|szpital|klinika|zentrum|klinik|prufzentrum"
    r"|centro|hopital|standort)(?: (?:id|name|nr|no|number|code|abbreviation))?"
)
COUNTED_NAME = re.compile(r"(?:patient |pat |pt |subject )?(?:no|nr|num|number|numer|lp|nummer|lfd|lfd nr)")
DESCRIBED = re.compile(
    r"(?:sex|gender|plec|geschlecht|sexe|sexo|age|wiek|alter|edad|birth year|year of birth)"
)
MAX_GROUPS = 12
MIN_SHARED = 0.5
"""Share of the numbers of the smaller group that must stand in the larger one too (rule of ours)."""

MIN_CONFLICTS = 0.3
"""Share of shared numbers whose sex or age differs between groups, from which they are others (rule of ours)."""


def part_restarting_ids(frame: pd.DataFrame, name: str) -> tuple[pd.DataFrame, tuple[ReadingFinding, ...]]:
    """Put the site before the number where patients are numbered from one in each site.

    In groups of another kind (arms, treatments) the same number may be the same patient, as in a crossover: there it is
    done only where sex or age contradict that, else it is a finding.

    Returns
    -------
    DataFrame, tuple of ReadingFinding
    """
    words = {str(column): spaced(str(column)) for column in frame.columns}
    patient = next((c for c, w in words.items() if _names_patient(w)), None)
    if patient is None or not _are_counts(frame[patient]):
        return frame, ()
    for column, said in words.items():
        is_site = SITE_NAME.fullmatch(said) is not None
        if (
            column == patient
            or not (is_site or GROUP_NAME.fullmatch(said))
            or not _restarts(frame, patient, column)
        ):
            continue
        if is_site or _contradicted(frame, patient, column, words):
            both = frame[column].str.cat(frame[patient], sep="-")
            return frame.assign(**{patient: both.fillna(frame[patient])}), (
                _told(name, patient, column, frame),
            )
        if not is_site:
            return frame, (_asked(name, patient, column, frame),)
    return frame, ()


def _names_patient(words: str) -> bool:
    known = any(entry.role == "patient" and entry.pattern.fullmatch(words) for entry in read_column_words())
    return known or COUNTED_NAME.fullmatch(words) is not None


def _are_counts(column: pd.Series) -> bool:
    texts = column.dropna().unique()
    return len(texts) > 2 and all(text.isdigit() and len(text) <= 4 for text in texts)


def _restarts(frame: pd.DataFrame, patient: str, column: str) -> bool:
    """Tell whether every group numbers its patients from one, with many numbers in common."""
    groups = frame[column].dropna().unique()
    if not 2 <= len(groups) <= MAX_GROUPS:
        return False
    sets = [set(frame.loc[frame[column] == group, patient].dropna().astype(int)) for group in groups]
    if any(not ids or min(ids) != 1 or max(ids) > 1.25 * len(ids) + 1 for ids in sets):
        return False
    smallest = min(sets, key=len)
    return all(len(smallest & ids) >= MIN_SHARED * len(smallest) for ids in sets) and len(smallest) > 2


def _contradicted(frame: pd.DataFrame, patient: str, column: str, words: dict[str, str]) -> bool:
    """Tell whether sex or age of a number differ from group to group and not within a group."""
    for name, said in words.items():
        if not DESCRIBED.fullmatch(said):
            continue
        within = frame.groupby([column, patient])[name].nunique()
        across = frame.groupby(patient)[name].nunique()
        if (within <= 1).all() and (across > 1).mean() >= MIN_CONFLICTS:
            return True
    return False


def _where(name: str, patient: str, column: str) -> str:
    return f"{plain_name(name)}, columns “{shorten(patient)}” and “{shorten(column)}”"


def _groups(frame: pd.DataFrame, column: str) -> str:
    return name_some([f"“{shorten(text)}”" for text in frame[column].dropna().unique()])


def _told(name: str, patient: str, column: str, frame: pd.DataFrame) -> ReadingFinding:
    return ReadingFinding(
        "ids_restart",
        "warning",
        _where(name, patient, column),
        f"patients numbered from 1 in each of {_groups(frame, column)}; “{shorten(column)}” was put before the number",
        "an id of its own for each patient",
        "If the same number is the same patient, name the patients in the file.",
    )


def _asked(name: str, patient: str, column: str, frame: pd.DataFrame) -> ReadingFinding:
    return ReadingFinding(
        "ids_may_restart",
        "warning",
        _where(name, patient, column),
        f"the same numbers in each of {_groups(frame, column)}; they are read as the same patients",
        "an id of its own for each patient",
        "If they are different patients, write the group before the number in the file, such as A-1.",
    )
