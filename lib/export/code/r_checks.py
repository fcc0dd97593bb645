"""Who complete cases lose, and whether other tests agree with the analysis of variance, as R."""

from __future__ import annotations

from lib.analysis.anova.agreement import HypothesisTest, compare_tests
from lib.analysis.anova.checks import RANKS_SETTINGS, compare_ranks
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.grouping import EVERYONE, OUTCOME, group_patients
from lib.export.code.base import needs_outcome
from lib.export.code.literals import fill, r_literal
from lib.export.code.r_anova import LIBRARIES, R_VERSIONS, r_analysis
from lib.export.code.r_base import r_cases, r_outcome, r_start
from lib.export.code.request import ScriptRequest, header_lines, measure_of
from lib.present.common.version import VERSION
from lib.stats.common.result import Refusal

LEFT_OUT = """
# Patients lost for a missing value, against those kept: measures at the first visit (Welch), and groups.
asked <- by_visit(<<measure>>)
asked <- asked[, colSums(!is.na(asked[keep, , drop = FALSE])) > 0, drop = FALSE]
lost <- keep & !complete.cases(asked); kept <- keep & complete.cases(asked)<<grouped>>
show("sides", "left out" = sum(lost), "kept" = sum(kept))
for (measure in <<measures>>) {
  first <- by_visit(measure)[, 1]; name <- paste0(measure, ", left out - kept")
  a <- first[lost & !is.na(first)]; b <- first[kept & !is.na(first)]
  show(name, "n left out" = length(a), "n kept" = length(b))
  if (min(length(a), length(b)) > 1) {
    show(name, "difference" = mean(a) - mean(b))
    if (length(unique(a)) + length(unique(b)) > 2) {
      t <- t.test(a, b)
      show(name, "t" = unname(t$statistic), "df" = unname(t$parameter), "p" = t$p.value,
        "CI low" = t$conf.int[1], "CI high" = t$conf.int[2])
    }
  }
}
count <- function(name, members) {
  show(paste("group", name), "left out" = sum(members & lost), "kept" = sum(members & kept))
}
"""
OUTCOMES = """
for (name in <<names>>) count(name, outcomes[[name]])
"""
LEVELS = """
for (level in <<names>>) count(level, patients[[<<column>>]] %in% level)
"""
FRIEDMAN = """
friedman <- friedman.test(values)
figures <- c("n" = n, "chi squared" = unname(friedman$statistic), "df" = k - 1, "p" = friedman$p.value,
  "W" = unname(friedman$statistic) / (n * (k - 1)))
ranks <- colMeans(t(apply(values, 1, rank))); names(ranks) <- paste("mean rank", visits)
show("Friedman, all patients", figures, ranks)
"""
AGREEMENT = """
# Tests of one hypothesis side by side, none of them adjusted.
show(<<name>>, <<figures>>)
"""
#: Rows of a correction, as the script of the analysis of variance names their p.
P_OF = {"none": "p", "Greenhouse–Geisser": "p GG", "Huynh–Feldt": "p HF"}


def r_left_out(request: ScriptRequest) -> str | None:
    """Write who is left out as R; None where nobody is."""
    settings, question = request.settings, request.question
    found = compare_left_out(question, settings.measure, settings.between)
    if found is None:
        return None
    text = fill(
        LEFT_OUT,
        measure=r_literal(measure_of(request).name),
        measures=r_literal([row.measure.name for row in found.baseline]),
        grouped=" & !is.na(group)" if settings.between != EVERYONE else "",
    )
    blocks = [*r_start(request, settings.between), text]
    if question.classification is not None:
        names = r_literal([group.name for group in group_patients(question, OUTCOME).groups])
        blocks += [] if needs_outcome(request, settings.between) else [r_outcome(request)]
        blocks.append(fill(OUTCOMES, names=names))
    for column in question.cohort.codebook.with_role("diagnosis")[:1]:
        names = r_literal([group.name for group in group_patients(question, column.name).groups])
        blocks.append(fill(LEVELS, column=r_literal(column.name), names=names))
    return _script("Patients left out for a missing value in R", request, "left_out.R", blocks)


def r_agreement(request: ScriptRequest) -> str | None:
    """Write the tests of each hypothesis as R; None where there is one alone, or where Friedman's is exact."""
    settings, question = request.settings, request.question
    answer = analyse_anova(question, settings.measure, settings.between, settings.sumsq)
    hypotheses = compare_tests(answer, settings.correct)
    ranks = compare_ranks(question, *settings.pick(RANKS_SETTINGS))
    whole = None if isinstance(ranks, Refusal) else ranks.friedman[0].test
    if not hypotheses or (whole is not None and not isinstance(whole, Refusal) and whole.exact):
        return None
    blocks = [LIBRARIES, *r_start(request, settings.between), r_cases(request, measure_of(request).name)]
    blocks += r_analysis(request, answer, table_alone=True)
    blocks += [] if whole is None or isinstance(whole, Refusal) else [FRIEDMAN]
    for row in hypotheses:
        name = row.hypothesis.replace("×", "x")
        figures = ", ".join(
            f"{r_literal(test.name)} = results[[{r_literal(_place(name, test))}]]" for test in row.tests
        )
        blocks.append(fill(AGREEMENT, name=r_literal(f"tests of {name}"), figures=figures))
    return _script("Agreement of tests in R", request, "agreement.R", blocks)


def _place(effect: str, test: HypothesisTest) -> str:
    """Find under which name the p of a test was shown."""
    if test.name.startswith("Pillai"):
        return f"{effect}, Pillai's trace | p"
    if test.name.startswith("Friedman"):
        return "Friedman, all patients | p"
    return f"{effect} | {next((p for name, p in P_OF.items() if f'({name})' in test.name), 'p')}"


def _script(title: str, request: ScriptRequest, name: str, blocks: list[str]) -> str:
    header = header_lines(title, request, f"dashboard {VERSION}; tried with {R_VERSIONS}", f"Rscript {name}")
    parts = ["\n".join(header), *blocks]
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"
