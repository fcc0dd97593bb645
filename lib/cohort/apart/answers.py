"""How far a file went, as plain bytes and back: data, never code (no pickle)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from lib.cohort.apart.tables import pack_table, unpack_table
from lib.cohort.mapping.storage import mapping_from_parts
from lib.cohort.payload import cohort_from_bytes, cohort_to_bytes
from lib.cohort.protection import Suspicion
from lib.cohort.reading import RawTable
from lib.cohort.steps import Choices, Taken
from lib.cohort.validation import Finding, Validated

FINDINGS_A_LINE = 500
"""So that the server, reading them, is never busy with one line for long."""


def pack_choices(choices: Choices) -> dict[str, Any]:
    """Give the reader's choices as plain values."""
    return {**asdict(choices), "decisions": dict(choices.decisions)}


def unpack_choices(parts: Mapping[str, Any]) -> Choices:
    """Build the choices again (see `pack_choices`)."""
    mapping = parts["mapping"]
    return Choices(
        parts["name"],
        dict(parts["decisions"]),
        None if mapping is None else mapping_from_parts(mapping),
        parts["layout"],
        bool(parts["keep_ids"]),
    )


def pack_taken(taken: Taken, sent: RawTable | None) -> tuple[dict[str, Any], list[bytes]]:
    """Give what was taken as a head of plain values and blocks of bytes.

    Parameters
    ----------
    taken : Taken
        How far it went.
    sent : RawTable or None
        The table that the other process has already.
    """
    blocks: list[bytes] = []
    head: dict[str, Any] = {
        "raw": _put_table(taken.raw, sent, blocks),
        "table": None if taken.table is None else _put_table(taken.table, taken.raw, blocks),
        "suspicions": [asdict(suspicion) for suspicion in taken.suspicions],
        "mapping": None if taken.mapping is None else asdict(taken.mapping),
        "note": taken.note,
        "validated": None,
    }
    if taken.validated is not None:
        cohort, patients = taken.validated.cohort, taken.validated.patients
        same = cohort is not None and cohort.patients == patients
        head["validated"] = {"cohort": cohort is not None, "patients": None if same else list(patients)}
        if cohort is not None:
            blocks.append(cohort_to_bytes(cohort))
        blocks.append(b"\n".join(_lines(taken.validated.findings)))
    return head, blocks


def _put_table(table: RawTable, known: RawTable | None, blocks: list[bytes]) -> dict[str, Any] | str:
    if table is known:
        return "known"
    head, body = pack_table(table)
    blocks.append(body)
    parts: dict[str, Any] = json.loads(head)
    return parts


def _lines(findings: tuple[Finding, ...]) -> Iterator[bytes]:
    for start in range(0, len(findings), FINDINGS_A_LINE):
        rows = [
            [f.severity, f.code, f.row, f.column, f.patient, f.found, f.expected, f.advice]
            for f in findings[start : start + FINDINGS_A_LINE]
        ]
        yield json.dumps(rows, default=int).encode()


def unpack_taken(head: Mapping[str, Any], blocks: list[bytes], sent: RawTable | None) -> Taken:
    """Build what was taken again (see `pack_taken`)."""
    rest = iter(blocks)
    raw = _take_table(head["raw"], sent, rest)
    table = None if head["table"] is None else _take_table(head["table"], raw, rest)
    suspicions = tuple(Suspicion(**{**s, "actions": tuple(s["actions"])}) for s in head["suspicions"])
    mapping = None if head["mapping"] is None else mapping_from_parts(head["mapping"])
    validated = None if head["validated"] is None else _unpack_validated(head["validated"], rest)
    return Taken(raw, suspicions, table, mapping, str(head["note"]), validated)


def _take_table(head: Mapping[str, Any] | str, known: RawTable | None, rest: Iterator[bytes]) -> RawTable:
    if isinstance(head, str):
        if known is None:
            raise ValueError("the answer leaves out a table that was not sent")
        return known
    return unpack_table(head, next(rest))


def _unpack_validated(head: Mapping[str, Any], rest: Iterator[bytes]) -> Validated:
    cohort = cohort_from_bytes(next(rest))[0] if head["cohort"] else None
    findings = tuple(
        Finding(*fields) for line in next(rest).split(b"\n") if line for fields in json.loads(line)
    )
    same = head["patients"] is None and cohort is not None
    patients = cohort.patients if same and cohort is not None else tuple(head["patients"] or ())
    return Validated(cohort, findings, patients)
