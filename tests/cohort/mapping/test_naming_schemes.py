"""Scores under random names of visits, long and wide: equal to what was written, or a finding that says so."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.cohort.intake import check_file

SCALES = ("MADRS", "madrs_total", "HAMD", "HAMD17", "BDI", "PHQ9", "bdi")
UNITS = (
    "V", "visit ", "wk", "Week", "W", "t", "T", "tydz. ", "tydzień ", "Woche ", "Tag ", "dzień ", "J", "jour ",
    "semana ", "sesja ", "Sitzung ", "séance ", "session", "inf", "infuzja ", "wizyta ", "m", "mies. ", "", "Z",
    "przed ",
)  # fmt: skip
FIRST = ("pre", "baseline", "przed", "intake", "vorher", "avant", "wyjściowo", "BL", "pretreatment")
LAST = ("post", "po", "nachher", "end", "final", "zakończenie", "posttreatment", "fin")
BETWEEN = ("_", ".", " ", "-", "")


def names_of(rng: np.random.Generator) -> list[str]:
    """Make the names of three to six visits in their order."""
    n = int(rng.integers(3, 7))
    unit = UNITS[rng.integers(len(UNITS))]
    numbers = np.cumsum(rng.integers(1, 4, n)) if rng.random() < 0.5 else np.arange(1, n + 1)
    names = [f"{unit}{number}" for number in numbers]
    if rng.random() < 0.4:
        names[0] = FIRST[rng.integers(len(FIRST))]
    if rng.random() < 0.3:
        names[-1] = LAST[rng.integers(len(LAST))]
    return names


@settings(max_examples=60, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1))
def test_equal_or_said(seed):
    rng = np.random.default_rng(seed)
    names, scale = names_of(rng), SCALES[rng.integers(len(SCALES))]
    values = np.clip(24 - 3 * np.arange(len(names)) + rng.integers(-3, 3, (12, len(names))), 1, 27)
    if rng.random() < 0.5:
        between = BETWEEN[rng.integers(len(BETWEEN))]
        order = rng.permutation(len(names)) if rng.random() < 0.3 else np.arange(len(names))
        header = ";".join(["id", *(f"{scale}{between}{names[i]}" for i in order)])
        lines = [";".join([f"{p + 101}", *(str(values[p, i]) for i in order)]) for p in range(12)]
    else:
        header = f"id;visit;{scale}"
        lines = [f"{p + 101};{name};{values[p, v]}" for p in range(12) for v, name in enumerate(names)]
    report = check_file("\n".join([header, *lines]).encode(), "file.csv")
    cohort = report.intake.validated.cohort
    measures = [] if cohort is None else list(cohort.measures.values())
    equal = len(measures) == 1 and measures[0].shape == values.shape and (measures[0] == values).all()
    assert equal or report.findings, (names, header)
