# Reference figures of cohorts that a formula makes, the same in R and Python: many patients take no space on disk.
# Reads formula_sets.json, writes formula_figures.json. Run from this folder: Rscript formula_sets.R
source("anova_functions.R")

# Whole numbers that look random: sums of two remainders, about -1 to 1 after division.
noise <- function(i, j) {
  a <- (7919 * i + 104729 * j + 31 * i * i + 1237 * j * j + 613 * i * j) %% 1009
  b <- (3571 * i + 15485 * j + 17 * i * i + 911 * j * j + 1201 * i * j) %% 2003
  a / 1009 + b / 2003 - 1
}

formula_set <- function(spec) {
  sizes <- unlist(spec$sizes); n <- sum(sizes); k <- spec$visits
  group <- rep(seq_along(sizes), sizes)
  i <- seq_len(n)
  y <- sapply(seq_len(k), function(j) floor(spec$level + spec$between * noise(i, 0) + spec$within * noise(i, j) +
    unlist(spec$slope)[group] * (j - 1)))
  if (!is.null(spec$unit)) y <- floor(y / spec$unit)
  if (!is.null(spec$low)) y <- pmin(pmax(y, spec$low), spec$high)
  y <- matrix(y, n) / 10^spec$decimals
  colnames(y) <- paste0("v", seq_len(k))
  list(y = y, visits = colnames(y), group = if (length(sizes) > 1) factor(letters[group]))
}

entries <- list()
for (spec in fromJSON("formula_sets.json", simplifyVector = FALSE)) {
  set <- formula_set(spec)
  entry <- figures(spec$name, if (!is.null(set$group)) "group", set = set)
  entry$checksum <- sum(set$y * rep(seq_len(ncol(set$y)), each = nrow(set$y)))
  entries <- c(entries, list(entry))
}
write_sets(entries, "formula_figures.json", 12)
