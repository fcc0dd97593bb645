"""The printed counts of Table 1, with the decisions where print contradicts itself.

Source: Górska et al. 2021, Table 1, doi 10.3390/ph14050430 (CC BY 4.0).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"

GROUPS = ("responder", "remitter", "non_responder")
GROUP_SIZES = {"responder": 9, "remitter": 8, "non_responder": 32}

# Cells that cannot hold in any data set; the reasons stand in data/README.md.
DECISIONS: dict[tuple[str, str, str], int] = {
    ("diagnosis", "BP", "responder"): 1,
    ("diagnosis", "BP", "remitter"): 3,
    ("diagnosis", "BP", "non_responder"): 10,
    ("occupation", "unemployed", "non_responder"): 17,
}

# The class counts of the mood stabilisers hold nine more than the named medicines.
OTHER_MOOD_STABILISER = {"responder": 1, "remitter": 2, "non_responder": 6}


@dataclass(frozen=True)
class Counts:
    """Number of patients by column, level and outcome group, after the decisions.

    Attributes
    ----------
    cells : dict
        ``(column, level, group)`` to a number of patients.
    """

    cells: dict[tuple[str, str, str], int]

    def levels(self, column: str, group: str) -> dict[str, int]:
        """Return the count of each level of `column` in `group`, in printed order."""
        return {
            level: count
            for (name, level, where), count in self.cells.items()
            if name == column and where == group
        }

    def yes(self, column: str, group: str) -> int:
        """Return how many patients of `group` have `column`."""
        return self.cells[column, "yes", group]


def read_counts(path: Path = DATA / "table1_published.csv") -> Counts:
    """Read the counts of the published Table 1 and apply the decisions.

    Parameters
    ----------
    path : Path
        The table as printed.

    Returns
    -------
    Counts
        One number for each column, level and outcome group.

    Notes
    -----
    Rows without counts (headings, tests, means) are passed over.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["kind"] == "count"]
    cells = {(row["column"], row["level"], group): int(row[f"{group}_n"]) for row in rows for group in GROUPS}
    cells.update(DECISIONS)
    cells.update({("other_mood_stabiliser", "yes", group): n for group, n in OTHER_MOOD_STABILISER.items()})
    return Counts(cells)
