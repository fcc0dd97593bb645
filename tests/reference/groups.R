# Reference figures of groups compared at each visit: base R, emmeans after afex. Writes groups.json.
# Run from this folder: Rscript groups.R
suppressMessages({ library(afex); library(emmeans); library(jsonlite) })
options(warn = -1, contrasts = c("contr.sum", "contr.poly"))

read_set <- function(name, group, visits) {
  frame <- read.csv(file.path("data", paste0(name, ".csv")), check.names = FALSE, na.strings = c("", "NA"))
  y <- as.matrix(frame[visits]); storage.mode(y) <- "double"
  keep <- complete.cases(y) & !is.na(frame[[group]])
  list(y = y[keep, , drop = FALSE], group = factor(frame[[group]][keep], levels = sort(unique(frame[[group]]), method = "radix")))
}

welch <- function(a, b) {
  t <- t.test(a, b); wide <- t.test(a, b, conf.level = .99)$conf.int
  list(difference = mean(a) - mean(b), se = t$stderr, t = unname(t$statistic), df = unname(t$parameter), p = t$p.value,
    ci = as.vector(t$conf.int), ci99 = as.vector(wide), d = (mean(a) - mean(b)) / sqrt((var(a) + var(b)) / 2))
}
# Differences are rounded to the decimals recorded, as R would rank 0.82 - 0.80 and 0.85 - 0.83 apart.
ranks <- function(a, b) {
  w <- wilcox.test(a, b, conf.int = TRUE, tol.root = 1e-11)
  wide <- wilcox.test(a, b, conf.int = TRUE, conf.level = .99, tol.root = 1e-11)
  list(u = unname(w$statistic), p = w$p.value, shift = median(outer(a, b, "-")), ci = as.vector(w$conf.int),
    ci99 = as.vector(wide$conf.int))
}

compare <- function(y, group) {
  levels <- levels(group); pairs <- combn(levels, 2, simplify = FALSE)
  lapply(seq_len(ncol(y)), function(j) {
    v <- y[, j]; w <- oneway.test(v ~ group); a <- anova(lm(v ~ group)); k <- kruskal.test(v, group)
    list(pairs = lapply(pairs, function(p) c(list(first = p[1], second = p[2]),
        list(welch = welch(v[group == p[1]], v[group == p[2]])), list(ranks = ranks(v[group == p[1]], v[group == p[2]])))),
      welch = list(f = unname(w$statistic), df1 = unname(w$parameter[1]), df2 = unname(w$parameter[2]), p = w$p.value),
      pooled = list(f = a[1, 4], df1 = a[1, 1], df2 = a[2, 1], p = a[1, 5]),
      kruskal = list(h = unname(k$statistic), p = k$p.value))
  })
}

# emmeans of the multivariate model: the variance of each visit, pooled within groups, df = N - g.
estimated <- function(y, group, by) {
  frame <- data.frame(id = factor(rep(seq_len(nrow(y)), ncol(y))), value = as.vector(y), group = rep(group, ncol(y)),
    visit = factor(rep(colnames(y), each = nrow(y)), levels = colnames(y)))
  model <- aov_ez("id", "value", frame, between = "group", within = "visit")
  grid <- if (by) emmeans(model, ~ group | visit, model = "multivariate") else emmeans(model, ~ group, model = "multivariate")
  rows <- as.data.frame(summary(contrast(grid, "pairwise", adjust = "none"), infer = TRUE))
  lapply(seq_len(nrow(rows)), function(i) { r <- rows[i, ]
    list(visit = if (by) as.character(r$visit) else "", contrast = as.character(r$contrast), difference = r$estimate, se = r$SE,
      df = r$df, t = r$t.ratio, p = r$p.value, ci = c(r$lower.CL, r$upper.CL)) })
}

adjusted <- function(p) list(bonferroni = p.adjust(p, "bonferroni"), holm = p.adjust(p, "holm"), fdr = p.adjust(p, "BH"))
one <- function(name, group, visits) {
  s <- read_set(name, group, visits); at <- compare(s$y, s$group)
  p <- unlist(lapply(at, function(v) sapply(v$pairs, function(r) r$welch$p)))
  list(data = name, group = group, visits = visits, levels = levels(s$group), at = at,
    mean = compare(matrix(round(rowMeans(s$y), 10), dimnames = list(NULL, "mean")), s$group)[[1]],
    pooled = estimated(s$y, s$group, TRUE), pooled_mean = estimated(s$y, s$group, FALSE), adjusted = adjusted(p))
}
columns <- function(name) setdiff(names(read.csv(file.path("data", paste0(name, ".csv")), check.names = FALSE)), c("group", "drug"))
sets <- lapply(list(c("sim_9_8_28", "group"), c("sim_33_11_5", "group"), c("btheb", "drug"), c("comorbidity_unbalanced", "group")),
  function(x) if (file.exists(file.path("data", paste0(x[1], ".csv"))) &&
      x[2] %in% names(read.csv(file.path("data", paste0(x[1], ".csv")), check.names = FALSE)))
    one(x[1], x[2], columns(x[1])))
# No ties, and two groups of three and four: exact limits.
few <- list(a = c(1.21, 2.48, 3.95), b = c(0.37, 0.86, 1.54, 2.03))
set.seed(3); many <- list(a = round(rnorm(17, 1), 6), b = round(rnorm(23), 6))
exact <- lapply(list(few, many), function(s) c(s, ranks(s$a, s$b)))
write_json(list(made_with = R.version.string, sets = Filter(Negate(is.null), sets), exact = exact), "groups.json",
  digits = I(17), auto_unbox = TRUE, null = "null", na = "null")
