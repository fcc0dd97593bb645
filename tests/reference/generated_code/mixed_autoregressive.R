# Mixed model in R, from the rows: the numbers of the dashboard without the dashboard.
# Run it beside cohort.csv: Rscript mixed.R
#
# Cohort       <img src=x onerror=alert(1)> [x](javascript:alert(1)) $\LaTeX$
#              =HYPERLINK("x") **bold**
# Fingerprint  b4eddcde03329981362763c8ba966a04a7e58906cb92d7c81829619eee307e0c
# Patients     15 of 15: all patients
# Outcome      Responder: MADRS fell ≥ 50 % from W0 to W1 and was above 10 at W1;
#              remitter: ≤ 10 at W1.
# Settings     /anova?x=1
# Versions     dashboard 0.2.0; tried with R 4.2.2, nlme 3.1-162, lme4 1.1-31, lmerTest
#              3.1-3, pbkrtest 0.5.2; mmrm’s block after its manual

# One row a patient and visit; every cell is read as text.
rows <- read.csv("cohort.csv", colClasses = "character", check.names = FALSE, na.strings = "", encoding = "UTF-8")
patients <- rows[!duplicated(rows[["patient"]]), , drop = FALSE]
visits <- c("v0", "v1")  # in the order of the protocol

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

# Patients: all
keep <- rep(TRUE, nrow(patients))

# Patients with a value at any visit; a visit at which nobody was measured is left out.
values <- by_visit("mg")
enters <- keep & rowSums(!is.na(values)) > 0
values <- values[enters, , drop = FALSE]; own <- patients[enters, , drop = FALSE]
used <- colSums(!is.na(values)) > 0
values <- values[, used, drop = FALSE]; visits <- visits[used]
n <- nrow(values); k <- ncol(values)
long <- data.frame(id = factor(rep(seq_len(n), k)), y = as.vector(values), time = rep(seq_len(k), each = n),
                   visit = factor(rep(visits, each = n), levels = visits))

# REML by nlme. Its SE are those of the model, as Satterthwaite's; Kenward and Roger's add for small samples.
library(nlme)
long <- na.omit(long); long <- long[order(long$id, long$time), ]
formula <- y ~ visit
correlation <- corAR1(.2, form = ~ time | id)
model <- gls(formula, long, correlation, weights = NULL,
             control = glsControl(maxIter = 500, msMaxIter = 1000, tolerance = 1e-10, msTol = 1e-13, opt = "nlminb"))
show("model", "patients" = length(unique(long$id)), "values" = nrow(long),
     "minus 2 log L" = -2 * as.numeric(logLik(model)))
for (name in names(coef(model))) show(paste0("effect, ", name), "estimate" = coef(model)[[name]],
  "SE" = sqrt(vcov(model)[name, name]))

# The same with Kenward and Roger's df from the observed information, by the package mmrm.
if (requireNamespace("mmrm", quietly = TRUE)) {
  print(summary(mmrm::mmrm(update(formula, . ~ . + ar1(visit | id)), long, method = "Kenward-Roger")))
}
