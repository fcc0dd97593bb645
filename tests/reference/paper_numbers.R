# The figures of Górska et al. 2021, recomputed in R from the bundled cohort.
#
#   Rscript tests/reference/paper_numbers.R        (from the repository root; writes paper_numbers.json)
#
# Needs afex, emmeans and jsonlite. Reads data/cohort.csv, codebook.csv, visits.csv and table2_published.csv.

suppressPackageStartupMessages({
  library(afex)
  library(emmeans)
  library(jsonlite)
})
options(contrasts = c("contr.sum", "contr.poly"))
afex_options(emmeans_model = "multivariate")

long <- read.csv("data/cohort.csv", stringsAsFactors = FALSE, encoding = "UTF-8")
codebook <- read.csv("data/codebook.csv", stringsAsFactors = FALSE, encoding = "UTF-8")
visits <- read.csv("data/visits.csv", stringsAsFactors = FALSE, encoding = "UTF-8")$visit
table2 <- read.csv("data/table2_published.csv", stringsAsFactors = FALSE, encoding = "UTF-8")$column
group_names <- c("responder", "remitter", "non_responder")

long$visit <- factor(long$visit, levels = visits)
members <- strsplit(codebook$members[codebook$column == "somatic_comorbidities"], "|", fixed = TRUE)[[1]]
long$somatic_comorbidities <- rowSums(long[members] == "yes")

wide <- function(measure) {
  table <- tapply(long[[measure]], list(long$patient, long$visit), identity)
  table[, visits]
}
mg <- wide("mg")
madrs <- wide("madrs")
ymrs <- wide("ymrs")

# The paper's rule, in whole numbers; remission is asked first.
pre <- madrs[, "pre"]
post <- madrs[, "post"]
group <- ifelse(post <= 10, "remitter", ifelse(100 * (pre - post) >= 50 * pre, "responder", "non_responder"))
long$group <- factor(group[long$patient], levels = group_names)
patients <- long[long$visit == "pre", ]
rownames(patients) <- patients$patient
patients <- patients[rownames(mg), ]

complete <- rownames(mg)[rowSums(is.na(mg)) == 0]
data <- long[long$patient %in% complete, ]

# ---- Mg over time ---------------------------------------------------------------------------------------------
quiet <- function(expr) suppressWarnings(suppressMessages(expr))
fit <- function(between = NULL, rows = data) {
  quiet(aov_ez("patient", "mg", rows, within = "visit", between = between, type = 3))
}
univariate <- function(model, term) {
  # all from afex's own table of uncorrected tests
  row <- anova(model, correction = "none", es = "pes")[term, ]
  list(f = row[["F"]], df1 = row[["num Df"]], df2 = row[["den Df"]], p = row[["Pr(>F)"]], pes = row[["pes"]])
}
mauchly <- function(model) {
  out <- summary(model)$sphericity.tests
  list(w = out["visit", "Test statistic"], p = out["visit", "p-value"])
}
epsilon <- function(model) unname(summary(model)$pval.adjustments["visit", "GG eps"])
pairs_of <- function(grid, level = NULL) {
  out <- as.data.frame(pairs(grid, adjust = "bonferroni"))
  lapply(seq_len(nrow(out)), function(i) {
    list(pair = out$contrast[i], estimate = out$estimate[i], df = out$df[i], t = out$t.ratio[i], p = out$p.value[i])
  })
}
simple_effects <- function(model, factor) {
  grid <- emmeans(model, as.formula(paste("~ visit |", factor)))
  tests <- as.data.frame(joint_tests(model, by = factor))
  out <- lapply(levels(grid)[[factor]], function(level) {
    row <- tests[tests[[factor]] == level, ]
    list(
      f = row$F.ratio, df1 = row$df1, df2 = row$df2, p = row$p.value,
      pairs = pairs_of(emmeans(model, "visit", at = setNames(list(level), factor)))
    )
  })
  setNames(out, levels(grid)[[factor]])
}
# Pillai's F with pooled error, by hand from the model's own residual SSCP: joint_tests prints the Wald F instead.
pillai <- function(factor) {
  y <- mg[complete, ]
  cell <- factor(patients[complete, factor], levels = unique(as.character(patients[[factor]])))
  contrasts <- y %*% contr.helmert(5)
  error <- crossprod(residuals(lm(contrasts ~ cell)))
  d <- length(complete) - nlevels(cell)
  out <- lapply(levels(cell), function(level) {
    rows <- contrasts[cell == level, , drop = FALSE]
    m <- colMeans(rows)
    v <- nrow(rows) * sum(m * solve(error, m))
    f <- v * (d - 3) / 4
    list(n = nrow(rows), pillai = v / (1 + v), f = f, df1 = 4, df2 = d - 3,
         p = pf(f, 4, d - 3, lower.tail = FALSE), pes = v / (1 + v))
  })
  setNames(out, levels(cell))
}

overall <- fit()
by_group <- fit("group")
by_diagnosis <- fit("diagnosis")
paired <- lapply(combn(visits, 2, simplify = FALSE), function(pair) {
  test <- t.test(mg[complete, pair[1]], mg[complete, pair[2]], paired = TRUE)
  list(visit_1 = pair[1], visit_2 = pair[2], estimate = unname(test$estimate), df = unname(test$parameter),
       t = unname(test$statistic), p = min(1, 10 * test$p.value))
})
pooled_pairs <- function(factor, model) {
  out <- simple_effects(model, factor)
  lapply(out, function(level) level$pairs)
}
table2_rows <- lapply(table2, function(column) {
  rows <- data
  rows[[column]] <- factor(rows[[column]])
  model <- fit(column, rows)
  c(univariate(model, paste0(column, ":visit")), list(mauchly_p = mauchly(model)$p))
})
within_diagnosis <- lapply(c(MDD = "MDD", BP = "BP"), function(level) {
  model <- fit(rows = data[data$diagnosis == level, ])
  c(univariate(model, "visit"), list(mauchly_p = mauchly(model)$p))
})

# ---- Mg with the ratings --------------------------------------------------------------------------------------
correlate <- function(x, y) {
  keep <- !is.na(x) & !is.na(y)
  one <- function(method) {
    test <- quiet(cor.test(x[keep], y[keep], method = method, exact = FALSE))
    list(r = unname(test$estimate), p = test$p.value)
  }
  list(n = sum(keep), pearson = one("pearson"), spearman = one("spearman"))
}
correlations <- list()
for (name in c("madrs", "ymrs")) {
  rating <- list(madrs = madrs, ymrs = ymrs)[[name]]
  for (visit in visits) {
    correlations[[length(correlations) + 1]] <-
      c(list(rating = name, kind = "visit", visit = visit), correlate(mg[, visit], rating[, visit]))
    if (visit != "pre") {
      correlations[[length(correlations) + 1]] <-
        c(list(rating = name, kind = "change", visit = visit),
          correlate(mg[, visit] - mg[, "pre"], rating[, visit] - rating[, "pre"]))
    }
  }
}

# Within patients: the slope of an ANCOVA with one intercept a patient (repeated-measures correlation).
within_patients <- lapply(c(madrs = "madrs", ymrs = "ymrs"), function(name) {
  slope <- coef(summary(lm(as.formula(paste("mg ~ factor(patient) +", name)), long)))[name, ]
  list(t = unname(slope["t value"]), p = unname(slope["Pr(>|t|)"]))
})

# ---- Table 1 --------------------------------------------------------------------------------------------------
kruskal <- function(column) {
  test <- kruskal.test(patients[[column]], patients$group)
  h <- unname(test$statistic)
  list(h = h, p = test$p.value, eta_squared_h = (h - 2) / (nrow(patients) - 3),
       mean = c(total = mean(patients[[column]]), tapply(patients[[column]], patients$group, mean)),
       sd = c(total = sd(patients[[column]]), tapply(patients[[column]], patients$group, sd)))
}
improved <- patients$group != "non_responder"
sex <- chisq.test(table(patients$sex, improved), correct = FALSE)

result <- list(
  counts = as.list(table(patients$group)),
  complete = length(complete),
  complete_by_group = as.list(table(patients[complete, "group"])),
  visit_means = as.list(colMeans(mg[complete, ])),
  overall = c(univariate(overall, "visit"), list(mauchly = mauchly(overall), gg_epsilon = epsilon(overall))),
  overall_pairs = paired,
  group_model = list(mauchly = mauchly(by_group), time = univariate(by_group, "visit"),
                     interaction = univariate(by_group, "group:visit")),
  group_simple = pillai("group"),
  group_pairs = pooled_pairs("group", by_group),
  diagnosis_model = list(mauchly = mauchly(by_diagnosis), interaction = univariate(by_diagnosis, "diagnosis:visit")),
  diagnosis_simple = pillai("diagnosis"),
  diagnosis_pairs = pooled_pairs("diagnosis", by_diagnosis),
  diagnosis_subsets = within_diagnosis,
  table2 = setNames(table2_rows, table2),
  correlations = correlations,
  within_patients = within_patients,
  kruskal = list(age = kruskal("age"), bmi = kruskal("bmi")),
  sex_chi2 = list(chi2 = unname(sex$statistic), df = unname(sex$parameter), p = sex$p.value),
  cohort_md5 = unname(tools::md5sum("data/cohort.csv")),
  versions = list(R = R.version.string, afex = as.character(packageVersion("afex")),
                  emmeans = as.character(packageVersion("emmeans")))
)
# Named vectors become objects, so that the JSON says which group a number belongs to.
named <- function(x) if (is.list(x)) lapply(x, named) else if (!is.null(names(x))) as.list(x) else x
write_json(named(result), "tests/reference/paper_numbers.json", auto_unbox = TRUE, digits = 10, pretty = TRUE)
