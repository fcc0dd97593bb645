"""Correlation of two measures at each visit and in their changes, for every selection of a grid."""

from __future__ import annotations

from collections.abc import Sequence

from lib.analysis.association.correlations import ONE_MEASURE, AssociationRow, analyse_association
from lib.analysis.robustness.effects import Estimate, Inquiry, refused
from lib.analysis.robustness.grid import Case
from lib.stats.common.result import Refusal

#: Methods of the axis, with their words.
CORRELATION_METHODS = {"spearman": "Spearman’s ρ", "pearson": "Pearson’s r"}


def list_rows(case: Case) -> tuple[tuple[str, str], ...]:
    """List what is correlated, as codes with words: the visits, then the changes from the first."""
    visits = case.question.cohort.codebook.visits
    changes = tuple((f"change {v.name}", f"{v.short} − {visits[0].short}") for v in visits[1:])
    return (*((f"visit {v.name}", v.short) for v in visits), *changes)


def estimate_correlations(
    cases: Sequence[Case], asked: Inquiry, methods: Sequence[str]
) -> list[list[list[Estimate]]]:
    """Correlate the two measures in each selection: for each case, each row of `list_rows`, each method.

    The answers of the page Association; the outcome definition plays no part but where the filter on the outcome
    group picks the patients.
    """
    found: dict[bytes, list[list[Estimate]]] = {}
    estimates = []
    for case in cases:
        key = case.mask.tobytes()
        if key not in found:
            found[key] = _rows(case, asked, methods)
        estimates.append(found[key])
    return estimates


def _rows(case: Case, asked: Inquiry, methods: Sequence[str]) -> list[list[Estimate]]:
    if asked.x == asked.y:
        return [[refused(ONE_MEASURE)] * len(methods) for _ in list_rows(case)]
    answers = [analyse_association(case.question, asked.x, asked.y, method).rows for method in methods]
    return [[_estimate(row) for row in rows] for rows in zip(*answers, strict=True)]


def _estimate(row: AssociationRow) -> Estimate:
    test = row.test
    if isinstance(test, Refusal):
        return refused(test)
    return Estimate(test.r, test.ci_low, test.ci_high, test.p, test.n, (("Patients", test.n),))
