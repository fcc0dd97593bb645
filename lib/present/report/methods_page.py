"""The Methods page's facts: tests as a table, the codebook as records, versions."""

import platform
from importlib.metadata import PackageNotFoundError, version

from lib.analysis.common.question import Question
from lib.cohort.codebook import Codebook, Column
from lib.cohort.cohort import MEDICINES_NOTICE, SYNTHETIC_NOTICE, Cohort
from lib.cohort.selection import describe_selection
from lib.present.common.formats import format_whole
from lib.present.report.methods_table import METHODS

#: Packages whose versions a reader needs to reproduce a number.
PACKAGES = ("streamlit", "pandas", "numpy", "scipy", "statsmodels", "pingouin", "fexact", "altair")

#: By the codes of analyses: the start of what `METHODS` says its tests are used for; counts need no method.
METHOD_USES: dict[str, str] = {
    "data": "",
    "table1": "Table 1",
    "trajectories": "Trajectories",
    "reference": "Trajectories, against the reference range",
    "anova": "ANOVA",
    "comparisons": "ANOVA, visits in pairs",
    "left_out": "ANOVA, patients left out",
    "groups": "ANOVA, groups in pairs",
    "simple_effects": "ANOVA, change within each group",
    "ranks": "ANOVA, on ranks",
    "assumptions": "ANOVA, assumptions",
    "influence": "ANOVA, influence",
    "mixed": "ANOVA, all patients",
    "covariances": "ANOVA, all patients",
    "sides": "ANOVA, methods side by side",
    "missingness": "ANOVA, patients left out",
    "associations": "Association",
    "comorbidity": "Comorbidity",
    "robustness": "Robustness, specification curve",
    "joint": "Robustness, joint test",
    "without_patients": "Robustness, without single patients",
    "reach": "Robustness, what could be shown",
}

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


def sentences_patients(question: Question) -> str:
    """Say how many patients are shown and why, and what becomes of those whose outcome is not known."""
    return (
        f"{format_whole(question.selected.n)} of {format_whole(question.cohort.n_patients)}: "
        f"{describe_selection(question.cohort, question.selection)}. A patient without a baseline or endpoint rating "
        "is not evaluable, never a non-responder. Missing values are left out analysis by analysis, and each table "
        "says how many."
    )


def sentences_origin(cohort: Cohort) -> str:
    """Say what is synthetic of a cohort, and how it was made; of a reader's own, where it is held."""
    if not cohort.synthetic:
        return "This cohort is the reader’s own; it is held in this session’s memory alone."
    return (
        f"{SYNTHETIC_NOTICE} Counts, ages and BMI agree with the paper’s Table 1 in each outcome group; how they were "
        "made, and what was decided where the print contradicts itself, stands in data/README.md. "
        f"{MEDICINES_NOTICE} A few ratings between pre and post are missing at random, so that missing data can be "
        "explored."
    )
