"""Who complete cases lose, and whether other tests agree with the analysis of variance, as Python."""

from __future__ import annotations

from lib.analysis.anova.agreement import compare_tests
from lib.analysis.anova.checks import RANKS_SETTINGS, compare_ranks
from lib.analysis.anova.left_out import compare_left_out
from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.complete_cases import select_complete
from lib.analysis.common.grouping import OUTCOME, group_patients
from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Settings
from lib.export.code.anova import draft_anova, pieces_cases
from lib.export.code.base import needs_outcome, piece_finish, piece_outcome
from lib.export.code.literals import fill, python_literal
from lib.export.code.ranks import pieces_friedman
from lib.export.code.request import Draft, Piece, ScriptRequest, measure_of
from lib.stats.common.result import Refusal

LEFT_OUT = """
# Patients lost for a missing value, against those kept: measures at the first visit (Welch), and groups.
asked = by_visit(<<measure>>)[keep].dropna(axis=1, how="all")
lost, kept = asked.index[asked.isna().any(axis=1)], values.index
results["sides"] = {"left out": len(lost), "kept": len(kept)}
for measure in <<measures>>:
    a, b = (by_visit(measure).loc[side, VISITS[0]].dropna() for side in (lost, kept))
    figures = results[f"{measure}, left out - kept"] = {"n left out": len(a), "n kept": len(b)}
    if min(len(a), len(b)) > 1:
        figures["difference"] = a.mean() - b.mean()
        if a.nunique() + b.nunique() > 2:
            shares = [part.var() / len(part) if part.nunique() > 1 else 0 for part in (a, b)]
            se = sum(shares) ** 0.5
            df = se**4 / (shares[0] ** 2 / (len(a) - 1) + shares[1] ** 2 / (len(b) - 1))
            t, half = figures["difference"] / se, stats.t.ppf(0.975, df) * se
            figures.update({"t": t, "df": df, "p": 2 * stats.t.sf(abs(t), df),
                            "CI low": figures["difference"] - half, "CI high": figures["difference"] + half})
"""
SHARES = """
for name, members in <<groups>>.items():
    results[f"group {name}"] = {"left out": members[lost].sum(), "kept": members[kept].sum()}
"""
OUTCOMES = "{name: outcomes[name] for name in <<names>>}"
LEVELS = "{level: patients[<<column>>] == level for level in <<names>>}"

AGREEMENT = """
# Tests of one hypothesis side by side, none of them adjusted.
results[<<name>>] = {<<figures>>}
"""
#: Rows of a correction, as the script of the analysis of variance names their p.
P_OF = {"none": "p", "Greenhouse–Geisser": "p GG", "Huynh–Feldt": "p HF"}


def loses_patients(question: Question, settings: Settings) -> bool:
    """Tell whether complete cases lose somebody for a missing value."""
    return compare_left_out(question, settings.measure, settings.between) is not None


def has_agreement(question: Question, settings: Settings) -> bool:
    """Tell whether a hypothesis is tested in several ways."""
    answer = analyse_anova(question, settings.measure, settings.between, settings.sumsq)
    return bool(compare_tests(answer, settings.correct))


def draft_left_out(request: ScriptRequest) -> Draft:
    """Who is left out for a missing value, against those kept."""
    question, settings = request.question, request.settings
    cases = select_complete(question, settings.measure, settings.between)
    title = "Patients left out for a missing value"
    found = compare_left_out(question, settings.measure, settings.between)
    if found is None:
        nobody = "no patient is left out for a missing value, or all are: there is nobody to compare."
        return Draft(title, (*pieces_cases(request, cases), piece_finish()), (nobody,))
    measures = [row.measure.name for row in found.baseline]
    text = fill(LEFT_OUT, measure=python_literal(measure_of(request).name), measures=python_literal(measures))
    return Draft(
        title,
        (*pieces_cases(request, cases), Piece(text, ("stats",)), *_proportions(request), piece_finish()),
    )


def _proportions(request: ScriptRequest) -> list[Piece]:
    """Count outcome groups and diagnoses on both sides."""
    question, pieces = request.question, []
    if question.classification is not None:
        if not needs_outcome(request, request.settings.between):
            pieces.append(piece_outcome(request))
        names = python_literal([group.name for group in group_patients(question, OUTCOME).groups])
        pieces.append(Piece(fill(SHARES, groups=fill(OUTCOMES, names=names))))
    for column in question.cohort.codebook.with_role("diagnosis")[:1]:
        names = python_literal([group.name for group in group_patients(question, column.name).groups])
        levels = fill(LEVELS, column=python_literal(column.name), names=names)
        pieces.append(Piece(fill(SHARES, groups=levels)))
    return pieces


def draft_agreement(request: ScriptRequest) -> Draft:
    """Every test of each hypothesis within patients: the analysis of variance, Pillai’s, and Friedman’s."""
    settings = request.settings
    answer = analyse_anova(request.question, settings.measure, settings.between, settings.sumsq)
    whole = draft_anova(request)
    pieces = list(whole.pieces[:-1])
    ranks = compare_ranks(request.question, *settings.pick(RANKS_SETTINGS))
    if not isinstance(ranks, Refusal):
        pieces += pieces_friedman(ranks, answer.cases)
    for row in compare_tests(answer, settings.correct):
        name = row.hypothesis.replace("×", "x")
        figures = {
            test.name: f"results[{python_literal(place)}][{python_literal(p)}]"
            for test in row.tests
            for place, p in [_place(name, test.name)]
        }
        written = ", ".join(f"{python_literal(key)}: {value}" for key, value in figures.items())
        pieces.append(Piece(fill(AGREEMENT, name=python_literal(f"tests of {name}"), figures=written)))
    return Draft("Would another test say the same?", (*pieces, piece_finish()), whole.notes)


def _place(effect: str, test: str) -> tuple[str, str]:
    """Find where the p of a test stands among the results."""
    if test.startswith("Pillai"):
        return f"{effect}, Pillai's trace", "p"
    if test.startswith("Friedman"):
        return "Friedman, all patients", "p"
    return effect, next((p for name, p in P_OF.items() if f"({name})" in test), "p")
