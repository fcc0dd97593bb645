# Reference figures of tables of counts, descriptions, adjustments and associations, in base R. Writes other.json.
# Run from this folder: Rscript other.R
suppressMessages(library(jsonlite)); options(warn = -1)
numbers <- function(text) as.numeric(strsplit(text, " ")[[1]])

paper <- read.csv("data/paper_table1.csv")
tables <- lapply(seq_len(nrow(paper)), function(i) {
  t <- sapply(paper[i, c("responder", "remitter", "non_responder")], function(x) numbers(as.character(x)))
  x <- chisq.test(t, correct = FALSE)
  list(row = paper$row[i], p = fisher.test(t)$p.value, chi_square = unname(x$statistic), df = unname(x$parameter),
    chi_square_p = x$p.value, v = sqrt(unname(x$statistic) / (sum(t) * (min(dim(t)) - 1))))
})
sex <- chisq.test(matrix(c(8, 9, 13, 19), 2), correct = FALSE)

# Larger tables: exact with a larger workspace than the library has, for the fallbacks to be held against.
set.seed(7)
sparse <- matrix(rpois(24, rep(c(9, 7, 5, 4, 3, 2, 1, 0.6), each = 3)), 3)
dense <- matrix(rpois(12, 60), 3)
large <- list(sparse = sparse, sparse_p = fisher.test(sparse, workspace = 2e8)$p.value,
  dense = dense, dense_chi_square_p = chisq.test(dense, correct = FALSE)$p.value)

values <- c(27.4, 31.2, 22.8, 19.9, 30.1, 25.5, 28.7, 33.3, 21.0, 26.6, 24.2)
description <- list(values = values, mean = mean(values), sd = sd(values), sem = sd(values) / sqrt(length(values)),
  quantiles = unname(quantile(values, c(0, .25, .5, .75, 1), type = 7)), ci = as.vector(t.test(values)$conf.int))

set <- as.matrix(read.csv("data/md_15_1.csv"))
normed <- set - rowMeans(set) + mean(set)
k <- ncol(set)
morey <- unname(apply(normed, 2, sd) * sqrt(k / (k - 1)) / sqrt(nrow(set)))

p <- c(0.0004, 0.03, 0.012, 0.0004, 0.6, 0.04, 1, 2e-15)
adjusted <- list(p = p, bonferroni = p.adjust(p, "bonferroni"), holm = p.adjust(p, "holm"), fdr = p.adjust(p, "BH"),
  none = p, sidak = -expm1(length(p) * log1p(-p)))

d <- read.csv("data/association.csv"); x <- as.matrix(d[1:4]); y <- as.matrix(d[5:8])
correlate <- function(a, b) {
  keep <- complete.cases(a, b); a <- a[keep]; b <- b[keep]; n <- length(a)
  pearson <- cor.test(a, b); s <- cor.test(a, b, method = "spearman", exact = FALSE)
  limits <- function(r, v) tanh(atanh(r) + c(-1, 1) * qnorm(.975) * sqrt(v))
  rho <- unname(s$estimate)
  list(n = n, pearson = list(r = unname(pearson$estimate), t = unname(pearson$statistic), p = pearson$p.value,
      ci = as.vector(pearson$conf.int)),
    spearman = list(r = rho, p = s$p.value, fisher = limits(rho, 1 / (n - 3)), fieller = limits(rho, 1.06 / (n - 3)),
      "bonett-wright" = limits(rho, (1 + rho^2 / 2) / (n - 3))))
}
visits <- lapply(1:4, function(j) correlate(x[, j], y[, j]))
# R ranks 0.82 - 0.80 and 0.85 - 0.83 apart: differences are rounded to the decimals recorded (2 and 0) first.
changes <- lapply(2:4, function(j) correlate(round(x[, j] - x[, 1], 2), round(y[, j] - y[, 1])))

# Repeated-measures correlation as the analysis of covariance it is (Bland & Altman 1995).
long <- data.frame(id = factor(rep(seq_len(nrow(x)), 4)), x = as.vector(x), y = as.vector(y))
long <- long[complete.cases(long), ]; long <- long[long$id %in% names(which(table(long$id) > 1)), ]
long$id <- droplevels(long$id)
fit <- lm(y ~ id + x, long); a <- drop1(fit, ~x, test = "F")
slope <- unname(coef(fit)["x"]); ss <- a["x", "Sum of Sq"]; df <- fit$df.residual
r <- sign(slope) * sqrt(ss / (ss + deviance(fit)))
rm <- list(r = r, df = df, p = a["x", "Pr(>F)"], slope = slope, ci = tanh(atanh(r) + c(-1, 1) * qnorm(.975) / sqrt(df - 1)),
  patients = nlevels(long$id), observations = nrow(long))

m <- cor(cbind(x, y), use = "pairwise.complete.obs", method = "spearman")
write_json(list(tables = tables, sex = list(statistic = unname(sex$statistic), p = sex$p.value), large = large,
  description = description, morey = morey, adjusted = adjusted, visits = visits, changes = changes, rm = rm,
  spearman_matrix = unname(m), pairs = unname(crossprod(!is.na(cbind(x, y)))),
  noncentral = list(f = 500.22, df1 = 4, df2 = 39996, ncp = sapply(c(.95, .05), function(q)
    uniroot(function(l) pf(500.22, 4, 39996, ncp = l) - q, c(0, 5000), tol = 1e-11)$root)),
  kruskal_tied = { v <- c(1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 6, 9); g <- rep(1:3, c(3, 4, 5)); t <- kruskal.test(v, g)
    list(h = unname(t$statistic), p = t$p.value) },
  wilcoxon_ties = { a <- c(.82, .85, .90, .71, .80, .83, .77, .90); b <- c(.80, .83, .85, .70, .86, .83, .70, .86)
    t <- wilcox.test(a, b, paired = TRUE, digits.rank = 10); list(v = unname(t$statistic), p = t$p.value) }),
  "other.json", digits = I(17), auto_unbox = TRUE, null = "null", na = "null")
