"""The Methods page's facts: tests as a table, the codebook as records, versions."""

import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from lib.cohort.codebook import Codebook, Column

#: Packages whose versions a reader needs to reproduce a number.
PACKAGES = ("streamlit", "pandas", "numpy", "scipy", "statsmodels", "pingouin", "fexact", "altair")


@dataclass(frozen=True)
class Method:
    """One test or summary: where it is used, its convention, and what gives the same number elsewhere."""

    use: str
    name: str
    convention: str
    elsewhere: str
    source: str


METHODS = (
    Method(
        "Table 1, rows of counts",
        "Fisher–Freeman–Halton exact test",
        "two-sided, on the r × c table without its empty rows and columns; where the table is too large, "
        "Pearson’s χ² or a seeded Monte-Carlo p, named in the row",
        "R fisher.test; SPSS Crosstabs, Exact",
        "Freeman & Halton 1951, doi 10.1093/biomet/38.1-2.141",
    ),
    Method(
        "Table 1, effect of rows of counts",
        "Cramér’s V",
        "from the uncorrected χ², without bias correction",
        "SPSS Crosstabs; JASP Contingency Tables",
        "Cramér 1946, Mathematical Methods of Statistics",
    ),
    Method(
        "Table 1, rows of numbers",
        "Kruskal–Wallis test",
        "χ² approximation, corrected for ties; effect η²_H = (H − k + 1) / (n − k), 0 when negative",
        "R kruskal.test; SPSS NPAR TESTS",
        "Kruskal & Wallis 1952, doi 10.1080/01621459.1952.10483441; Tomczak & Tomczak 2014",
    ),
    Method(
        "Table 1, rows of numbers",
        "Median and quartiles",
        "linear interpolation between order statistics",
        "R quantile, type 7; not SPSS’s weighted average (type 6)",
        "Hyndman & Fan 1996, doi 10.1080/00031305.1996.10473566",
    ),
    Method(
        "Trajectories",
        "Mean with SEM, SD or 95 % CI",
        "patients measured at the visit; SEM = SD / √n across patients; CI from the t distribution, n − 1 df",
        "R t.test; JASP Descriptives",
        "as drawn in Górska et al. 2021, Figures 1 and 2 (SEM)",
    ),
    Method(
        "Trajectories",
        "Within-subject SEM",
        "Cousineau–Morey: patients’ own means removed, SEM × √(k / (k − 1)); patients measured at every visit",
        "R Rmisc::summarySEwithin",
        "Morey 2008, doi 10.20982/tqmp.04.2.p061",
    ),
    Method(
        "Outcome",
        "Responder, remitter, non-responder",
        "whole numbers compared exactly: 100 × (baseline − endpoint) ≥ percent × baseline",
        "any program, by the same rule",
        "Górska et al. 2021, § 4.2; Trivedi et al. 2009",
    ),
)

CITATION = (
    "Górska N, Cubała WJ, Słupski J, Wiglusz MS, Gałuszko-Węgielnik M, Kawka M, Grzegorzewska A. "
    "Magnesium in Ketamine Administration in Treatment-Resistant Depression. Pharmaceuticals 2021; 14: 430. "
    "https://doi.org/10.3390/ph14050430 (CC BY 4.0)"
)


def records_methods() -> list[dict[str, str]]:
    """Give the methods as records for a table."""
    return [
        {
            "Where": method.use,
            "Method": method.name,
            "Convention": method.convention,
            "Same number from": method.elsewhere,
            "Source": method.source,
        }
        for method in METHODS
    ]


def records_codebook(codebook: Codebook) -> list[dict[str, str]]:
    """Give the codebook as records for a table: one a column, in its order."""
    return [
        {
            "Column": column.name,
            "Label": column.label,
            "Kind": column.kind.replace("_", " "),
            "Unit": column.unit,
            "Values": _values(column),
            "Source": column.source,
        }
        for column in codebook.columns
    ]


def _values(column: Column) -> str:
    if column.members:
        return "from " + ", ".join(column.members)
    if column.levels:
        return ", ".join(
            level.code if level.code == level.label.lower() else f"{level.code} = {level.label}"
            for level in column.levels
        )
    ends = [None if end is None else f"{end:g}" for end in (column.minimum, column.maximum)]
    return f"{ends[0] or ''} to {ends[1] or ''}" if any(ends) else ""


def records_visits(codebook: Codebook) -> list[dict[str, str]]:
    """Give the visits as records for a table, in the order of the protocol."""
    return [
        {"Visit": v.name, "Label": v.label, "Nominal day": "" if v.day is None else f"{v.day:g}"}
        for v in codebook.visits
    ]


def records_versions() -> list[dict[str, str]]:
    """Give the versions of Python and of the packages that compute."""
    rows = [{"Software": "Python", "Version": platform.python_version()}]
    for package in PACKAGES:
        try:
            rows.append({"Software": package, "Version": version(package)})
        except PackageNotFoundError:
            rows.append({"Software": package, "Version": "not installed"})
    return rows
