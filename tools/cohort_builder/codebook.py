"""The columns of the cohort file, read from the codebook: their order, levels and members."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from cohort_builder.published import DATA

DERIVED_KINDS = ("count_of", "any_of")


@dataclass(frozen=True)
class Codebook:
    """What the builder needs of the codebook.

    Attributes
    ----------
    stored : tuple of str
        Columns of the cohort file in order; derived columns are not stored.
    yes_no : tuple of str
        Columns with the values ``yes`` and ``no``.
    members : dict
        Derived column to the yes/no columns it is made of.
    visits : tuple of str
        Visit codes in the order of the protocol.
    """

    stored: tuple[str, ...]
    yes_no: tuple[str, ...]
    members: dict[str, tuple[str, ...]]
    visits: tuple[str, ...]


def read_codebook() -> Codebook:
    """Read ``codebook.csv`` and ``visits.csv`` beside the cohort.

    Returns
    -------
    Codebook
        Columns, members and visits, in the files' order.
    """
    with (DATA / "codebook.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    with (DATA / "visits.csv").open(encoding="utf-8", newline="") as handle:
        visits = tuple(row["visit"] for row in csv.DictReader(handle))
    return Codebook(
        stored=tuple(row["column"] for row in rows if row["kind"] not in DERIVED_KINDS),
        yes_no=tuple(row["column"] for row in rows if row["kind"] == "yes_no"),
        members={row["column"]: tuple(row["members"].split("|")) for row in rows if row["members"]},
        visits=visits,
    )
