"""The mixed model as R: `nlme::gls`, `lme4::lmer` for a random intercept, and `mmrm` where it is installed."""

from __future__ import annotations

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.mixed.fit import AS_COVARIATE, MixedAnswer
from lib.cohort.codebook import LEVELLED_KINDS, Column
from lib.export.code.literals import fill, r_literal
from lib.export.code.mixed.python import answer_of
from lib.export.code.r_base import r_start
from lib.export.code.request import ScriptRequest, header_lines, measure_of
from lib.present.common.version import VERSION
from lib.stats.common.result import Refusal

#: With which the scripts were tried; others do as well.
R_VERSIONS = (
    "R 4.2.2, nlme 3.1-162, lme4 1.1-31, lmerTest 3.1-3, pbkrtest 0.5.2; mmrm’s block after its manual"
)

VALUES = """
# Patients with a value at any visit<<words>>; a visit at which nobody was measured is left out.
values <- by_visit(<<measure>>)
enters <- keep & rowSums(!is.na(values)) > 0<<grouped>>
values <- values[enters, , drop = FALSE]; own <- patients[enters, , drop = FALSE]
used <- colSums(!is.na(values)) > 0
values <- values[, used, drop = FALSE]; visits <- visits[used]<<changes>>
n <- nrow(values); k <- ncol(values)
long <- data.frame(id = factor(rep(seq_len(n), k)), y = as.vector(values), time = rep(seq_len(k), each = n),
                   visit = factor(rep(visits, each = n), levels = visits))
"""
CHANGES = """
first <- values[, 1]  # covariate x visit, and what changes are taken from
values <- values[, -1, drop = FALSE] - first; visits <- visits[-1]"""
GROUP = """
long$group <- factor(rep(group[enters], k), levels = tested[tested %in% group[enters]])
"""
BASELINE = """
long$baseline <- rep(first, k)
"""
NUMBER = """
long$x<<number>> <- rep(as.numeric(own[[<<column>>]]), k)  # <<words>>
"""
LEVELLED = """
long$x<<number>> <- droplevels(factor(rep(own[[<<column>>]], k), levels = <<levels>>))  # <<words>>
"""
GLS = """
# REML by nlme. Its SE are those of the model, as Satterthwaite's; Kenward and Roger's add for small samples.
library(nlme)
long <- na.omit(long); long <- long[order(long$id, long$time), ]
formula <- <<formula>>
correlation <- <<correlation>>
model <- gls(formula, long, correlation, weights = <<weights>>,
             control = glsControl(maxIter = 500, msMaxIter = 1000, tolerance = 1e-10, msTol = 1e-13, opt = "nlminb"))
show("model", "patients" = length(unique(long$id)), "values" = nrow(long),
     "minus 2 log L" = -2 * as.numeric(logLik(model)))
for (name in names(coef(model))) show(paste0("effect, ", name), "estimate" = coef(model)[[name]],
  "SE" = sqrt(vcov(model)[name, name]))
"""
LMER = """
# REML by lme4; Kenward and Roger's df from the expected information, by pbkrtest.
suppressPackageStartupMessages({ library(lme4); library(lmerTest) })
long <- na.omit(long); long <- long[order(long$id, long$time), ]
formula <- <<formula>>
model <- lmer(update(formula, . ~ . + (1 | id)), long,
              control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-11, maxfun = 1e5)))
show("model", "patients" = length(unique(long$id)), "values" = nrow(long),
     "minus 2 log L" = -2 * as.numeric(logLik(model)))
rows <- coef(summary(model, ddf = "Kenward-Roger"))
for (name in rownames(rows)) show(paste0("effect, ", name), "estimate" = rows[name, "Estimate"],
  "SE" = rows[name, "Std. Error"], "df" = rows[name, "df"], "p" = rows[name, "Pr(>|t|)"])
"""
MMRM = """
# The same with Kenward and Roger's df from the observed information, by the package mmrm.
if (requireNamespace("mmrm", quietly = TRUE)) {
  print(summary(mmrm::mmrm(update(formula, . ~ . + <<code>>(visit | id)), long, method = <<method>>)))
}
"""
CORRELATIONS = {
    "us": "corSymm(form = ~ time | id)",
    "ar1": "corAR1(.2, form = ~ time | id)",
    "cs": "corCompSymm(.2, form = ~ 1 | id)",
}
#: A Toeplitz correlation is an autoregression of order k − 1.
TOEPLITZ = (
    "if (k > 2) corARMA(rep(.1, k - 1), form = ~ time | id, p = k - 1) else corAR1(.2, form = ~ time | id)"
)
OWN_VARIANCES = ("us", "toeph", "ar1h", "csh")
MMRM_METHODS = {
    "kr": "Kenward-Roger",
    "krlinear": "Kenward-Roger-Linear",
    "krexpected": "Kenward-Roger",
    "satterthwaite": "Satterthwaite",
}


def r_mixed(request: ScriptRequest) -> str | None:
    """Write the mixed model as R; None where there is no fit, or p values would mislead."""
    answer = answer_of(request)
    if isinstance(answer.model, Refusal) or answer.withheld:
        return None
    settings = request.settings
    header = header_lines(
        "Mixed model in R", request, f"dashboard {VERSION}; tried with {R_VERSIONS}", "Rscript mixed.R"
    )
    grouped, changes = settings.between != EVERYONE, answer.modelled.baseline == AS_COVARIATE
    values = fill(
        VALUES, measure=r_literal(measure_of(request).name), words=", in a group" if grouped else "",
        grouped=" & !is.na(group)" if grouped else "", changes=CHANGES if changes else "",
    )  # fmt: skip
    columns = [_column(request, number, c) for number, c in enumerate(answer.modelled.covariates, start=1)]
    names = [column.name for column in answer.modelled.covariates]
    blocks = [
        "\n".join(header), *r_start(request, settings.between, names), values, GROUP if grouped else "",
        BASELINE if changes else "", *columns, *_models(answer, settings.covariance, settings.ddf),
    ]  # fmt: skip
    return "\n\n".join(block.strip("\n") for block in blocks if block) + "\n"


def _column(request: ScriptRequest, number: int, column: Column) -> str:
    words = " ".join(column.label.split())
    if column.kind not in LEVELLED_KINDS:
        return fill(NUMBER, number=str(number), column=r_literal(column.name), words=words)
    levels = r_literal([level.code for level in request.question.cohort.levels(column.name)])
    return fill(LEVELLED, number=str(number), column=r_literal(column.name), levels=levels, words=words)


def _formula(answer: MixedAnswer) -> str:
    own = ["visit"]
    grouped = answer.modelled.cases.grouping is not None
    changes = answer.modelled.baseline == AS_COVARIATE
    own += ["group"] if grouped else []
    own += ["baseline"] if changes else []
    own += [f"x{number}" for number in range(1, len(answer.modelled.covariates) + 1)]
    own += ["visit:group"] if grouped else []
    own += ["visit:baseline"] if changes else []
    return f"y ~ {' + '.join(own)}"


def _models(answer: MixedAnswer, covariance: str, ddf: str) -> list[str]:
    formula = _formula(answer)
    if covariance == "ri":
        return [fill(LMER, formula=formula)]
    kind = covariance.removesuffix("h")
    correlation = TOEPLITZ if kind == "toep" else CORRELATIONS[kind]
    weights = "varIdent(form = ~ 1 | visit)" if covariance in OWN_VARIANCES else "NULL"
    return [
        fill(GLS, formula=formula, correlation=correlation, weights=weights),
        fill(MMRM, code=covariance, method=r_literal(MMRM_METHODS[ddf])),
    ]
