"""The analysis of variance as R: afex and emmeans, car for the change within each group."""

from __future__ import annotations

from lib.analysis.anova.visits import VisitsAnova, analyse_anova
from lib.analysis.common.grouping import EVERYONE
from lib.analysis.settings.kinds import Settings
from lib.export.code.literals import fill, r_literal
from lib.export.code.r_base import r_cases, r_start
from lib.export.code.request import ScriptRequest, header_lines, measure_of
from lib.present.common.version import VERSION
from lib.stats.common.result import Refusal, unwrap

#: With which the scripts were tried; others do as well.
R_VERSIONS = "R 4.2.2, afex 1.2-1, emmeans 1.8.4, car 3.1-1"

LIBRARIES = """
suppressPackageStartupMessages({ library(afex); library(emmeans); library(car) })
"""

MODEL = """
n <- nrow(values); k <- ncol(values); v <- paste0("v", seq_len(k))
long <- data.frame(id = factor(rep(seq_len(n), k)), value = as.vector(values),
                   visit = factor(rep(v, each = n), levels = v))
<<grouped>>model <- suppressMessages(aov_ez("id", "value", long, within = "visit"<<between>>, type = <<type>>,
                        anova_table = list(correction = "none", es = c("pes", "ges"))))
"""
GROUPED = """g <- paste0("g", seq_len(nlevels(group)))
long$group <- factor(rep(g[as.integer(group)], k), levels = g)
"""

TABLE = """
# The table of the analysis of variance: F without and with correction, effect sizes.
univariate <- unclass(summary(model)$univariate.tests)
patients_error <- univariate["(Intercept)", ]
eta_limit <- function(f, df1, df2, tail) {  # 90 % interval of partial eta squared, from the noncentral F
  excess <- function(ncp) pf(f, df1, df2, ncp) - tail
  if (excess(0) <= 0) return(0)
  high <- max(1, f * df1)
  while (excess(high) > 0) high <- 2 * high
  limit <- uniroot(excess, c(0, high), tol = 1e-10)$root
  limit / (limit + df2)
}
terms <- <<terms>>
for (term in names(terms)) {
  row <- univariate[term, ]
  ss <- row[["Sum Sq"]]; df1 <- row[["num Df"]]; df2 <- row[["den Df"]]; ss_error <- row[["Error SS"]]
  own <- if (term == "group") 0 else ss_error
  omega <- (ss - df1 * ss_error / df2) /
    (ss + own + patients_error[["Error SS"]] * (1 + 1 / patients_error[["den Df"]]))
  show(terms[[term]], "SS" = row[["Sum Sq"]], "df" = row[["num Df"]], "SS error" = row[["Error SS"]],
       "df error" = row[["den Df"]], "F" = row[["F value"]], "p" = row[["Pr(>F)"]],
       "partial eta squared" = model$anova_table[term, "pes"],
       "generalised eta squared" = model$anova_table[term, "ges"], "omega squared" = max(0, omega),
       "eta CI low" = eta_limit(row[["F value"]], df1, df2, .95),
       "eta CI high" = eta_limit(row[["F value"]], df1, df2, .05))
}
"""
MULTIVARIATE = """
tests <- list("Pillai's trace" = stats:::Pillai, "Wilks' lambda" = stats:::Wilks,
              "Hotelling-Lawley trace" = stats:::HL, "Roy's greatest root" = stats:::Roy)
for (term in setdiff(names(terms), "group")) {
  roots <- Re(eigen(qr.coef(qr(model$Anova$SSPE[[term]]), model$Anova$SSP[[term]]), symmetric = FALSE)$values)
  for (test in names(tests)) {
    found <- tests[[test]](roots, model$Anova$df[[term]], model$Anova$error.df)
    show(paste0(terms[[term]], ", ", test), "value" = found[1], "F" = found[2], "df1" = found[3], "df2" = found[4],
         "p" = pf(found[2], found[3], found[4], lower.tail = FALSE))
  }
}
"""
CORRECTIONS = """
for (term in setdiff(names(terms), "group")) {
  row <- summary(model)$pval.adjustments[term, ]
  show(terms[[term]], "p GG" = row[["Pr(>F[GG])"]], "p HF" = row[["Pr(>F[HF])"]])
}
mauchly <- summary(model)$sphericity.tests["visit", ]
show("sphericity", "W" = mauchly[[1]], "p" = mauchly[[2]], "epsilon GG" = row[["GG eps"]],
     "epsilon HF" = min(1, row[["HF eps"]]))
"""

MEANS = """
# Estimated marginal means, and visits in pairs (first - second).
means_of <- function(name, means) {
  rows <- as.data.frame(means)
  for (i in seq_len(k)) show(paste0("mean, ", name, ", ", visits[i]), "mean" = rows$emmean[i], "SE" = rows$SE[i],
    "df" = rows$df[i], "CI low" = rows$lower.CL[i], "CI high" = rows$upper.CL[i])
}
errors <- crossprod(residuals(lm(values ~ <<design>>)))
pairs <- <<pairs>>
weights <- lapply(pairs, function(pair) replace(numeric(k), pair, c(1, -1)))
compare <- function(name, means) {
  differences <- contrast(means, weights)
  plain <- as.data.frame(summary(differences, infer = TRUE, adjust = "none"))
  adjusted <- as.data.frame(summary(differences, infer = TRUE, adjust = <<adjust>>))
  for (i in seq_along(pairs)) {
    df <- plain$df[i]; v <- errors[pairs[[i]], pairs[[i]]] / df  # of the visits, pooled within groups
    g_av <- plain$estimate[i] / sqrt(mean(diag(v))) * (1 - 3 / (8 * df - 1))
    d_z <- plain$estimate[i] / sqrt(sum(diag(v)) - 2 * v[1, 2])
    show(paste0(name, ", ", visits[pairs[[i]][1]], " - ", visits[pairs[[i]][2]]),
    "difference" = plain$estimate[i], "SE" = plain$SE[i], "t" = plain$t.ratio[i], "df" = plain$df[i],
    "p" = plain$p.value[i], "CI low" = plain$lower.CL[i], "CI high" = plain$upper.CL[i],
    "p adjusted" = adjusted$p.value[i], "g av" = g_av, "d z" = d_z)
  }
}
means <- suppressMessages(emmeans(model, ~visit, model = "multivariate"))
means_of("all patients", means)
compare("all patients", means)
"""
ALL_PAIRS = "combn(k, 2, simplify = FALSE)"
AGAINST_FIRST = "lapply(2:k, function(other) c(1, other))"

EACH_GROUP = """
for (i in seq_along(g)) {
  means <- emmeans(model, ~visit, at = list(group = g[i]), model = "multivariate")
  means_of(levels(group)[i], means)
<<compare>>}
"""
COMPARE_POOLED = """  compare(levels(group)[i], means)
"""
COMPARE_OWN = """  own <- values[group == levels(group)[i], , drop = FALSE]  # error of the group's own patients
  tests <- if (nrow(own) > 1) lapply(pairs, function(pair) t.test(own[, pair[1]], own[, pair[2]], paired = TRUE))
  adjusted <- p.adjust(sapply(tests, function(test) test$p.value), <<adjust>>)
  for (j in seq_along(tests)) {
    a <- own[, pairs[[j]][1]]; b <- own[, pairs[[j]][2]]
    show(paste0(levels(group)[i], ", ", visits[pairs[[j]][1]], " - ", visits[pairs[[j]][2]]),
    "difference" = unname(tests[[j]]$estimate), "t" = unname(tests[[j]]$statistic), "df" = unname(tests[[j]]$parameter),
    "p" = tests[[j]]$p.value, "CI low" = tests[[j]]$conf.int[1], "CI high" = tests[[j]]$conf.int[2],
    "p adjusted" = adjusted[j], "d z" = mean(a - b) / sd(a - b),
    "g av" = mean(a - b) / sqrt((var(a) + var(b)) / 2) * (1 - 3 / (8 * (length(a) - 1) - 1)))
  }
"""
#: p.adjust has no Sidak.
P_ADJUST = {"bonferroni": "bonferroni", "holm": "holm", "fdr": "fdr", "none": "none"}

SIMPLE = """
# Change over the visits within each group, with the error of all groups: multivariate (Pillai) and univariate.
fit <- lm(values ~ 0 + group)
helmert <- sweep(contr.helmert(k), 2, sqrt(colSums(contr.helmert(k)^2)), "/")
for (i in seq_along(g)) {
  test <- linearHypothesis(fit, matrix(as.numeric(seq_along(g) == i), 1), P = helmert)
  root <- sum(diag(solve(test$SSPE, test$SSPH))); df2 <- test$df.residual - k + 2
  show(paste0(levels(group)[i], ", multivariate"), "Pillai" = root / (1 + root), "F" = root * df2 / (k - 1),
       "df1" = k - 1, "df2" = df2, "p" = pf(root * df2 / (k - 1), k - 1, df2, lower.tail = FALSE))
  ss <- sum(diag(test$SSPH)); ss_error <- sum(diag(test$SSPE)); df2 <- (k - 1) * test$df.residual
  f <- (ss / (k - 1)) / (ss_error / df2)
  show(paste0(levels(group)[i], ", univariate"), "F" = f, "df1" = k - 1, "df2" = df2,
       "p" = pf(f, k - 1, df2, lower.tail = FALSE))
}
"""


def r_anova(request: ScriptRequest) -> str | None:
    """Write the analysis of variance as R, with post hoc comparisons and simple effects.

    Returns
    -------
    str or None
        None where the analysis itself is refused or withheld.
    """
    settings = request.settings
    result = analyse_anova(request.question, settings.measure, settings.between, settings.sumsq)
    if isinstance(result.anova, Refusal):
        return None
    header = header_lines(
        "Analysis of variance in R",
        request,
        f"dashboard {VERSION}; tried with {R_VERSIONS}",
        "Rscript anova.R",
    )
    blocks = [
        "\n".join(header),
        LIBRARIES,
        *r_start(request, settings.between),
        r_cases(request, measure_of(request).name),
        *r_analysis(request, result),
    ]
    return "\n\n".join(block.strip("\n") for block in blocks if block) + "\n"


def r_analysis(request: ScriptRequest, result: VisitsAnova, *, table_alone: bool = False) -> list[str]:
    """Fit the model and give its table, and unless that is enough, the comparisons of visits and groups."""
    settings = request.settings
    grouped, visits = settings.between != EVERYONE, len(result.cases.visits)
    model = fill(
        MODEL,
        grouped=GROUPED if grouped else "",
        between=', between = "group"' if grouped else "",
        type="2" if grouped and settings.sumsq == "II" else "3",
    )
    terms = 'c(visit = "time")'
    if grouped:
        terms = 'c(group = "group", visit = "time", "group:visit" = "time x group")'
    pairs = AGAINST_FIRST if settings.posthoc == "first" else ALL_PAIRS
    adjust = r_literal(settings.adjust)
    blocks = [model, fill(TABLE, terms=terms), CORRECTIONS if visits > 2 else ""]
    effects = unwrap(result.anova).effects
    blocks += [] if any(isinstance(effect.multivariate, Refusal) for effect in effects) else [MULTIVARIATE]
    if table_alone:
        return blocks
    blocks.append(fill(MEANS, pairs=pairs, adjust=adjust, design="0 + group" if grouped else "1"))
    if grouped:
        blocks += [fill(EACH_GROUP, compare=_compare(settings)), SIMPLE]
    return blocks


def _compare(settings: Settings) -> str:
    if settings.posterror != "own":
        return COMPARE_POOLED
    adjust = P_ADJUST.get(settings.adjust)
    block = COMPARE_OWN
    if adjust is None:
        block = block.replace("p.adjust(sapply(", "1 - (1 - sapply(").replace(
            ", <<adjust>>)", ")^length(pairs)"
        )
    return fill(block, adjust=r_literal(adjust or ""))
