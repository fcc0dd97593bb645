"""What the analysis of variance assumes, as Python: normal residuals, and equal spread across groups."""

from __future__ import annotations

from lib.analysis.anova.checks import check_assumptions
from lib.analysis.common.complete_cases import select_complete
from lib.export.code.anova import pieces_cases
from lib.export.code.base import piece_finish
from lib.export.code.literals import fill, python_literal
from lib.export.code.request import Draft, Piece, ScriptRequest
from lib.stats.anova.homogeneity import BoxM, Levene
from lib.stats.common.result import Refusal, reason_of

NORMALITY = """
def shapiro(name, residuals):
    \"\"\"Shapiro-Wilk's test of 3 to 5000 values that differ.\"\"\"
    residuals = residuals.to_numpy().ravel()
    results[f"Shapiro-Wilk, {name}"] = {"n": len(residuals)}
    if 3 <= len(residuals) <= 5000 and np.ptp(residuals) > 1e-13 * np.abs(residuals).max():
        test = stats.shapiro(residuals)
        results[f"Shapiro-Wilk, {name}"].update({"W": test.statistic, "p": test.pvalue})


residuals = values - <<means>>  # value minus the mean of its group and visit
shapiro("residuals", residuals)
for name, own in <<groups>>:
    for visit in values:
        shapiro(f"{name}, {visit}", own[visit])
"""
GROUP_MEANS, ALL_MEANS = 'values.groupby(group).transform("mean")', "values.mean()"
EACH_GROUP, EVERYONE_AT_ONCE = (
    "((level, residuals[group == level]) for level in levels)",
    '[("all patients", residuals)]',
)
LEVENE = """
for visit in <<visits>>:
    test = stats.levene(*(values.loc[group == name, visit] for name in levels), center=<<center>>)
    results[f"Levene, {visit}"] = {"F": test.statistic, "df1": g - 1, "df2": n - g, "p": test.pvalue}
"""
BOX = """
wide = values.set_axis([f"v{i}" for i in range(k)], axis=1).assign(group=group)
box = pg.box_m(wide, dvs=list(wide.columns[:-1]), group="group").iloc[0]
results["Box's M"] = {"chi squared": box["Chi2"], "df": box["df"], "p of chi squared": box["pval"]}
"""


def draft_assumptions(request: ScriptRequest) -> Draft:
    """Shapiro-Wilk's, Levene's and Box's tests."""
    settings, title = request.settings, "Assumptions of the analysis of variance"
    result = check_assumptions(request.question, settings.measure, settings.between)
    cases = select_complete(request.question, settings.measure, settings.between)
    start = pieces_cases(request, cases)
    if isinstance(result, Refusal) or isinstance(result.normality, Refusal):
        refused = result if isinstance(result, Refusal) else result.normality
        return Draft(title, (*start, piece_finish()), (reason_of(refused),))
    grouped = bool(cases.levels)
    normality = fill(
        NORMALITY,
        means=GROUP_MEANS if grouped else ALL_MEANS,
        groups=EACH_GROUP if grouped else EVERYONE_AT_ONCE,
    )
    pieces = [Piece(normality, ("np", "stats"))]
    if isinstance(result.levene, Levene):
        pieces.append(_levene(result.levene, {v.short: v.name for v in cases.visits}))
    if isinstance(result.box_m, BoxM):
        pieces.append(Piece(BOX, ("pg",)))
    notes = ("of Box's M the chi-squared form is given, not F.",) if isinstance(result.box_m, BoxM) else ()
    return Draft(title, (*start, *pieces, piece_finish()), notes)


def _levene(result: Levene, names: dict[str, str]) -> Piece:
    """Test the visits at which some value departs from its group's centre."""
    tested = [names[row.visit] for row in result.rows if row.f == row.f]
    visits = "values" if len(tested) == len(result.rows) else python_literal(tested)
    return Piece(fill(LEVENE, visits=visits, center=python_literal(result.center)), ("stats",))
