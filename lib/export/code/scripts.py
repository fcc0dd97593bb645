"""The kinds of script, as a table, and the scripts themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lib.analysis.common.grouping import EVERYONE
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.features import list_features
from lib.analysis.settings.kinds import Settings
from lib.export.code.anova import draft_anova, draft_simple_effects
from lib.export.code.assumptions import draft_assumptions
from lib.export.code.comorbidity import (
    draft_courses,
    draft_prevalence,
    draft_response,
    draft_together,
)
from lib.export.code.groups import draft_groups, r_groups
from lib.export.code.left_out import draft_agreement, draft_left_out, has_agreement, loses_patients
from lib.export.code.mixed.python import draft_mixed
from lib.export.code.mixed.r import r_mixed
from lib.export.code.overview import draft_overview
from lib.export.code.pairs import draft_posthoc
from lib.export.code.r_anova import r_anova
from lib.export.code.r_checks import r_agreement, r_left_out
from lib.export.code.ranks import draft_ranks
from lib.export.code.request import Draft, ScriptRequest, assemble_python, package_pins
from lib.export.code.table1 import draft_table1
from lib.export.code.visits import draft_association, draft_trajectory
from lib.export.mixed_module import MODULE_FILE, MODULE_PACKAGES, mixed_module


@dataclass(frozen=True)
class Script:
    """A script: name of its file, its text, and for Python the packages with versions and files of ours it needs."""

    name: str
    text: str
    pins: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind:
    """One kind of script.

    Attributes
    ----------
    code, label : str
        Key, and words.
    page : str
        Page of the dashboard that shows its numbers.
    draft : callable of Asked -> Draft
        Writes the Python.
    r : callable of Asked -> str or None, or None
        Writes the R, where there is one.
    applies : callable of (Question, Settings) -> bool
        Whether there is something to compute at these settings.
    """

    code: str
    label: str
    page: str
    draft: Callable[[ScriptRequest], Draft]
    r: Callable[[ScriptRequest], str | None] | None = None
    applies: Callable[[Question, Settings], bool] = lambda question, settings: True


def _has_groups(question: Question, settings: Settings) -> bool:
    return bool(settings.between != EVERYONE)


def _two_measures(question: Question, settings: Settings) -> bool:
    return bool(settings.x != settings.y)


def _has_features(question: Question, settings: Settings) -> bool:
    return "kind" in settings and bool(list_features(question, settings.kind))


#: The table, in the order of the pages.
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("overview", "The cohort at a glance", "overview", draft_overview),
        Kind("table1", "Table 1", "demographics", draft_table1),
        Kind("trajectory", "A measure over the visits", "trajectories", draft_trajectory),
        Kind("anova", "Analysis of variance", "anova", draft_anova, r_anova),
        Kind("left_out", "Who is left out", "anova", draft_left_out, r_left_out, loses_patients),
        Kind("posthoc", "Visits compared in pairs", "anova", draft_posthoc),
        Kind("groups", "Groups compared in pairs", "anova", draft_groups, r_groups, applies=_has_groups),
        Kind(
            "simple_effects",
            "Change within each group",
            "anova",
            draft_simple_effects,
            applies=_has_groups,
        ),
        Kind("agreement", "Agreement of tests", "anova", draft_agreement, r_agreement, has_agreement),
        Kind("ranks", "Tests on ranks", "anova", draft_ranks),
        Kind("assumptions", "Assumptions of the ANOVA", "anova", draft_assumptions),
        Kind("mixed", "Mixed model", "anova", draft_mixed, r_mixed),
        Kind("association", "Two measures together", "association", draft_association, applies=_two_measures),
        Kind("prevalence", "Frequency", "comorbidity", draft_prevalence, applies=_has_features),
        Kind("together", "What goes together", "comorbidity", draft_together, applies=_has_features),
        Kind("courses", "A measure with and without", "comorbidity", draft_courses, applies=_has_features),
        Kind("response", "Response with and without", "comorbidity", draft_response, applies=_has_features),
    )
}

#: By the codes of analyses: the kinds of script that make their numbers.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "data": ("overview",),
    "table1": ("table1",),
    "trajectories": ("trajectory",),
    "anova": ("anova", "agreement"),
    "left_out": ("left_out",),
    "comparisons": ("posthoc",),
    "groups": ("groups",),
    "simple_effects": ("simple_effects",),
    "ranks": ("ranks",),
    "assumptions": ("assumptions",),
    "mixed": ("mixed",),
    "associations": ("association",),
    "comorbidity": ("prevalence", "together", "courses", "response"),
}
#: Analyses without a script, with the reason.
WITHOUT_SCRIPT: dict[str, str] = {
    "reference": "counts against limits that stand in the JSON beside them",
    "covariances": "the mixed model again, with each covariance in turn",
    "sides": "least squares on three sets of patients, and the mixed model with two covariances",
    "missingness": "counts, and differences of two means",
    "influence": "the analysis of variance again, without each patient in turn",
    "robustness": "one of the other analyses again at every definition, which stand in the JSON with their figures",
    "without_patients": "the other analyses again, without each patient in turn",
    "reach": "closed formulas of n, SD and margin, which stand in the JSON",
    "joint": "the same with the patients shuffled hundreds of times",
}


def python_script(kind: str, request: ScriptRequest) -> Script:
    """Write the Python script of a kind.

    Parameters
    ----------
    kind : str
        Key of `KINDS`.
    request : Asked
        Question, settings and address.

    Returns
    -------
    Script
        Reads `cohort.csv` beside it (see `lib.export.cohort_csv`), and ends with its numbers as one line of JSON.
        What cannot be computed, or would mislead, is not: the header then says why.
    """
    draft, name = KINDS[kind].draft(request), f"{kind}.py"
    return Script(name, assemble_python(name, draft, request), package_pins(draft.packages), draft.beside)


def file_beside(file: str) -> Script:
    """Write a file of ours that a script imports, by its name."""
    written = {MODULE_FILE: mixed_module}
    return Script(file, written[file](), package_pins(MODULE_PACKAGES))


def r_script(kind: str, request: ScriptRequest) -> Script | None:
    """Write the R script of a kind; None where there is none, or nothing to compute."""
    write = KINDS[kind].r
    text = None if write is None else write(request)
    return None if text is None else Script(f"{kind}.R", text)


def scripts_of(request: ScriptRequest) -> tuple[Script, ...]:
    """Write every script that applies at these settings."""
    scripts: list[Script] = []
    for kind in KINDS.values():
        if kind.applies(request.question, request.settings):
            scripts.append(python_script(kind.code, request))
            in_r = r_script(kind.code, request)
            scripts += [in_r] if in_r is not None else []
    beside = dict.fromkeys(file for script in scripts for file in script.beside)
    return (*scripts, *(file_beside(file) for file in beside))
