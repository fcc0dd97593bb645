"""Groups compared in pairs at each visit, as Python and as R."""

from __future__ import annotations

from lib.analysis.anova.groups import (
    GROUPS_SETTINGS,
    MEAN_OF_VISITS,
    MEANS_TEST,
    GroupComparisons,
    compare_groups,
    decimals_of_mean,
)
from lib.analysis.common.complete_cases import CompleteCases, select_complete
from lib.export.code.anova import pieces_cases
from lib.export.code.base import piece_finish
from lib.export.code.exact import piece_rank_sum, piece_rank_sums
from lib.export.code.literals import fill, python_literal, r_literal
from lib.export.code.pairs import ADJUSTMENTS, ALPHAS
from lib.export.code.r_base import r_cases, r_start
from lib.export.code.request import Draft, Piece, ScriptRequest, header_lines, measure_of
from lib.present.common.version import VERSION
from lib.stats.common.differences import difference_decimals
from lib.stats.common.result import Refusal

TITLE = "Groups compared in pairs"
SHIFT = """
def shift_limits(a, b, level, decimals):
    \"\"\"Hodges-Lehmann difference with the limits that belong to the Mann-Whitney test, as R's wilcox.test.\"\"\"
    apart = np.sort(np.round(np.subtract.outer(a, b), decimals).ravel())
    both, (m, n) = np.concatenate((a, b)), (len(a), len(b))
    if max(m, n) < 50 and len(set(both)) == len(both):  # exact: the distribution of U
        ways = np.zeros((m + 1, m * n + 1))
        ways[:, 0] = 1
        for larger in range(1, n + 1):
            for smaller in range(1, m + 1):
                ways[smaller, larger:] += ways[smaller - 1, :-larger]
        place = int(np.argmax(np.cumsum(ways[m]) / ways[m].sum() >= (1 - level) / 2 - 1e-15))
    else:  # normal approximation with ties within the groups and continuity correction
        ties = np.concatenate([np.unique(part, return_counts=True)[1] for part in (a, b)])
        variance = m * n / 12 * (m + n + 1 - (ties**3 - ties).sum() / ((m + n) * (m + n - 1)))
        place = int(np.floor(m * n / 2 - 0.5 - stats.norm.ppf((1 + level) / 2) * max(variance, 0) ** 0.5)) + 1
    place = min(max(place, 1), m * n)
    return np.median(apart), apart[place - 1], apart[-place]
"""
COMPARE = """
# Groups in pairs at each visit, and in the mean of each patient's visits. The differences are first - second.
decimals = <<decimals>>
pairs = list(combinations(levels, 2))
places = {visit: values[visit] for visit in values}
mean = {"mean of the visits": values.mean(axis=1).round(<<mean_decimals>>)}


def compare(places, size, decimals):
    \"\"\"Differences of means and of ranks; `size` comparisons are one family.\"\"\"
    families = [], []
    level = 1 - (<<alpha>>)
    for place, column in places.items():
        spread = {name: column[group == name].var() * (column[group == name].nunique() > 1) for name in levels}
        pooled = sum(spread[name] * ((group == name).sum() - 1) for name in levels) / (n - g)
        for first, second in pairs:
            a, b = column[group == first].to_numpy(), column[group == second].to_numpy()
            difference, (va, vb) = a.mean() - b.mean(), (spread[first], spread[second])
            figures = results[f"{place}, {first} - {second}"] = {"difference": difference}
<<test>>            if se > 0:
                half, wide = (stats.t.ppf((1 + confidence) / 2, df) * se for confidence in (0.95, level))
                figures.update({"SE": se, "t": difference / se, "df": df, "p": 2 * stats.t.sf(abs(difference / se), df),
                                "CI low": difference - half, "CI high": difference + half,
                                "adjusted CI low": difference - wide, "adjusted CI high": difference + wide})
            if sd > 0:
                figures["d"] = difference / sd
            shift, low, high = shift_limits(a, b, 0.95, decimals)
            _, wide_low, wide_high = shift_limits(a, b, level, decimals)
            ranked = results[f"{place}, {first} - {second}, ranks"] = {
                "shift": shift, "CI low": low, "CI high": high,
                "adjusted CI low": wide_low, "adjusted CI high": wide_high}
            both = np.concatenate((a, b))
            if len(set(both)) > 1:  # exact below 50 in each group and without ties
                exact = len(set(both)) == len(both) and max(len(a), len(b)) < 50
                test = stats.mannwhitneyu(a, b, method="exact" if exact else "asymptotic")
                ranked.update({"U": test.statistic, "p": <<p_of_u>>,
                               "rank-biserial r": 2 * test.statistic / (len(a) * len(b)) - 1})
            families[0].append(figures)
            families[1].append(ranked)
    for rows in families:
        for start in range(0, len(rows), size):
            family = [row for row in rows[start:start + size] if "p" in row]
            if family:
                adjusted = pg.multicomp([row["p"] for row in family], method=<<adjust>>)[1]
                for row, p in zip(family, adjusted):
                    row["p adjusted"] = p


compare(places, <<size>>, decimals)
compare(mean, len(pairs), <<mean_decimals>>)
"""
TESTS = {
    "welch": """            a_part, b_part = va / len(a), vb / len(b)  # Welch
            se, sd = (a_part + b_part) ** 0.5, ((va + vb) / 2) ** 0.5
            df = se**4 / (a_part**2 / (len(a) - 1) + b_part**2 / (len(b) - 1)) if se > 0 else np.nan
""",
    "pooled": """            # Pooled over all groups.
            se, sd, df = (pooled * (1 / len(a) + 1 / len(b))) ** 0.5, pooled**0.5, n - g
""",
}
KRUSKAL = """
# All groups together on ranks; p adjusted across the visits, the mean of the visits alone.
family = []
for place, column in {**places, **mean}.items():
    if column.nunique() > 1:
        samples = [column[group == name] for name in levels]
        h, p = stats.kruskal(*samples)<<exact>>
        figures = results[f"{place}, Kruskal-Wallis"] = {
            "H": h, "df": g - 1, "p": p, "p adjusted": p, "eta squared": max(0, (h - g + 1) / (n - g))}
        family += [figures] if place in places else []
if family:
    adjusted = pg.multicomp([figures["p"] for figures in family], method=<<adjust>>)[1]
    for figures, p in zip(family, adjusted):
        figures["p adjusted"] = p
"""
EXACT_H = """
        if place in <<places>>:  # few enough arrangements to be counted
            p = exact_rank_sums(samples)"""
#: p of U where ties are counted out.
EXACT_U = "exact_rank_sum(a, b) if (place, first, second) in <<cells>> else test.pvalue"
#: Level of the family's intervals.
ALPHA = "0.05 / size"

R_RANK_SUM = """
rank_sum_p <- function(a, b) {  # exact p of the Mann-Whitney test, ties included: all ways to choose the first group
  ranks <- as.integer(2 * rank(c(a, b))); n <- length(ranks); m <- length(a); total <- sum(ranks)
  ways <- matrix(0, m + 1, total + 1); ways[1, 1] <- 1
  for (rank in ranks) {
    there <- (rank + 1):(total + 1); before <- ways
    ways[-1, there] <- ways[-1, there] + before[-(m + 1), there - rank]
  }
  away <- abs(n * (0:total) - m * total)
  sum(ways[m + 1, away >= abs(n * sum(ranks[1:m]) - m * total)]) / sum(ways[m + 1, ])
}
counted <- <<counted>>
"""
R_COMPARE = """
# Groups in pairs at each visit, and in the mean of each patient's visits. The differences are first - second.
n <- nrow(values); g <- nlevels(group)
pairs <- combn(levels(group), 2, simplify = FALSE)
compare <- function(columns, size, names) {
  means <- ranks <- list()
  for (place in seq_along(names)) for (pair in pairs) {
    v <- columns[, place]; a <- v[group == pair[1]]; b <- v[group == pair[2]]
    name <- paste0(names[place], ", ", pair[1], " - ", pair[2])
<<test>>    w <- suppressWarnings(wilcox.test(a, b, conf.int = TRUE, tol.root = 1e-11))
    ranks <- c(ranks, list(list(name = paste0(name, ", ranks"), "shift" = median(outer(a, b, "-")),
      "CI low" = w$conf.int[1], "CI high" = w$conf.int[2], "U" = unname(w$statistic), "p" = <<p_of_u>>)))
  }
  for (rows in list(means, ranks)) {
    p <- sapply(rows, function(row) row$p)
    adjusted <- unlist(lapply(split(p, (seq_along(p) - 1) %/% size), function(p) <<adjust>>))
    for (i in seq_along(rows)) do.call(show, c(unname(rows[[i]][1]), rows[[i]][-1], list("p adjusted" = adjusted[[i]])))
  }
}
compare(values, <<size>>, visits)
compare(matrix(round(rowMeans(values), <<mean_decimals>>)), length(pairs), "mean of the visits")
"""
R_KRUSKAL = """
# All groups together on ranks; p adjusted across the visits, the mean of the visits alone.
together <- lapply(seq_along(visits), function(i) kruskal.test(values[, i], group))
p <- sapply(together, function(test) test$p.value)
together <- c(together, list(kruskal.test(round(rowMeans(values), <<mean_decimals>>), group)))
adjusted <- c(<<adjust>>, together[[length(together)]]$p.value)
for (i in seq_along(together)) {
  h <- unname(together[[i]]$statistic)
  show(paste0(c(visits, "mean of the visits")[i], ", Kruskal-Wallis"), "H" = h, "df" = g - 1,
    "p" = together[[i]]$p.value, "p adjusted" = adjusted[i], "eta squared" = max(0, (h - g + 1) / (n - g)))
}
"""
R_TESTS = {
    "welch": """    t <- t.test(a, b)
    means <- c(means, list(list(name = name, "difference" = mean(a) - mean(b), "SE" = t$stderr,
      "t" = unname(t$statistic), "df" = unname(t$parameter), "p" = t$p.value,
      "CI low" = t$conf.int[1], "CI high" = t$conf.int[2])))
""",
    "pooled": """    fit <- lm(v ~ 0 + group)  # pooled over all groups
    weight <- (levels(group) == pair[1]) - (levels(group) == pair[2])
    d <- sum(weight * coef(fit)); se <- sqrt(drop(weight %*% vcov(fit) %*% weight)); df <- fit$df.residual
    means <- c(means, list(list(name = name, "difference" = d, "SE" = se, "t" = d / se, "df" = df,
      "p" = 2 * pt(-abs(d / se), df), "CI low" = d - qt(.975, df) * se, "CI high" = d + qt(.975, df) * se)))
""",
}
#: p.adjust has no Sidak.
R_SIDAK = "1 - (1 - p)^length(p)"


def draft_groups(request: ScriptRequest) -> Draft:
    """Groups in pairs, by means and on ranks."""
    result, cases = _compare(request), _cases(request)
    start = pieces_cases(request, cases)
    if isinstance(result, Refusal):
        return Draft(TITLE, (*start, piece_finish()), (result.reason,))
    settings = request.settings
    exact = _exact_with_ties(result, cases)
    text = fill(
        COMPARE,
        p_of_u=fill(EXACT_U, cells=python_literal(exact)) if exact else "test.pvalue",
        decimals=str(difference_decimals(cases.values)),
        mean_decimals=str(_mean_decimals(request)),
        alpha=ALPHAS.get(settings.adjust, ALPHA).replace("len(pairs)", "size"),
        test=TESTS[MEANS_TEST.get(settings.grouptest, settings.grouptest)],
        adjust=python_literal(ADJUSTMENTS[settings.adjust]),
        size="len(pairs) * k" if settings.groupfamily == "all" else "len(pairs)",
    )
    rank_sum = (piece_rank_sum(),) if exact else ()
    pieces = (*rank_sum, Piece(SHIFT, ("np", "stats")), Piece(text, ("np", "stats", "pg", "combinations")))
    return Draft(TITLE, (*start, *pieces, *_kruskal(request, result), piece_finish()))


def _kruskal(request: ScriptRequest, result: GroupComparisons) -> tuple[Piece, ...]:
    """All groups together on ranks, where there are more than two."""
    if not result.kruskal:
        return ()
    names = _place_names(_cases(request))
    places = [names[row.visit] for row in result.kruskal if getattr(row.test, "exact", False)]
    exact = fill(EXACT_H, places=python_literal(places)) if places else ""
    text = fill(KRUSKAL, exact=exact, adjust=python_literal(ADJUSTMENTS[request.settings.adjust]))
    return (*((piece_rank_sums(),) if places else ()), Piece(text, ("stats", "pg")))


def _place_names(cases: CompleteCases) -> dict[str, str]:
    return {visit.short: visit.name for visit in cases.visits} | {MEAN_OF_VISITS: "mean of the visits"}


def _r_names(cells: list[tuple[str, str, str]]) -> str:
    """Write the rows whose p is counted out as a vector of R."""
    return r_literal([f"{place}, {first} - {second}" for place, first, second in cells])


def _exact_with_ties(result: GroupComparisons, cases: CompleteCases) -> list[tuple[str, str, str]]:
    """Place and groups of each Mann–Whitney test whose p is exact although values tie."""
    names, codes = _place_names(cases), {group.label: group.name for group in cases.levels}
    return [
        (names[row.visit], codes[row.first], codes[row.second])
        for row in (*result.ranks.pairs, *result.ranks_mean.pairs)
        if row.exact and not row.exact_interval
    ]


def r_groups(request: ScriptRequest) -> str | None:
    """Write the same as R; None where nothing can be compared, where R stops without spread, or has no exact H."""
    result, settings = _compare(request), request.settings
    if isinstance(result, Refusal) or result.visits.notes or result.mean.notes or result.ranks.notes:
        return None
    if any(getattr(row.test, "exact", False) for row in result.kruskal):
        return None
    exact = _exact_with_ties(result, _cases(request))
    versions = f"dashboard {VERSION}; tried with R 4.2.2"
    header = header_lines(f"{TITLE} in R", request, versions, "Rscript groups.R")
    adjust = settings.adjust
    in_r = R_SIDAK if adjust == "sidak" else f"p.adjust(p, {r_literal(adjust)})"
    text = fill(
        f"{R_COMPARE}{R_KRUSKAL if result.kruskal else ''}",
        test=R_TESTS[MEANS_TEST.get(settings.grouptest, settings.grouptest)],
        p_of_u="if (name %in% counted) rank_sum_p(a, b) else w$p.value" if exact else "w$p.value",
        adjust=in_r,
        size="length(pairs) * ncol(values)" if settings.groupfamily == "all" else "length(pairs)",
        mean_decimals=str(_mean_decimals(request)),
    )
    blocks = [
        "\n".join(header),
        *r_start(request, settings.between),
        r_cases(request, measure_of(request).name),
        fill(R_RANK_SUM, counted=_r_names(exact)) if exact else "",
        text,
    ]
    return "\n\n".join(block.strip("\n") for block in blocks if block) + "\n"


def _compare(request: ScriptRequest) -> GroupComparisons | Refusal:
    return compare_groups(request.question, *request.settings.pick(GROUPS_SETTINGS))


def _cases(request: ScriptRequest) -> CompleteCases:
    return select_complete(request.question, request.settings.measure, request.settings.between)


def _mean_decimals(request: ScriptRequest) -> int:
    return decimals_of_mean(_cases(request).values)
