"""What the Mg²⁺ values have to meet: each printed figure as an interval on its test statistic.

A printed F of 5.22 is any F from 5.215 to 5.225; a printed p of .126 is any p from .1255 to .1265. Where both F
and p are printed the interval is what they have in common; the printed partial η² follow and are tested.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np
from scipy import stats

from cohort_builder.mg_statistics import (
    Factors,
    fit_all,
    interaction_f,
    mauchly_p,
    pair_t,
    simple_effect_f,
    time_f,
)
from cohort_builder.published import DATA

INSET = 0.02  # stay this share of the interval away from its ends: other software rounds in other places
CEILING_MARGIN = 0.93  # "not significant" is asked with a little room
LATER_VISITS = ("inf3", "inf5", "inf7", "post")
TESTS_IN_FAMILY = 10
VISITS = 5


@dataclass(frozen=True)
class Targets:
    """Intervals for what is printed and ceilings for what must not be significant.

    Attributes
    ----------
    names : tuple of str
        The printed figures, in the order of `printed_statistics`.
    low, high : ndarray, shape (17,)
        Ends of each interval.
    """

    names: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray

    @property
    def centre(self) -> np.ndarray:
        """Middle of each interval."""
        return (self.low + self.high) / 2

    @property
    def half(self) -> np.ndarray:
        """Half the width of each interval."""
        return (self.high - self.low) / 2


def read_printed(name: str, key: str) -> dict[str, dict[str, str]]:
    """Read one of the files of published figures as rows by `key`."""
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return {row[key]: row for row in csv.DictReader(handle)}


def half_unit(printed: str) -> float:
    """Return half a unit of the last printed digit."""
    return 0.5 * 10.0 ** -len(printed.partition(".")[2])


def interval_of_t(printed_p: str, df: int) -> tuple[float, float]:
    """Return the t values whose two-sided Bonferroni p rounds to `printed_p`."""
    p, half = float(printed_p), half_unit(printed_p)
    ends = [stats.t.isf((p + sign * half) / TESTS_IN_FAMILY / 2, df) for sign in (1, -1)]
    return float(ends[0]), float(ends[1])


def interval_of_f(printed_f: str, printed_p: str, df1: int, df2: int) -> tuple[float, float]:
    """Return the F values that round to `printed_f` and whose p rounds to `printed_p`."""
    f, half_f, p, half_p = float(printed_f), half_unit(printed_f), float(printed_p), half_unit(printed_p)
    low = max(f - half_f, float(stats.f.isf(min(p + half_p, 1), df1, df2)))
    high = min(f + half_f, float(stats.f.isf(max(p - half_p, 0), df1, df2)))
    return low, high


def read_targets(factors: Factors) -> Targets:
    """Return the intervals of the printed figures for the given number of complete patients."""
    text, table2 = read_printed("text_published.csv", "id"), read_printed("table2_published.csv", "row")
    n = int(factors.everybody.sizes[0])
    group_df = factors.group.error_df

    def printed(key: str) -> str:
        return text[key]["printed"]

    ends = {"overall F": interval_of_f(printed("mg_time_f"), printed("mg_time_p"), 4, 4 * (n - 1))}
    for visit in LATER_VISITS:
        ends[f"overall pre–{visit}"] = interval_of_t(printed(f"mg_pre_{visit}_p"), n - 1)
    ends["responder F"] = interval_of_f(
        printed("mg_responder_f"), printed("mg_responder_p"), 4, group_df - VISITS + 2
    )
    for visit in LATER_VISITS:
        ends[f"responder pre–{visit}"] = interval_of_t(printed(f"mg_responder_pre_{visit}_p"), group_df)
    for column, row in table2.items():
        error_df = factors.comorbidity[column].error_df
        ends[f"time × {column}"] = interval_of_f(row["f"], row["p"], int(row["df"]), 4 * error_df)
    low, high = np.array(list(ends.values())).T
    inset = INSET * (high - low)
    return Targets(tuple(ends), low + inset, high - inset)


def printed_statistics(values: np.ndarray, factors: Factors) -> np.ndarray:
    """Return the printed test statistics, shape (trials, 17), of `values` (trials, complete, 5)."""
    fits = fit_all(values, factors)
    columns = [
        time_f(fits.overall)[:, None],
        pair_t(fits.overall)[:, 0, :4],
        simple_effect_f(fits.group)[:, :1],
        pair_t(fits.group)[:, 0, :4],
        np.column_stack([interaction_f(model) for model in fits.comorbidity.values()]),
    ]
    return np.hstack(columns)


def ceilings(values: np.ndarray, factors: Factors) -> np.ndarray:
    """Return what must not be significant, each as a ratio to its limit, shape (trials, ceilings).

    Notes
    -----
    At most 1 is asked. They are: the six pairs of later visits, overall and in responders; the simple
    effects of remitters and non-responders; time × diagnosis; the simple effects within MDD and within BP and
    their pairs; Mauchly's test of the overall, the outcome group and the diagnosis model.
    """
    fits = fit_all(values, factors)
    n = int(factors.everybody.sizes[0])
    group_df, diagnosis_df = factors.group.error_df, factors.diagnosis.error_df

    def t_limit(df: int) -> float:
        return float(stats.t.isf(0.05 / TESTS_IN_FAMILY / 2, df)) * CEILING_MARGIN

    def f_limit(df1: int, df2: int) -> float:
        return float(stats.f.isf(0.05, df1, df2)) * CEILING_MARGIN

    within_diagnosis = np.abs(pair_t(fits.diagnosis)).reshape(len(values), -1)
    columns = [
        np.abs(pair_t(fits.overall)[:, 0, 4:]) / t_limit(n - 1),
        np.abs(pair_t(fits.group)[:, 0, 4:]) / t_limit(group_df),
        simple_effect_f(fits.group)[:, 1:] / f_limit(4, group_df - 3),
        interaction_f(fits.diagnosis)[:, None] / f_limit(4, 4 * diagnosis_df),
        simple_effect_f(fits.diagnosis) / f_limit(4, diagnosis_df - 3),
        within_diagnosis / t_limit(diagnosis_df),
        np.column_stack([0.12 / mauchly_p(fit) for fit in (fits.overall, fits.group, fits.diagnosis)]),
    ]
    return np.hstack(columns)
