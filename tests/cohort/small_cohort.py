"""A small cohort made by hand, for tests that want to know every value."""

import numpy as np

from lib.cohort.codebook import NO, YES, Codebook, Column, Level, Visit
from lib.cohort.cohort import Cohort, make_cohort

NAN = float("nan")
VISITS = tuple(Visit(name, name.title(), name, day) for name, day in (("v1", 0.0), ("v2", 7.0), ("v3", 14.0)))
COLUMNS = (
    Column("patient", "Patient", "identifier", "patient"),
    Column("visit", "Visit", "visit", "visit"),
    Column("sex", "Sex", "category", "sex", levels=(Level("m", "Male"), Level("f", "Female"))),
    Column("age", "Age", "number", "age", unit="years", minimum=18, maximum=99),
    Column("epilepsy", "Epilepsy", "yes_no", "comorbidity", levels=(YES, NO)),
    Column("stroke", "Stroke", "yes_no", "comorbidity", levels=(YES, NO)),
    Column("count", "Comorbidities", "count_of", "comorbidity_count", members=("epilepsy", "stroke")),
    Column("score", "MADRS", "measure", "depression", minimum=0, maximum=60),
)


def small_cohort(
    scores: list[list[float]],
    *,
    sex: list[int] | None = None,
    age: list[float] | None = None,
    epilepsy: list[int] | None = None,
    stroke: list[int] | None = None,
) -> Cohort:
    """Make a cohort of one patient a row of scores at three visits; codes are 0 yes/male, 1 no/female, -1 missing."""
    n = len(scores)
    codes = {"sex": sex, "epilepsy": epilepsy, "stroke": stroke}
    characteristics = {
        name: np.array(values if values is not None else [1] * n) for name, values in codes.items()
    }
    characteristics["age"] = np.array(age if age is not None else [40.0] * n)
    matrix = np.array(scores, dtype=float).reshape(n, 3)
    names = tuple(f"P{i + 1}" for i in range(n))
    return make_cohort("Small", Codebook(COLUMNS, VISITS), names, characteristics, {"score": matrix})
