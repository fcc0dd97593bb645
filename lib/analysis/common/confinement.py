"""Columns that apply to some patients only, such as a further diagnosis within those with another."""

import numpy as np

from lib.cohort.codebook import Column, in_sentence
from lib.cohort.cohort import Cohort


def confine(cohort: Cohort, column: Column) -> tuple[np.ndarray, str]:
    """Tell to whom a column applies, and name them.

    Returns
    -------
    ndarray of bool, shape (n_patients,)
        True for everybody where the codebook confines the column to nobody in particular.
    str
        The patients in words, `with BP`, empty for everybody.
    """
    if column.tested_within is None:
        return np.ones(cohort.n_patients, dtype=bool), ""
    name, code = column.tested_within
    levels, outer = cohort.levels(name), cohort.codebook.column(name)
    place = [level.code for level in levels].index(code)
    of = "" if outer.role == "diagnosis" else f"{in_sentence(outer.label)} "
    return cohort.codes(name) == place, f"with {of}{levels[place].label}"
