"""The adapter to pingouin, SciPy's tests and statsmodels: what is asked of them, and where their column names stop.

They load in about two seconds, so each is imported where it is called; the server loads them before its first
visitor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .contrasts import contrast_basis
from .result import FloatArray, IndexArray


@dataclass(frozen=True)
class WithinFigures:
    """Sums of squares, F, p without correction and partial η² of one effect within patients."""

    ss: float
    ss_error: float
    f: float
    p: float
    partial_eta_squared: float


def repeated_measures_anova(values: FloatArray) -> WithinFigures:
    """Give `pingouin.rm_anova` of patients × visits.

    pingouin finds its error as a difference of sums of squares. Each patient's mean is taken off before, which
    leaves nothing large to be subtracted and changes no figure.
    """
    import pandas as pd
    import pingouin

    frame = pd.DataFrame(values - values.mean(axis=1, keepdims=True))
    table = pingouin.rm_anova(frame, correction=False, detailed=True, effsize="np2")
    time, error = table.iloc[0], table.iloc[1]
    return WithinFigures(
        float(time["SS"]), float(error["SS"]), float(time["F"]), float(time["p_unc"]), float(time["np2"])
    )


def paired_t(differences: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give t and p of paired differences, one pair a column: `scipy.stats.ttest_1samp`."""
    from scipy import stats

    test = stats.ttest_1samp(differences, 0.0, axis=0)
    return np.asarray(test.statistic, dtype=float), np.asarray(test.pvalue, dtype=float)


def one_way(
    means: FloatArray, variances: FloatArray, sizes: IndexArray, *, equal: bool
) -> tuple[float, float, float, float]:
    """Give F, its degrees of freedom and p of groups, with equal or own variances: `anova_generic` of statsmodels."""
    from statsmodels.stats.oneway import anova_generic

    found = anova_generic(means, variances, sizes, use_var="equal" if equal else "unequal")
    df1, df2 = found.df
    return float(found.statistic), float(df1), float(df2), float(found.pvalue)


def epsilon(sample: FloatArray) -> float:
    """Give Greenhouse–Geisser ε of patients × visits: `pingouin.epsilon`."""
    import pandas as pd
    import pingouin

    return float(pingouin.epsilon(pd.DataFrame(sample), correction="gg"))


def mauchly(sample: FloatArray) -> tuple[float, float, int, float]:
    """Give Mauchly's W, χ², df and p of patients × visits: `pingouin.sphericity`."""
    import pandas as pd
    import pingouin

    test = pingouin.sphericity(pd.DataFrame(sample), method="mauchly")
    return float(test.W), float(test.chi2), int(test.dof), float(test.pval)


#: Names of the multivariate tests here, and in statsmodels.
MULTIVARIATE = {
    "Pillai": "Pillai's trace",
    "Wilks": "Wilks' lambda",
    "Hotelling–Lawley": "Hotelling-Lawley trace",
    "Roy": "Roy's greatest root",
}


def multivariate_statistics(
    roots: FloatArray, contrasts: int, df_hypothesis: int, df_error: int
) -> dict[str, tuple[float, float, float, float, float]]:
    """Give value, F, df₁, df₂ and p of the four multivariate tests: statsmodels' `multivariate_stats`.

    Parameters
    ----------
    roots : ndarray
        Eigenvalues of E⁻¹H, not negative.
    contrasts, df_hypothesis, df_error : int
        Contrasts of the visits, rank of the hypothesis between groups, and patients minus groups.
    """
    from statsmodels.multivariate.multivariate_ols import multivariate_stats

    # A tolerance below 0 keeps roots of 0: without any root, statsmodels' own default ends in an error. With
    # k + 2 error df its F of Hotelling and Lawley, which is not R's and not used, divides by 0.
    with np.errstate(divide="ignore"):
        table = multivariate_stats(
            roots / (1 + roots), contrasts, df_hypothesis, np.float64(df_error), tolerance=-1
        )
    figures = {}
    for ours, theirs in MULTIVARIATE.items():
        value, f, df1, df2, p = map(
            float, table.loc[theirs, ["Value", "F Value", "Num DF", "Den DF", "Pr > F"]]
        )
        figures[ours] = value, f, df1, df2, p
    return figures


def equivalent_sample(error: FloatArray, df_error: int, basis: FloatArray) -> FloatArray:
    """Give patients × visits of one group whose changes have the sums of squares and products E.

    pingouin's ε and Mauchly's test know one group. Both rest on E and its degrees of freedom alone, so those of
    errors pooled within groups are the figures of this sample of df + 1 patients.
    """
    values, vectors = np.linalg.eigh(error)
    root = np.sqrt(values.clip(min=0))[:, None] * vectors.T
    sample = np.zeros((df_error + 1, len(error) + 1))
    sample[: len(error) + 1] = contrast_basis(len(error) + 1) @ root @ basis.T
    return sample


@dataclass(frozen=True)
class FriedmanFigures:
    """χ² corrected for ties, its p, and Kendall's W."""

    chi_square: float
    p: float
    kendalls_w: float


def friedman_figures(values: FloatArray) -> FriedmanFigures:
    """Give `scipy.stats.friedmanchisquare` of patients × visits; of two visits, which it refuses, pingouin's.

    pingouin ranks patient by patient, which takes thirty times as long.
    """
    n, k = values.shape
    if k > 2:
        from scipy.stats import friedmanchisquare

        test = friedmanchisquare(*values.T)
        return FriedmanFigures(
            float(test.statistic), float(test.pvalue), float(test.statistic) / (n * (k - 1))
        )
    import pandas as pd
    import pingouin

    row = pingouin.friedman(pd.DataFrame(values)).iloc[0]
    return FriedmanFigures(float(row["Q"]), float(row["p_unc"]), float(row["W"]))


#: Names of the adjustments in pingouin.
ADJUSTMENTS = {"bonferroni": "bonf", "holm": "holm", "fdr": "fdr_bh"}


def adjusted_p(p: FloatArray, method: str) -> FloatArray:
    """Give p adjusted in one family: `pingouin.multicomp`.

    statsmodels' Holm collects garbage, which takes a tenth of a second.
    """
    from pingouin import multicomp

    adjusted: FloatArray = multicomp(p, method=ADJUSTMENTS[method])[1]
    return adjusted
