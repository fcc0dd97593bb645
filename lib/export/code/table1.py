"""Table 1 as Python."""

from __future__ import annotations

from collections.abc import Mapping

from lib.analysis.common.grouping import EVERYONE, makes_groups
from lib.analysis.comorbidity.family import FamilyTest
from lib.analysis.table1.row_tests import KRUSKAL_EXACT, MANN_WHITNEY_EXACT, UNTESTED, RowTest
from lib.analysis.table1.table import Table1, summarise_table1
from lib.cohort.codebook import LEVELLED_KINDS, Column
from lib.export.code.base import piece_finish, pieces_groups, pieces_start
from lib.export.code.exact import piece_rank_sum, piece_rank_sums
from lib.export.code.literals import fill, python_literal
from lib.export.code.pairs import ADJUSTMENTS
from lib.export.code.request import Draft, Piece, ScriptRequest
from lib.stats.common.result import unwrap
from lib.stats.proportions.contingency import MONTE_CARLO_SEED, MONTE_CARLO_TABLES

COLUMNS = """
LEVELS = <<levels>>
NUMBERS = <<numbers>>
shown = {"all patients": keep, **groups}
"""
#: Where there are no groups beside all patients.
COLUMNS_OF_ALL = COLUMNS.replace(", **groups", "")

#: Measures at the first visit stand among the numbers.
BASELINE = """
for measure in <<measures>>:  # at the first visit
    patients[measure] = by_visit(measure)[<<first>>]
"""
CONCERNS = """
WITHIN = <<within>>  # rows that concern some patients only


def concerns(column):
    within, level = WITHIN.get(column, (None, None))
    return True if within is None else patients[within] == level

"""
COUNTS = """
# Rows of counts: patients with the level, of those whose value is known.
for column, levels in LEVELS.items():
    for level in levels:
        figures = results[f"{column} {level}"] = {}
        for name, members in shown.items():
            values = patients.loc[members<<applies>>, column]
            figures[f"{name} n"], figures[f"{name} of"] = (values == level).sum(), values.count()
"""

DESCRIBE = """
# Rows of numbers.
for column in NUMBERS:
    figures = results[column] = {}
    for name, members in shown.items():
        values = patients.loc[members, column].astype(float)
        q1, median, q3 = values.quantile([0.25, 0.5, 0.75])  # linear interpolation, R's type 7
        figures.update({f"{name} n": values.count(), f"{name} mean": values.mean(), f"{name} SD": values.std(),
                        f"{name} q1": q1, f"{name} median": median, f"{name} q3": q3})
"""

TEST_COUNTS = """
def test_counts(column, used):
    \"\"\"Fisher-Freeman-Halton's exact test and Cramer's V; empty rows and columns do not count.\"\"\"
    used = used & patients[column].notna() & group.notna()
    counts = pd.crosstab(patients.loc[used, column], group[used]).to_numpy()
    if min(counts.shape) < 2:
        return {"tested": used.sum()}
    v = association(counts, method="cramer", correction=False)
    return {"tested": used.sum(), "p": <<p>>, "V": v}


for column in <<columns>>:
    results[f"test of {column}"] = test_counts(column, keep)
"""
#: How p comes of a table of counts: exact, or what stands in for it where the table is too large.
EXACT = "min(1, fexact(counts))"
CHI_SQUARE = "stats.chi2_contingency(counts, correction=False).pvalue"
MONTE_CARLO = "fexact_simulate(counts, samples=<<samples>>, seed=<<seed>>)"
BY_COLUMN = "<<chosen>> if column in <<columns>> else <<otherwise>>"
WITHIN = """
for column, (within, level) in <<within>>.items():  # these rows concern some patients only
    results[f"test of {column}"] = test_counts(column, patients[within] == level)
"""

TEST_NUMBERS = """
for column in <<numbers>>:  # Kruskal-Wallis, eta squared of H
    samples = [patients.loc[group == name, column].dropna().astype(float) for name in tested]
    samples = [sample for sample in samples if len(sample)]
    if len(samples) > 1 and min(map(len, samples)) > 1 and pd.concat(samples).nunique() > 1:
        h, p = stats.kruskal(*samples)<<exact>>
        n, k = sum(map(len, samples)), len(samples)
        eta = max(0, (h - k + 1) / (n - k))
        results[f"test of {column}"] = {"tested": n, "H": h, "p": p, "eta squared": eta}
"""

EXACT_NUMBERS = """
        if column in <<columns>>:  # few enough arrangements to be counted
            p = exact_rank_sums(samples)"""

TEST_MEANS = """
for column in <<numbers>>:  # Welch
    samples = [patients.loc[group == name, column].dropna().astype(float) for name in tested]
    samples = [sample for sample in samples if len(sample)]
    if len(samples) > 1 and min(map(len, samples)) > 1 and min(sample.nunique() for sample in samples) > 1:
        p, whole = anova_oneway(samples, use_var="unequal").pvalue, pd.concat(samples)
        figures = results[f"test of {column}"] = {"tested": len(whole), "p": p}
        if len(samples) == 2:
            a, b = samples
            figures["d"] = (a.mean() - b.mean()) / ((a.var() + b.var()) / 2) ** 0.5
        else:
            between = sum(len(sample) * (sample.mean() - whole.mean()) ** 2 for sample in samples)
            figures["eta squared"] = between / ((whole - whole.mean()) ** 2).sum()
"""
TEST_TWO = """
for column in <<numbers>>:  # Mann-Whitney, exact below 50 patients without ties, else with continuity correction
    a, b = (patients.loc[group == name, column].dropna().astype(float) for name in tested)
    both = pd.concat([a, b])
    if min(len(a), len(b)) > 1 and both.nunique() > 1:
        exact = both.is_unique and max(len(a), len(b)) < 50
        u, p = stats.mannwhitneyu(a, b, method="exact" if exact else "asymptotic")<<exact>>
        r = 2 * u / (len(a) * len(b)) - 1
        results[f"test of {column}"] = {"tested": len(both), "p": p, "rank-biserial r": r}
"""
EXACT_TWO = """
        if column in <<columns>>:  # few enough arrangements to be counted
            p = exact_rank_sum(a, b)"""
ADJUST = """
tests = [figures for name, figures in results.items() if name.startswith("test of ") and "p" in figures]
for figures, p in zip(tests, pg.multicomp([figures["p"] for figures in tests], method=<<adjust>>)[1]):
    figures["p adjusted"] = p
"""
SMD = """
def standardised(column, first, second):
    \"\"\"Absolute standardised difference of two groups; of categories by Yang and Dalton.\"\"\"
    values = [patients.loc[(group == name)<<applies>>, column].dropna() for name in (first, second)]
    if column in NUMBERS:
        a, b = (sample.astype(float) for sample in values)
        spread = (a.var() + b.var()) / 2
        return abs(a.mean() - b.mean()) / spread**0.5 if min(len(a), len(b)) > 1 and spread > 1e-26 else np.nan
    counts = pd.concat([sample.value_counts() for sample in values], axis=1).fillna(0).to_numpy().T
    if min(counts.sum(axis=1)) == 0 or counts.shape[1] < 2:
        return np.nan
    p, q = (row[1:] / row.sum() for row in counts)
    spread = (np.diag(p) - np.outer(p, p) + np.diag(q) - np.outer(q, q)) / 2
    if np.linalg.matrix_rank(spread) < len(p):
        return np.nan
    return ((p - q) @ np.linalg.solve(spread, p - q)) ** 0.5


for column in [*LEVELS, *NUMBERS]:
    found = [standardised(column, first, second) for first, second in combinations(tested, 2)]
    found = [value for value in found if value == value]
    results[f"SMD of {column}"] = {"SMD": max(found)} if found else {}
"""


def draft_table1(request: ScriptRequest) -> Draft:
    """Table 1, by what stands in its columns."""
    by, book = request.settings.by, request.question.cohort.codebook
    names = ("by", "rownumbers", "rowcounts", "rowadjust")
    result = summarise_table1(request.question, *(request.settings[name] for name in names))
    listed = [c for c in book.characteristics if _is_listed(request, c) and c.name != by]
    levels = {c.name: _levels(request, c) for c in listed if c.kind in LEVELLED_KINDS}
    measures = [c.name for c in book.measures]
    numbers = [*(c.name for c in listed if c.kind not in LEVELLED_KINDS), *measures]
    first = python_literal(request.question.cohort.visit_names[0])
    columns = fill(
        COLUMNS_OF_ALL if by == EVERYONE else COLUMNS,
        levels=python_literal(levels),
        numbers=python_literal(numbers),
    )
    tests = _tests(request, result, listed) if len(result.grouping.tested) > 1 else ()
    return Draft(
        "Table 1",
        (
            *pieces_start(request, by, list(levels)),
            *pieces_groups(request, by, with_tests=bool(tests)),
            Piece(fill(BASELINE, measures=python_literal(measures), first=first)),
            Piece(columns),
            *((_counts(listed),) if levels else ()),
            *((Piece(DESCRIBE),) if numbers else ()),
            *tests,
            piece_finish(),
        ),
        () if tests else (result.grouping.refusal or "there is one group, so nothing is tested.",),
    )


def _counts(listed: list[Column]) -> Piece:
    """Count levels; a column that concerns some patients only is counted in them."""
    within = {c.name: c.tested_within for c in listed if c.tested_within}
    if not within:
        return Piece(fill(COUNTS, applies=""))
    concerns = fill(CONCERNS, within=python_literal(within))
    return Piece(concerns + fill(COUNTS, applies=" & concerns(column)"))


def _is_listed(request: ScriptRequest, column: Column) -> bool:
    """Tell whether Table 1 shows a column level by level, or as a number."""
    return column.kind not in LEVELLED_KINDS or makes_groups(request.question.cohort, column)


def _levels(request: ScriptRequest, column: Column) -> list[str]:
    if column.kind in ("yes_no", "any_of"):
        return ["yes"]
    return [level.code for level in request.question.cohort.levels(column.name)]


def _tests(request: ScriptRequest, result: Table1, listed: list[Column]) -> tuple[Piece, ...]:
    rows = {row.column: row.test for row in result.rows if row.test is not None}
    defining = (result.grouping.by, *result.grouping.picked_by)
    counted = [c for c in listed if c.kind in LEVELLED_KINDS and c.name not in defining]
    pieces = []
    if counted:
        everyone = [c.name for c in counted if not c.tested_within]
        within = {c.name: c.tested_within for c in counted if c.tested_within}
        p, needs = p_of_counts({c.name: rows[c.name] for c in counted})
        text = fill(TEST_COUNTS, p=p, columns=python_literal(everyone))
        pieces.append(Piece(text, ("pd", "association", *needs)))
        if within:
            pieces.append(Piece(fill(WITHIN, within=python_literal(within))))
    pieces += _tests_of_numbers(result, rows)
    if result.adjust != "none" and any(test.p == test.p for test in rows.values()):
        pieces.append(Piece(fill(ADJUST, adjust=python_literal(ADJUSTMENTS[result.adjust])), ("pg",)))
    if request.settings.smd:
        confined = any(c.tested_within for c in listed)
        text = fill(SMD, applies=" & concerns(column)" if confined else "")
        pieces.append(Piece(text, ("np", "pd", "combinations")))
    return tuple(pieces)


def _tests_of_numbers(result: Table1, rows: Mapping[str, RowTest]) -> list[Piece]:
    """Test the numbers by what the table was asked for."""
    numbers = [
        row.column for row in result.rows if row.kind == "number" and unwrap(row.test).reason not in UNTESTED
    ]
    if not numbers:
        return []
    named = python_literal(numbers)
    if result.numbers == "mean":
        return [Piece(fill(TEST_MEANS, numbers=named), ("pd", "anova_oneway"))]
    if result.numbers == "median" and len(result.grouping.tested) == 2:
        exact = [name for name in numbers if rows[name].method == MANN_WHITNEY_EXACT]
        counted_out = fill(EXACT_TWO, columns=python_literal(exact)) if exact else ""
        text = fill(TEST_TWO, numbers=named, exact=counted_out)
        return [*([piece_rank_sum()] if exact else []), Piece(text, ("pd", "stats"))]
    exact = [name for name in numbers if rows[name].method == KRUSKAL_EXACT]
    counted_out = fill(EXACT_NUMBERS, columns=python_literal(exact)) if exact else ""
    text = fill(TEST_NUMBERS, numbers=named, exact=counted_out)
    return [*([piece_rank_sums()] if exact else []), Piece(text, ("pd", "stats"))]


def p_of_counts(tests: Mapping[str, RowTest | FamilyTest]) -> tuple[str, tuple[str, ...]]:
    """Write how p is made: exact for all, and otherwise for the columns whose table is too large for that."""
    text, needs = EXACT, ["fexact"]
    simulated = fill(MONTE_CARLO, samples=str(MONTE_CARLO_TABLES), seed=str(MONTE_CARLO_SEED))
    for sign, chosen, need in (("χ²", CHI_SQUARE, "stats"), ("Monte-Carlo", simulated, "fexact_simulate")):
        columns = [name for name, test in tests.items() if sign in test.method]
        if columns:
            text = fill(BY_COLUMN, chosen=chosen, columns=python_literal(columns), otherwise=text)
            needs.append(need)
    return (f"({text})" if len(needs) > 1 else text), tuple(needs)
