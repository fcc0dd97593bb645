"""Draws MADRS and YMRS courses that give each patient the outcome group of Table 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

RESPONSE_PERCENT = 50
REMISSION_CUTOFF = 10
MADRS_MAXIMUM = 60

# Share of the change from pre to post that is reached by inf3, inf5 and inf7: most of it comes early.
USUAL_PACE = (0.45, 0.70, 0.88)
PACE_SPREAD = 0.12
VISIT_NOISE = 2.0  # MADRS points from visit to visit


def outcome_group(pre: int, post: int) -> str:
    """Return the outcome group by the paper's rule, in whole numbers: remission is asked first."""
    if post <= REMISSION_CUTOFF:
        return "remitter"
    return "responder" if 100 * (pre - post) >= RESPONSE_PERCENT * pre else "non_responder"


def responder_post(pre: int, rng: np.random.Generator) -> int:
    """Draw an endpoint that is at most half of `pre` and above the remission cutoff."""
    return int(rng.integers(REMISSION_CUTOFF + 1, pre // 2 + 1))


def remitter_post(pre: int, rng: np.random.Generator) -> int:
    """Draw an endpoint at or below the remission cutoff; it does not depend on `pre`."""
    del pre
    return int(np.clip(rng.normal(7.0, 2.3), 2, REMISSION_CUTOFF))


def non_responder_post(pre: int, rng: np.random.Generator) -> int:
    """Draw an endpoint from slightly worse than `pre` to just short of response."""
    change = rng.triangular(-0.12, 0.18, 0.48)
    return max(int(np.rint(pre * (1 - change))), pre // 2 + 1, REMISSION_CUTOFF + 1)


POST: dict[str, Callable[[int, np.random.Generator], int]] = {
    "responder": responder_post,
    "remitter": remitter_post,
    "non_responder": non_responder_post,
}
BASELINE_MEAN = {"responder": 31.0, "remitter": 29.5, "non_responder": 31.5}
BASELINE_SD = 4.6
BASELINE_LIMITS = (22, 44)


def draw_baseline(group: str, rng: np.random.Generator) -> int:
    """Draw MADRS at pre, in points; draws outside the limits are drawn again."""
    while True:
        pre = int(np.rint(rng.normal(BASELINE_MEAN[group], BASELINE_SD)))
        if BASELINE_LIMITS[0] <= pre <= BASELINE_LIMITS[1]:
            return pre


def madrs_course(group: str, rng: np.random.Generator) -> list[int]:
    """Draw MADRS at pre, inf3, inf5, inf7 and post, in points, for a patient of `group`.

    Parameters
    ----------
    group : str
        Outcome group that the first and last value must give.
    rng : numpy.random.Generator
        Seeded source of chance.

    Returns
    -------
    list of int
        Five whole numbers within 0–60; none is missing.
    """
    pre = draw_baseline(group, rng)
    post = POST[group](pre, rng)
    pace = np.sort(np.array(USUAL_PACE) + rng.normal(0, PACE_SPREAD, 3))
    noise = rng.normal(0, VISIT_NOISE, 3)
    between = np.clip(np.rint(pre + (post - pre) * pace + noise), 0, MADRS_MAXIMUM).astype(int)
    return [pre, *between.tolist(), post]


def ymrs_course(diagnosis: str, rng: np.random.Generator) -> list[int]:
    """Draw YMRS at the five visits, in points: low, a little higher in bipolar depression."""
    usual = rng.gamma(2.0, 0.9) + (0.6 if diagnosis == "BP" else 0.0)
    return rng.poisson(usual * rng.gamma(6.0, 1 / 6, 5)).tolist()


def draw_ratings(groups: list[str], diagnoses: list[str], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw the ratings of all patients.

    Parameters
    ----------
    groups, diagnoses : list of str
        Outcome group and diagnosis of each patient, in the same order.
    rng : numpy.random.Generator
        Seeded source of chance.

    Returns
    -------
    dict
        ``madrs`` and ``ymrs``, each ndarray of int, shape (patients, 5), in points.
    """
    madrs = [madrs_course(group, rng) for group in groups]
    ymrs = [ymrs_course(diagnosis, rng) for diagnosis in diagnoses]
    return {"madrs": np.array(madrs), "ymrs": np.array(ymrs)}
