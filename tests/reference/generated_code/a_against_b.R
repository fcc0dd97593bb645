# Analysis of variance in R, from the rows: the numbers of the dashboard without the
# dashboard.
# Run it beside cohort.csv: Rscript anova.R
#
# Cohort       Bundled synthetic cohort
# Fingerprint  f96460932c918db6616960e7d7c36bdc2d91925d452adf1dfe7305b7f656237f
# Patients     49 of 49: all patients
# Outcome      Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post;
#              remitter: ≤ 10 at post.
# Selection A  Women: sex: female; non-responder
# Selection B  sex: male; age 30 to 60
# Settings     /anova?x=1
# Versions     dashboard 0.2.0; tried with R 4.2.2, afex 1.2-1, emmeans 1.8.4, car 3.1-1
# Note         Synthetic data made to match the published tables of Górska et al. 2021
#              (doi 10.3390/ph14050430). No row is a real patient.

suppressPackageStartupMessages({ library(afex); library(emmeans); library(car) })

# One row a patient and visit; every cell is read as text.
rows <- read.csv("cohort.csv", colClasses = "character", check.names = FALSE, na.strings = "", encoding = "UTF-8")
patients <- rows[!duplicated(rows[["patient"]]), , drop = FALSE]
visits <- c("pre", "inf3", "inf5", "inf7", "post")  # in the order of the protocol

# Patients x visits, NA where a value is missing.
by_visit <- function(measure) {
  table <- matrix(NA_real_, nrow(patients), length(visits))
  place <- cbind(match(rows[["patient"]], patients[["patient"]]), match(rows[["visit"]], visits))
  table[place] <- as.numeric(rows[[measure]])
  table
}

# One line a number: name | figure = value.
results <- list()
show <- function(name, ...) {
  figures <- c(...)
  results[paste(name, names(figures), sep = " | ")] <<- figures
  cat(sprintf("%s | %s = %.15g\n", name, names(figures), figures), sep = "")
}

# Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post; remitter: ≤ 10 at post.
scores <- by_visit("madrs")
baseline <- scores[, 1]; endpoint <- scores[, 5]
evaluable <- !is.na(baseline) & !is.na(endpoint) & baseline > 0  # else not evaluable, never a non-responder
responded <- evaluable & 100 * (baseline - endpoint) >= 50 * baseline  # no division: whole numbers, exact
remitted <- evaluable & endpoint <= 10
outcomes <- list(responder = responded & !remitted, remitter = remitted,
                 non_responder = evaluable & !responded & !remitted, not_evaluable = !evaluable)

# Patients: all
keep <- rep(TRUE, nrow(patients))

in_a <- rep(TRUE, nrow(patients))  # Women
in_a <- in_a & (patients[["sex"]] %in% c("female"))  # sex: female
in_a <- in_a & (outcomes[["non_responder"]])  # non-responder

in_b <- rep(TRUE, nrow(patients))  # selection B
in_b <- in_b & (patients[["sex"]] %in% c("male"))  # sex: male
in_b <- in_b & ((as.numeric(patients[["age"]]) >= 30 & as.numeric(patients[["age"]]) <= 60) %in% TRUE)  # age 30 to 60

tested <- c("a", "b")
group <- ifelse(keep & in_a, "a", ifelse(keep & in_b, "b", NA))

# Patients with a value at every visit; a visit at which nobody was measured is not asked for.
values <- by_visit("mg")
used <- colSums(!is.na(values[keep, , drop = FALSE])) > 0
values <- values[, used, drop = FALSE]; visits <- visits[used]
complete <- keep & complete.cases(values) & !is.na(group)
values <- values[complete, , drop = FALSE]
group <- factor(group[complete], levels = tested[tested %in% group[complete]])

n <- nrow(values); k <- ncol(values); v <- paste0("v", seq_len(k))
long <- data.frame(id = factor(rep(seq_len(n), k)), value = as.vector(values),
                   visit = factor(rep(v, each = n), levels = v))
g <- paste0("g", seq_len(nlevels(group)))
long$group <- factor(rep(g[as.integer(group)], k), levels = g)
model <- suppressMessages(aov_ez("id", "value", long, within = "visit", between = "group", type = 3,
                        anova_table = list(correction = "none", es = c("pes", "ges"))))

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
terms <- c(group = "group", visit = "time", "group:visit" = "time x group")
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

for (term in setdiff(names(terms), "group")) {
  row <- summary(model)$pval.adjustments[term, ]
  show(terms[[term]], "p GG" = row[["Pr(>F[GG])"]], "p HF" = row[["Pr(>F[HF])"]])
}
mauchly <- summary(model)$sphericity.tests["visit", ]
show("sphericity", "W" = mauchly[[1]], "p" = mauchly[[2]], "epsilon GG" = row[["GG eps"]],
     "epsilon HF" = min(1, row[["HF eps"]]))

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

# Estimated marginal means, and visits in pairs (first - second).
means_of <- function(name, means) {
  rows <- as.data.frame(means)
  for (i in seq_len(k)) show(paste0("mean, ", name, ", ", visits[i]), "mean" = rows$emmean[i], "SE" = rows$SE[i],
    "df" = rows$df[i], "CI low" = rows$lower.CL[i], "CI high" = rows$upper.CL[i])
}
errors <- crossprod(residuals(lm(values ~ 0 + group)))
pairs <- combn(k, 2, simplify = FALSE)
weights <- lapply(pairs, function(pair) replace(numeric(k), pair, c(1, -1)))
compare <- function(name, means) {
  differences <- contrast(means, weights)
  plain <- as.data.frame(summary(differences, infer = TRUE, adjust = "none"))
  adjusted <- as.data.frame(summary(differences, infer = TRUE, adjust = "bonferroni"))
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

for (i in seq_along(g)) {
  means <- emmeans(model, ~visit, at = list(group = g[i]), model = "multivariate")
  means_of(levels(group)[i], means)
  compare(levels(group)[i], means)
}

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
