"""Trajectories and associations as Python."""

from __future__ import annotations

from lib.analysis.association.correlations import Association, analyse_association
from lib.analysis.settings.kinds import Settings
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.codebook import Column
from lib.cohort.units import is_magnesium, magnesium_unit
from lib.export.code.base import piece_finish, pieces_groups, pieces_start
from lib.export.code.exact import piece_rank_correlation
from lib.export.code.literals import comment, fill, python_literal
from lib.export.code.request import Draft, Piece, ScriptRequest, measure_of
from lib.stats.common.differences import difference_decimals
from lib.stats.common.result import Refusal, reason_of

#: Fewest patients with whom pingouin correlates within patients.
MIN_PATIENTS = 3

WITHIN_SEM = """    # Within-subject SEM (Cousineau-Morey), of the patients with a value at every visit.
    complete = values[members].dropna()
    normalised = complete.sub(complete.mean(axis=1), axis=0) + complete.to_numpy().mean()
    within = normalised.std() * np.sqrt(len(VISITS) / (len(VISITS) - 1) / len(complete))
"""
#: The same where a group has no two complete patients, or there is one visit.
WITHIN_SEM_IF_ANY = """    complete, within = values[members].dropna(), dict.fromkeys(VISITS, np.nan)
    if len(complete) > 1 and len(VISITS) > 1:
        normalised = complete.sub(complete.mean(axis=1), axis=0) + complete.to_numpy().mean()
        within = normalised.std() * np.sqrt(len(VISITS) / (len(VISITS) - 1) / len(complete))  # Cousineau-Morey
"""
TRAJECTORY = (
    """
values = by_visit(<<measure>>)<<factor>>

for name, members in groups.items():
    if not members.any():
        continue
"""
    + WITHIN_SEM
    + """    for visit in VISITS:
        seen = values.loc[members, visit].dropna()
        margin = stats.t.ppf(0.975, len(seen) - 1) * seen.sem() if seen.nunique() > 1 else np.nan
        results[f"{name}, {visit}"] = {
            "n": len(seen), "missing": members.sum() - len(seen), "mean": seen.mean(), "SD": seen.std(),
            "SEM": seen.sem(), "CI low": seen.mean() - margin, "CI high": seen.mean() + margin,
            "within-subject SEM": within[visit], "complete patients": len(complete),
        }
"""
)
#: The change from the first visit to the last of a group that was measured at two visits or more.
CHANGE = """    seen = values.loc[members].dropna(axis=1, how="all").columns
    if len(seen) > 1:
        both = values.loc[members, [seen[0], seen[-1]]].dropna()
        change = both[seen[-1]] - both[seen[0]]
        figures = results[f"{name}, change"] = {"n": len(both), "change": change.mean()}
        if change.round(10).nunique() > 1:
            test = stats.ttest_rel(both[seen[-1]], both[seen[0]])
            low, high = test.confidence_interval()
            figures.update(<<figures>>)
"""

ASSOCIATION = """
x, y = by_visit(<<x>>)[keep], by_visit(<<y>>)[keep]
first = VISITS[0]
pairs = {visit: (x[visit], y[visit]) for visit in VISITS}
# Changes as the recorded decimals allow: 0.82 - 0.80 and 0.85 - 0.83 are one change, though not in binary.
changes_x, changes_y = x.sub(x[first], axis=0).round(<<decimals_x>>), y.sub(y[first], axis=0).round(<<decimals_y>>)
pairs.update({f"{visit} - {first}": (changes_x[visit], changes_y[visit]) for visit in VISITS[1:]})
p_values = {}


def varies(values):
    \"\"\"Whether values differ by more than rounding.\"\"\"
    return ((values - values.mean()) ** 2).sum() > len(values) * (1e-13 * values.abs().max()) ** 2


for name, (one, other) in pairs.items():
    both = one.notna() & other.notna()
    one, other, n = one[both], other[both], both.sum()
    if n < 4 or not varies(one) or not varies(other):
        results[name] = {"n": n}
        continue
    r, p = stats.<<test>>(one, other)
    if abs(r) >= 1 - 1e-14:
        results[name] = {"n": n}
        continue
<<exact>>    low, high = np.tanh(np.arctanh(r) + stats.norm.ppf([0.025, 0.975]) / np.sqrt(n - 3))  # Fisher's z
    line = stats.linregress(one, other)
    results[name] = {"n": n, <<sign>>: r, "CI low": low, "CI high": high, "p": p,
                     "slope": line.slope, "intercept": line.intercept}
    p_values[name] = p
if p_values:
    for adjustment in ("holm", "fdr_bh"):
        adjusted = pg.multicomp(list(p_values.values()), method=adjustment)[1]
        for name, p in zip(p_values, adjusted):
            results[name][f"p {adjustment}"] = p
"""

EXACT = """    if n <= 9:
        p = exact_rank_correlation(one, other)
"""

WITHIN_PATIENTS = """
# Within patients (repeated-measures correlation): visits with both values, of patients with two such visits or more.
long = pd.DataFrame({"x": x.stack(), "y": y.stack()}).dropna().rename_axis(["patient", "visit"]).reset_index()
long = long[long.groupby("patient")["x"].transform("size") > 1]
test = pg.rm_corr(long, x="x", y="y", subject="patient").iloc[0]
low, high = np.tanh(np.arctanh(test["r"]) + stats.norm.ppf([0.025, 0.975]) / np.sqrt(test["dof"] - 1))
results["within patients"] = {"n": long["patient"].nunique(), "observations": len(long), "r": test["r"],
                              "df": test["dof"], "p": test["pval"], "CI low": low, "CI high": high}
"""


def unit_factor(settings: Settings, measure: Column) -> float:
    """Give what recorded values are multiplied by, to be in the unit the page shows."""
    if not is_magnesium(measure) or "unit" not in settings:
        return 1.0
    return float(magnesium_unit(settings.unit).per_mmol_per_litre)


def draft_trajectory(request: ScriptRequest) -> Draft:
    """A measure over the visits, by group."""

    measure, split = measure_of(request), request.settings.get("split", request.settings.between)
    factor = unit_factor(request.settings, measure)
    shown = ""
    if factor != 1:
        label = comment(magnesium_unit(request.settings.unit).label)
        shown = f" * {python_literal(factor)}  # {comment(measure.unit)} into {label}"
    result = summarise_trajectory(request.question, measure.name, split)
    figures = '{"CI low": low, "CI high": high, "t": test.statistic, "df": test.df, "p": test.pvalue}'
    if result.withheld:  # a test would mislead
        figures = '{"CI low": low, "CI high": high}'
    few = any(point.n_complete < 2 for point in result.points) or len(result.visits) < 2
    block = TRAJECTORY.replace(WITHIN_SEM, WITHIN_SEM_IF_ANY) if few else TRAJECTORY
    text = fill(block + CHANGE, measure=python_literal(measure.name), factor=shown, figures=figures)
    return Draft(
        "A measure over the visits",
        (
            *pieces_start(request, split),
            *pieces_groups(request, split, with_tests=False),
            Piece(text, ("np", "stats")),
            piece_finish(),
        ),
    )


def draft_association(request: ScriptRequest) -> Draft:
    """Two measures together: at each visit, in changes, and within patients."""

    settings = request.settings
    result = analyse_association(request.question, settings.x, settings.y, settings.corr)
    if not result.rows:
        pieces = (*pieces_start(request), piece_finish())
        return Draft("Two measures together", pieces, (reason_of(result.within),))
    test, sign = {"spearman": ("spearmanr", "rho"), "pearson": ("pearsonr", "r")}[settings.corr]
    exact = any(getattr(row.test, "exact", False) for row in result.rows)
    text = fill(
        ASSOCIATION,
        x=python_literal(settings.x),
        y=python_literal(settings.y),
        decimals_x=str(difference_decimals(result.first_values)),
        decimals_y=str(difference_decimals(result.second_values)),
        test=test,
        exact=EXACT if exact else "",
        sign=python_literal(sign),
    )
    reason = _why_not_within(result)
    return Draft(
        "Two measures together",
        (
            *pieces_start(request),
            *((piece_rank_correlation(),) if exact else ()),
            Piece(text, ("np", "pg", "stats")),
            *(() if reason else (Piece(WITHIN_PATIENTS, ("np", "pd", "pg", "stats")),)),
            piece_finish(),
        ),
        (f"within patients: {reason}",) if reason else (),
    )


def _why_not_within(result: Association) -> str:
    """Say why the script does not correlate within patients; empty where it does."""
    if isinstance(result.within, Refusal):
        return result.within.reason
    return "" if result.within.n >= MIN_PATIENTS else f"pingouin asks for {MIN_PATIENTS} patients."
