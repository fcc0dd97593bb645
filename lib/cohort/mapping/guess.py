"""Guess what a raw table holds: layout, roles, visits and measures, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from lib.cohort.mapping.columns.families import find_families
from lib.cohort.mapping.columns.family import Families
from lib.cohort.mapping.columns.headers import read_headers
from lib.cohort.mapping.columns.one_unit import join_units
from lib.cohort.mapping.columns.profile import ColumnProfile, profile_columns
from lib.cohort.mapping.columns.recognise import Header
from lib.cohort.mapping.columns.slips import find_slips
from lib.cohort.mapping.layout import LayoutGuess, guess_layout
from lib.cohort.mapping.long import map_long
from lib.cohort.mapping.model import Mapping
from lib.cohort.mapping.wide import map_wide
from lib.cohort.reading import RawTable, fill_down_identifier


@dataclass(frozen=True, eq=False)
class Inspection:
    """A first look at a table: contents and headers of its columns, measures in families, and the layout."""

    profiles: dict[str, ColumnProfile]
    headers: dict[str, Header]
    families: Families
    guess: LayoutGuess
    fill_down: tuple[str, ...]


def inspect_columns(
    raw: RawTable, *, layout: str | None = None, patient: str | None = None, visit: str | None = None
) -> Inspection:
    """Read a table as far as needed to know its layout and the columns of patient and visit."""
    look = _look(raw, *filled_down(raw, patient), layout, patient, visit)
    if look.fill_down and look.guess.patient != look.fill_down[0]:
        return _look(raw, raw.frame, (), layout, patient, visit)
    return look


def _look(
    raw: RawTable,
    frame: pd.DataFrame,
    fill_down: tuple[str, ...],
    layout: str | None,
    patient: str | None,
    visit: str | None,
) -> Inspection:
    profiles = profile_columns(raw, frame)
    headers = read_headers(profiles)
    families = find_families(profiles, headers, [patient] if patient else [])
    n_wide = sum(len(family.members) > 1 for family in families.families)
    measured = [name for name, header in headers.items() if header.measure is not None]
    guess = guess_layout(profiles, measured, n_wide, layout=layout, patient=patient, visit=visit)
    return Inspection(profiles, headers, families, guess, fill_down)


def guess_mapping(
    raw: RawTable, *, layout: str | None = None, patient: str | None = None, visit: str | None = None
) -> Mapping:
    """Guess the mapping of a raw table.

    Parameters
    ----------
    raw : RawTable
        As read.
    layout : str or None
        `long` or `wide` when the reader overrules the guess.
    patient, visit : str or None
        Columns the reader names.

    Returns
    -------
    Mapping
        A role for every column with the reason; a mapping without patient or measure is possible, and
        `build_cohort` then says what is missing.
    """
    return mapping_of(inspect_columns(raw, layout=layout, patient=patient, visit=visit))


def mapping_of(look: Inspection) -> Mapping:
    """Make the mapping that a look at a table suggests."""
    if look.guess.layout == "wide":
        families, patient = look.families, look.guess.patient
        if patient is not None and families.uses(patient):
            families = find_families(look.profiles, look.headers, [patient])
        mapping = map_wide(look.profiles, families, look.headers, look.guess)
    else:
        mapping = map_long(look.profiles, look.headers, look.guess)
    mapping = join_units(mapping, look.profiles)
    slips = find_slips(mapping, look.profiles, look.headers)
    return replace(mapping, fill_down=look.fill_down, doubts=(*mapping.doubts, *slips))


def filled_down(raw: RawTable, patient: str | None = None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Fill an id down that is written only on the first row of each patient.

    Returns
    -------
    DataFrame, tuple of str
        The rows, and the columns that were filled (none where the id stands on every row).
    """
    candidates = raw.detected.fill_down_candidates
    chosen = patient if patient in candidates else next(iter(candidates), None)
    if chosen is None or (patient is not None and patient not in candidates):
        return raw.frame, ()
    columns = (chosen, *raw.detected.once_per_patient)
    return fill_down_identifier(raw.frame, chosen, columns[1:]), columns
