"""The blocks an R script begins with: load the rows, derive columns, define the outcome, select, group."""

from __future__ import annotations

from collections.abc import Sequence

from lib.analysis.common.grouping import (
    A_B,
    A_REST,
    COMPARISONS,
    EVERYONE,
    NO_COLUMN,
    OUTCOME,
    group_patients,
)
from lib.cohort.comparison import Pinned
from lib.cohort.outcome import describe_definition
from lib.export.code.base import (
    active_filters,
    columns_looked_at,
    derived_members,
    filters_of,
    needs_outcome,
    pinned_of,
    threshold,
)
from lib.export.code.filters import r_condition
from lib.export.code.literals import comment, fill, r_literal
from lib.export.code.request import DATA_FILE, ScriptRequest, identifier_of, visit_column_of

LOAD = """
# One row a patient and visit; every cell is read as text.
rows <- read.csv(<<file>>, colClasses = "character", check.names = FALSE, na.strings = "", encoding = "UTF-8")
patients <- rows[!duplicated(rows[[<<patient>>]]), , drop = FALSE]
visits <- <<visits>>  # in the order of the protocol

# Patients x visits, NA where a value is missing.
by_visit <- function(measure) {
  table <- matrix(NA_real_, nrow(patients), length(visits))
  place <- cbind(match(rows[[<<patient>>]], patients[[<<patient>>]]), match(rows[[<<visit>>]], visits))
  table[place] <- as.numeric(rows[[measure]])
  table
}

# One line a number: name | figure = value.
results <- list()
show <- function(name, ...) {
  figures <- c(...)
  results[paste(name, names(figures), sep = " | ")] <<- figures
  cat(sprintf("%s | %s = %.15g\\n", name, names(figures), figures), sep = "")
}
"""

ANY_OF = """
# yes as soon as one is yes, no when all are no; else missing.
any_of <- function(names) {
  yes <- patients[names] == "yes"
  ifelse(rowSums(yes, na.rm = TRUE) > 0, "yes", ifelse(rowSums(is.na(yes)) == 0, "no", NA))
}
"""
COUNT_OF = """
# How many are yes; missing when one of them is.
count_of <- function(names) as.character(rowSums(patients[names] == "yes"))
"""
FUNCTIONS = {"any_of": ANY_OF, "count_of": COUNT_OF}

OUTCOME_BLOCK = """
# <<words>>
scores <- by_visit(<<scale>>)
baseline <- scores[, 1]; endpoint <- <<endpoint>>
evaluable <- !is.na(baseline) & !is.na(endpoint) & baseline > 0  # else not evaluable, never a non-responder
responded <- evaluable & 100 * (baseline - endpoint) >= <<percent>> * baseline  # <<compared>>
remitted <- evaluable & endpoint <= <<cutoff>>
outcomes <- list(responder = <<responder>>, remitter = remitted,
                 non_responder = <<non_responder>>, not_evaluable = !evaluable)
"""
AT_ENDPOINT = "scores[, <<place>>]"
CARRIED = """apply(scores[, 2:<<place>>, drop = FALSE], 1, function(own) {
  known <- own[!is.na(own)]  # last observation carried forward
  if (length(known)) known[length(known)] else NA
})"""
MEMBERS = {
    "disjoint": ("responded & !remitted", "evaluable & !responded & !remitted"),
    "overlapping": ("responded", "evaluable & !responded"),
}

SELECT = """
# Patients: <<words>>
keep <- rep(TRUE, nrow(patients))<<conditions>>
"""

GROUP_OF_OUTCOME = """
tested <- <<tested>>
group <- rep(NA_character_, nrow(patients))
for (name in tested) group[keep & outcomes[[name]]] <- name
"""
PINNED = """
in_<<letter>> <- rep(TRUE, nrow(patients))  # <<words>><<conditions>>
"""
GROUP_OF_COMPARISON = """
tested <- <<tested>>
group <- ifelse(keep & in_a, "a", ifelse(keep & <<other>>, <<second>>, NA))
"""
#: Who is in the second group, and its name.
SECOND = {A_B: ("in_b", "b"), A_REST: ("!in_a", "rest")}
GROUP_OF_COLUMN = """
tested <- <<tested>>
group <- ifelse(keep & patients[[<<column>>]] %in% tested, patients[[<<column>>]], NA)<<confined>>
"""
CONFINED = """
group[!(patients[[<<column>>]] %in% <<level>>)] <- NA  # the column concerns these patients only"""

CASES = """
# Patients with a value at every visit; a visit at which nobody was measured is not asked for.
values <- by_visit(<<measure>>)
used <- colSums(!is.na(values[keep, , drop = FALSE])) > 0
values <- values[, used, drop = FALSE]; visits <- visits[used]
complete <- keep & complete.cases(values)<<grouped>>
values <- values[complete, , drop = FALSE]<<levels>>
"""
LEVELS = "\ngroup <- factor(group[complete], levels = tested[tested %in% group[complete]])"


def r_start(request: ScriptRequest, by: str, columns: Sequence[str] = ()) -> list[str]:
    """Give the blocks every script begins with: load, derive, define, select and group; `columns` are further ones."""
    question = request.question
    load = fill(
        LOAD,
        file=r_literal(DATA_FILE),
        patient=r_literal(identifier_of(request)),
        visit=r_literal(visit_column_of(request)),
        visits=r_literal(list(question.cohort.visit_names)),
    )
    outcome = [r_outcome(request)] if needs_outcome(request, by) else []
    return [load, *_derived(request, by, columns), *outcome, _select(request), *_group(request, by)]


def _derived(request: ScriptRequest, by: str, columns: Sequence[str]) -> list[str]:
    looked_at = [*columns_looked_at(request, by), *_within(request, by)[:1], *columns]
    derived = derived_members(request, looked_at)
    functions = [FUNCTIONS[kind] for kind in FUNCTIONS if any(column.kind == kind for column in derived)]
    lines = [
        f"patients[[{r_literal(c.name)}]] <- {c.kind}({r_literal(members)})" for c, members in derived.items()
    ]
    return [*functions, *(["\n".join(lines)] if lines else [])]


def _within(request: ScriptRequest, by: str) -> tuple[str, ...]:
    """Column and level to which the groups are confined; empty for all patients."""
    if by in NO_COLUMN:
        return ()
    return request.question.cohort.codebook.column(by).tested_within or ()


def r_outcome(request: ScriptRequest) -> str:
    """Define the outcome of every patient."""
    cohort, definition = request.question.cohort, request.question.definition
    place = r_literal(cohort.visit_names.index(definition.endpoint) + 1)
    responder, non_responder = MEMBERS[definition.grouping]
    percent, compared = threshold(request)
    return fill(
        OUTCOME_BLOCK,
        words=comment(describe_definition(cohort, definition)),
        scale=r_literal(cohort.codebook.depression.name),
        endpoint=fill(CARRIED if definition.missing == "locf" else AT_ENDPOINT, place=place),
        percent=percent,
        compared=compared,
        cutoff=r_literal(definition.remission_cutoff),
        responder=responder,
        non_responder=non_responder,
    )


def _select(request: ScriptRequest) -> str:
    selection, cohort = request.question.selection, request.question.cohort
    lines = []
    for row in active_filters(request):
        choice = selection.choices[row.name]
        condition = r_condition(row, cohort, choice, selection.keep_missing)
        lines.append(f"\nkeep <- keep & {condition}  # {comment(row.sentence(cohort, choice))}")
    words = "missing values pass a filter" if selection.keep_missing else "a missing value fails a filter"
    return fill(SELECT, words=f"filters one by one; {words}" if lines else "all", conditions="".join(lines))


def _group(request: ScriptRequest, by: str) -> list[str]:
    if by == EVERYONE:
        return []
    tested = r_literal([group.name for group in group_patients(request.question, by).tested])
    if by == OUTCOME:
        return [fill(GROUP_OF_OUTCOME, tested=tested)]
    if by in COMPARISONS:
        other, second = SECOND[by]
        kept = [_pinned(request, letter, one) for letter, one in pinned_of(request, by)]
        return [*kept, fill(GROUP_OF_COMPARISON, tested=tested, other=other, second=r_literal(second))]
    within = _within(request, by)
    confined = ""
    if within:
        confined = fill(CONFINED, column=r_literal(within[0]), level=r_literal(within[1]))
    return [fill(GROUP_OF_COLUMN, tested=tested, column=r_literal(by), confined=confined)]


def _pinned(request: ScriptRequest, letter: str, pinned: Pinned) -> str:
    selection, cohort = pinned.selection, request.question.cohort
    lines = []
    for row in filters_of(selection, cohort):
        choice = selection.choices[row.name]
        condition = r_condition(row, cohort, choice, selection.keep_missing)
        lines.append(f"\nin_{letter} <- in_{letter} & {condition}  # {comment(row.sentence(cohort, choice))}")
    words = comment(pinned.name) or f"selection {letter.upper()}"
    return fill(PINNED, letter=letter, words=words, conditions="".join(lines))


def r_cases(request: ScriptRequest, measure: str) -> str:
    """Keep the complete cases."""
    grouped = request.settings.between != EVERYONE
    return fill(
        CASES,
        measure=r_literal(measure),
        grouped=" & !is.na(group)" if grouped else "",
        levels=LEVELS if grouped else "",
    )
