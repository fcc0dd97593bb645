# Figures of the ANOVA of visits by afex (car), emmeans, rstatix and base R: read by anova.R and more_sets.R.
suppressMessages({ library(afex); library(emmeans); library(jsonlite); library(rstatix); library(car) })
options(warn = -1, contrasts = c("contr.sum", "contr.poly"))
emm_options(lmerTest.limit = 0)

# η²'s limits: the noncentrality that puts the observed F at the tail (Steiger 2004), η² = λ / (λ + df2).
eta_limits <- function(f, df1, df2, tail = 0.05) {
  limit <- function(p) {
    if (pf(f, df1, df2) <= p) return(0)
    top <- max(1, f * df1); while (pf(f, df1, df2, ncp = top) > p) top <- top * 2
    l <- uniroot(function(l) pf(f, df1, df2, ncp = l) - p, c(0, top), tol = 1e-11)$root
    l / (l + df2)
  }
  c(limit(1 - tail), limit(tail))
}

read_set <- function(name, group = NULL, columns = NULL) {
  frame <- read.csv(file.path("data", paste0(name, ".csv")), check.names = FALSE, na.strings = c("", "NA"))
  other <- c("group", "drug")
  visits <- if (is.null(columns)) setdiff(names(frame), other) else columns
  y <- as.matrix(frame[visits]); storage.mode(y) <- "double"
  keep <- complete.cases(y)
  if (!is.null(group)) keep <- keep & !is.na(frame[[group]])
  g <- if (is.null(group)) NULL else factor(frame[[group]][keep], levels = sort(unique(frame[[group]]), method = "radix"))
  list(y = y[keep, , drop = FALSE], group = g, visits = visits)
}

long_of <- function(set) {
  n <- nrow(set$y)
  long <- data.frame(id = factor(rep(seq_len(n), ncol(set$y))), value = as.vector(set$y),
    visit = factor(rep(set$visits, each = n), levels = set$visits))
  if (!is.null(set$group)) long$group <- rep(set$group, ncol(set$y))
  long
}

multivariate <- function(H, E, q, df) {
  roots <- Re(eigen(qr.coef(qr(E), H), only.values = TRUE)$values)
  rows <- list(Pillai = car:::Pillai(roots, q, df), Wilks = car:::Wilks(roots, q, df),
    "Hotelling–Lawley" = car:::HL(roots, q, df), Roy = car:::Roy(roots, q, df))
  lapply(rows, function(r) {
    r <- unname(r)
    list(statistic = r[1], f = r[2], df1 = r[3], df2 = r[4], p = pf(r[2], r[3], r[4], lower.tail = FALSE))
  })
}

# Partial ω² as effectsize computes it from the strata: (SS − df MSE) / (SS + [within] SSE + SSS + MSS).
omega <- function(ss, df, sse, dfe, sss, mss, within) max(0, (ss - df * sse / dfe) / (ss + within * sse + sss + mss))

anova_figures <- function(set) {
  long <- long_of(set); k <- ncol(set$y)
  between <- if (is.null(set$group)) NULL else "group"
  a <- suppressMessages(aov_ez("id", "value", long, within = "visit", between = between,
    anova_table = list(correction = "none", es = "ges")))
  observed <- if (is.null(between)) NULL else
    suppressMessages(aov_ez("id", "value", long, within = "visit", between = between, observed = "group",
      anova_table = list(correction = "none", es = "ges")))$anova_table
  s <- summary(a); u <- unclass(s$univariate.tests); m <- a$Anova
  sss <- u["(Intercept)", "Error SS"]; mss <- sss / u["(Intercept)", "den Df"]
  effects <- list()
  for (term in setdiff(rownames(u), "(Intercept)")) {
    r <- u[term, ]; within <- grepl("visit", term)
    out <- list(ss = r[["Sum Sq"]], df1 = r[["num Df"]], ss_error = r[["Error SS"]], df2 = r[["den Df"]],
      f = r[["F value"]], p = r[["Pr(>F)"]],
      partial_eta_squared = r[["Sum Sq"]] / (r[["Sum Sq"]] + r[["Error SS"]]),
      generalized_eta_squared = a$anova_table[term, "ges"],
      generalized_eta_squared_observed = if (is.null(observed)) NULL else observed[term, "ges"],
      omega_squared = omega(r[["Sum Sq"]], r[["num Df"]], r[["Error SS"]], r[["den Df"]], sss, mss, within),
      eta_ci = eta_limits(r[["F value"]], r[["num Df"]], r[["den Df"]]))
    if (within) {
      out$lower_bound_p <- pf(out$f, out$df1 / (k - 1), out$df2 / (k - 1), lower.tail = FALSE)
      out$multivariate <- multivariate(m$SSP[[term]], m$SSPE[[term]], m$df[term], m$error.df)
      if (k > 2) {
        adj <- s$pval.adjustments[term, ]
        out$gg <- adj[["GG eps"]]; out$gg_p <- adj[["Pr(>F[GG])"]]
        N <- nrow(set$y); p <- k - 1
        out$hf_1976 <- min(1, (N * p * out$gg - 2) / (p * (m$error.df - p * out$gg)))
        out$hf_1976_p <- pf(out$f, out$hf_1976 * out$df1, out$hf_1976 * out$df2, lower.tail = FALSE)
        out$hf <- adj[["HF eps"]]; out$hf_p <- adj[["Pr(>F[HF])"]]
        out$w <- s$sphericity.tests[term, 1]; out$w_p <- s$sphericity.tests[term, 2]
      }
    }
    effects[[gsub("visit", "time", sub("group:visit", "time × group", term))]] <- out
  }
  list(afex = a, effects = effects)
}

simple_figures <- function(set) {
  g <- set$group; y <- set$y; k <- ncol(y); P <- contr.helmert(k); PP <- solve(t(P) %*% P)
  fit <- lm(y ~ 0 + g)
  lapply(setNames(seq_along(levels(g)), levels(g)), function(j) {
    row <- matrix(as.numeric(seq_along(levels(g)) == j), 1)
    h <- linearHypothesis(fit, row, P = P)
    ss <- sum(diag(h$SSPH %*% PP)); sse <- sum(diag(h$SSPE %*% PP)); df2 <- (k - 1) * h$df.residual
    f <- (ss / (k - 1)) / (sse / df2)
    m <- multivariate(h$SSPH, h$SSPE, 1, h$df.residual)$Pillai
    own <- if (sum(g == levels(g)[j]) > k) {
      e <- anova_figures(list(y = y[g == levels(g)[j], ], group = NULL, visits = set$visits))$effects$time
      e[intersect(c("f", "df1", "df2", "p", "partial_eta_squared", "gg", "gg_p"), names(e))]
    }
    list(multivariate = c(m, list(eta_ci = eta_limits(m$f, m$df1, m$df2))),
      univariate = list(f = f, df1 = k - 1, df2 = df2, p = pf(f, k - 1, df2, lower.tail = FALSE),
        partial_eta_squared = ss / (ss + sse), eta_ci = eta_limits(f, k - 1, df2)), subset = own)
  })
}

columns <- function(frame, names) unname(as.list(as.data.frame(frame)[names]))

pair_table <- function(grid, adjust) {
  methods <- c(bonferroni = "bonferroni", holm = "holm", fdr = "fdr", none = "none")
  base <- as.data.frame(summary(grid, infer = TRUE, adjust = "none"))
  list(difference = base$estimate, se = base$SE, df = base$df, t = base$t.ratio, p = base$p.value,
    ci_low = base$lower.CL, ci_high = base$upper.CL,
    # emmeans' Šidák is 1 − (1 − p)^m, which loses digits for tiny p; the same formula without the loss:
    adjusted = c(lapply(methods, function(m) as.data.frame(summary(grid, infer = TRUE, adjust = m))$p.value),
      list(sidak = -expm1(nrow(base) * log1p(-base$p.value)))),
    bonferroni_low = as.data.frame(summary(grid, infer = TRUE, adjust = "bonferroni"))$lower.CL,
    sidak_high = as.data.frame(summary(grid, infer = TRUE, adjust = "sidak"))$upper.CL)
}

mean_table <- function(e) {
  d <- as.data.frame(e)
  list(mean = d$emmean, se = d$SE, df = d$df, ci_low = d$lower.CL, ci_high = d$upper.CL)
}

# Standardised differences of a family: each estimate over the SD of its own error term, by emmeans. `s` is the
# covariance of the visits, pooled within groups or of one group's patients, with its df.
effect_sizes <- function(grid, s, df) {
  pairs <- combn(ncol(s), 2)
  size <- function(i, sigma) as.data.frame(eff_size(grid[i], sigma = sigma, edf = df, method = "identity"))$effect.size
  over <- function(sigma) sapply(seq_len(ncol(pairs)), function(i) size(i, sigma(pairs[1, i], pairs[2, i])))
  list(g_av = over(function(a, b) sqrt((s[a, a] + s[b, b]) / 2)) * (1 - 3 / (8 * df - 1)),
    d_z = over(function(a, b) sqrt(s[a, a] + s[b, b] - 2 * s[a, b])))
}

paired_table <- function(y) {
  pairs <- combn(ncol(y), 2)
  tests <- apply(pairs, 2, function(i) t.test(y[, i[1]], y[, i[2]], paired = TRUE), simplify = FALSE)
  p <- sapply(tests, function(t) t$p.value)
  list(t = sapply(tests, function(t) unname(t$statistic)), df = sapply(tests, function(t) unname(t$parameter)), p = p,
    bonferroni = p.adjust(p, "bonferroni"))
}

posthoc_figures <- function(set, a) {
  e <- emmeans(a, ~visit)
  fit <- if (is.null(set$group)) lm(set$y ~ 1) else lm(set$y ~ 0 + set$group)
  df <- fit$df.residual; s <- crossprod(residuals(fit)) / df
  out <- list(means = mean_table(e), pairs = pair_table(pairs(e)), against_first = pair_table(contrast(e, "trt.vs.ctrl1", reverse = TRUE)),
    effect_sizes = effect_sizes(pairs(e), s, df), paired = paired_table(set$y))
  if (!is.null(set$group)) {
    out$groups <- lapply(setNames(nm = levels(set$group)), function(level) {
      e <- emmeans(a, ~visit, at = list(group = level))
      mine <- set$y[set$group == level, , drop = FALSE]
      list(means = mean_table(e), pairs = pair_table(pairs(e)), effect_sizes = effect_sizes(pairs(e), s, df),
        effect_sizes_own = if (nrow(mine) > 1) effect_sizes(pairs(e), cov(mine), nrow(mine) - 1),
        paired = if (nrow(mine) > 1) paired_table(mine))
    })
  }
  out
}

box_figures <- function(y, g) {
  n <- as.vector(table(g)); p <- ncol(y); k <- length(n); v <- n - 1
  if (any(n <= p)) return(NULL)
  b <- box_m(as.data.frame(y), g)
  covs <- lapply(split(as.data.frame(y), g), cov)
  pooled <- Reduce(`+`, Map(`*`, covs, v)) / sum(v)
  M <- sum(v) * log(det(pooled)) - sum(v * log(sapply(covs, det)))
  A1 <- (sum(1 / v) - 1 / sum(v)) * (2 * p^2 + 3 * p - 1) / (6 * (p + 1) * (k - 1))
  A2 <- (sum(1 / v^2) - 1 / sum(v)^2) * (p - 1) * (p + 2) / (6 * (k - 1))
  f1 <- p * (p + 1) * (k - 1) / 2; f2 <- (f1 + 2) / abs(A2 - A1^2)
  f <- if (A2 > A1^2) M / (f1 / (1 - A1 - f1 / f2)) else { bb <- f2 / (1 - A1 + 2 / f2); f2 * M / (f1 * (bb - M)) }
  list(m = M, f = f, df1 = f1, df2 = f2, p = pf(f, f1, f2, lower.tail = FALSE),
    chi_square = unname(b$statistic), df = unname(b$parameter), p_chi_square = unname(b$p.value))
}

assumption_figures <- function(set) {
  g <- if (is.null(set$group)) factor(rep("all", nrow(set$y))) else set$group
  fit <- if (is.null(set$group)) lm(set$y ~ 1) else lm(set$y ~ g)
  w <- if (length(set$y) <= 5000) shapiro.test(as.vector(residuals(fit)))  # R takes no more
  cells <- lapply(split(as.data.frame(set$y), g), function(part) lapply(unname(as.list(part)), function(v)
    if (length(v) >= 3) { s <- shapiro.test(v); c(unname(s$statistic), s$p.value) }))
  out <- list(residuals = if (!is.null(w)) c(unname(w$statistic), w$p.value), cells = cells,
    theoretical_first = qnorm(ppoints(length(set$y)))[1:3])
  if (!is.null(set$group)) {
    levene <- function(centre) lapply(unname(as.list(as.data.frame(set$y))), function(v) {
      t <- leveneTest(v, g, center = centre); list(f = t[1, 2], p = t[1, 3], df2 = t[2, 1]) })
    out$levene_mean <- levene(mean); out$levene_median <- levene(median); out$box_m <- box_figures(set$y, g)
  }
  out
}

leave_one_out <- function(set, rows) lapply(rows, function(i) {
  less <- list(y = set$y[-i, ], group = if (!is.null(set$group)) droplevels(set$group[-i]), visits = set$visits)
  lapply(anova_figures(less)$effects, function(e) e[intersect(c("f", "p", "gg_p"), names(e))])
})

rank_figures <- function(set) {
  y <- set$y; pairs <- combn(ncol(y), 2); n <- nrow(y); k <- ncol(y)
  f <- friedman.test(y)
  tests <- apply(pairs, 2, function(i) wilcox.test(y[, i[1]], y[, i[2]], paired = TRUE, digits.rank = 10), simplify = FALSE)
  ranks <- t(apply(y, 1, rank)); sums <- colSums(ranks)
  spread <- sqrt(2 * (n * sum(ranks^2) - sum(sums^2)) / ((n - 1) * (k - 1)))
  conover <- apply(pairs, 2, function(i) (sums[i[1]] - sums[i[2]]) / spread)
  dunn <- apply(pairs, 2, function(i) (mean(ranks[, i[1]]) - mean(ranks[, i[2]])) / sqrt(k * (k + 1) / (6 * n)))
  out <- list(chi_square = unname(f$statistic), p = f$p.value, kendalls_w = unname(f$statistic) / (n * (k - 1)),
    mean_ranks = unname(colMeans(ranks)),
    wilcoxon_v = sapply(tests, function(t) unname(t$statistic)), wilcoxon_p = sapply(tests, function(t) t$p.value),
    conover_t = conover, conover_p = 2 * pt(-abs(conover), (n - 1) * (k - 1)),
    dunn_z = dunn, dunn_p = 2 * pnorm(-abs(dunn)))
  if (!is.null(set$group)) {
    out$kruskal <- apply(y, 2, function(v) { t <- kruskal.test(v, set$group)
      list(h = unname(t$statistic), p = t$p.value) }, simplify = FALSE)
    if (nlevels(set$group) == 2) out$mann_whitney <- apply(y, 2, function(v) {
      t <- wilcox.test(v ~ set$group); list(u = unname(t$statistic), p = t$p.value) }, simplify = FALSE)
  }
  out
}

figures <- function(name, group = NULL, loo = integer(), set = read_set(name, group)) {
  cat(name, group, "\n")
  a <- anova_figures(set)
  list(data = name, group = group, n = nrow(set$y), visits = set$visits, levels = levels(set$group),
    sizes = if (!is.null(group)) as.vector(table(set$group)), effects = a$effects,
    simple = if (!is.null(group)) simple_figures(set), posthoc = posthoc_figures(set, a$afex),
    assumptions = assumption_figures(set), ranks = rank_figures(set),
    leave_one_out = if (length(loo)) leave_one_out(set, loo), loo_rows = loo - 1)
}

write_sets <- function(sets, name, digits = 17) write_json(list(made_with = list(R = R.version.string,
  afex = as.character(packageVersion("afex")), car = as.character(packageVersion("car")),
  emmeans = as.character(packageVersion("emmeans")), rstatix = as.character(packageVersion("rstatix"))), sets = sets), name,
  digits = I(digits), auto_unbox = TRUE, pretty = FALSE, null = "null", na = "null")
