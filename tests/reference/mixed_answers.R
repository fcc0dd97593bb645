# Reference figures of what follows a mixed model: each patient left out (gls), one contrast by several methods (lm, gls,
# lmer), Rubin's rules (mice), residuals. Reads mixed.json, writes mixed_answers.json. Run from this folder:
# Rscript mixed_answers.R
suppressMessages({ library(nlme); library(lmerTest); library(emmeans); library(mice); library(jsonlite) })
emm_options(lmer.df = "kenward-roger")
sets <- fromJSON("mixed.json", simplifyVector = FALSE)$sets; names(sets) <- sapply(sets, `[[`, "name")
control <- glsControl(maxIter = 500, msMaxIter = 1000, tolerance = 1e-10, msTol = 1e-13)

read <- function(name) {
  d <- sets[[name]]$data
  y <- t(sapply(d$y, function(r) sapply(r, function(v) if (is.null(v)) NA else v)))
  list(y = y, group = factor(unlist(d$group)))
}
long <- function(y, group) { n <- nrow(y); k <- ncol(y)
  f <- data.frame(id = rep(seq_len(n), each = k), time = rep(seq_len(k), n), value = as.vector(t(y)))
  f$visit <- factor(f$time); f$group <- group[f$id]; f[!is.na(f$value), ] }

# Cook's distance of each patient: fixed effects and covariance anew.
left_out <- function(name) {
  s <- read(name); f <- long(s$y, s$group)
  fit <- function(d) gls(value ~ visit, d, corSymm(form = ~ time | id), weights = varIdent(form = ~ 1 | visit), control = control)
  whole <- fit(f); inverse <- solve(vcov(whole))
  lapply(sort(unique(f$id)), function(i) { b <- coef(fit(f[f$id != i, ])); d <- b - coef(whole)
    list(cook = as.numeric(d %*% inverse %*% d) / length(b), effects = unname(b)) })
}

simple <- function(change, first, group, adjusted) {
  f <- data.frame(change, first = first - mean(first), group)
  fit <- if (adjusted) lm(change ~ 0 + group + first, f) else lm(change ~ 0 + group, f)
  weigh <- function(w) { l <- c(w, if (adjusted) 0); e <- sum(l * coef(fit)); s <- sqrt(as.numeric(l %*% vcov(fit) %*% l))
    df <- fit$df.residual; list(estimate = e, se = s, df = df, p = 2 * pt(-abs(e / s), df), low = e - qt(.975, df) * s, high = e + qt(.975, df) * s) }
  list(n = nrow(f), change = weigh(c(.5, .5)), pair = weigh(c(1, -1)))
}
several <- function(name) {
  s <- read(name); y <- s$y; k <- ncol(y); g <- s$group; first <- y[, 1]; carried <- y
  for (j in 2:k) carried[is.na(carried[, j]), j] <- carried[is.na(carried[, j]), j - 1]
  on <- function(end, keep, adjusted) simple((end - first)[keep], first[keep], g[keep], adjusted)
  out <- list(complete = on(y[, k], complete.cases(y), FALSE), locf = on(carried[, k], !is.na(first) & rowSums(!is.na(y[, -1])) > 0, FALSE),
    ancova = on(y[, k], !is.na(first) & !is.na(y[, k]), TRUE))
  fit <- lmer(value ~ visit * group + (1 | id), long(y, g), control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11)))
  row <- function(x) list(estimate = x$estimate, se = x$SE, df = x$df, p = x$p.value, low = x$lower.CL, high = x$upper.CL)
  last <- function(x) as.data.frame(summary(x, infer = TRUE))[k - 1, ]
  out$ri <- list(n = nrow(y), change = row(last(contrast(emmeans(fit, ~ visit), "trt.vs.ctrl1", adjust = "none"))),
    pair = row(last(contrast(emmeans(fit, ~ visit * group), interaction = c("trt.vs.ctrl1", "pairwise"), adjust = "none"))))
  out
}

pools <- lapply(list(list(q = c(2.1, 2.4, 1.7, 2.9, 2.2), u = c(1.1, .9, 1.3, 1.0, 1.2), df = 40), list(q = c(-.5, .1, .3), u = c(.2, .25, .22), df = 9.5)),
  function(s) { p <- pool.scalar(s$q, s$u, n = s$df + 1, k = 1); c(s, list(estimate = p$qbar, total = p$t, between = p$b, pooled_df = p$df)) })
versions <- lapply(c(nlme = "nlme", lmerTest = "lmerTest", emmeans = "emmeans", mice = "mice"), function(p) as.character(packageVersion(p)))
out <- list(versions = versions, left_out = left_out("one group, 3 visits"), pools = pools,
  several = sapply(c("2 groups, 5 visits", "6 visits, dropout", "small unit"), several, simplify = FALSE))
write(toJSON(out, digits = I(11), auto_unbox = TRUE, na = "null"), "mixed_answers.json")
