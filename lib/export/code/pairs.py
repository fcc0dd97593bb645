"""Visits compared in pairs as Python."""

from __future__ import annotations

from lib.analysis.anova.visits import VISITS_SETTINGS, VisitComparisons, compare_visits
from lib.analysis.common.complete_cases import CompleteCases, select_complete
from lib.analysis.common.grouping import EVERYONE
from lib.export.code.anova import pieces_cases
from lib.export.code.base import piece_finish
from lib.export.code.literals import fill, python_literal
from lib.export.code.request import Draft, Piece, ScriptRequest
from lib.stats.anova.posthoc import PairwiseWithinGroups
from lib.stats.common.result import Refusal, unwrap
from lib.stats.common.variation import DIGITS, read_grid

PAIRS = """
# Visits in pairs: <<error>>. The differences are first - second.
pairs = <<pairs>>


def adjusted(name, family):
    \"\"\"Print one family, its p values adjusted together.\"\"\"
    corrected = pg.multicomp([figures["p"] for figures in family.values()], method=<<adjust>>)[1]
    for (pair, figures), p in zip(family.items(), corrected):
        results[f"{name}, {pair}"] = {**figures, "p adjusted": p}
"""
PAIRED = """

def compare_own(name, own):
    \"\"\"One family of comparisons of the patients `own`, with their own error.\"\"\"
    family = {}
    for first, second in pairs:
        difference = (own[first] - own[second]).round(<<decimals>>)  # the decimals recorded
        test = stats.ttest_1samp(difference, 0)
        (low, high), (wide_low, wide_high) = test.confidence_interval(), test.confidence_interval(1 - (<<alpha>>))
        average = np.sqrt((own[first].var() + own[second].var()) / 2)
        family[f"{first} - {second}"] = {
            "difference": difference.mean(), "SE": difference.sem(), "t": test.statistic, "df": test.df,
            "p": test.pvalue, "CI low": low, "CI high": high, "adjusted CI low": wide_low,
            "adjusted CI high": wide_high, "g av": difference.mean() / average * (1 - 3 / (8 * test.df - 1)),
            "d z": difference.mean() / difference.std()}
    adjusted(name, family)
"""
POOLED = """

def compare_pooled(name, weight):
    \"\"\"One family of comparisons of weighted group means, with the error pooled within groups.\"\"\"
    family, variance = {}, {visit: OLS(values[visit], X).fit().mse_resid for visit in values}
    for first, second in pairs:
        fit = OLS(values[first] - values[second], X).fit()
        test = fit.t_test(weight)
        (low, high), = test.conf_int()
        (wide_low, wide_high), = test.conf_int(<<alpha>>)
        estimate, df = test.effect.item(), test.df_denom
        average = np.sqrt((variance[first] + variance[second]) / 2)
        family[f"{first} - {second}"] = {
            "difference": estimate, "SE": test.sd.item(), "t": test.tvalue.item(), "df": df,
            "p": test.pvalue.item(), "CI low": low, "CI high": high, "adjusted CI low": wide_low,
            "adjusted CI high": wide_high, "g av": estimate / average * (1 - 3 / (8 * df - 1)),
            "d z": estimate / np.sqrt(fit.mse_resid)}
    adjusted(name, family)
"""
PAIRS_OF_ALL = """

compare_own("all patients", values)
"""
PAIRS_OF_GROUPS = """

compare_pooled("all patients", np.full(g, 1 / g))
"""
PAIRS_POOLED = """
for name, weight in zip(levels, np.eye(g)):
    compare_pooled(name, weight)
"""
PAIRS_OWN = """
for name in levels:
    if (group == name).sum() > 1:
        compare_own(name, values[group == name])
"""
ALL_PAIRS, AGAINST_FIRST = (
    "list(combinations(values, 2))",
    "[(values.columns[0], other) for other in values.columns[1:]]",
)
ADJUSTMENTS = {"bonferroni": "bonf", "holm": "holm", "sidak": "sidak", "fdr": "fdr_bh", "none": "none"}
#: Level of the family's intervals.
ALPHAS = {"none": "0.05", "sidak": "1 - 0.95 ** (1 / len(pairs))"}
ALPHA = "0.05 / len(pairs)"


def draft_posthoc(request: ScriptRequest) -> Draft:
    """Visits in pairs, over all patients and within each group."""
    settings, title = request.settings, "Visits compared in pairs"
    result = compare_visits(request.question, *settings.pick(VISITS_SETTINGS))
    cases = select_complete(request.question, settings.measure, settings.between)
    start = pieces_cases(request, cases)
    if isinstance(result.overall, Refusal):
        return Draft(title, (*start, piece_finish()), (result.overall.reason,))
    return Draft(title, (*start, *_pairs(request, result, cases), piece_finish()))


def _pairs(request: ScriptRequest, result: VisitComparisons, cases: CompleteCases) -> tuple[Piece, ...]:
    settings = request.settings
    first, grouped = settings.posthoc == "first", settings.between != EVERYONE
    within = isinstance(result.within, PairwiseWithinGroups)
    own = within and settings.posterror == "own"
    alpha = ALPHAS.get(settings.adjust, ALPHA)
    decimals = read_grid(cases.values).decimals
    start = fill(
        PAIRS,
        error=unwrap(result.overall).error,
        pairs=AGAINST_FIRST if first else ALL_PAIRS,
        adjust=python_literal(ADJUSTMENTS[settings.adjust]),
    )
    needs = ("np", "pg", *(() if first else ("combinations",)))
    pieces = [Piece(start, needs)]
    if own or not grouped:
        rounding = python_literal(DIGITS if decimals is None else decimals)
        pieces.append(Piece(fill(PAIRED, decimals=rounding, alpha=alpha), ("stats",)))
    if grouped:
        pieces.append(Piece(fill(POOLED, alpha=alpha), ("OLS",)))
    pieces.append(Piece(PAIRS_OF_GROUPS if grouped else PAIRS_OF_ALL))
    if within:
        pieces.append(Piece(PAIRS_OWN if own else PAIRS_POOLED))
    return tuple(pieces)
