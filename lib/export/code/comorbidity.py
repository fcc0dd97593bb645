"""Comorbidities, medicines and diagnoses as Python: who has what, what goes together, courses, response."""

from __future__ import annotations

from lib.analysis.common.grouping import EVERYONE, OUTCOME
from lib.analysis.comorbidity.cooccurrence import analyse_cooccurrence
from lib.analysis.comorbidity.courses import analyse_courses
from lib.analysis.comorbidity.features import (
    COMORBIDITY,
    DIAGNOSIS,
    Feature,
    NumberLevels,
    list_features,
    number_levels,
)
from lib.analysis.comorbidity.prevalence import Prevalence, analyse_prevalence
from lib.analysis.comorbidity.response import analyse_responses
from lib.export.code.anova import ETA_LIMITS
from lib.export.code.base import COUNT_OF, piece_finish, pieces_groups, pieces_start
from lib.export.code.comorbidity_blocks import (
    COURSES,
    FAMILY,
    FEATURES,
    NOT_EXACT,
    NUMBER,
    PAIRS,
    PREVALENCE,
    PREVALENCE_OF_NUMBER,
    REACHED,
    RESPONSE,
    TEST_OF_NUMBER,
    TESTS,
    TESTS_FOUND,
    WITHIN,
)
from lib.export.code.literals import fill, python_literal
from lib.export.code.request import Draft, Piece, ScriptRequest
from lib.export.code.table1 import p_of_counts
from lib.stats.common.result import Refusal, unwrap


def _pieces_features(request: ScriptRequest, by: str, features: tuple[Feature, ...]) -> tuple[Piece, ...]:
    """Begin a script, and say who has what."""
    rows = [f"\n    {python_literal(f.name)}: {python_literal(_sides(request, f))}," for f in features]
    within = {f.name: f.column.tested_within for f in features if f.column.tested_within}
    columns = [f.column.name for f in features] + [name for name, _ in within.values()]
    number = _number(request)
    columns += [number.column] if number is not None and number.column else []
    return (
        *pieces_start(request, by, columns),
        Piece(fill(FEATURES, features="".join(rows) + "\n")),
        *((Piece(fill(WITHIN, within=python_literal(within))),) if within else ()),
    )


def _sides(request: ScriptRequest, feature: Feature) -> tuple[str, list[str], list[str]]:
    """Column of a feature, with the levels that have it and those that have it not."""
    column, cohort = feature.column, request.question.cohort
    codes = [level.code for level in cohort.levels(column.name)]
    if feature.kind != DIAGNOSIS:
        none = "0" if column.kind == "count_of" else "no"
        return column.name, [code for code in codes if code != none], [none]
    own = unwrap(feature.filter)[1]
    return column.name, [own], [code for code in codes if code != own]


def _pieces_number(request: ScriptRequest, number: NumberLevels) -> tuple[Piece, ...]:
    """Divide the patients by their number of comorbidities, counted where the file does not hold it."""
    book = request.question.cohort.codebook
    somatic = [c.name for c in book.with_role("comorbidity") if c.kind in ("yes_no", "any_of")]
    counted = f"count_of({python_literal(somatic)})"
    before: tuple[Piece, ...] = (Piece(COUNT_OF),)
    if number.column:
        counted, before = f"patients[{python_literal(number.column)}]", ()
    top = [str(count) for count in range(len(number.levels) - 1, max(len(somatic), len(number.levels)) + 1)]
    levels = {
        level.name: list(codes) or (top if level.name.endswith("+") else [level.name])
        for level, codes in zip(number.levels, number.filter_codes, strict=True)
    }
    return (*before, Piece(fill(NUMBER, number=counted, levels=python_literal(levels))))


def _number(request: ScriptRequest) -> NumberLevels | None:
    return number_levels(request.question) if request.settings.kind == COMORBIDITY else None


def draft_prevalence(request: ScriptRequest) -> Draft:
    """Frequency of each feature, by group."""
    by, features = request.settings.compare, list_features(request.question, request.settings.kind)
    result, number = analyse_prevalence(request.question, by, request.settings.kind), _number(request)
    shown = '{"all patients": keep}' if by == EVERYONE else '{"all patients": keep, **groups}'
    tests = _pieces_tests(result) if len(result.grouping.tested) > 1 else ()
    return Draft(
        "Frequency",
        (
            *_pieces_features(request, by, features),
            *(() if number is None else _pieces_number(request, number)),
            *(() if by == EVERYONE else pieces_groups(request, by, with_tests=bool(tests))),
            Piece(fill(PREVALENCE, shown=shown), ("proportion_confint",)),
            *(() if number is None else (Piece(PREVALENCE_OF_NUMBER, ("pd",)),)),
            *tests,
            piece_finish(),
        ),
    )


def _pieces_tests(result: Prevalence) -> tuple[Piece, ...]:
    defining, number = (result.grouping.by, *result.grouping.picked_by), result.number
    tested = {row.feature.name: row.test for row in result.rows if row.feature.column.name not in defining}
    counted = dict(tested)
    if number is not None and number.levels.column not in defining:
        counted["number"] = number.test
    p, needs = p_of_counts(counted)
    text = fill(
        TESTS,
        p=p,
        tested=python_literal(list(tested)),
        number=TEST_OF_NUMBER if "number" in counted else "",
    )
    family = fill(FAMILY, tests="tests.values()")
    return Piece(text, ("np", "association", *needs)), Piece(family, ("pg",)), Piece(TESTS_FOUND)


def draft_together(request: ScriptRequest) -> Draft:
    """What goes together: pairs."""
    result = analyse_cooccurrence(request.question, request.settings.kind)
    return Draft(
        "What goes together",
        (
            *_pieces_features(request, EVERYONE, result.features),
            Piece(PAIRS, ("combinations", "np", "fexact")),
            Piece(fill(FAMILY, tests="tests.values()"), ("pg",)),
            Piece(TESTS_FOUND),
            piece_finish(),
        ),
    )


def draft_courses(request: ScriptRequest) -> Draft:
    """A measure over the visits with and without each feature: Table 2."""
    settings = request.settings
    result, number = (
        analyse_courses(request.question, settings.measure, settings.kind, settings.correct),
        _number(request),
    )
    tested = [row for row in result.rows if not isinstance(row.interaction, Refusal)]
    names = ["number" if row.feature is None else row.feature.name for row in tested]
    start = (
        *_pieces_features(request, EVERYONE, list_features(request.question, settings.kind)),
        *(() if number is None else _pieces_number(request, number)),
    )
    title = "A measure with and without each feature"
    if not names:
        reason = result.withheld or "no side is large enough for a test."
        return Draft(title, (*start, piece_finish()), (reason,))
    compared = "{name: (has[name], lacks[name]) for name in FEATURES}"
    if number is not None:
        compared = f'{{"number": tuple(numbers.values()), **{compared}}}'
    text = fill(
        COURSES,
        measure=python_literal(settings.measure),
        compared=compared,
        tested=python_literal(names),
        corrections=python_literal(
            {name: unwrap(row.interaction).correction for name, row in zip(names, tested, strict=True)}
        ),
    )
    limits = Piece(ETA_LIMITS, ("special", "brentq"))
    needs = ("np", "helmert", "MANOVA", "pg", "stats")
    return Draft(title, (*start, limits, Piece(text, needs), piece_finish()))


def draft_response(request: ScriptRequest) -> Draft:
    """How many respond or remit with and without each feature."""
    settings = request.settings
    result = analyse_responses(request.question, settings.target, settings.kind)
    features = list_features(request.question, settings.kind)
    if result.refusal is not None:
        start = _pieces_features(request, EVERYONE, features)
        return Draft("Response with and without", (*start, piece_finish()), (result.refusal.reason,))
    reached, words = REACHED[settings.target, request.question.definition.grouping]
    needs = ("np", "fexact", "odds_ratio", "proportion_confint", "confint_proportions_2indep")
    return Draft(
        "Response with and without",
        (
            *_pieces_features(request, OUTCOME, features),
            Piece(fill(RESPONSE, reached=reached, words=words), needs),
            Piece(fill(FAMILY, tests="tests.values()"), ("pg",)),
            Piece(TESTS_FOUND),
            piece_finish(),
        ),
        (NOT_EXACT,),
    )
