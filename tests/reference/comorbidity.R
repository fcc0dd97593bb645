# Comorbidities of the bundled cohort and of a simulated one, counted and tested in R.
#
#   Rscript tests/reference/comorbidity.R          (from the project's folder; writes comorbidity.json
#                                                   and data/comorbidity_unbalanced.csv)
#
# Needs afex and jsonlite. Reads data/cohort.csv and data/codebook.csv.

suppressPackageStartupMessages({
  library(afex)
  library(jsonlite)
})
options(contrasts = c("contr.sum", "contr.poly"), digits = 15)
quiet <- function(expr) suppressWarnings(suppressMessages(expr))
bound <- function(x) ifelse(is.infinite(x), ifelse(x > 0, "Inf", "-Inf"), x)

# ---- 2 x 2 tables: fisher.test; precise roots of the same equations; Newcombe from prop.test ------------------
tables <- list(
  c(9, 7, 8, 25), c(3, 0, 14, 32), c(0, 3, 17, 29), c(0, 5, 0, 44), c(4, 0, 45, 0), c(1, 1, 1, 1),
  c(0, 6, 9, 0), c(10, 0, 0, 12), c(2, 21, 15, 11), c(1, 0, 16, 32), c(30, 70, 12, 88), c(150, 90, 80, 210),
  c(5, 5, 5, 5), c(0, 1, 0, 1), c(1, 40, 0, 8)
)
nchg <- function(t, theta) {  # noncentral hypergeometric chances of the first cell
  m <- t[1] + t[2]; n <- t[3] + t[4]; k <- t[1] + t[3]
  x <- max(0, k - n):min(k, m)
  logs <- dhyper(x, m, n, k, log = TRUE) + theta * x
  w <- exp(logs - max(logs))
  list(x = x, p = w / sum(w))
}
root <- function(f) uniroot(f, c(-40, 40), tol = 1e-13, maxiter = 5000)$root
precise_or <- function(t) {
  a <- t[1]; s <- nchg(t, 0)$x
  if (length(s) == 1) return(list(estimate = NA, low = 0, high = "Inf"))
  upper_tail <- function(th) { d <- nchg(t, th); sum(d$p[d$x >= a]) }
  lower_tail <- function(th) { d <- nchg(t, th); sum(d$p[d$x <= a]) }
  est <- if (a == min(s)) 0 else if (a == max(s)) Inf else
    exp(root(function(th) { d <- nchg(t, th); sum(d$p * d$x) - a }))
  low <- if (a == min(s)) 0 else exp(root(function(th) upper_tail(th) - 0.025))
  high <- if (a == max(s)) Inf else exp(root(function(th) lower_tail(th) - 0.025))
  list(estimate = bound(est), low = bound(low), high = bound(high))
}
wilson <- function(x, n) as.numeric(quiet(prop.test(x, n, correct = FALSE))$conf.int)
newcombe <- function(t) {
  p <- t[1] / (t[1] + t[2]); q <- t[3] / (t[3] + t[4])
  a <- wilson(t[1], t[1] + t[2]); b <- wilson(t[3], t[3] + t[4])
  c(p - q, p - q - sqrt((p - a[1])^2 + (b[2] - q)^2), p - q + sqrt((a[2] - p)^2 + (q - b[1])^2))
}
two_by_two <- lapply(tables, function(t) {
  f <- fisher.test(matrix(t, 2, byrow = TRUE))
  list(table = t, p = f$p.value, fisher_estimate = bound(unname(f$estimate)),
       fisher_low = bound(f$conf.int[1]), fisher_high = bound(f$conf.int[2]),
       precise = precise_or(t), newcombe = newcombe(t))
})
shares <- lapply(list(c(0, 49), c(49, 49), c(16, 49), c(1, 3), c(0, 1), c(1, 1), c(123, 4567)), function(s)
  list(count = s[1], n = s[2], wilson = wilson(s[1], s[2])))

# ---- exact unconditional interval of the difference (Chan & Zhang 1999), by brute force ----------------------
restricted <- function(x1, n1, x2, n2, delta) {  # restricted likelihood maximised numerically, not by formula
  lo <- max(0, -delta); hi <- min(1, 1 - delta)
  ll <- function(q) {
    p <- pmin(pmax(q + delta, 0), 1)
    term <- function(x, y) ifelse(x == 0, 0, x * log(y))
    term(x1, p) + term(n1 - x1, 1 - p) + term(x2, q) + term(n2 - x2, 1 - q)
  }
  q <- if (hi - lo < 1e-12) lo else {
    inner <- optimize(ll, c(lo, hi), maximum = TRUE, tol = 1e-10)$maximum
    ends <- c(lo, inner, hi)
    ends[which.max(vapply(ends, ll, 0))]
  }
  c(min(max(q + delta, 0), 1), q)
}
score <- function(x1, n1, x2, n2, delta) {
  top <- x1 / n1 - x2 / n2 - delta
  if (abs(top) < 1e-12) return(0)
  m <- restricted(x1, n1, x2, n2, delta)
  top / sqrt(m[1] * (1 - m[1]) / n1 + m[2] * (1 - m[2]) / n2)
}
upper_p <- function(t, delta) {
  n1 <- t[1] + t[2]; n2 <- t[3] + t[4]
  seen <- score(t[1], n1, t[3], n2, delta)
  z <- outer(0:n1, 0:n2, Vectorize(function(i, j) score(i, n1, j, n2, delta)))
  extreme <- z >= seen - 1e-6
  nuisance <- seq(max(0, -delta), min(1, 1 - delta), length.out = 2001)
  first <- outer(0:n1, pmin(pmax(nuisance + delta, 0), 1), function(x, p) dbinom(x, n1, p))
  second <- outer(0:n2, nuisance, function(x, p) dbinom(x, n2, p))
  max(colSums(first * (extreme %*% second)))
}
exact_low <- function(t) {
  if (t[1] == 0 && t[4] == 0) return(-1)
  lo <- -1; hi <- t[1] / (t[1] + t[2]) - t[3] / (t[3] + t[4])
  for (i in 1:15) {  # to 2^-14
    mid <- (lo + hi) / 2
    if (upper_p(t, mid) > 0.025) hi <- mid else lo <- mid
  }
  (lo + hi) / 2
}
exact_tables <- list(c(3, 0, 14, 32), c(0, 3, 7, 9), c(4, 1, 6, 9), c(9, 7, 8, 25), c(10, 0, 0, 12), c(0, 5, 0, 8), c(7, 8, 2, 8))
exact_difference <- lapply(exact_tables, function(t)
  list(table = t, low = exact_low(t), high = -exact_low(t[c(3, 4, 1, 2)])))

# ---- power -----------------------------------------------------------------------------------------------------
fisher_power <- function(n1, n2, p1, p2, alpha = 0.05) {
  p <- outer(0:n1, 0:n2, Vectorize(function(i, j) fisher.test(matrix(c(i, n1 - i, j, n2 - j), 2))$p.value))
  found <- p <= alpha
  vapply(p1, function(share) sum((dbinom(0:n1, n1, share) %o% dbinom(0:n2, n2, p2)) * found), 0)
}
fisher_powers <- lapply(list(c(16, 33, 8 / 33), c(9, 40, 0.35), c(3, 46, 0.3), c(24, 25, 0.5)), function(s) {
  grid <- seq(0, 1, by = 0.05)
  list(n1 = s[1], n2 = s[2], baseline = s[3], shares = grid, power = fisher_power(s[1], s[2], grid, s[3]))
})
prop_power <- lapply(list(c(250, 0.35), c(1000, 0.1)), function(s) list(
  n = s[1], baseline = s[2],
  upper = power.prop.test(n = s[1], p1 = s[2], power = 0.8, tol = 1e-10)$p2))
f_power <- lapply(list(c(4, 172, 0.8944), c(12, 164, 0.8845), c(3, 41, 1), c(1, 43, 1)), function(s) {
  crit <- qf(0.95, s[1] * s[3], s[2] * s[3])
  l <- uniroot(function(l) pf(crit, s[1] * s[3], s[2] * s[3], ncp = l * s[3], lower.tail = FALSE) - 0.8,
               c(0.1, 200), tol = 1e-10)$root
  list(df1 = s[1], df2 = s[2], epsilon = s[3], eta = l / (l + s[2]))
})
t_power <- lapply(list(c(15, 30), c(3, 42), c(20, 20)), function(s) {
  df <- sum(s) - 2; crit <- qt(0.975, df)
  d <- uniroot(function(d) { nc <- d / sqrt(1 / s[1] + 1 / s[2])
    pt(crit, df, nc, lower.tail = FALSE) + pt(-crit, df, nc) - 0.8 }, c(0.01, 10), tol = 1e-10)$root
  list(n1 = s[1], n2 = s[2], d = d)
})
t_power_equal <- power.t.test(n = 20, power = 0.8, strict = TRUE, tol = 1e-10)$delta
chi_power <- lapply(list(c(49, 2, 3), c(49, 4, 3), c(35, 2, 2)), function(s) {
  df <- (s[2] - 1) * (s[3] - 1)
  l <- uniroot(function(l) pchisq(qchisq(0.95, df), df, ncp = l, lower.tail = FALSE) - 0.8, c(0.1, 100), tol = 1e-10)$root
  list(n = s[1], rows = s[2], columns = s[3], v = sqrt(l / s[1] / (min(s[2], s[3]) - 1)))
})

# ---- the bundled cohort ----------------------------------------------------------------------------------------
long <- read.csv("data/cohort.csv", stringsAsFactors = FALSE, encoding = "UTF-8")
book <- read.csv("data/codebook.csv", stringsAsFactors = FALSE, encoding = "UTF-8")
wide <- function(rows, measure, visits) tapply(rows[[measure]], list(rows$patient, factor(rows$visit, visits)), identity)
visits <- c("pre", "inf3", "inf5", "inf7", "post")
madrs <- wide(long, "madrs", visits)
mg <- wide(long, "mg", visits)
people <- long[!duplicated(long$patient), ]
rownames(people) <- people$patient
people <- people[rownames(mg), ]
pre <- madrs[, "pre"]; post <- madrs[, "post"]
people$remitter <- post <= 10
people$responder <- 100 * (pre - post) >= 50 * pre
people$group <- factor(ifelse(people$remitter, "remitter", ifelse(people$responder, "responder", "non_responder")),
                       c("responder", "remitter", "non_responder"))
somatic <- strsplit(book$members[book$column == "somatic_comorbidities"], "|", fixed = TRUE)[[1]]
conditions <- book$column[book$role %in% c("comorbidity", "psychiatric_comorbidity")]
medicines <- book$column[book$role == "medicine"]
classes <- book$column[book$role == "medicine_class"]
for (name in classes) {
  members <- strsplit(book$members[book$column == name], "|", fixed = TRUE)[[1]]
  people[[name]] <- ifelse(rowSums(people[members] == "yes") > 0, "yes", "no")
}
people$number <- rowSums(people[somatic] == "yes")
asked <- function(name) {  # patients to whom a condition applies
  within <- book$tested_within[book$column == name]
  if (length(within) == 0 || within == "") return(rep(TRUE, nrow(people)))
  people$diagnosis == sub("diagnosis=", "", within)
}
prevalence <- function(by) {
  rows <- lapply(conditions, function(name) {
    use <- asked(name)
    has <- factor(people[[name]][use], c("yes", "no"))
    group <- droplevels(factor(people[[by]][use]))
    t <- table(has, group)
    tested <- sum(rowSums(t) > 0) > 1 && sum(colSums(t) > 0) > 1
    list(name = name, n = sum(use), count = sum(has == "yes"), groups = levels(group), cells = as.integer(t["yes", ]),
         p = if (tested) fisher.test(t, workspace = 2e6)$p.value else NA,
         v = if (tested) sqrt(unname(quiet(chisq.test(t[rowSums(t) > 0, ], correct = FALSE))$statistic) / sum(t)) else NA)
  })
  number <- table(people$number, people[[by]])
  p <- c(vapply(rows, function(r) as.numeric(r$p), 0), fisher.test(number, workspace = 2e6)$p.value)
  list(by = by, rows = rows, number = unname(matrix(as.integer(number), nrow(number))), number_p = p[length(p)],
       holm = p.adjust(p, "holm"), fdr = p.adjust(p, "BH"))
}
response <- function(names, reached) {
  rows <- lapply(names, function(name) {
    use <- asked(name)
    has <- people[[name]][use] == "yes"
    hit <- reached[use]
    t <- c(sum(has & hit), sum(has & !hit), sum(!has & hit), sum(!has & !hit))
    tested <- all(rowSums(matrix(t, 2)) > 0) && all(colSums(matrix(t, 2)) > 0)
    list(name = name, table = t, p = if (tested) fisher.test(matrix(t, 2))$p.value else NA)
  })
  p <- vapply(rows, function(r) as.numeric(r$p), 0)
  list(rows = rows, holm = p.adjust(p, "holm"), fdr = p.adjust(p, "BH"))
}
people$diagnosis_mdd <- ifelse(people$diagnosis == "MDD", "yes", "no")
pairs <- combn(conditions, 2, simplify = FALSE)
pair_rows <- lapply(pairs, function(two) {
  use <- asked(two[1]) & asked(two[2])
  x <- factor(people[[two[1]]][use], c("yes", "no")); y <- factor(people[[two[2]]][use], c("yes", "no"))
  t <- table(x, y)
  tested <- all(rowSums(t) > 0) && all(colSums(t) > 0)
  list(first = two[1], second = two[2], n = sum(use), both = t[1, 1],
       p = if (tested) fisher.test(t)$p.value else NA,
       phi = if (tested) cor(as.integer(x == "yes"), as.integer(y == "yes")) else NA)
})
pair_p <- vapply(pair_rows, function(r) as.numeric(r$p), 0)
combination <- apply(people[conditions] == "yes", 1, function(row) paste(conditions[row], collapse = "+"))

# ---- ANOVA -----------------------------------------------------------------------------------------------------
anova_row <- function(rows, measure, factor_name) {
  rows$f <- factor(rows[[factor_name]])
  model <- quiet(aov_ez("patient", measure, rows, within = "visit", between = "f", type = 3))
  none <- anova(model, correction = "none", es = "pes")
  gg <- summary(model)$pval.adjustments
  effect <- function(term) {
    r <- none[term, ]
    out <- list(f = r[["F"]], df1 = r[["num Df"]], df2 = r[["den Df"]], p = r[["Pr(>F)"]], pes = r[["pes"]])
    if (term %in% rownames(gg)) { out$epsilon <- unname(gg[term, "GG eps"]); out$p_gg <- unname(gg[term, "Pr(>F[GG])"]) }
    out
  }
  list(name = factor_name, sizes = as.integer(table(rows$f) / length(unique(rows$visit))),
       interaction = effect("f:visit"), main = effect("f"), time = effect("visit"))
}
complete_long <- function(rows, measure, patients) rows[rows$patient %in% patients, ]
full <- rownames(mg)[rowSums(is.na(mg)) == 0]
long$number <- people[long$patient, "number"]
table2 <- lapply(c("number", conditions, "diagnosis"), function(name) {
  if (name %in% conditions) keep <- intersect(full, people$patient[asked(name)]) else keep <- full
  rows <- long[long$patient %in% keep, ]
  if (length(unique(rows[[name]])) < 2) return(list(name = name, refused = TRUE))
  anova_row(rows, "mg", name)
})

# Comparisons that the paper does not report: courses of every measure with and without each feature
sides <- function(name, keep) table(factor(people[keep, name], c("yes", "no")))
courses <- function(measure, kind, names) {
  values <- wide(long, measure, visits)
  complete <- rownames(values)[rowSums(is.na(values)) == 0]
  rows <- lapply(names, function(name) {
    keep <- intersect(complete, people$patient[asked(name)])
    if (min(sides(name, keep)) < 2) return(list(name = name, refused = TRUE))
    some <- long[long$patient %in% keep, ]
    some$side <- people[some$patient, name]
    r <- anova_row(some, measure, "side")
    list(name = name, n = length(keep), interaction_p = r$interaction$p, interaction_gg = r$interaction$p_gg, main_p = r$main$p)
  })
  of <- function(key) vapply(rows, function(r) if (is.null(r[[key]])) NA_real_ else r[[key]], 0)
  list(measure = measure, kind = kind, rows = rows, interaction_holm = p.adjust(of("interaction_gg"), "holm"),
       interaction_uncorrected_holm = p.adjust(of("interaction_p"), "holm"), main_holm = p.adjust(of("main_p"), "holm"))
}
unreported <- do.call(c, lapply(c("mg", "madrs", "ymrs"), function(measure) list(
  courses(measure, "class", classes), courses(measure, "medicine", medicines),
  courses(measure, "comorbidity", conditions))))
takers <- lapply(list(class = classes, medicine = medicines), function(names) {
  p <- vapply(names, function(name) fisher.test(factor(people[[name]], c("yes", "no")), people$diagnosis)$p.value, 0)
  list(p = unname(p), holm = unname(p.adjust(p, "holm")))
})

# ---- a simulated, unbalanced set with missing values ------------------------------------------------------------
set.seed(20210503)
n <- 41
sim <- data.frame(
  patient = sprintf("S%02d", 1:n),
  hypertension = sample(c("yes", "no"), n, TRUE, c(0.3, 0.7)),
  stroke = sample(c("yes", "no"), n, TRUE, c(0.15, 0.85)),
  diabetes = sample(c("yes", "no"), n, TRUE, c(0.25, 0.75)),
  diagnosis = sample(c("MDD", "BP"), n, TRUE, c(0.65, 0.35)),
  stringsAsFactors = FALSE
)
base <- rnorm(n, 0.85, 0.06) + 0.04 * (sim$hypertension == "yes")
for (v in 1:4) {
  values <- round(base + rnorm(n, 0, 0.03 + 0.015 * v) - 0.02 * v * (sim$stroke == "yes"), 3)
  values[sample(n, 2)] <- NA
  sim[[paste0("mg", v)]] <- values
}
for (v in 1:4) {
  values <- pmax(0, round(30 - 4.5 * v + rnorm(n, 0, 7)))
  if (v == 4) values[sample(n, 3)] <- NA
  sim[[paste0("madrs", v)]] <- values
}
for (name in c("hypertension", "stroke", "diabetes", "diagnosis")) sim[[name]][sample(n, 2)] <- NA
write.csv(sim, "tests/reference/data/comorbidity_unbalanced.csv", row.names = FALSE, na = "")
sim_conditions <- c("hypertension", "stroke", "diabetes")
sim$number <- rowSums(sim[sim_conditions] == "yes")
sim_long <- do.call(rbind, lapply(1:4, function(v) data.frame(
  sim[c("patient", sim_conditions, "diagnosis", "number")], visit = paste0("v", v), mg = sim[[paste0("mg", v)]])))
sim_full <- sim$patient[rowSums(is.na(sim[paste0("mg", 1:4)])) == 0]
sim_anova <- lapply(c("number", sim_conditions, "diagnosis"), function(name) {
  keep <- sim_long$patient %in% sim_full & !is.na(sim_long[[name]])
  if (min(table(sim[[name]][sim$patient %in% sim_full])) < 2) return(list(name = name, refused = TRUE))
  anova_row(sim_long[keep, ], "mg", name)
})
means <- lapply(sim_conditions, function(name) list(name = name, cells = lapply(1:4, function(v) {
  lapply(c("yes", "no"), function(side) {
    x <- sim[[paste0("mg", v)]][which(sim[[name]] == side)]
    x <- x[!is.na(x)]
    list(n = length(x), mean = mean(x), ci = as.numeric(t.test(x)$conf.int))
  })
})))
evaluable <- !is.na(sim$madrs1) & !is.na(sim$madrs4) & sim$madrs1 > 0
responded <- evaluable & 100 * (sim$madrs1 - sim$madrs4) >= 50 * sim$madrs1
remitted <- evaluable & sim$madrs4 <= 10
sim_response <- function(reached) lapply(sim_conditions, function(name) {
  use <- evaluable & !is.na(sim[[name]])
  has <- sim[[name]][use] == "yes"; hit <- reached[use]
  list(name = name, table = c(sum(has & hit), sum(has & !hit), sum(!has & hit), sum(!has & !hit)))
})

out <- list(
  versions = list(r = R.version.string, afex = as.character(packageVersion("afex"))),
  two_by_two = two_by_two, shares = shares, exact_difference = exact_difference,
  fisher_power = fisher_powers, prop_power = prop_power, f_power = f_power, t_power = t_power,
  t_power_equal = t_power_equal, chi_power = chi_power,
  prevalence = lapply(c("group", "diagnosis", "sex"), prevalence),
  response = list(
    comorbidity = response(conditions, people$responder | people$remitter),
    class = response(classes, people$responder | people$remitter),
    medicine = response(medicines, people$responder | people$remitter),
    diagnosis = response("diagnosis_mdd", people$responder | people$remitter)),
  remission = list(comorbidity = response(conditions, people$remitter)),
  pairs = pair_rows, pairs_holm = p.adjust(pair_p, "holm"), pairs_fdr = p.adjust(pair_p, "BH"),
  combinations = with(list(t = table(combination[combination != ""])), setNames(as.list(as.integer(t)), names(t))), none = sum(combination == ""),
  per_patient = as.integer(table(rowSums(people[conditions] == "yes"))),
  cohort_md5 = unname(tools::md5sum("data/cohort.csv")),
  unreported = unreported, takers_by_diagnosis = takers,
  table2 = table2, sim_anova = sim_anova, sim_means = means,
  sim_evaluable = sum(evaluable),
  sim_response = list(disjoint = sim_response(responded | remitted), overlapping = sim_response(responded),
                      remission = sim_response(remitted))
)
writeLines(toJSON(out, auto_unbox = TRUE, digits = NA, na = "null", pretty = 1), "tests/reference/comorbidity.json")
