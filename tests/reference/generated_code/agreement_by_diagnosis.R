# Agreement of tests in R, from the rows: the numbers of the dashboard without the
# dashboard.
# Run it beside cohort.csv: Rscript agreement.R
#
# Cohort       Bundled synthetic cohort
# Fingerprint  f96460932c918db6616960e7d7c36bdc2d91925d452adf1dfe7305b7f656237f
# Patients     49 of 49: all patients
# Outcome      Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post;
#              remitter: ≤ 10 at post.
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

# Patients: all
keep <- rep(TRUE, nrow(patients))

tested <- c("MDD", "BP")
group <- ifelse(keep & patients[["diagnosis"]] %in% tested, patients[["diagnosis"]], NA)

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

friedman <- friedman.test(values)
figures <- c("n" = n, "chi squared" = unname(friedman$statistic), "df" = k - 1, "p" = friedman$p.value,
  "W" = unname(friedman$statistic) / (n * (k - 1)))
ranks <- colMeans(t(apply(values, 1, rank))); names(ranks) <- paste("mean rank", visits)
show("Friedman, all patients", figures, ranks)

# Tests of one hypothesis side by side, none of them adjusted.
show("tests of time", "analysis of variance (Greenhouse\u2013Geisser)" = results[["time | p GG"]], "Pillai\u2019s multivariate test" = results[["time, Pillai's trace | p"]], "Friedman\u2019s test on ranks" = results[["Friedman, all patients | p"]])

# Tests of one hypothesis side by side, none of them adjusted.
show("tests of time x group", "analysis of variance (Greenhouse\u2013Geisser)" = results[["time x group | p GG"]], "Pillai\u2019s multivariate test" = results[["time x group, Pillai's trace | p"]])
