"""The analysis of variance and the change within each group as Python."""

from __future__ import annotations

from lib.analysis.anova.visits import (
    VisitsAnova,
    analyse_anova,
    compare_within_groups,
)
from lib.analysis.common.complete_cases import CompleteCases, select_complete
from lib.analysis.common.grouping import EVERYONE, NO_COLUMN
from lib.export.code.base import piece_finish, pieces_groups, pieces_start
from lib.export.code.literals import fill, python_literal
from lib.export.code.request import Draft, Piece, ScriptRequest, measure_of
from lib.stats.common.result import Refusal

CASES = """
# Patients with a value at every visit; a visit at which nobody was measured is not asked for.
values = by_visit(<<measure>>)[keep].dropna(how="all").dropna(axis=1, how="all").dropna()
"""
CONFINED = """
group[patients[<<column>>] != <<level>>] = np.nan  # the column concerns these patients only
"""
CASES_IN_GROUPS = """
# Patients with a value at every visit, in a group; a visit at which nobody was measured is not asked for.
values = by_visit(<<measure>>)[keep].dropna(how="all").dropna(axis=1, how="all").dropna()
values = values[group[values.index].notna()]
group = group[values.index]
levels = [name for name in tested if (group == name).any()]
results["complete patients"] = {name: (group == name).sum() for name in levels}
"""
DESIGN = """
n, k = values.shape
X = np.column_stack([group == name for name in levels]).astype(float)  # one column a group
sizes, g = X.sum(axis=0), len(levels)
"""
DESIGN_OF_ALL = """
n, k = values.shape
X, sizes, g = np.ones((n, 1)), np.array([n]), 1  # one group
results["complete patients"] = {"all patients": n}
"""

MEANS = """
# Estimated marginal means: groups weigh equally, errors pooled within groups.
weights = {"all patients": np.full(g, 1 / g)<<each>>}
for name, weight in weights.items():
    for visit in values:
        test = OLS(values[visit], X).fit().t_test(weight)
        (low, high), = test.conf_int()
        results[f"mean, {name}, {visit}"] = {
            "mean": test.effect.item(), "SE": test.sd.item(), "df": test.df_denom, "CI low": low, "CI high": high}
"""
EACH_GROUP = ", **dict(zip(levels, np.eye(g)))"

MODEL = """
# H and E, the sums of squares and products of hypothesis and error, over orthonormal contrasts of the visits.
contrasts, df_error = helmert(k).T, n - g
hypotheses = [("time", <<time>>, contrasts)]  # <<words>>
<<groups>>models = MANOVA(values.to_numpy(), X).mv_test(hypotheses).results
"""
TIME_EQUAL, TIME_BY_SIZE = "np.full((1, g), 1 / g)", "sizes[None, :] / n"
WORDS_OF_SUMS = {"III": "Type III: the groups weigh equally", "II": "Type II: the groups weigh by their size"}
WITH_GROUPS = """apart = np.diff(np.eye(g), axis=0)  # differences between groups
hypotheses += [("group", apart, np.full((k, 1), k**-0.5)), ("time x group", apart, contrasts)]
"""

ETA_LIMITS = """
def eta_limits(f, df1, df2):
    \"\"\"90 % interval of partial eta squared from the noncentral F (Steiger 2004).\"\"\"
    for tail in (0.95, 0.05):
        def excess(noncentrality):
            return special.ncfdtr(df1, df2, noncentrality, f) - tail
        high = max(1.0, f * df1)
        while excess(high) > 0:
            high *= 2
        limit = brentq(excess, 0, high, xtol=1e-12, rtol=1e-12) if excess(0) > 0 else 0
        yield limit / (limit + df2)
"""
TABLE = """
E = models["time"]["E"]
ss_patients = models["group"]["E"].item() if g > 1 else k * values.mean(axis=1).var() * (n - 1)
residuals = pd.DataFrame(values.to_numpy() - X @ np.linalg.lstsq(X, values.to_numpy(), rcond=None)[0])
gg = pg.epsilon(residuals)  # Greenhouse-Geisser, of the errors pooled within groups
hf = min(1, ((df_error + 1) * (k - 1) * gg - 2) / ((k - 1) * (df_error - (k - 1) * gg)))  # Huynh-Feldt, Lecoutre
for name, model in models.items():
    ss, ss_error = np.trace(model["H"]), np.trace(model["E"])
    df1 = len(model["contrast_L"]) * model["transform_M"].shape[1]
    df2 = model["transform_M"].shape[1] * df_error
    f = ss / df1 / (ss_error / df2)
<<within>>    low, high = eta_limits(f, df1, df2)
    errors = ss_patients + np.trace(E)
    within = 0 if name == "group" else ss_error
    omega = (ss - df1 * ss_error / df2) / (ss + within + ss_patients + ss_patients / df_error)
    figures = results[name] = {
        "SS": ss, "df": df1, "SS error": ss_error, "df error": df2, "F": f, "p": stats.f.sf(f, df1, df2),
        "partial eta squared": ss / (ss + ss_error), "eta CI low": low, "eta CI high": high,
        "generalised eta squared": ss / (ss + errors), "omega squared": max(0, omega)}
    if name != "group":
        for correction, epsilon in {"GG": gg, "HF": hf, "lower bound": 1 / (k - 1)}.items():
            figures[f"p {correction}"] = stats.f.sf(f, epsilon * df1, epsilon * df2)
"""
WITHIN = """    table = pg.rm_anova(pd.DataFrame(values.to_numpy()), detailed=True)  # one group: pingouin's own
    (ss, ss_error), f = table["SS"], table["F"][0]
"""

SPHERICITY = """
w, chi2, df, p = pg.sphericity(residuals)[1:]
results["sphericity"] = {"W": w, "chi squared": chi2, "df": df, "p": min(1, p), "epsilon GG": gg, "epsilon HF": hf}
"""
SPHERICITY_POOLED = """
# Mauchly's W, with p as in R (second-order term); pingouin's p is of one group, so it is made here.
q = k - 1
w = pg.sphericity(residuals).W
rho = 1 - (2 * q**2 + q + 2) / (6 * q * df_error)
chi2, df = -df_error * rho * np.log(w), q * (q + 1) / 2 - 1
second = (q + 2) * (q - 1) * (q - 2) * (2 * q**3 + 6 * q**2 + 3 * q + 5) / (288 * (df_error * q * rho) ** 2)
p = stats.chi2.sf(chi2, df) + second * (stats.chi2.sf(chi2, df + 4) - stats.chi2.sf(chi2, df))
results["sphericity"] = {"W": w, "chi squared": chi2, "df": df, "p": min(1, p), "epsilon GG": gg, "epsilon HF": hf}
"""

MULTIVARIATE = """
for name, model in models.items():
    if name != "group":
        for test, row in model["stat"].astype(float).iterrows():
            if test == "Hotelling-Lawley trace":  # F as R has it; statsmodels follows SAS
                s, larger = sorted((len(model["contrast_L"]), k - 1))
                df1, df2 = s * larger, s * (df_error - k) + 2
                f = df2 * row["Value"] / (s * df1)
                p = stats.f.sf(f, df1, df2)
                row = {"Value": row["Value"], "F Value": f, "Num DF": df1, "Den DF": df2, "Pr > F": p}
            results[f"{name}, {test}"] = {"value": row["Value"], "F": row["F Value"], "df1": row["Num DF"],
                                          "df2": row["Den DF"], "p": row["Pr > F"]}
"""

SIMPLE = """
# Change over the visits within each group: multivariate and univariate with the error of all groups, and the
# group's own analysis of variance.
contrasts, df_error = helmert(k).T, n - g
models = MANOVA(values.to_numpy(), X).mv_test([(name, row[None, :], contrasts) for name, row in zip(levels, np.eye(g))])
for name, model in models.results.items():
    pillai = model["stat"].astype(float).loc["Pillai's trace"]
    results[f"{name}, multivariate"] = {"Pillai": pillai["Value"], "F": pillai["F Value"], "df1": pillai["Num DF"],
                                        "df2": pillai["Den DF"], "p": pillai["Pr > F"]}
    ss, ss_error = np.trace(model["H"]), np.trace(model["E"])
    df1, df2 = k - 1, (k - 1) * df_error
    f = ss / df1 / (ss_error / df2)
    results[f"{name}, univariate"] = {"F": f, "df1": df1, "df2": df2, "p": stats.f.sf(f, df1, df2),
                                      "partial eta squared": ss / (ss + ss_error)}
    own = values[group == name]
    if len(own) > k:
        test = pg.rm_anova(own, correction=True, detailed=True, effsize="np2").iloc[0]
        results[f"{name}, own patients"] = {"F": test["F"], "df1": test["DF"], "df2": (k - 1) * (len(own) - 1),
                                            "p": test["p_unc"], "partial eta squared": test["np2"]}
"""


def pieces_cases(request: ScriptRequest, cases: CompleteCases) -> tuple[Piece, ...]:
    """Load, select and divide; then the complete cases and their design."""
    by, measure = request.settings.between, python_literal(measure_of(request).name)
    if by == EVERYONE:
        cases_piece = Piece(fill(CASES, measure=measure))
        return (*pieces_start(request), cases_piece, Piece(DESIGN_OF_ALL, ("np",)))
    within = request.question.cohort.codebook.column(by).tested_within if by not in NO_COLUMN else None
    confined: tuple[Piece, ...] = ()
    extra: tuple[str, ...] = ()
    if within is not None:
        extra = (within[0],)
        text = fill(CONFINED, column=python_literal(within[0]), level=python_literal(within[1]))
        confined = (Piece(text, ("np",)),)
    return (
        *pieces_start(request, by, extra),
        *pieces_groups(request, by, with_tests=True),
        *confined,
        Piece(fill(CASES_IN_GROUPS, measure=measure)),
        # Without a group to compare there is no design: what follows is a sentence.
        *((Piece(DESIGN, ("np",)),) if cases.levels else ()),
    )


def draft_anova(request: ScriptRequest) -> Draft:
    """The analysis of variance: means, table, sphericity, multivariate tests."""
    result = _analyse(request)
    grouped = request.settings.between != EVERYONE
    means = () if isinstance(result.means, Refusal) else (_means(grouped),)
    start = (*pieces_cases(request, result.cases), *means)
    if isinstance(result.anova, Refusal):
        return Draft("Analysis of variance", (*start, piece_finish()), (result.anova.reason,))
    sums = request.settings.sumsq if grouped else "III"
    model = fill(
        MODEL,
        time=TIME_BY_SIZE if sums == "II" else TIME_EQUAL,
        words=WORDS_OF_SUMS[sums] if grouped else "the mean of all patients",
        groups=WITH_GROUPS if grouped else "",
    )
    spherical = not isinstance(result.anova.sphericity.mauchly, Refusal)
    many = not isinstance(result.anova.effects[-1].multivariate, Refusal)
    return Draft(
        "Analysis of variance",
        (
            *start,
            Piece(model, ("np", "helmert", "MANOVA")),
            Piece(ETA_LIMITS, ("special", "brentq")),
            Piece(fill(TABLE, within="" if grouped else WITHIN), ("np", "pd", "pg", "stats")),
            *((Piece(SPHERICITY_POOLED if grouped else SPHERICITY),) if spherical else ()),
            *((Piece(MULTIVARIATE),) if many else ()),
            piece_finish(),
        ),
    )


def _analyse(request: ScriptRequest) -> VisitsAnova:
    settings = request.settings
    return analyse_anova(request.question, settings.measure, settings.between, settings.sumsq)


def _means(grouped: bool) -> Piece:
    return Piece(fill(MEANS, each=EACH_GROUP if grouped else ""), ("np", "OLS"))


def draft_simple_effects(request: ScriptRequest) -> Draft:
    """The change over the visits within each group."""
    settings, title = request.settings, "Change over the visits within each group"
    effects = compare_within_groups(request.question, settings.measure, settings.between)
    cases = select_complete(request.question, settings.measure, settings.between)
    start = pieces_cases(request, cases)
    if isinstance(effects, Refusal):
        return Draft(title, (*start, piece_finish()), (effects.reason,))
    return Draft(title, (*start, Piece(SIMPLE, ("np", "helmert", "MANOVA", "pg", "stats")), piece_finish()))
