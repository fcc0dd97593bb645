"""A test as a member of its family: raw p, and p adjusted by Holm and by the false discovery rate."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from lib.stats.common.adjust import adjust_p
from lib.stats.common.result import FloatArray, count_of


@dataclass(frozen=True)
class FamilyTest:
    """An exact test of independence within a family of tests.

    Attributes
    ----------
    p, p_holm, p_fdr : float
        Fisher–Freeman–Halton p; adjusted over the tests of the family that have a p. NaN where there is none.
    v : float
        Cramér's V, no continuity and no bias correction; NaN where there is none.
    n : int
        Patients tested.
    method : str
        Name of the test, empty where there is none.
    within : str
        Patients to whom the test is confined, empty for all.
    reason : str
        Why there is no p, empty where there is one.
    """

    p: float = np.nan
    p_holm: float = np.nan
    p_fdr: float = np.nan
    v: float = np.nan
    n: int = 0
    method: str = ""
    within: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Family:
    """Tests that are adjusted together: `size` tests with a p, `words` that name them."""

    size: int
    words: str


def adjust_family(p_values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Adjust the p of one family: by Holm, and by Benjamini–Hochberg's false discovery rate; NaN stays NaN."""
    return adjust_p(p_values, "holm"), adjust_p(p_values, "fdr")


def adjust_tests(tests: Sequence[FamilyTest]) -> tuple[FamilyTest, ...]:
    """Give the tests of one family their adjusted p."""
    holm, fdr = adjust_family([test.p for test in tests])
    return tuple(
        replace(test, p_holm=float(one), p_fdr=float(other))
        for test, one, other in zip(tests, holm, fdr, strict=True)
    )


def name_family(p_values: Sequence[float], noun: str) -> Family:
    """Count the tests that have a p, and name them: `8 tests of comorbidities`."""
    size = int(np.isfinite(np.asarray(p_values, dtype=float)).sum())
    return Family(size, f"{count_of(size, 'test')} of {noun}")
