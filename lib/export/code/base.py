"""The blocks every script begins with (load, derive, define the outcome, select, group), and its end."""

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
from lib.cohort.codebook import Column
from lib.cohort.cohort import Cohort
from lib.cohort.comparison import Pinned
from lib.cohort.filter_kinds import Filter
from lib.cohort.filters import FILTERS
from lib.cohort.outcome import BINARY_NOISE, describe_definition
from lib.cohort.selection import Selection
from lib.export.code.filters import python_condition
from lib.export.code.literals import comment, fill, python_literal
from lib.export.code.request import DATA_FILE, Piece, ScriptRequest, identifier_of, visit_column_of
from lib.stats.common.differences import recorded_decimals

LOAD = """
# One row a patient and visit. Every cell is read as text, so that nothing is guessed; numbers are made below.
rows = pd.read_csv(<<file>>, dtype=str, keep_default_na=False, na_values=[""])
patients = rows.drop_duplicates(<<patient>>).set_index(<<patient>>)
VISITS = <<visits>>  # in the order of the protocol
results = {}


def by_visit(measure):
    \"\"\"Patients x visits; NaN where a value is missing.\"\"\"
    table = rows.pivot(index=<<patient>>, columns=<<visit>>, values=measure)
    return table.reindex(index=patients.index, columns=VISITS).astype(float)
"""

ANY_OF = """
def any_of(names):
    \"\"\"yes as soon as one is yes, no when all are no; else missing.\"\"\"
    found = patients[names].eq("yes").any(axis=1)
    return found.map({True: "yes", False: "no"}).where(found | patients[names].notna().all(axis=1))
"""

COUNT_OF = """
def count_of(names):
    \"\"\"How many are yes; missing when one of them is.\"\"\"
    return patients[names].eq("yes").sum(axis=1).astype(str).where(patients[names].notna().all(axis=1))
"""

DERIVED = "patients[<<name>>] = <<kind>>(<<members>>)"

OUTCOME_BLOCK = """
# <<words>>
scores = by_visit(<<scale>>)
baseline, endpoint = scores[<<first>>], <<endpoint>>
evaluable = baseline.notna() & endpoint.notna() & (baseline > 0)  # else not evaluable, never a non-responder
responded = evaluable & (100 * (baseline - endpoint) >= <<percent>> * baseline)  # <<compared>>
remitted = evaluable & (endpoint <= <<cutoff>>)
outcomes = {
    "responder": <<responder>>,
    "remitter": remitted,
    "non_responder": <<non_responder>>,
    "not_evaluable": ~evaluable,
}
"""
AT_ENDPOINT = "scores[<<last>>]"
CARRIED = "scores[<<until>>].ffill(axis=1)[<<last>>]  # last observation carried forward"
#: Who is a responder and who a non-responder, by grouping.
MEMBERS = {
    "disjoint": ("responded & ~remitted", "evaluable & ~responded & ~remitted"),
    "overlapping": ("responded", "evaluable & ~responded"),
}

SELECT = """
# Patients: <<words>>
keep = pd.Series(True, index=patients.index)<<conditions>>
results["patients"] = {"selected": keep.sum(), "in the file": len(keep)}
"""

GROUPS_OF_ALL = """
groups = {"all patients": keep}
"""
GROUPS_OF_OUTCOME = """
groups = {name: keep & outcomes[name] for name in <<shown>>}
"""
#: A kept selection as a condition on every patient of the file.
PINNED = """
in_<<letter>> = pd.Series(True, index=patients.index)  # <<words>><<conditions>>
"""
GROUPS_OF_COMPARISON = {
    A_B: """
groups = {"a": keep & in_a, "b": keep & in_b}
""",
    A_REST: """
groups = {"a": keep & in_a, "rest": keep & ~in_a}
""",
}
GROUPS_OF_COLUMN = """
groups = {level: keep & (patients[<<column>>] == level) for level in <<levels>>}
"""
TESTED = """
tested = <<tested>>  # the groups that tests compare
group = pd.Series(np.nan, index=patients.index, dtype=object)
for name in tested:
    group[groups[name]] = name
"""

FINISH = """
# Every number once to read, and all of them as one line of JSON.
for name, figures in results.items():
    print(f"{name}: " + ", ".join(f"{figure} {value:.6g}" for figure, value in figures.items()))
print(json.dumps(results, default=float))
"""


def piece_load(request: ScriptRequest) -> Piece:
    """Read the file."""
    text = fill(
        LOAD,
        file=python_literal(DATA_FILE),
        patient=python_literal(identifier_of(request)),
        visit=python_literal(visit_column_of(request)),
        visits=python_literal(list(request.question.cohort.visit_names)),
    )
    return Piece(text, ("pd",))


def pieces_derived(request: ScriptRequest, columns: Sequence[str]) -> tuple[Piece, ...]:
    """Compute derived columns among those named; none where all are stored."""
    derived = derived_members(request, columns)
    if not derived:
        return ()
    functions = [FUNCTIONS[kind] for kind in FUNCTIONS if any(column.kind == kind for column in derived)]
    lines = [
        fill(DERIVED, name=python_literal(c.name), kind=c.kind, members=python_literal(members))
        for c, members in derived.items()
    ]
    return (*(Piece(text) for text in functions), Piece("\n".join(lines)))


#: How a derived column is computed, by its kind.
FUNCTIONS = {"any_of": ANY_OF, "count_of": COUNT_OF}


def threshold(request: ScriptRequest) -> tuple[str, str]:
    """Give the response threshold as it is compared, and why so: scores with decimals are not exact in binary."""
    question = request.question
    percent = python_literal(question.definition.response_percent)
    scores = question.cohort.measures[question.cohort.codebook.depression.name]
    if recorded_decimals(scores) == 0:
        return percent, "no division: whole numbers, exact"
    return f"({percent} - {BINARY_NOISE:g})", "no division; less the noise of binary fractions"


def piece_outcome(request: ScriptRequest) -> Piece:
    """Define the outcome groups as the definition in force does."""
    question = request.question
    cohort, definition = question.cohort, question.definition
    visits = list(cohort.visit_names)
    last = python_literal(definition.endpoint)
    endpoint = fill(AT_ENDPOINT, last=last)
    if definition.missing == "locf":
        until = visits[1 : visits.index(definition.endpoint) + 1]
        endpoint = fill(CARRIED, until=python_literal(until), last=last)
    responder, non_responder = MEMBERS[definition.grouping]
    percent, compared = threshold(request)
    text = fill(
        OUTCOME_BLOCK,
        words=comment(describe_definition(cohort, definition)),
        scale=python_literal(cohort.codebook.depression.name),
        first=python_literal(visits[0]),
        endpoint=endpoint,
        percent=percent,
        compared=compared,
        cutoff=python_literal(definition.remission_cutoff),
        responder=responder,
        non_responder=non_responder,
    )
    return Piece(text)


def piece_select(request: ScriptRequest) -> Piece:
    """Keep the patients the filters keep, one line a filter."""
    selection, cohort = request.question.selection, request.question.cohort
    lines = []
    for row in active_filters(request):
        condition = python_condition(row, cohort, selection.choices[row.name], selection.keep_missing)
        lines.append(f"\nkeep &= {condition}  # {comment(row.sentence(cohort, selection.choices[row.name]))}")
    words = "missing values pass a filter" if selection.keep_missing else "a missing value fails a filter"
    text = fill(SELECT, words=f"filters one by one; {words}" if lines else "all", conditions="".join(lines))
    return Piece(text, ("pd",))


def active_filters(request: ScriptRequest) -> list[Filter]:
    """List the filters in force that apply to the cohort, in the order of the table."""
    return filters_of(request.question.selection, request.question.cohort)


def filters_of(selection: Selection, cohort: Cohort) -> list[Filter]:
    """List the filters of a selection that apply to a cohort, in the order of the table."""
    return [row for row in FILTERS if selection.choices.get(row.name) and row.applies(cohort)]


def pieces_start(
    request: ScriptRequest, by: str = EVERYONE, columns: Sequence[str] = ()
) -> tuple[Piece, ...]:
    """Give the pieces every script begins with: load, derive, outcome where it is asked for, and select.

    Parameters
    ----------
    request : Asked
        The question.
    by : str
        What divides the patients later.
    columns : sequence of str
        Further columns the analysis needs.
    """
    return (
        piece_load(request),
        *pieces_derived(request, [*columns_looked_at(request, by), *columns]),
        *((piece_outcome(request),) if needs_outcome(request, by) else ()),
        piece_select(request),
    )


def columns_looked_at(request: ScriptRequest, by: str) -> list[str]:
    """List the characteristics that filters and groups look at."""
    cohort = request.question.cohort
    used: list[str] = []
    for selection in (request.question.selection, *(one.selection for _, one in pinned_of(request, by))):
        for row in filters_of(selection, cohort):
            used += row.columns(cohort, selection.choices[row.name])
    return used + ([by] if by not in NO_COLUMN else [])


def pinned_of(request: ScriptRequest, by: str) -> list[tuple[str, Pinned]]:
    """List the kept selections that a grouping sets side by side, each with its letter."""
    pins = request.question.comparison
    letters = {A_B: (("a", pins.a), ("b", pins.b)), A_REST: (("a", pins.a),)}
    return [(letter, one) for letter, one in letters.get(by, ()) if one is not None]


def needs_outcome(request: ScriptRequest, by: str) -> bool:
    """Tell whether groups or filters ask for the outcome."""
    cohort = request.question.cohort
    selections = [request.question.selection, *(one.selection for _, one in pinned_of(request, by))]
    return by == OUTCOME or any(row.name == OUTCOME for s in selections for row in filters_of(s, cohort))


def derived_members(request: ScriptRequest, columns: Sequence[str]) -> dict[Column, list[str]]:
    """Find the derived columns among those named, with the stored columns they are counted from."""
    book = request.question.cohort.codebook
    stored = {c.name for c in book.characteristics if c.kind not in FUNCTIONS}
    derived = [book.column(name) for name in dict.fromkeys(columns) if book.column(name).kind in FUNCTIONS]
    return {column: [name for name in column.members if name in stored] for column in derived}


def pieces_groups(request: ScriptRequest, by: str, *, with_tests: bool) -> tuple[Piece, ...]:
    """Divide the selected patients; `with_tests` also gives each the one group for tests."""
    grouping = group_patients(request.question, by)
    shown = python_literal([group.name for group in grouping.groups])
    if by == EVERYONE:
        first = Piece(GROUPS_OF_ALL)
    elif by == OUTCOME:
        first = Piece(fill(GROUPS_OF_OUTCOME, shown=shown))
    elif by in COMPARISONS:
        kept = [_piece_pinned(request, letter, one) for letter, one in pinned_of(request, by)]
        first = Piece("\n".join([*kept, GROUPS_OF_COMPARISON[by].strip("\n")]), ("pd",))
    else:
        first = Piece(fill(GROUPS_OF_COLUMN, column=python_literal(by), levels=shown))
    if not with_tests:
        return (first,)
    tested = python_literal([group.name for group in grouping.tested])
    return first, Piece(fill(TESTED, tested=tested), ("np", "pd"))


def _piece_pinned(request: ScriptRequest, letter: str, pinned: Pinned) -> str:
    """Write whom a kept selection keeps, one line a filter."""
    selection, cohort = pinned.selection, request.question.cohort
    lines = []
    for row in filters_of(selection, cohort):
        choice = selection.choices[row.name]
        condition = python_condition(row, cohort, choice, selection.keep_missing)
        lines.append(f"\nin_{letter} &= {condition}  # {comment(row.sentence(cohort, choice))}")
    words = comment(pinned.name) or f"selection {letter.upper()}"
    return fill(PINNED, letter=letter, words=words, conditions="".join(lines)).strip("\n")


def piece_finish() -> Piece:
    """Print what was found."""
    return Piece(FINISH, ("json",))
