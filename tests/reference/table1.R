# Reference figures of standardised differences, by their definitions in base R. Writes table1.json.
# Run from this folder: Rscript table1.R
suppressMessages(library(jsonlite))
smd_means <- function(a, b) abs(mean(a) - mean(b)) / sqrt((var(a) + var(b)) / 2)
# Yang & Dalton 2012: Mahalanobis distance of the proportions of all levels but the first.
smd_counts <- function(a, b) {
  p <- (a / sum(a))[-1]; q <- (b / sum(b))[-1]
  s <- function(p) if (length(p) > 1) diag(p) - outer(p, p) else matrix(p * (1 - p))
  sqrt(drop(t(p - q) %*% solve((s(p) + s(q)) / 2) %*% (p - q)))
}
set.seed(11)
counts <- list(c(8, 9, 13, 19), c(3, 14, 5, 6, 2, 7), c(10, 20, 5, 1, 12, 7, 9, 14), c(1, 40, 3, 2))
tables <- lapply(counts, function(x) {
  half <- length(x) / 2; a <- x[1:half]; b <- x[-(1:half)]
  list(first = a, second = b, smd = smd_counts(a, b))
})
numbers <- lapply(1:3, function(i) {
  a <- round(rnorm(7 + i, i, 2), 2); b <- round(rnorm(5 * i, 0, 1 + i), 2)
  list(first = a, second = b, smd = smd_means(a, b))
})
d <- read.csv("data/sim_9_8_28.csv"); g <- split(d$v1, d$group)
pairs <- combn(g, 2, simplify = FALSE)
three <- list(smd = sapply(pairs, function(p) smd_means(p[[1]], p[[2]])), names = sapply(pairs, function(p) paste(names(p), collapse = " ")),
  eta = summary(lm(v1 ~ group, d))$r.squared, welch = oneway.test(v1 ~ group, d)$p.value)
b <- read.csv("data/btheb.csv"); y <- split(b$bdi.pre, b$drug)
two <- list(welch = t.test(y[[1]], y[[2]])$p.value, d = (mean(y[[1]]) - mean(y[[2]])) / sqrt((var(y[[1]]) + var(y[[2]])) / 2),
  mann_whitney = wilcox.test(y[[1]], y[[2]])$p.value, smd = smd_means(y[[1]], y[[2]]))
write_json(list(tables = tables, numbers = numbers, three = three, two = two), "table1.json", digits = I(17), auto_unbox = TRUE)
