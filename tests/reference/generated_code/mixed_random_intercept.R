# Mixed model in R, from the rows: the numbers of the dashboard without the dashboard.
# Run it beside cohort.csv: Rscript mixed.R
#
# Cohort       Bundled synthetic cohort
# Fingerprint  f96460932c918db6616960e7d7c36bdc2d91925d452adf1dfe7305b7f656237f
# Patients     49 of 49: all patients
# Outcome      Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post;
#              remitter: ≤ 10 at post.
# Settings     /anova?x=1
# Versions     dashboard 0.2.0; tried with R 4.2.2, nlme 3.1-162, lme4 1.1-31, lmerTest
#              3.1-3, pbkrtest 0.5.2; mmrm’s block after its manual
# Note         Synthetic data made to match the published tables of Górska et al. 2021
#              (doi 10.3390/ph14050430). No row is a real patient.

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

# How many are yes; missing when one of them is.
count_of <- function(names) as.character(rowSums(patients[names] == "yes"))

patients[["somatic_comorbidities"]] <- count_of(c(
    "hypertension", "diabetes", "hyperlipidaemia", "stroke", "myocardial_infarction", "epilepsy",
    "other_comorbidity"
))

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

tested <- c("responder", "remitter", "non_responder")
group <- rep(NA_character_, nrow(patients))
for (name in tested) group[keep & outcomes[[name]]] <- name

# Patients with a value at any visit, in a group; a visit at which nobody was measured is left out.
values <- by_visit("mg")
enters <- keep & rowSums(!is.na(values)) > 0 & !is.na(group)
values <- values[enters, , drop = FALSE]; own <- patients[enters, , drop = FALSE]
used <- colSums(!is.na(values)) > 0
values <- values[, used, drop = FALSE]; visits <- visits[used]
n <- nrow(values); k <- ncol(values)
long <- data.frame(id = factor(rep(seq_len(n), k)), y = as.vector(values), time = rep(seq_len(k), each = n),
                   visit = factor(rep(visits, each = n), levels = visits))

long$group <- factor(rep(group[enters], k), levels = tested[tested %in% group[enters]])

long$x1 <- rep(as.numeric(own[["age"]]), k)  # Age

long$x2 <- droplevels(factor(rep(own[["somatic_comorbidities"]], k), levels = c("0", "1", "2", "3")))  # Number of somatic comorbidities

# REML by lme4; Kenward and Roger's df from the expected information, by pbkrtest.
suppressPackageStartupMessages({ library(lme4); library(lmerTest) })
long <- na.omit(long); long <- long[order(long$id, long$time), ]
formula <- y ~ visit + group + x1 + x2 + visit:group
model <- lmer(update(formula, . ~ . + (1 | id)), long,
              control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11, maxfun = 1e5)))
show("model", "patients" = length(unique(long$id)), "values" = nrow(long),
     "minus 2 log L" = -2 * as.numeric(logLik(model)))
rows <- coef(summary(model, ddf = "Kenward-Roger"))
for (name in rownames(rows)) show(paste0("effect, ", name), "estimate" = rows[name, "Estimate"],
  "SE" = rows[name, "Std. Error"], "df" = rows[name, "df"], "p" = rows[name, "Pr(>|t|)"])
