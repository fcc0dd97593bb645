"""The overview as Python."""

from __future__ import annotations

from lib.analysis.common.grouping import EVERYONE, OUTCOME, group_patients
from lib.export.code.base import piece_finish, pieces_groups, pieces_start
from lib.export.code.literals import fill, python_literal
from lib.export.code.request import Draft, Piece, ScriptRequest

OVERVIEW = """
results["groups"] = {name: members.sum() for name, members in groups.items()}
"""
CROSSED = """
for level in <<levels>>:
    members = patients[<<column>>] == level
    results[f"groups, {level}"] = {name: (mine & members).sum() for name, mine in groups.items()}
"""
COMPLETENESS = """
for measure in <<measures>>:
    known = by_visit(measure)[keep].notna()
    results[f"{measure} measured"] = {**known.sum(), "every visit": known.all(axis=1).sum()}
"""


def draft_overview(request: ScriptRequest) -> Draft:
    """The cohort at a glance: outcome groups by diagnosis, and who was measured when."""
    question = request.question
    book = question.cohort.codebook
    by = OUTCOME if question.classification is not None else EVERYONE
    diagnosis = next(iter(book.with_role("diagnosis")), None)
    crossed: tuple[Piece, ...] = ()
    if diagnosis is not None:
        levels = [group.name for group in group_patients(question, diagnosis.name).groups]
        text = fill(CROSSED, column=python_literal(diagnosis.name), levels=python_literal(levels))
        crossed = (Piece(text),)
    measures = python_literal([column.name for column in book.measures])
    return Draft(
        "The cohort at a glance",
        (
            *pieces_start(request, by, [diagnosis.name] if diagnosis else ()),
            *pieces_groups(request, by, with_tests=False),
            Piece(OVERVIEW),
            *crossed,
            Piece(fill(COMPLETENESS, measures=measures)),
            piece_finish(),
        ),
    )
