# Exact p of tests on ranks, ties included: exactRankTests, coin, cor.test, and all arrangements listed in base R.
# Writes exact_ranks.json. Run from this folder: Rscript exact_ranks.R
suppressMessages({library(jsonlite); library(exactRankTests); library(coin)}); options(warn = -1)
set.seed(11)

# Differences with ties and zeros, as recorded values with two decimals.
signed <- lapply(list(rep(1, 5), c(1, 1, 2, 2, -3), c(2, 2, 2, -1, -1, 4, 5), c(0, 0, 3, 3, 3, -3, 7, 8, 9),
    sample(-6:9, 14, TRUE), sample(-6:9, 25, TRUE), sample(-2:4, 22, TRUE)), function(d) {
  kept <- d[d != 0]
  list(differences = d, v = sum(rank(abs(kept))[kept > 0]), p = exactRankTests::wilcox.exact(kept, exact = TRUE)$p.value)
})

two <- lapply(list(c(3, 4), c(2, 9), c(5, 6), c(9, 12), c(12, 13), c(2, 40), c(3, 60)), function(n) {
  v <- sample(1:7, sum(n), TRUE); g <- factor(rep(1:2, n))
  list(values = v, sizes = n, exact_rank_tests = exactRankTests::wilcox.exact(v[g == 1], v[g == 2], exact = TRUE)$p.value,
    coin = as.numeric(pvalue(wilcox_test(v ~ g, distribution = "exact"))))
})
# Nearly all values equal: few arrangements of the others, many patients.
rare <- { v <- c(3, 0, 5, rep(0, 14), rep(0, 30), 2, 0); g <- factor(rep(1:2, c(17, 32)))
  list(values = v, sizes = c(17, 32), coin = as.numeric(pvalue(wilcox_test(v ~ g, distribution = "exact")))) }

# All ways to deal labels to patients, one a row.
deals <- function(codes) {
  if (length(codes) == 1) return(matrix(codes, 1))
  do.call(rbind, lapply(unique(codes), function(x) cbind(x, deals(codes[-match(x, codes)]))))
}
several <- lapply(list(c(2, 2, 2), c(2, 3, 3), c(3, 3, 3), c(2, 2, 2, 2), c(4, 4, 3)), function(n) {
  v <- sample(1:6, sum(n), TRUE); codes <- rep(seq_along(n), n); r <- rank(v)
  h <- function(k) sum(tapply(r, k, sum)^2 / n)
  list(values = v, sizes = n, p = mean(apply(deals(codes), 1, h) >= h(codes) - 1e-9),
    h = unname(kruskal.test(v, codes)$statistic))
})

orders <- function(v) unique(deals(v))
visits <- lapply(list(c(3, 2), c(7, 2), c(3, 3), c(5, 3), c(3, 4)), function(size) {
  y <- matrix(sample(1:4, prod(size), TRUE), size[1]); r <- t(apply(y, 1, rank)); k <- size[2]
  all <- lapply(seq_len(size[1]), function(i) orders(r[i, ]))
  ways <- as.matrix(expand.grid(lapply(all, function(o) seq_len(nrow(o)))))
  sums <- t(apply(ways, 1, function(w) Reduce(`+`, lapply(seq_along(w), function(i) all[[i]][w[i], ]))))
  middle <- size[1] * (k + 1) / 2; seen <- colSums(r)
  list(values = y, p = mean(rowSums((sums - middle)^2) >= sum((seen - middle)^2) - 1e-9),
    pair_p = mean(abs(sums[, 1] - sums[, 2]) >= abs(seen[1] - seen[2]) - 1e-9),
    chi_square = unname(friedman.test(y)$statistic))
})

spearman <- lapply(4:9, function(n) {
  x <- sample(n); y <- sample(n)
  list(x = x, y = y, rho = cor(x, y), p = cor.test(x, y, method = "spearman", exact = TRUE)$p.value)
})
tied_spearman <- lapply(5:7, function(n) {
  x <- sample(1:4, n, TRUE); y <- sample(1:4, n, TRUE); r <- cor(rank(x), rank(y))
  list(x = x, y = y, rho = r, p = mean(abs(apply(deals(seq_len(n)), 1, function(o) cor(rank(x), rank(y)[o]))) >= abs(r) - 1e-9))
})

# Reference sets of up to 25 patients: every pair of visits.
sets <- lapply(c("md_12_1_cells", "md_15_1", "sim_20_1"), function(name) {
  d <- read.csv(sprintf("data/%s.csv", name)); y <- as.matrix(d[sapply(d, is.numeric)]); pairs <- combn(ncol(y), 2)
  list(data = name, columns = colnames(y), p = apply(pairs, 2, function(i) {
    change <- round(y[, i[1]] - y[, i[2]], 2); exactRankTests::wilcox.exact(change[change != 0], exact = TRUE)$p.value }))
})
write_json(list(signed = signed, two = two, rare = rare, several = several, visits = visits, spearman = spearman,
  tied_spearman = tied_spearman, sets = sets), "exact_ranks.json", digits = I(17), auto_unbox = TRUE, na = "null")
