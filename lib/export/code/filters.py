"""The filters as conditions in Python and in R: one row a kind of filter, whatever its columns are."""

from __future__ import annotations

from collections.abc import Callable

from lib.cohort.cohort import Cohort
from lib.cohort.filter_kinds import (
    ALL,
    ANY,
    NONE,
    CharacteristicFilter,
    Choice,
    Filter,
    LevelFilter,
    RangeFilter,
    SetFilter,
)
from lib.cohort.filter_patients import OutcomeFilter, PatientFilter
from lib.export.code.literals import python_literal, r_literal

#: Gives a condition on `patients` or `outcomes` from filter, cohort, choice and whether missing values pass.
Condition = Callable[..., str]


def python_condition(row: Filter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    """Write who passes a filter as an expression of pandas."""
    return CONDITIONS[type(row)][0](row, cohort, choice, keep_missing)


def r_condition(row: Filter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    """Write who passes a filter as an expression of R."""
    return CONDITIONS[type(row)][1](row, cohort, choice, keep_missing)


def _level(row: LevelFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    return _isin(row.columns(cohort, choice)[0], list(choice), keep_missing)


def _isin(name: str, levels: list[str], keep_missing: bool) -> str:
    cells = f"patients[{python_literal(name)}]"
    passes = f"{cells}.isin({python_literal(levels)})"
    return f"({passes} | {cells}.isna())" if keep_missing else passes


def _level_r(row: LevelFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    return _isin_r(row.columns(cohort, choice)[0], list(choice), keep_missing)


def _isin_r(name: str, levels: list[str], keep_missing: bool) -> str:
    cells = f"patients[[{r_literal(name)}]]"
    passes = f"{cells} %in% {r_literal(levels)}"
    return f"({passes} | is.na({cells}))" if keep_missing else f"({passes})"


def _levels(row: CharacteristicFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    return _joined(_isin, row, choice, keep_missing)


def _levels_r(row: CharacteristicFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    return _joined(_isin_r, row, choice, keep_missing)


def _joined(
    write: Callable[[str, list[str], bool], str],
    row: CharacteristicFilter,
    choice: Choice,
    keep_missing: bool,
) -> str:
    parts = [write(name, list(levels), keep_missing) for name, levels in row.by_column(choice).items()]
    return f"({' & '.join(parts)})" if len(parts) > 1 else parts[0]


def _range(row: RangeFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    cells = f"patients[{python_literal(row.columns(cohort, choice)[0])}]"
    low, high = (python_literal(end) for end in choice)
    passes = f"{cells}.astype(float).between({low}, {high})"
    return f"({passes} | {cells}.isna())" if keep_missing else passes


def _range_r(row: RangeFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    cells = f"as.numeric(patients[[{r_literal(row.columns(cohort, choice)[0])}]])"
    low, high = (r_literal(end) for end in choice)
    passes = f"({cells} >= {low} & {cells} <= {high}) %in% TRUE"
    return f"({passes} | is.na({cells}))" if keep_missing else f"({passes})"


def _outcome(row: OutcomeFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    named = [f"outcomes[{python_literal(name)}]" for name in choice]
    return f"({' | '.join(named)})" if len(named) > 1 else named[0]


def _outcome_r(row: OutcomeFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    return f"({' | '.join(f'outcomes[[{r_literal(name)}]]' for name in choice)})"


#: Conditions on a set of columns that say yes or no: as they are, and where missing values pass.
SETS = {
    ANY: (
        '{cells}.eq("yes").any(axis=1)',
        '({cells}.eq("yes").any(axis=1) | {cells}.isna().any(axis=1))',
    ),
    ALL: ('{cells}.eq("yes").all(axis=1)', '~{cells}.eq("no").any(axis=1)'),
    NONE: ('{cells}.eq("no").all(axis=1)', '~{cells}.eq("yes").any(axis=1)'),
}
SETS_R = {
    ANY: (
        '(rowSums({cells} == "yes", na.rm = TRUE) > 0)',
        '(rowSums({cells} == "yes", na.rm = TRUE) > 0 | rowSums(is.na({cells})) > 0)',
    ),
    ALL: (
        '(rowSums({cells} == "yes", na.rm = TRUE) == ncol({cells}))',
        '(rowSums({cells} == "no", na.rm = TRUE) == 0)',
    ),
    NONE: (
        '(rowSums({cells} == "no", na.rm = TRUE) == ncol({cells}))',
        '(rowSums({cells} == "yes", na.rm = TRUE) == 0)',
    ),
}
#: The same where a column counts what is taken: there 0 is no, and any other number is yes.
_COUNTED = (
    ('{cells}.eq("yes")', '({cells}.notna() & ~{cells}.isin(["no", "0"]))'),
    ('{cells}.eq("no")', '{cells}.isin(["no", "0"])'),
)
_COUNTED_R = (
    ('{cells} == "yes"', '{cells} != "no" & {cells} != "0"'),
    ('{cells} == "no"', '({cells} == "no" | {cells} == "0")'),
)


def _set(row: SetFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    template = SETS[row.how][int(keep_missing)]
    return _fill_set(template, _COUNTED, cohort, choice, f"patients[{python_literal(list(choice))}]")


def _set_r(row: SetFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    template = SETS_R[row.how][int(keep_missing)]
    return _fill_set(template, _COUNTED_R, cohort, choice, f"patients[{r_literal(list(choice))}]")


def _fill_set(
    template: str, counted: tuple[tuple[str, str], ...], cohort: Cohort, choice: Choice, cells: str
) -> str:
    if any(cohort.codebook.column(name).kind == "count_of" for name in choice):
        for said, count in counted:
            template = template.replace(said, count)
    # Braces of the template alone: a column's own braces stand in `cells` and are not looked at.
    return template.replace("{cells}", cells)


def _only(row: PatientFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    return f"patients.index.isin({python_literal(row.identifiers(cohort, choice))})"


def _only_r(row: PatientFilter, cohort: Cohort, choice: Choice, keep_missing: bool) -> str:
    cells = f"patients[[{r_literal(cohort.codebook.with_role('patient')[0].name)}]]"
    return f"({cells} %in% {r_literal(row.identifiers(cohort, choice))})"


CONDITIONS: dict[type[Filter], tuple[Condition, Condition]] = {
    LevelFilter: (_level, _level_r),
    RangeFilter: (_range, _range_r),
    SetFilter: (_set, _set_r),
    CharacteristicFilter: (_levels, _levels_r),
    OutcomeFilter: (_outcome, _outcome_r),
    PatientFilter: (_only, _only_r),
}
