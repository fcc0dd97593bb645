# Patients left out for a missing value in R, from the rows: the numbers of the
# dashboard without the dashboard.
# Run it beside cohort.csv: Rscript left_out.R
#
# Cohort       Bundled synthetic cohort
# Fingerprint  f96460932c918db6616960e7d7c36bdc2d91925d452adf1dfe7305b7f656237f
# Patients     28 of 49: sex: female
# Outcome      Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post;
#              remitter: ≤ 10 at post.
# Settings     /anova?x=1
# Versions     dashboard 0.2.0; tried with R 4.2.2, afex 1.2-1, emmeans 1.8.4, car 3.1-1
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

# Patients: filters one by one; a missing value fails a filter
keep <- rep(TRUE, nrow(patients))
keep <- keep & (patients[["sex"]] %in% c("female"))  # sex: female

tested <- c("MDD", "BP")
group <- ifelse(keep & patients[["diagnosis"]] %in% tested, patients[["diagnosis"]], NA)

# Patients lost for a missing value, against those kept: measures at the first visit (Welch), and groups.
asked <- by_visit("madrs")
asked <- asked[, colSums(!is.na(asked[keep, , drop = FALSE])) > 0, drop = FALSE]
lost <- keep & !complete.cases(asked); kept <- keep & complete.cases(asked) & !is.na(group)
show("sides", "left out" = sum(lost), "kept" = sum(kept))
for (measure in c("madrs")) {
  first <- by_visit(measure)[, 1]; name <- paste0(measure, ", left out - kept")
  a <- first[lost & !is.na(first)]; b <- first[kept & !is.na(first)]
  show(name, "n left out" = length(a), "n kept" = length(b))
  if (min(length(a), length(b)) > 1) {
    show(name, "difference" = mean(a) - mean(b))
    if (length(unique(a)) + length(unique(b)) > 2) {
      t <- t.test(a, b)
      show(name, "t" = unname(t$statistic), "df" = unname(t$parameter), "p" = t$p.value,
        "CI low" = t$conf.int[1], "CI high" = t$conf.int[2])
    }
  }
}
count <- function(name, members) {
  show(paste("group", name), "left out" = sum(members & lost), "kept" = sum(members & kept))
}

# Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post; remitter: ≤ 10 at post.
scores <- by_visit("madrs")
baseline <- scores[, 1]; endpoint <- scores[, 5]
evaluable <- !is.na(baseline) & !is.na(endpoint) & baseline > 0  # else not evaluable, never a non-responder
responded <- evaluable & 100 * (baseline - endpoint) >= 50 * baseline  # no division: whole numbers, exact
remitted <- evaluable & endpoint <= 10
outcomes <- list(responder = responded & !remitted, remitter = remitted,
                 non_responder = evaluable & !responded & !remitted, not_evaluable = !evaluable)

for (name in c("responder", "remitter", "non_responder")) count(name, outcomes[[name]])

for (level in c("MDD", "BP")) count(level, patients[["diagnosis"]] %in% level)
