"""Leaves a few ratings out, so that missing data can be explored on a cohort whose printed figures all hold.

Which ratings are missing depends on nothing (missing completely at random): patients are drawn by lot, one gap
each, and the visit by lot among those that neither define the outcome nor enter a printed figure.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Missing ratings of each scale; two in a hundred is what inpatients who are rated by protocol lose.
GAPS = {"madrs": 5, "ymrs": 4}
MAY_MISS = ("inf3", "inf5", "inf7")
DRAWS = 1000


def leave_gaps(
    ratings: dict[str, np.ndarray],
    visits: tuple[str, ...],
    holds: Callable[[np.ndarray], bool],
    rng: np.random.Generator,
) -> dict[str, np.ndarray]:
    """Leave ratings out.

    Parameters
    ----------
    ratings : dict
        Scale to ndarray of int, shape (patients, visits), complete.
    visits : tuple of str
        Visit codes in the order of the protocol.
    holds : callable
        Whether a scale with its gaps, shape (patients, visits), still says nothing that the paper does not.
    rng : numpy.random.Generator
        Seeded source of chance.

    Returns
    -------
    dict
        Scale to ndarray of float; NaN in `GAPS` cells, all of different patients.

    Raises
    ------
    RuntimeError
        When the draws run out.
    """
    places = [visits.index(visit) for visit in MAY_MISS]
    for _ in range(DRAWS):
        drawn = {scale: values.astype(float) for scale, values in ratings.items()}
        patients = iter(rng.permutation(len(next(iter(drawn.values())))))
        for scale, count in GAPS.items():
            for _ in range(count):
                drawn[scale][next(patients), rng.choice(places)] = np.nan
        if all(holds(values) for values in drawn.values()):
            return drawn
    raise RuntimeError(f"A rating says what it should not in each of {DRAWS} draws of gaps.")
