# Reference figures of mixed models: nlme's gls for every covariance, lme4, lmerTest, pbkrtest and emmeans for the
# random intercept, and a model by its definition (mixed_functions.R) for Kenward-Roger's variants. Writes mixed.json,
# with the simulated values. Run from this folder: Rscript mixed.R
suppressMessages({ library(nlme); library(lme4); library(lmerTest); library(emmeans); library(jsonlite) })
options(contrasts = c("contr.treatment", "contr.poly"), warn = 1)
emm_options(lmer.df = "kenward-roger")
source("mixed_functions.R")

specs <- list(
  list(name = "one group, 3 visits", sizes = 20, k = 3, sd = 6, within = 3, gaps = .15),
  list(name = "2 visits", sizes = c(15, 14), k = 2, sd = 5, within = 4, gaps = .1),
  list(name = "2 groups, 5 visits", sizes = c(25, 24), k = 5, sd = 5, within = 4, gaps = .08, dropout = .06, baseline = TRUE),
  list(name = "3 groups, age, sex", sizes = c(20, 15, 18), k = 4, sd = 6, within = 4, gaps = .1, age = TRUE, sex = TRUE),
  list(name = "4 groups", sizes = c(12, 12, 11, 13), k = 3, sd = 4, within = 4, gaps = .12),
  list(name = "9 visits", sizes = 70, k = 9, sd = 4, within = 4, gaps = .05, age = TRUE),
  list(name = "6 visits, dropout", sizes = c(30, 34), k = 6, sd = 5, within = 3, gaps = .01, dropout = .08, baseline = TRUE),
  list(name = "complete", sizes = c(16, 19), k = 4, sd = 5, within = 4, gaps = 0),
  list(name = "patients far apart", sizes = c(18, 17), k = 4, sd = 40, within = 2, gaps = .1),
  list(name = "spread grows", sizes = c(22, 23), k = 4, sd = 3, within = 2, gaps = .1, grow = 2, baseline = TRUE),
  list(name = "alike no more than others", sizes = c(14, 15), k = 3, sd = 0, within = 5, gaps = .1, swing = 3),
  list(name = "small unit", sizes = c(20, 21), k = 4, sd = .05, within = .04, gaps = .1, level = .85, digits = 4, slope = .01),
  list(name = "120 patients, sites", sizes = c(58, 62), k = 4, sd = 5, within = 4, gaps = .03, dropout = .08, baseline = TRUE,
    site = TRUE, sex = TRUE)
)

`%or%` <- function(a, b) if (is.null(a)) b else a
simulate <- function(s) {
  n <- sum(s$sizes); k <- s$k; level <- s$level %or% 25; slope <- s$slope %or% 1.5; digits <- s$digits %or% 1
  group <- rep(seq_along(s$sizes), s$sizes); between <- rnorm(n, 0, s$sd)
  e <- matrix(rnorm(n * k, 0, s$within), n); for (j in 2:k) e[, j] <- .5 * e[, j - 1] + e[, j]
  swing <- (s$swing %or% 0) * outer(rnorm(n), (-1)^seq_len(k)) 
  y <- level + between + e + swing - slope * outer(.5 + group / 2, seq_len(k))
  if (!is.null(s$grow)) y <- level + sweep(y - level, 2, s$grow^(seq_len(k) - 1), "*")
  y[matrix(runif(n * k) < s$gaps, n)] <- NA
  if (!is.null(s$dropout)) for (i in seq_len(n)) { at <- which(runif(k - 1) < s$dropout)[1]; if (!is.na(at)) y[i, (at + 1):k] <- NA }
  list(y = round(y, digits), group = group, baseline = round(30 + between + rnorm(n, 0, 3)), age = sample(20:70, n, TRUE),
    sex = sample(1:2, n, TRUE), site = sample(1:3, n, TRUE))
}

long <- function(s, d) {
  n <- nrow(d$y); k <- s$k; rows <- data.frame(id = rep(seq_len(n), each = k), time = rep(seq_len(k), n))
  rows$value <- as.vector(t(d$y)); rows$visit <- factor(rows$time)
  for (name in c("group", "sex", "site")) rows[[name]] <- factor(d[[name]][rows$id])
  for (name in c("baseline", "age")) rows[[name]] <- d[[name]][rows$id]
  rows[!is.na(rows$value), ]
}
formula_of <- function(s) as.formula(paste(c("value ~ visit", if (length(s$sizes) > 1) "group", if (!is.null(s$baseline)) "baseline",
  if (!is.null(s$age)) "age", if (!is.null(s$sex)) "sex", if (!is.null(s$site)) "site", if (length(s$sizes) > 1) "visit:group",
  if (!is.null(s$baseline)) "visit:baseline"), collapse = " + "))

correlation <- function(code, k) switch(code,
  us = corSymm(form = ~ time | id), toeph = , toep = if (k > 2) corARMA(rep(.1, k - 1), form = ~ time | id, p = k - 1) else corAR1(.2, form = ~ time | id),
  ar1h = , ar1 = corAR1(.2, form = ~ time | id), corCompSymm(.2, form = ~ 1 | id))
control <- glsControl(maxIter = 500, msMaxIter = 1000, tolerance = 1e-10, msTol = 1e-13, opt = "nlminb")
fit_gls <- function(code, s, frame, method = "REML") gls(formula_of(s), frame, correlation(code, s$k), method = method,
  weights = if (code %in% c("us", "toeph", "ar1h", "csh")) varIdent(form = ~ 1 | visit), control = control)

# Covariance of all visits, from the parts of a gls fit.
sigma_of <- function(code, fit, k) {
  rho <- unname(coef(fit$modelStruct$corStruct, unconstrained = FALSE)); lag <- abs(outer(seq_len(k), seq_len(k), "-"))
  r <- diag(k)
  if (code == "us") { r[lower.tri(r)] <- rho; r <- r + t(r) - diag(k) }
  if (code %in% c("toeph", "toep")) r <- matrix(if (k > 2) ARMAacf(rho, lag.max = k - 1)[lag + 1] else rho^lag, k)
  if (code %in% c("ar1h", "ar1")) r <- rho^lag
  if (code %in% c("csh", "cs")) r[lag > 0] <- rho
  v <- fit$modelStruct$varStruct
  sd <- fit$sigma * if (is.null(v)) rep(1, k) else coef(v, unconstrained = FALSE, allCoef = TRUE)[as.character(seq_len(k))]
  outer(sd, sd) * r
}

by_definition <- function(code, s, frame, fit, full) {
  x <- model.matrix(formula_of(s), frame); at <- polish(code, parameters_of(code, sigma_of(code, fit, s$k)), s$k, frame, x)
  l <- diag(ncol(x)); out <- list(value = at$value, beta = at$beta, se = sqrt(diag(at$phi)), theta_hessian = NULL)
  if (!full) return(out)
  for (information in c("observed", "expected")) {
    kr <- small_sample(at, FALSE, information); linear <- small_sample(at, TRUE, information)
    out[[information]] <- list(se = sqrt(diag(kr$covariance)), se_linear = sqrt(diag(linear$covariance)),
      df = apply(l, 1, function(r) satterthwaite(kr, r)),
      visit = kenward_roger_f(kr, l[2:s$k, , drop = FALSE], at$beta), visit_linear = kenward_roger_f(linear, l[2:s$k, , drop = FALSE], at$beta))
  }
  out
}

gls_figures <- function(code, s, frame) {
  fit <- tryCatch(fit_gls(code, s, frame), error = function(e) { message(s$name, " ", code, ": ", conditionMessage(e)); NULL })
  if (is.null(fit)) return(NULL)
  out <- list(minus2 = -2 * as.numeric(logLik(fit)), aic = AIC(fit), bic = BIC(fit), beta = unname(coef(fit)), se = unname(sqrt(diag(vcov(fit)))))
  if (code == "us") { out$normalised <- as.vector(residuals(fit, "normalized")); out$ml <- -2 * as.numeric(logLik(fit_gls(code, s, frame, "ML"))) }
  out$definition <- by_definition(code, s, frame, fit, s$k < 9 || code != "us")
  out
}

table_of <- function(x) unname(as.list(as.data.frame(x)))
lmer_figures <- function(s, frame) {
  frame2 <- frame; formula <- update(formula_of(s), . ~ . + (1 | id))
  tight <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11, maxfun = 1e5))
  fit <- lmerTest::lmer(formula, frame2, control = tight)
  if (isSingular(fit)) return(list(singular = TRUE))
  s1 <- coef(summary(fit, ddf = "Satterthwaite")); s2 <- coef(summary(fit, ddf = "Kenward-Roger"))
  out <- list(minus2 = as.numeric(REMLcrit(fit)), beta = unname(s1[, 1]), se = unname(s1[, 2]), df = unname(s1[, 3]), kr_se = unname(s2[, 2]), kr_df = unname(s2[, 3]),
    variances = as.data.frame(VarCorr(fit))$vcov)
  options(contrasts = c("contr.sum", "contr.poly")); on.exit(options(contrasts = c("contr.treatment", "contr.poly")))
  sums <- lmerTest::lmer(formula, frame2, control = tight)
  for (ddf in c("Satterthwaite", "Kenward-Roger")) { a <- anova(sums, type = 3, ddf = ddf)
    out[[paste("type III", ddf)]] <- list(term = rownames(a), f = a[, "F value"], df1 = a$NumDF, df2 = a$DenDF, p = a[, "Pr(>F)"]) }
  j <- as.data.frame(joint_tests(fit)); out$joint <- list(term = as.character(j[[1]]), f = j$F.ratio, df1 = j$df1, df2 = j$df2)
  spec <- if (length(s$sizes) > 1) ~ group * visit else ~ visit
  for (w in c("equal", "proportional")) { m <- as.data.frame(summary(emmeans(fit, spec, weights = w, data = frame2)))
    out[[w]] <- list(mean = m$emmean, se = m$SE, df = m$df, low = m$lower.CL, high = m$upper.CL) }
  v <- as.data.frame(summary(contrast(emmeans(fit, ~ visit), "trt.vs.ctrl1", adjust = "holm"), infer = TRUE))
  out$from_first <- list(estimate = v$estimate, se = v$SE, df = v$df, p = v$p.value, low = v$lower.CL)
  if (length(s$sizes) > 1) { g <- as.data.frame(summary(contrast(emmeans(fit, ~ group | visit), "pairwise", adjust = "none"), infer = TRUE))
    out$groups <- list(estimate = g$estimate, se = g$SE, df = g$df, low = g$lower.CL, high = g$upper.CL, p = g$p.value) }
  out
}

set.seed(20261130)
sets <- list()
for (s in specs) {
  d <- simulate(s); frame <- long(s, d)
  codes <- c("us", "toeph", "ar1h", "csh", "toep", "ar1", "cs")
  fits <- sapply(codes, gls_figures, s = s, frame = frame, simplify = FALSE)
  sets <- c(sets, list(list(name = s$name, levels = length(s$sizes), baseline = !is.null(s$baseline), age = !is.null(s$age), sex = !is.null(s$sex),
    site = !is.null(s$site), data = c(list(y = d$y), d[-1]), gls = fits, intercept = lmer_figures(s, frame))))
  message(s$name)
}
versions <- sapply(c("nlme", "lme4", "lmerTest", "pbkrtest", "emmeans"), function(p) as.character(packageVersion(p)))
write(toJSON(list(versions = as.list(versions), sets = sets), digits = I(11), na = "null", null = "null", auto_unbox = TRUE), "mixed.json")
