"""Why a table of counts carries no test, in the words of the row and not of the table."""

import numpy as np

from lib.stats.common.result import count_of


def reason_untested(table: np.ndarray, *, yes_no: bool) -> str:
    """Say which side of a table, levels × groups, holds nobody.

    Parameters
    ----------
    table : ndarray of int, shape (levels, groups)
        Patients with a known value; for yes/no yes first.
    yes_no : bool
        Whether the levels are yes and no.
    """
    rows, columns = (table.sum(axis=axis) > 0 for axis in (1, 0))
    if not table.any():
        return "No patient in the groups has a known value."
    if rows.sum() < 2:
        if not yes_no:
            return "All patients in the groups have the same value."
        return "All patients in the groups have it." if rows[0] else "No patient in the groups has it."
    return f"Only {count_of(int(columns.sum()), 'group')} holds patients with a known value."
