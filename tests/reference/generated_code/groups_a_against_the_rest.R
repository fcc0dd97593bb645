# Groups compared in pairs in R, from the rows: the numbers of the dashboard without the
# dashboard.
# Run it beside cohort.csv: Rscript groups.R
#
# Cohort       Bundled synthetic cohort
# Fingerprint  f96460932c918db6616960e7d7c36bdc2d91925d452adf1dfe7305b7f656237f
# Patients     47 of 49: age 30 to 63
# Outcome      Responder: MADRS fell ≥ 50 % from pre to post and was above 10 at post;
#              remitter: ≤ 10 at post.
# Selection A  with Arterial hypertension
# Settings     /anova?x=1
# Versions     dashboard 0.2.0; tried with R 4.2.2
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
keep <- keep & ((as.numeric(patients[["age"]]) >= 30 & as.numeric(patients[["age"]]) <= 63) %in% TRUE)  # age 30 to 63

in_a <- rep(TRUE, nrow(patients))  # selection A
in_a <- in_a & (rowSums(patients[c("hypertension")] == "yes", na.rm = TRUE) > 0 | rowSums(is.na(patients[c("hypertension")])) > 0)  # with Arterial hypertension

tested <- c("a", "rest")
group <- ifelse(keep & in_a, "a", ifelse(keep & !in_a, "rest", NA))

# Patients with a value at every visit; a visit at which nobody was measured is not asked for.
values <- by_visit("mg")
used <- colSums(!is.na(values[keep, , drop = FALSE])) > 0
values <- values[, used, drop = FALSE]; visits <- visits[used]
complete <- keep & complete.cases(values) & !is.na(group)
values <- values[complete, , drop = FALSE]
group <- factor(group[complete], levels = tested[tested %in% group[complete]])

# Groups in pairs at each visit, and in the mean of each patient's visits. The differences are first - second.
n <- nrow(values); g <- nlevels(group)
pairs <- combn(levels(group), 2, simplify = FALSE)
compare <- function(columns, size, names) {
  means <- ranks <- list()
  for (place in seq_along(names)) for (pair in pairs) {
    v <- columns[, place]; a <- v[group == pair[1]]; b <- v[group == pair[2]]
    name <- paste0(names[place], ", ", pair[1], " - ", pair[2])
    t <- t.test(a, b)
    means <- c(means, list(list(name = name, "difference" = mean(a) - mean(b), "SE" = t$stderr,
      "t" = unname(t$statistic), "df" = unname(t$parameter), "p" = t$p.value,
      "CI low" = t$conf.int[1], "CI high" = t$conf.int[2])))
    w <- suppressWarnings(wilcox.test(a, b, conf.int = TRUE, tol.root = 1e-11))
    ranks <- c(ranks, list(list(name = paste0(name, ", ranks"), "shift" = median(outer(a, b, "-")),
      "CI low" = w$conf.int[1], "CI high" = w$conf.int[2], "U" = unname(w$statistic), "p" = w$p.value)))
  }
  for (rows in list(means, ranks)) {
    p <- sapply(rows, function(row) row$p)
    adjusted <- unlist(lapply(split(p, (seq_along(p) - 1) %/% size), function(p) p.adjust(p, "bonferroni")))
    for (i in seq_along(rows)) do.call(show, c(unname(rows[[i]][1]), rows[[i]][-1], list("p adjusted" = adjusted[[i]])))
  }
}
compare(values, length(pairs) * ncol(values), visits)
compare(matrix(round(rowMeans(values), 10)), length(pairs), "mean of the visits")
