"""The table of printed against achieved figures for the data README."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import stats

from cohort_builder.assembly import Person
from cohort_builder.codebook import Codebook
from cohort_builder.mg_statistics import (
    Factors,
    Fits,
    factors_of,
    fit_all,
    interaction_f,
    mauchly_p,
    pair_t,
    simple_effect_f,
    time_f,
)
from cohort_builder.mg_targets import LATER_VISITS, TESTS_IN_FAMILY, read_printed
from cohort_builder.numbers import kruskal_wallis_p
from cohort_builder.published import GROUPS

VISIT_DF = 4
SIGNIFICANT_GROUP = "responder"


@dataclass(frozen=True)
class Row:
    """One line of the table: a figure as printed and as the cohort gives it."""

    figure: str
    printed: str
    achieved: float

    def line(self) -> str:
        """Return the line as Markdown; the achieved figure is rounded as printed, then shown in full."""
        decimals = len(self.printed.partition(".")[2]) if self.printed[-1].isdigit() else 3
        return f"| {self.figure} | {self.printed} | {self.achieved:.{decimals}f} | {self.achieved:.5f} |"


def f_rows(name: str, f: float, df1: int, df2: int, printed: tuple[str, str, str]) -> list[Row]:
    """Return the rows of F, p and partial η² of one test."""
    effect = df1 * f / (df1 * f + df2)
    values = (f, float(stats.f.sf(f, df1, df2)), effect)
    names = (f"{name}, F({df1}, {df2})", f"{name}, p", f"{name}, ηp²")
    return [Row(*parts) for parts in zip(names, printed, values, strict=True)]


def printed_rows(fits: Fits) -> list[Row]:
    """Return the rows of the Mg²⁺ figures that are printed as numbers."""
    text, table2 = read_printed("text_published.csv", "id"), read_printed("table2_published.csv", "row")

    def printed(stem: str) -> tuple[str, str, str]:
        return tuple(text[f"{stem}_{part}"]["printed"] for part in ("f", "p", "eta"))

    def post_hoc(name: str, stem: str, t: np.ndarray, df: int) -> list[Row]:
        ps = np.minimum(1, TESTS_IN_FAMILY * 2 * stats.t.sf(np.abs(t), df))
        return [
            Row(f"{name}, pre against {visit}, p", text[f"{stem}_pre_{visit}_p"]["printed"], float(p))
            for visit, p in zip(LATER_VISITS, ps, strict=True)
        ]

    n, df = fits.overall.cells.error_df + 1, fits.group.cells.error_df
    rows = f_rows("Time", float(time_f(fits.overall)[0]), VISIT_DF, VISIT_DF * (n - 1), printed("mg_time"))
    rows += post_hoc("All", "mg", pair_t(fits.overall)[0, 0, :4], n - 1)
    responders = float(simple_effect_f(fits.group)[0, 0])
    rows += f_rows("Responders", responders, VISIT_DF, df - VISIT_DF + 1, printed("mg_responder"))
    rows += post_hoc("Responders", "mg_responder", pair_t(fits.group)[0, 0, :4], df)
    for column, model in fits.comorbidity.items():
        row = table2[column]
        df1, df2 = VISIT_DF * (len(model.cells.sizes) - 1), VISIT_DF * model.cells.error_df
        figures = (row["f"], row["p"], row["partial_eta_squared"])
        rows += f_rows(f"Time × {row['label']}", float(interaction_f(model)[0]), df1, df2, figures)
    return rows


def claim_rows(fits: Fits) -> list[Row]:
    """Return the p values of what the paper calls not significant, and of Mauchly's tests."""
    rows = []
    for model, names in ((fits.group, GROUPS), (fits.diagnosis, ("MDD", "BP"))):
        ps = stats.f.sf(simple_effect_f(model)[0], VISIT_DF, model.cells.error_df - VISIT_DF + 1)
        rows += [
            Row(f"Simple effect of time, {name.replace('_', '-')}, p", "not significant", float(p))
            for name, p in zip(names, ps, strict=True)
            if name != SIGNIFICANT_GROUP
        ]
    df2 = VISIT_DF * fits.diagnosis.cells.error_df
    interaction = float(stats.f.sf(interaction_f(fits.diagnosis)[0], VISIT_DF, df2))
    rows.append(Row("Time × diagnosis, p", "not significant", interaction))
    for name, model in (
        ("overall", fits.overall),
        ("outcome groups", fits.group),
        ("diagnosis", fits.diagnosis),
    ):
        rows.append(Row(f"Mauchly, {name}, p", "not significant", float(mauchly_p(model)[0])))
    return rows


def patient_rows(people: list[Person]) -> list[Row]:
    """Return the rows on age, BMI and sex."""
    by_group = [person for group in GROUPS for person in people if person["outcome"] == group]
    rows = []
    for column, p in (("age", "0.336"), ("bmi", "0.613")):
        values = np.array([float(person[column]) for person in by_group])
        rows.append(
            Row(
                f"{column.upper() if column == 'bmi' else 'Age'}, Kruskal–Wallis p",
                p,
                kruskal_wallis_p(values),
            )
        )
    improved = [person["outcome"] != "non_responder" for person in people]
    male = [person["sex"] == "male" for person in people]
    table = np.histogram2d(improved, male, bins=2)[0]
    chi2 = float(stats.chi2_contingency(table, correction=False).statistic)
    rows.append(Row("Sex × (responder or remitter), χ²", "0.1877", chi2))
    rows.append(Row("Sex × (responder or remitter), p", "0.6648", float(stats.chi2.sf(chi2, 1))))
    return rows


def complete_factors(people: list[Person], magnesium: np.ndarray, codebook: Codebook) -> Factors:
    """Return the factors of the patients who have Mg²⁺ at every visit."""
    complete = [person for person, row in zip(people, magnesium, strict=True) if not np.isnan(row).any()]
    table2 = tuple(read_printed("table2_published.csv", "row"))
    return factors_of(complete, codebook.members["somatic_comorbidities"], table2)


def achieved_table(people: list[Person], magnesium: np.ndarray, codebook: Codebook) -> str:
    """Return the table as Markdown.

    Parameters
    ----------
    people : list of dict
        The patients in file order.
    magnesium : ndarray of float, shape (patients, 5)
        NaN where missing; only complete patients enter.
    codebook : Codebook
        Gives the somatic comorbidities.
    """
    values = magnesium[~np.isnan(magnesium).any(axis=1)]
    fits = fit_all(values[None], complete_factors(people, magnesium, codebook))
    rows = patient_rows(people) + printed_rows(fits) + claim_rows(fits)
    head = ["| figure | printed | achieved | unrounded |", "|---|---|---|---|"]
    return "\n".join(head + [row.line() for row in rows])


def update_readme(path: Path, name: str, table: str) -> None:
    """Put `table` between the markers called `name` of the README at `path`.

    Raises
    ------
    ValueError
        When a marker is missing.
    """
    first, last = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, begin, rest = path.read_text(encoding="utf-8").partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{path} lacks the marker {first} or {last}.")
    path.write_text(f"{before}{first}\n{table}\n{last}{after}", encoding="utf-8", newline="\n")
