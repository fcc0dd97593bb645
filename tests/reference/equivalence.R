# Two one-sided tests by hand, detectable effects, E-values: Rscript tests/reference/equivalence.R > equivalence.json
library(jsonlite)
tost <- function(x, y = NULL, margin) {
  if (is.null(y)) {
    low <- t.test(x, mu = -margin, alternative = "greater"); high <- t.test(x, mu = margin, alternative = "less")
    both <- t.test(x); ci <- t.test(x, conf.level = .9)$conf.int; est <- mean(x)
  } else {
    low <- t.test(x, y, mu = -margin, alternative = "greater"); high <- t.test(x, y, mu = margin, alternative = "less")
    both <- t.test(x, y); ci <- t.test(x, y, conf.level = .9)$conf.int; est <- mean(x) - mean(y)
  }
  list(x = x, y = y, margin = margin, estimate = est, se = both$stderr, df = unname(both$parameter),
       p_difference = both$p.value, p = max(low$p.value, high$p.value), ci = ci)
}
x <- c(-.05, -.02, .01, .03, -.08, -.04, .02, -.06, -.01, -.03, .04, -.07)
y <- c(.02, -.01, .03, .05, -.02, .01, .04, .00, -.03)
means <- list(tost(x, margin = .05), tost(x, margin = .02), tost(x, y, .05), tost(x, y, .12), tost(y, margin = .03))
cors <- lapply(list(c(-.05, 49, .3), c(.25, 49, .3), c(.1, 120, .3), c(.4, 200, .6), c(-.31, 45, .2)), function(a) {
  r <- a[1]; n <- a[2]; m <- a[3]; se <- 1 / sqrt(n - 3); t <- r * sqrt((n - 2) / (1 - r^2))
  list(r = r, n = n, margin = m, p = max(pnorm((atanh(r) + atanh(m)) / se, lower.tail = FALSE), pnorm((atanh(r) - atanh(m)) / se)),
       ci = tanh(atanh(r) + c(-1, 1) * qnorm(.95) * se), p_difference = 2 * pt(-abs(t), n - 2))
})
paired <- lapply(c(5, 9, 12, 47, 200), function(n) list(n = n, sd = .06,
  delta = power.t.test(n = n, sd = .06, power = .8, type = "paired", strict = TRUE, tol = 1e-12)$delta))
two <- lapply(list(c(9, 30), c(20, 20), c(3, 40)), function(a) {
  df <- sum(a) - 2; crit <- qt(.975, df)
  ncp <- uniroot(function(l) pt(crit, df, l, lower.tail = FALSE) + pt(-crit, df, l) - .8, c(.1, 20), tol = 1e-12)$root
  list(n = a, sd = .06, delta = ncp * .06 * sqrt(sum(1 / a)))
})
equal <- power.t.test(n = 20, sd = .06, power = .8, strict = TRUE, tol = 1e-12)$delta
r <- lapply(c(10, 49, 300), function(n) list(n = n, r = tanh((qnorm(.975) + qnorm(.8)) / sqrt(n - 3))))
rr <- function(x) { x <- ifelse(x < 1, 1 / x, x); x + sqrt(x * (x - 1)) }
e <- lapply(list(c(3.9, 1.2, 9), c(.4, .2, .8), c(2, .7, 5)), function(a) list(or = a, common = rr(sqrt(a[1])), rare = rr(a[1]),
  limit = if (a[2] <= 1 && a[3] >= 1) 1 else rr(sqrt(ifelse(a[1] > 1, a[2], a[3])))))
cat(toJSON(list(means = means, correlations = cors, paired = paired, two = two, equal = equal, correlation = r, e_values = e),
           auto_unbox = TRUE, digits = NA))
