"""The filters as conditions in Python: one row a filter, as in the filter table."""

from __future__ import annotations

from collections.abc import Callable

from lib.cohort.cohort import Cohort
from lib.cohort.filters import Choice
from lib.export.code.literals import python_literal, r_literal

#: Gives a condition on `patients` or `outcomes` from cohort, choice and whether missing values pass.
Condition = Callable[[Cohort, Choice, bool], str]


def _column(cohort: Cohort, role: str) -> str:
    return cohort.codebook.with_role(role)[0].name


def _levels(role: str) -> Condition:
    def condition(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
        cells = f"patients[{python_literal(_column(cohort, role))}]"
        passes = f"{cells}.isin({python_literal(list(choice))})"
        return f"({passes} | {cells}.isna())" if keep_missing else passes

    return condition


def _age(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    cells = f"patients[{python_literal(_column(cohort, 'age'))}]"
    low, high = (python_literal(end) for end in choice)
    passes = f"{cells}.astype(float).between({low}, {high})"
    return f"({passes} | {cells}.isna())" if keep_missing else passes


def _outcome(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    named = [f"outcomes[{python_literal(name)}]" for name in choice]
    return f"({' | '.join(named)})" if len(named) > 1 else named[0]


#: Conditions on a set of yes/no columns: as they are, and where missing values pass.
SETS = {
    "any": (
        '{cells}.eq("yes").any(axis=1)',
        '({cells}.eq("yes").any(axis=1) | {cells}.isna().any(axis=1))',
    ),
    "all": ('{cells}.eq("yes").all(axis=1)', '~{cells}.eq("no").any(axis=1)'),
    "no": ('{cells}.eq("no").all(axis=1)', '~{cells}.eq("yes").any(axis=1)'),
}


def _set(name: str) -> Condition:
    def condition(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
        cells = f"patients[{python_literal(list(choice))}]"
        # Braces of the template alone: a column's own braces stand in `cells` and are not looked at.
        return SETS[name][int(keep_missing)].replace("{cells}", cells)

    return condition


def _medicine(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    """Any of the classes taken: `yes`, or a count above 0."""
    cells = f"patients[{python_literal(list(choice))}]"
    passes = f'({cells}.notna() & ~{cells}.isin(["no", "0"])).any(axis=1)'
    return f"({passes} | {cells}.isna().any(axis=1))" if keep_missing else passes


CONDITIONS: dict[str, Condition] = {
    "diagnosis": _levels("diagnosis"),
    "sex": _levels("sex"),
    "age": _age,
    "outcome": _outcome,
    "comorbidities": _levels("comorbidity_count"),
    "any": _set("any"),
    "all": _set("all"),
    "no": _set("no"),
    "medicine": _medicine,
}


def _levels_r(role: str) -> Condition:
    def condition(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
        cells = f"patients[[{r_literal(_column(cohort, role))}]]"
        passes = f"{cells} %in% {r_literal(list(choice))}"
        return f"({passes} | is.na({cells}))" if keep_missing else f"({passes})"

    return condition


def _age_r(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    cells = f"as.numeric(patients[[{r_literal(_column(cohort, 'age'))}]])"
    low, high = (r_literal(end) for end in choice)
    passes = f"({cells} >= {low} & {cells} <= {high}) %in% TRUE"
    return f"({passes} | is.na({cells}))" if keep_missing else f"({passes})"


def _outcome_r(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    return f"({' | '.join(f'outcomes[[{r_literal(name)}]]' for name in choice)})"


#: The conditions of `SETS` in R.
SETS_R = {
    "any": (
        '(rowSums({cells} == "yes", na.rm = TRUE) > 0)',
        '(rowSums({cells} == "yes", na.rm = TRUE) > 0 | rowSums(is.na({cells})) > 0)',
    ),
    "all": (
        '(rowSums({cells} == "yes", na.rm = TRUE) == ncol({cells}))',
        '(rowSums({cells} == "no", na.rm = TRUE) == 0)',
    ),
    "no": (
        '(rowSums({cells} == "no", na.rm = TRUE) == ncol({cells}))',
        '(rowSums({cells} == "yes", na.rm = TRUE) == 0)',
    ),
    "medicine": (
        '(rowSums({cells} != "no" & {cells} != "0", na.rm = TRUE) > 0)',
        '(rowSums({cells} != "no" & {cells} != "0", na.rm = TRUE) > 0 | rowSums(is.na({cells})) > 0)',
    ),
}


def _set_r(name: str) -> Condition:
    def condition(cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
        return SETS_R[name][int(keep_missing)].replace("{cells}", f"patients[{r_literal(list(choice))}]")

    return condition


CONDITIONS_R: dict[str, Condition] = {
    "diagnosis": _levels_r("diagnosis"),
    "sex": _levels_r("sex"),
    "age": _age_r,
    "outcome": _outcome_r,
    "comorbidities": _levels_r("comorbidity_count"),
    **{name: _set_r(name) for name in SETS_R},
}
#: Column of a filter on the levels of one column, by its role.
_ROLES = {"diagnosis": "diagnosis", "sex": "sex", "age": "age", "comorbidities": "comorbidity_count"}


def columns_of(cohort: Cohort, name: str, choice: Choice) -> tuple[str, ...]:
    """List the columns a filter looks at."""
    if name in _ROLES:
        return (_column(cohort, _ROLES[name]),)
    return () if name == "outcome" else tuple(choice)
