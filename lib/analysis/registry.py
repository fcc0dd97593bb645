"""The registry of analyses: one row an analysis, which report, bundle, JSON, text and command line all read.

A new analysis is a row of `ANALYSES` with a field of `Answers` by its code, and a row in the table of each layer:
`PASSAGES` and `METHOD_USES` (methods), `RECORDS` (JSON), `WRITERS` (report and text), `SCRIPTS` (code), the checklists'
rules and README. `tests/test_registry_complete.py` fails until all have it.

The page Patient (`lib.analysis.patient`) has no row: it describes one patient and tests nothing, its influence is that
of the row `influence`, and no document that is passed on is about a single patient. Its tables and pictures are files
of the page. The page Overview has none: its three answers are those of `anova`, `trajectories`, `associations` and
`comorbidity`; its flow and waterfall stand in every report, its counts in `data`, whose script it shows.
"""

from collections.abc import Collection
from typing import Any

from lib.analysis.anova.checks import RANKS_SETTINGS, check_assumptions, compare_ranks, find_influence
from lib.analysis.anova.groups import GROUPS_SETTINGS, compare_groups
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import VISITS_SETTINGS, analyse_anova, compare_visits, compare_within_groups
from lib.analysis.answers import Announce, Answers, Compute, announce_nothing, call_directly
from lib.analysis.association.correlations import analyse_association
from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.features import list_kinds
from lib.analysis.comorbidity.kind_answers import analyse_kind
from lib.analysis.comorbidity.response import TARGETS
from lib.analysis.data.completeness import summarise_data
from lib.analysis.mixed.fit import COVARIANCE_SETTINGS, MIXED_SETTINGS, analyse_mixed, compare_covariances
from lib.analysis.mixed.missingness import describe_missingness
from lib.analysis.mixed.sides import compare_methods
from lib.analysis.request import Analysis, AnalysisRequest
from lib.analysis.robustness.curve import trace_curve
from lib.analysis.robustness.joint import judge_jointly
from lib.analysis.robustness.left_out import leave_out
from lib.analysis.robustness.reach import assess_reach
from lib.analysis.robustness.request import (
    CURVE_SETTINGS,
    LEFT_OUT_SETTINGS,
    REACH_SETTINGS,
    inquiry_of,
    ranges_of,
)
from lib.analysis.settings.kinds import Settings
from lib.analysis.table1.table import summarise_table1
from lib.analysis.trajectory.reference import compare_with_range
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.reference_ranges import read_limits

#: Sections that analyses belong to, by the codes that a report uses.
TABLE1, TRAJECTORIES, ANOVA, MIXED, ASSOCIATION, COMORBIDITY, CHECKS, ROBUSTNESS = (
    "table1",
    "trajectories",
    "anova",
    "mixed",
    "association",
    "comorbidity",
    "checks",
    "robustness",
)
#: Most measures whose trajectories a report draws: the one chosen, then the others of the codebook.
MAX_MEASURES = 4


def _data(request: AnalysisRequest) -> Any:
    return request.compute(summarise_data, request.question)


def _table1(request: AnalysisRequest) -> Any:
    return request.compute(
        summarise_table1, request.question, *request.chosen("by", "rownumbers", "rowcounts", "rowadjust")
    )


def _trajectories(request: AnalysisRequest) -> Any:
    measure, split = request.chosen("measure", "split")
    measures = list_measures(request.question, measure)
    shown = measures if request.whole else measures[:MAX_MEASURES]
    return tuple(request.compute(summarise_trajectory, request.question, name, split) for name in shown)


def _reference(request: AnalysisRequest) -> Any:
    measure, split, choice = request.chosen("measure", "split", "range")
    measures = list_measures(request.question, measure)
    shown = measures if request.whole else measures[:MAX_MEASURES]
    own = read_limits(choice) is not None
    found = [
        request.compute(compare_with_range, request.question, name, split, choice)
        for name in shown
        if name == measure or not own
    ]
    return tuple(row for row in found if row is not None)


def list_measures(question: Question, first: str) -> tuple[str, ...]:
    """Name the measures of a cohort, one of them first, the others as the codebook has them."""
    names = [column.name for column in question.cohort.codebook.measures]
    return (first, *(name for name in names if name != first))


def _anova(request: AnalysisRequest) -> Any:
    return request.compute(analyse_anova, request.question, *request.chosen("measure", "between", "sumsq"))


def _comparisons(request: AnalysisRequest) -> Any:
    return request.compute(compare_visits, request.question, *request.chosen(*VISITS_SETTINGS))


def _left_out(request: AnalysisRequest) -> Any:
    return request.compute(compare_left_out, request.question, *request.chosen("measure", "between"))


def _groups(request: AnalysisRequest) -> Any:
    chosen = request.chosen(*GROUPS_SETTINGS)
    return None if chosen[1] == EVERYONE else request.compute(compare_groups, request.question, *chosen)


def _simple_effects(request: AnalysisRequest) -> Any:
    measure, between = request.chosen("measure", "between")
    if between == EVERYONE:
        return None
    return request.compute(compare_within_groups, request.question, measure, between)


def _ranks(request: AnalysisRequest) -> Any:
    return request.compute(compare_ranks, request.question, *request.chosen(*RANKS_SETTINGS))


def _assumptions(request: AnalysisRequest) -> Any:
    return request.compute(check_assumptions, request.question, *request.chosen("measure", "between"))


def _influence(request: AnalysisRequest) -> Any:
    return request.compute(find_influence, request.question, *request.chosen("measure", "between"))


def _mixed(request: AnalysisRequest) -> Any:
    return request.compute(analyse_mixed, request.question, *request.chosen(*MIXED_SETTINGS))


def _covariances(request: AnalysisRequest) -> Any:
    return request.compute(compare_covariances, request.question, *request.chosen(*COVARIANCE_SETTINGS))


def _sides(request: AnalysisRequest) -> Any:
    return request.compute(compare_methods, request.question, *request.chosen("measure", "between"))


def _missingness(request: AnalysisRequest) -> Any:
    return request.compute(describe_missingness, request.question, *request.chosen("measure", "between"))


def _associations(request: AnalysisRequest) -> Any:
    x, y, measure, method = request.chosen("x", "y", "measure", "corr")
    pairs = [(x, y)]
    if request.whole:
        others = list_measures(request.question, measure)[1:]
        pairs += [(measure, other) for other in others if {measure, other} != {x, y}]
    return tuple(request.compute(analyse_association, request.question, *pair, method) for pair in pairs)


def _comorbidity(request: AnalysisRequest) -> Any:
    kind, compare, measure, rule, target = request.chosen("kind", "compare", "measure", "correct", "target")
    there = request.compute(list_kinds, request.question)
    kinds, targets = [kind] if kind in there else [], [target]
    if request.whole:
        kinds += [other for other in there if other != kind]
        targets += [other for other in TARGETS if other != target]
    return tuple(
        analyse_kind(request.question, name, compare, measure, rule, tuple(targets), request.compute)
        for name in kinds
    )


def _robustness(request: AnalysisRequest) -> Any:
    settings = request.settings
    return request.compute(
        trace_curve, request.question, settings.curve, inquiry_of(settings), ranges_of(settings)
    )


def _joint(request: AnalysisRequest) -> Any:
    settings = request.settings
    if not settings.joint:
        return None
    return request.compute(
        judge_jointly, request.question, settings.curve, inquiry_of(settings), ranges_of(settings)
    )


def _without_patients(request: AnalysisRequest) -> Any:
    return request.compute(leave_out, request.question, inquiry_of(request.settings))


def _reach(request: AnalysisRequest) -> Any:
    settings = request.settings
    return request.compute(
        assess_reach, request.question, inquiry_of(settings), settings.margin, settings.marginr
    )


_VISITS = ("measure", "between")
_ROWS = ("by", "rownumbers", "rowcounts", "rowadjust", "smd")
#: The table, in the order in which the answers are given.
ANALYSES: tuple[Analysis, ...] = (
    Analysis("data", "What is there", "data", (), (), _data),
    Analysis("table1", "Table 1", "demographics", (TABLE1,), _ROWS, _table1),
    Analysis(
        "trajectories", "Trajectories", "trajectories", (TRAJECTORIES,), ("measure", "split"), _trajectories
    ),
    Analysis(
        "reference", "Reference range", "trajectories", (TRAJECTORIES,), ("measure", "split", "range"), _reference
    ),
    Analysis("anova", "Analysis of variance", "anova", (ANOVA, CHECKS), (*_VISITS, "sumsq", "correct"), _anova),
    Analysis(
        "comparisons", "Pairs of visits", "anova", (ANOVA,),
        (*_VISITS, "posthoc", "adjust", "interval", "posterror"), _comparisons,
    ),
    Analysis("left_out", "Patients left out", "anova", (ANOVA,), _VISITS, _left_out),
    Analysis(
        "groups", "Pairs of groups", "anova", (ANOVA,),
        (*_VISITS, "adjust", "grouptest", "groupfamily"), _groups,
    ),
    Analysis("simple_effects", "Change within groups", "anova", (ANOVA,), _VISITS, _simple_effects),
    Analysis(
        "ranks", "Tests on ranks", "anova", (CHECKS,), (*_VISITS, "posthoc", "adjust", "ranktest"), _ranks
    ),
    Analysis("assumptions", "Assumptions", "anova", (CHECKS,), _VISITS, _assumptions),
    Analysis("influence", "Influence of single patients", "anova", (CHECKS,), _VISITS, _influence),
    Analysis("mixed", "Mixed model", "anova", (MIXED,), MIXED_SETTINGS, _mixed),
    Analysis("covariances", "Covariances side by side", "anova", (MIXED,), COVARIANCE_SETTINGS, _covariances),
    Analysis("sides", "Methods side by side", "anova", (MIXED,), _VISITS, _sides),
    Analysis("missingness", "Missing values", "anova", (MIXED,), _VISITS, _missingness),
    Analysis(
        "associations", "Association", "association", (ASSOCIATION,), ("x", "y", "corr", "measure"),
        _associations,
    ),
    Analysis(
        "comorbidity", "Comorbidity", "comorbidity", (COMORBIDITY,),
        ("kind", "compare", "measure", "correct", "target"), _comorbidity,
    ),
    Analysis("robustness", "Specification curve", "robustness", (ROBUSTNESS,), CURVE_SETTINGS, _robustness),
    Analysis("joint", "Joint test", "robustness", (ROBUSTNESS,), (*CURVE_SETTINGS, "joint"), _joint),
    Analysis(
        "without_patients", "Results without single patients", "robustness", (ROBUSTNESS,), LEFT_OUT_SETTINGS,
        _without_patients,
    ),
    Analysis(
        "reach", "What this cohort could show", "robustness", (ROBUSTNESS,), REACH_SETTINGS, _reach
    ),
)  # fmt: skip
#: Every section of an analysis, in the order of the answers.
SECTIONS = tuple(dict.fromkeys(section for row in ANALYSES for section in row.sections))


def answer_question(
    question: Question,
    settings: Settings,
    sections: Collection[str] | None = None,
    compute: Compute = call_directly,
    announce: Announce = announce_nothing,
    *,
    whole: bool = False,
) -> Answers:
    """Run the analyses of some sections.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection; of nobody the answers are empty.
    settings : dict
        Those that `ANALYSES` names, with the values that the pages use.
    sections : collection of str
        Codes of the sections, by default all of `SECTIONS`; others need no analysis.
    compute : callable
        How a function is asked; a page answers from what it has computed before.
    announce : callable
        Told what comes next.
    whole : bool
        Whether beside what is chosen every other measure, pair, kind and target is answered too, after it.

    Returns
    -------
    Answers
        Equal questions with equal settings give equal answers, however many sections are asked for.
    """
    sections = SECTIONS if sections is None else tuple(sections)
    if not question.mask.any():
        return Answers(question, settings, sections)
    request, found = AnalysisRequest(question, settings, compute, whole), {}
    for row in ANALYSES:
        if not row.sections or set(row.sections) & set(sections):
            announce(row.label)
            found[row.code] = row.run(request)
    return Answers(question, settings, sections, **found)
