"""Tests on ranks of the visits, and of groups at each visit, as Python."""

from __future__ import annotations

from lib.analysis.anova.checks import RankTests, compare_ranks
from lib.analysis.common.complete_cases import CompleteCases, select_complete
from lib.export.code.anova import ADJUSTMENTS, AGAINST_FIRST, ALL_PAIRS, pieces_cases
from lib.export.code.ask import Asked, Draft, Piece
from lib.export.code.base import piece_finish
from lib.export.code.literals import fill, python_literal
from lib.stats.differences import difference_decimals
from lib.stats.result import Refusal

FRIEDMAN = """
def friedman(name, own):
    \"\"\"Friedman's test, corrected for ties, and Kendall's W.\"\"\"
    figures = results[f"Friedman, {name}"] = {"n": len(own)}
    if len(own) > 1 and own.nunique(axis=1).max() > 1:
        ranks, middle = own.rank(axis=1), (k + 1) / 2
        spread = ((ranks - middle) ** 2).to_numpy().sum()
        chi2 = (k - 1) * len(own) ** 2 * ((ranks.mean() - middle) ** 2).sum() / spread
        figures.update({"chi squared": chi2, "df": k - 1, "p": stats.chi2.sf(chi2, k - 1),
                        "W": chi2 / (len(own) * (k - 1)), **ranks.mean().add_prefix("mean rank ")})


friedman("all patients", values)
"""
FRIEDMAN_BY_GROUP = """
for name in levels:
    friedman(name, values[group == name])
"""

DUNN = """
# Dunn's test of mean ranks.
ranks = values.rank(axis=1).mean()
family = {}
for first, second in <<pairs>>:
    difference = ranks[first] - ranks[second]
    z = difference / np.sqrt(k * (k + 1) / (6 * n))
    family[f"{first} - {second}"] = {"difference": difference, "z": z, "p": 2 * stats.norm.sf(abs(z))}
"""
CONOVER = """
# Conover's test of rank sums.
ranks = values.rank(axis=1)
spread = 2 * (n * (ranks**2).to_numpy().sum() - (ranks.sum() ** 2).sum()) / ((n - 1) * (k - 1))
family = {}
for first, second in <<pairs>>:
    difference = ranks[first].mean() - ranks[second].mean()
    t, df = n * difference / np.sqrt(spread), (n - 1) * (k - 1)
    family[f"{first} - {second}"] = {"difference": difference, "t": t, "df": df, "p": 2 * stats.t.sf(abs(t), df)}
"""
WILCOXON = """
# Wilcoxon signed-rank tests: zero differences dropped, ties midranked (differences at the decimals recorded, so that
# 0.82 - 0.80 and 0.85 - 0.83 tie), exact below 50 patients without zeros and ties, else with continuity correction.
family = {}
for first, second in <<pairs>>:
    difference = (values[first] - values[second]).round(<<decimals>>)
    kept = difference[difference != 0]
    if kept.empty:
        family[f"{first} - {second}"] = {"difference": 0, "p": np.nan}
        continue
    ranks = kept.abs().rank()
    exact = len(kept) == n and kept.abs().is_unique and n < 50
    test = stats.wilcoxon(kept, correction=not exact, method="exact" if exact else "asymptotic")
    positive, total = ranks[kept > 0].sum(), ranks.sum()
    family[f"{first} - {second}"] = {"difference": difference.median(), "V": positive, "p": test.pvalue,
                                     "rank-biserial r": (2 * positive - total) / total}
"""
TESTS = {"dunn": DUNN, "conover": CONOVER, "wilcoxon": WILCOXON}
ADJUST = """
for figures, p in zip(family.values(), pg.multicomp([f["p"] for f in family.values()], method=<<adjust>>)[1]):
    figures["p adjusted"] = p
results.update(family)
"""

BY_VISIT = """
# Groups at each visit.
family = {}
for visit in values:
    samples = [values.loc[group == name, visit] for name in levels]
    if len(samples) < 2 or min(map(len, samples)) < 2 or values[visit].nunique() < 2:
        continue
    h, p = stats.kruskal(*samples)
    eta = max(0, (h - g + 1) / (n - g))
    family[visit] = results[f"groups at {visit}"] = {"H": h, "df": g - 1, "p": p, "eta squared": eta}
    if g == 2:  # exact below 50 in each group and without ties
        exact = values[visit].is_unique and max(map(len, samples)) < 50
        test = stats.mannwhitneyu(*samples, method="exact" if exact else "asymptotic")
        u = test.statistic
        family[visit].update({"U": u, "p of U": test.pvalue, "rank-biserial r": 2 * u / sizes.prod() - 1})
if family:
    adjusted = pg.multicomp([figures["p"] for figures in family.values()], method=<<adjust>>)[1]
    for figures, p in zip(family.values(), adjusted):
        figures["p adjusted"] = p
"""


def draft_ranks(asked: Asked) -> Draft:
    """Friedman's test and its pairs; groups at each visit where there are groups."""
    settings, title = asked.settings, "Visits compared on ranks"
    names = ("measure", "between", "posthoc", "adjust", "ranktest")
    result = compare_ranks(asked.question, *(settings[name] for name in names))
    cases = select_complete(asked.question, settings["measure"], settings["between"])
    start = pieces_cases(asked, cases)
    if isinstance(result, Refusal):
        return Draft(title, (*start, piece_finish()), (result.reason,))
    return Draft(title, (*start, *_tests(asked, result, cases), piece_finish()))


def _tests(asked: Asked, result: RankTests, cases: CompleteCases) -> tuple[Piece, ...]:
    settings, grouped = asked.settings, bool(cases.levels)
    adjust = python_literal(ADJUSTMENTS[settings["adjust"]])
    first = settings["posthoc"] == "first"
    pairs = AGAINST_FIRST if first else ALL_PAIRS
    pieces = [Piece(FRIEDMAN, ("stats",))]
    if grouped:
        pieces.append(Piece(FRIEDMAN_BY_GROUP))
    if not isinstance(result.pairs, Refusal):
        decimals = str(difference_decimals(cases.values))
        block = fill(TESTS[settings["ranktest"]], pairs=pairs, decimals=decimals)
        pieces.append(Piece(block, ("np", "stats", *(() if first else ("combinations",)))))
        pieces.append(Piece(fill(ADJUST, adjust=adjust), ("pg",)))
    if grouped:
        pieces.append(Piece(fill(BY_VISIT, adjust=adjust), ("stats", "pg")))
    return tuple(pieces)
