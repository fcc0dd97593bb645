"""Blocks of the scripts on comorbidities, medicines and diagnoses."""

from __future__ import annotations

from lib.analysis.comorbidity.response import REMISSION

FEATURES = """
# Name: column, levels of the patients with it, levels of those without; of others it is not known.
FEATURES = {<<features>>}
has = {name: keep & patients[column].isin(some) for name, (column, some, _) in FEATURES.items()}
lacks = {name: keep & patients[column].isin(none) for name, (column, _, none) in FEATURES.items()}
"""
WITHIN = """
for name, (within, level) in <<within>>.items():  # these concern some patients only
    has[name], lacks[name] = (mask & (patients[within] == level) for mask in (has[name], lacks[name]))
"""
NUMBER = """
number = <<number>>
numbers = {level: keep & number.isin(some) for level, some in <<levels>>.items()}
"""

PREVALENCE = """
def count(name, some, known):
    \"\"\"Patients with it of those known, with Wilson's interval, overall and by group.\"\"\"
    figures = results[name] = {}
    for group_name, members in <<shown>>.items():
        n, of = (members & some).sum(), (members & known).sum()
        figures[f"{group_name} n"], figures[f"{group_name} of"] = n, of
        if of:
            low, high = proportion_confint(n, of, method="wilson")
            figures[f"{group_name} proportion"] = n / of
            figures.update({f"{group_name} CI low": low, f"{group_name} CI high": high})


for name in FEATURES:
    count(name, has[name], has[name] | lacks[name])
"""
PREVALENCE_OF_NUMBER = """
for level, some in numbers.items():
    count(f"number {level}", some, pd.concat(numbers, axis=1).any(axis=1))
"""
TESTS = """
def test(column, rows):
    \"\"\"Fisher-Freeman-Halton's exact test and Cramer's V of the rows, masks of patients, by the groups.\"\"\"
    counts = np.array([[(mask & (group == name)).sum() for name in tested] for mask in rows])
    figures = {"tested": counts.sum()}
    counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    if min(counts.shape) > 1:
        figures.update({"p": <<p>>, "V": association(counts, method="cramer", correction=False)})
    return figures


tests = {f"test of {name}": test(name, (has[name], lacks[name])) for name in <<tested>>}
<<number>>"""
TEST_OF_NUMBER = """tests["test of number"] = test("number", numbers.values())
"""
FAMILY = """
family = [figures for figures in <<tests>> if "p" in figures]
for adjustment in ("holm", "fdr_bh") if family else ():
    for figures, p in zip(family, pg.multicomp([f["p"] for f in family], method=adjustment)[1]):
        figures[f"p {adjustment}"] = p
"""
TESTS_FOUND = "results.update(tests)"

PAIRS = """
tests = {}
for one, other in combinations(FEATURES, 2):
    known = (has[one] | lacks[one]) & (has[other] | lacks[other])
    a = (has[one] & has[other]).sum()
    first, second, n = (has[one] & known).sum(), (has[other] & known).sum(), known.sum()
    figures = tests[f"{one} and {other}"] = {"n": n, "both": a, "first": first, "second": second}
    if n:
        figures["expected"] = first * second / n
    if first + second > a:
        figures["Jaccard"] = a / (first + second - a)
    table = np.array([[a, first - a], [second - a, n - first - second + a]])
    if table.any(axis=0).all() and table.any(axis=1).all():
        margins = table.sum(axis=0).prod() * table.sum(axis=1).prod()
        figures["phi"] = (table[0, 0] * table[1, 1] - table[0, 1] * table[1, 0]) / np.sqrt(float(margins))
        figures["p"] = min(1, fexact(table))
"""

COURSES = """
# Table 2: the course of the measure with and without, of the patients with a value at every visit.
values = by_visit(<<measure>>)[keep].dropna(how="all").dropna(axis=1, how="all").dropna()
k = values.shape[1]
contrasts = helmert(k).T
compared = <<compared>>
# Which p is reported and adjusted, by the rule chosen on the page.
corrections = <<corrections>>
interactions, levels = {}, {}
for name in <<tested>>:
    X = np.column_stack([mask[values.index] for mask in compared[name]]).astype(float)
    used = X.any(axis=1)
    X = X[used][:, X[used].any(axis=0)]  # one column a side
    n, g = X.shape
    apart = np.diff(np.eye(g), axis=0)
    if g == 2:  # how far the changes from the first visit to the last lie apart, Welch
        one, other = (values[used][side == 1].pipe(lambda v: v.iloc[:, -1] - v.iloc[:, 0]) for side in X.T)
        welch = stats.ttest_ind(one, other, equal_var=False)
        low, high = welch.confidence_interval()
        results[f"{name}, difference of change"] = {
            "difference": one.mean() - other.mean(), "CI low": low, "CI high": high}
    models = MANOVA(values[used].to_numpy(), X).mv_test([
        ("time x group", apart, contrasts), ("group", apart, np.full((k, 1), k**-0.5)),
        ("time", np.full((1, g), 1 / g), contrasts)]).results
    E = models["time"]["E"]
    gg = np.trace(E) ** 2 / ((k - 1) * (E**2).sum())  # Greenhouse-Geisser
    used = {"none": 1, "Greenhouse–Geisser": gg}.get(corrections[name])
    if used is None:  # Huynh-Feldt, as amended by Lecoutre
        used = min(1, ((n - g + 1) * (k - 1) * gg - 2) / ((k - 1) * (n - g - (k - 1) * gg)))
    for effect, model in models.items():
        width = 1 if effect == "group" else k - 1
        df1, df2, epsilon = len(model["contrast_L"]) * width, width * (n - g), 1 if effect == "group" else gg
        reported = 1 if effect == "group" else used
        ss, ss_error = np.trace(model["H"]), np.trace(model["E"])
        f = ss / df1 / (ss_error / df2)
        low, high = eta_limits(f, df1, df2)
        results[f"{name}, {effect}"] = {
            "n": n, "F": f, "df1": df1, "df2": df2, "p": stats.f.sf(f, df1, df2), "epsilon": epsilon,
            "p GG": stats.f.sf(f, epsilon * df1, epsilon * df2),
            "p reported": stats.f.sf(f, reported * df1, reported * df2), "partial eta squared": ss / (ss + ss_error),
            "eta CI low": low, "eta CI high": high}
    interactions[name], levels[name] = results[f"{name}, time x group"], results[f"{name}, group"]
for family in (interactions, levels):  # two families of tests
    for adjustment in ("holm", "fdr_bh"):
        adjusted = pg.multicomp([figures["p reported"] for figures in family.values()], method=adjustment)[1]
        for figures, p in zip(family.values(), adjusted):
            figures[f"p {adjustment}"] = p
"""

RESPONSE = """
evaluable = keep & ~outcomes["not_evaluable"]
reached = evaluable & <<reached>>  # <<words>>
tests = {}
for name in FEATURES:
    a, c = (has[name] & reached).sum(), (lacks[name] & reached).sum()
    with_it, without = (has[name] & evaluable).sum(), (lacks[name] & evaluable).sum()
    figures = tests[name] = {"n with": with_it, "reached with": a, "n without": without, "reached without": c}
    for side, some, of in (("with", a, with_it), ("without", c, without)):
        if of:
            low, high = proportion_confint(some, of, method="wilson")
            figures.update({f"proportion {side}": some / of, f"CI low {side}": low, f"CI high {side}": high})
    if not with_it or not without:
        continue
    low, high = confint_proportions_2indep(a, with_it, c, without, method="newcomb", compare="diff")
    figures.update({"difference": a / with_it - c / without, "Newcombe low": low, "Newcombe high": high})
    table = np.array([[a, with_it - a], [c, without - c]])
    if table.any(axis=0).all():
        ratio = odds_ratio(table, kind="conditional")
        low, high = ratio.confidence_interval(0.95)
        figures.update({"odds ratio": ratio.statistic, "OR low": low, "OR high": high, "p": min(1, fexact(table))})
"""
#: Who reached what is counted, by target and outcome grouping, and in words.
REACHED = {
    ("response", "disjoint"): ('(outcomes["responder"] | outcomes["remitter"])', "responders and remitters"),
    ("response", "overlapping"): ('outcomes["responder"]', "responders, in remission or not"),
    (REMISSION, "disjoint"): ('outcomes["remitter"]', "remitters"),
    (REMISSION, "overlapping"): ('outcomes["remitter"]', "remitters"),
}
NOT_EXACT = (
    "the interval of a difference is Newcombe's; the page's exact one (Chan-Zhang) is in no Python package."
)
