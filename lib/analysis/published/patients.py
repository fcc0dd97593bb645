"""How many patients stand behind an ANOVA whose error df is not printed: the n that F, p and partial η² allow."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lib.analysis.published.paper import Statistic
from lib.analysis.published.reported_f import ReportedF, read_df
from lib.stats.published.reported import error_df_allowed

#: Groups of patients behind the simple effects: responder, remitter, non-responder.
OUTCOME_GROUPS = 3


@dataclass(frozen=True)
class Design:
    """How error df follow from patients: words, and n for a numerator and an error df."""

    words: str
    patients: Callable[[float, float, int], float]


def _within(df1: float, df2: float, visits: int) -> float:
    """df2 = (n − 1)(k − 1)."""
    return df2 / (visits - 1) + 1


def _interaction(df1: float, df2: float, visits: int) -> float:
    """df1 = (g − 1)(k − 1) and df2 = (n − g)(k − 1)."""
    return df2 / (visits - 1) + df1 / (visits - 1) + 1


def _simple_effect(df1: float, df2: float, visits: int) -> float:
    """df2 = n − g − k + 2 of a multivariate test with pooled error."""
    return df2 + OUTCOME_GROUPS + visits - 2


#: Designs by analysis (Maxwell, Delaney & Kelley 2018, ch. 11, 12 and 14).
DESIGNS = {
    "anova_time": Design("visits within patients", _within),
    "anova_comorbidity": Design("visits × groups of patients", _interaction),
    "simple_effect_group": Design("multivariate effect in one of three groups", _simple_effect),
}


@dataclass(frozen=True)
class AllowedPatients:
    """One printed ANOVA and the numbers of patients it allows.

    Attributes
    ----------
    label, design : str
        What was tested, and how.
    df1 : float
        Numerator df.
    df2_low, df2_high : int or None
        Error df allowed; None when none makes F, p and partial η² agree.
    low, high : int or None
        Whole numbers of patients allowed.
    """

    label: str
    design: str
    df1: float
    df2_low: int | None
    df2_high: int | None
    low: int | None
    high: int | None


def reported_of(statistics: Iterable[Statistic]) -> ReportedF | None:
    """Put the printed F, df, p and partial η² of one analysis together; None where F or df is missing."""
    by_quantity = {statistic.quantity: statistic for statistic in statistics}
    if not {"F", "df"} <= by_quantity.keys():
        return None
    f, df = by_quantity["F"].number, read_df(by_quantity["df"].printed)
    if f is None or df is None:
        return None
    p, eta = (
        by_quantity[name].number if name in by_quantity else None for name in ("p", "partial_eta_squared")
    )
    return ReportedF(f, by_quantity["df"].printed, *df, p, eta)


def allow_patients(label: str, analysis: str, reported: ReportedF, visits: int) -> AllowedPatients:
    """Find the numbers of patients that a printed ANOVA allows.

    Parameters
    ----------
    label, analysis : str
        Words, and key in `DESIGNS`.
    reported : ReportedF
        A printed error df narrows the range to itself.
    visits : int
        Levels of the within factor.

    Returns
    -------
    AllowedPatients
    """
    design = DESIGNS[analysis]
    allowed = error_df_allowed(reported.f, reported.df1, reported.p, reported.eta)
    if allowed is None:
        return AllowedPatients(label, design.words, reported.df1, None, None, None, None)
    low, high = allowed.low, allowed.high
    if reported.df2 is not None and low <= reported.df2 <= high:
        low = high = int(reported.df2)
    fitting = [
        int(n) for df2 in range(low, high + 1) if (n := design.patients(reported.df1, df2, visits)) == int(n)
    ]
    ends = (fitting[0], fitting[-1]) if fitting else (None, None)
    return AllowedPatients(label, design.words, reported.df1, low, high, *ends)


def common_range(rows: Iterable[AllowedPatients]) -> tuple[int, int] | None:
    """Find the numbers of patients that all printed ANOVAs allow together; None when there is none."""
    known = [(row.low, row.high) for row in rows if row.low is not None and row.high is not None]
    if not known:
        return None
    low, high = max(low for low, _ in known), min(high for _, high in known)
    return (low, high) if low <= high else None
