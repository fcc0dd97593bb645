"""Tests on ranks of the visits as Python."""

from __future__ import annotations

from lib.analysis.anova.checks import RANKS_SETTINGS, RankTests, compare_ranks
from lib.analysis.common.complete_cases import CompleteCases, select_complete
from lib.export.code.anova import pieces_cases
from lib.export.code.base import piece_finish
from lib.export.code.exact import (
    piece_friedman,
    piece_signed_rank,
    piece_visit_pair,
)
from lib.export.code.literals import fill, python_literal
from lib.export.code.pairs import ADJUSTMENTS, AGAINST_FIRST, ALL_PAIRS
from lib.export.code.request import Draft, Piece, ScriptRequest
from lib.stats.common.differences import difference_decimals
from lib.stats.common.result import Refusal, unwrap
from lib.stats.ranks.friedman import POST_HOC

#: What the script calls the test of everybody.
ALL_PATIENTS = "all patients"
FRIEDMAN = """
def friedman(name, own):
    \"\"\"Friedman's test, corrected for ties, and Kendall's W.\"\"\"
    figures = results[f"Friedman, {name}"] = {"n": len(own)}
    if len(own) > 1 and own.nunique(axis=1).max() > 1:
        ranks, middle = own.rank(axis=1), (k + 1) / 2
        spread = ((ranks - middle) ** 2).to_numpy().sum()
        chi2 = (k - 1) * len(own) ** 2 * ((ranks.mean() - middle) ** 2).sum() / spread
        figures.update({"chi squared": chi2, "df": k - 1, "p": <<p>>,
                        "W": chi2 / (len(own) * (k - 1)), **ranks.mean().add_prefix("mean rank ")})


friedman("all patients", values)
"""
#: p of Friedman's χ², where no test, some tests, are small enough for an exact one.
FROM_CHI_SQUARE = "stats.chi2.sf(chi2, k - 1)"
EXACT_FRIEDMAN = f"exact_friedman(ranks) if name in <<exact>> else {FROM_CHI_SQUARE}"
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
EXACT_DUNN = """
# Dunn's test of mean ranks; p exact (Eisinga et al. 2017).
ranks = values.rank(axis=1)
family = {}
for first, second in <<pairs>>:
    difference = ranks[first].mean() - ranks[second].mean()
    z, p = difference / np.sqrt(k * (k + 1) / (6 * n)), exact_visit_pair(ranks, first, second)
    family[f"{first} - {second}"] = {"difference": difference, "z": z, "p": p}
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
# 0.82 - 0.80 and 0.85 - 0.83 tie); exact below 50 patients without zeros and ties, and up to 25 differences with them,
# else normal with continuity correction.
family = {}
for first, second in <<pairs>>:
    difference = (values[first] - values[second]).round(<<decimals>>)
    kept = difference[difference != 0]
    if kept.empty:
        family[f"{first} - {second}"] = {"difference": 0, "p": np.nan}
        continue
    ranks = kept.abs().rank()
    untied = len(kept) == n and kept.abs().is_unique and n < 50
    p = (stats.wilcoxon(kept, method="exact").pvalue if untied else exact_signed_rank(kept) if len(kept) <= 25
         else stats.wilcoxon(kept, correction=True, method="asymptotic").pvalue)
    positive, total = ranks[kept > 0].sum(), ranks.sum()
    family[f"{first} - {second}"] = {"difference": difference.median(), "V": positive, "p": p,
                                     "rank-biserial r": (2 * positive - total) / total}
"""
TESTS = {"dunn": DUNN, "conover": CONOVER, "wilcoxon": WILCOXON}
ADJUST = """
for figures, p in zip(family.values(), pg.multicomp([f["p"] for f in family.values()], method=<<adjust>>)[1]):
    figures["p adjusted"] = p
results.update(family)
"""


def draft_ranks(request: ScriptRequest) -> Draft:
    """Friedman's test, in all patients and in each group, and its pairs."""
    settings, title = request.settings, "Visits compared on ranks"
    result = compare_ranks(request.question, *settings.pick(RANKS_SETTINGS))
    cases = select_complete(request.question, settings.measure, settings.between)
    start = pieces_cases(request, cases)
    if isinstance(result, Refusal):
        return Draft(title, (*start, piece_finish()), (result.reason,))
    return Draft(title, (*start, *_tests(request, result, cases), piece_finish()))


def _tests(request: ScriptRequest, result: RankTests, cases: CompleteCases) -> tuple[Piece, ...]:
    adjust = python_literal(ADJUSTMENTS[request.settings.adjust])
    pieces = [*pieces_friedman(result, cases), *([Piece(FRIEDMAN_BY_GROUP)] if cases.levels else [])]
    if not isinstance(result.pairs, Refusal):
        pieces += [*_pairs(request, result, cases), Piece(fill(ADJUST, adjust=adjust), ("pg",))]
    return tuple(pieces)


def pieces_friedman(result: RankTests, cases: CompleteCases) -> list[Piece]:
    """Test the visits over all patients by Friedman's test."""
    names = {group.label: group.name for group in cases.levels} | {"": ALL_PATIENTS}
    tests = {names[row.label]: row.test for row in result.friedman}
    exact = [name for name, test in tests.items() if not isinstance(test, Refusal) and test.exact]
    p = fill(EXACT_FRIEDMAN, exact=python_literal(exact)) if exact else FROM_CHI_SQUARE
    pieces = [piece_friedman()] if exact else []
    return [*pieces, Piece(fill(FRIEDMAN, p=p), ("stats",))]


def _pairs(request: ScriptRequest, result: RankTests, cases: CompleteCases) -> list[Piece]:
    first, test = request.settings.posthoc == "first", request.settings.ranktest
    pairs = unwrap(result.pairs)
    exact = pairs.method == POST_HOC["dunn"] and all(row.exact for row in pairs.comparisons)
    block = EXACT_DUNN if exact else TESTS[test]
    text = fill(
        block, pairs=AGAINST_FIRST if first else ALL_PAIRS, decimals=str(difference_decimals(cases.values))
    )
    piece = Piece(text, ("np", "stats", *(() if first else ("combinations",))))
    if exact:
        return [piece_visit_pair(), piece]
    return [piece_signed_rank(), piece] if test == "wilcoxon" else [piece]
