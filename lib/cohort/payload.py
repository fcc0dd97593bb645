"""A cohort as bytes and back: a header in JSON, then its arrays as they are; equal fingerprint or an error."""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from lib.cohort.codebook import DERIVED_KINDS, KINDS, Codebook, Column, Level, Visit
from lib.cohort.cohort import Cohort, make_cohort

FORMAT, VERSION = "cohort snapshot", 1
#: Types an array may have: little-endian floats and whole numbers, nothing that runs code.
ARRAY_TYPES = ("<f8", "<i8", "<i4", "<i2", "|i1")
#: Bytes of a cohort as it stands in memory, at most; what unpacks to more is not one of ours.
MAX_PLAIN_BYTES = 400_000_000
_LENGTH = struct.Struct("<I")
_TEXT_FIELDS = ("name", "label", "kind", "role", "section", "unit", "source")


class PayloadError(Exception):
    """Bytes that are no cohort, or a cohort that does not come back the same; the sentence holds no value."""


def cohort_to_bytes(cohort: Cohort, facts: Mapping[str, Any] | None = None) -> bytes:
    """Write a cohort and a few facts about it.

    Parameters
    ----------
    cohort : Cohort
        Validated; derived columns are not written, they are computed again.
    facts : mapping or None
        Plain values (text, numbers) to travel with it.

    Returns
    -------
    bytes
        Length of the header (4 bytes, little-endian), header in JSON, arrays one after another.

    Raises
    ------
    PayloadError
        The cohort would not come back with the same fingerprint.
    """
    derived = {column.name for column in cohort.codebook.columns if column.kind in DERIVED_KINDS}
    stored = {name: values for name, values in cohort.characteristics.items() if name not in derived}
    blocks = [_little(values) for group in (stored, cohort.measures) for values in group.values()]
    header = {
        "format": FORMAT,
        "version": VERSION,
        "facts": dict(facts or {}),
        "name": cohort.name,
        "synthetic": cohort.synthetic,
        "fingerprint": cohort.fingerprint,
        "codebook": asdict(cohort.codebook),
        "patients": list(cohort.patients),
        "characteristics": {name: values.dtype.newbyteorder("<").str for name, values in stored.items()},
        "measures": {name: v.dtype.newbyteorder("<").str for name, v in cohort.measures.items()},
    }
    words = json.dumps(header, ensure_ascii=True, allow_nan=False, default=_plain_number).encode("ascii")
    written = b"".join((_LENGTH.pack(len(words)), words, *blocks))
    cohort_from_bytes(written)
    return written


def cohort_from_bytes(written: bytes) -> tuple[Cohort, dict[str, Any]]:
    """Read what `cohort_to_bytes` wrote.

    Returns
    -------
    cohort : Cohort
        With the fingerprint it had.
    facts : dict
        What travelled with it.

    Raises
    ------
    PayloadError
        For anything else, whatever the bytes are.
    """
    try:
        return _read(written)
    except PayloadError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, struct.error, RecursionError) as error:
        raise PayloadError("These bytes are not a cohort.") from error


def _read(written: bytes) -> tuple[Cohort, dict[str, Any]]:
    (length,) = _LENGTH.unpack_from(written)
    header = json.loads(written[_LENGTH.size : _LENGTH.size + length])
    if header["format"] != FORMAT or header["version"] != VERSION:
        raise PayloadError("The cohort was written by another version of the dashboard.")
    patients = tuple(_text(patient) for patient in header["patients"])
    codebook = _codebook(header["codebook"])
    n, visits = len(patients), len(codebook.visits)
    start = _LENGTH.size + length
    characteristics, start = _arrays(written, start, header["characteristics"], (n,))
    measures, start = _arrays(written, start, header["measures"], (n, visits))
    if start != len(written):
        raise PayloadError("These bytes are not a cohort.")
    cohort = make_cohort(
        _text(header["name"]),
        codebook,
        patients,
        characteristics,
        measures,
        synthetic=header["synthetic"] is True,
    )
    if cohort.fingerprint != header["fingerprint"]:
        raise PayloadError("The cohort does not come back the same.")
    return cohort, dict(header["facts"])


def _little(values: np.ndarray) -> bytes:
    if values.dtype.newbyteorder("<").str not in ARRAY_TYPES:
        raise PayloadError("A column holds neither numbers nor levels.")
    return np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<"), copy=False).tobytes()


def _arrays(
    written: bytes, start: int, types: Mapping[str, str], shape: tuple[int, ...]
) -> tuple[dict[str, np.ndarray], int]:
    count, made = int(np.prod(shape)), {}
    for name, kind in types.items():
        if kind not in ARRAY_TYPES:
            raise PayloadError("A column holds neither numbers nor levels.")
        values = np.frombuffer(written, np.dtype(kind), count, start).reshape(shape)
        made[_text(name)] = values.astype(values.dtype.newbyteorder("="))
        start += values.nbytes
    return made, start


def _codebook(content: Mapping[str, Any]) -> Codebook:
    visits = tuple(
        Visit(_text(v["name"]), _text(v["label"]), _text(v["short"]), v["day"]) for v in content["visits"]
    )
    return Codebook(tuple(_column(column) for column in content["columns"]), visits)


def _column(content: Mapping[str, Any]) -> Column:
    if set(content) != {field.name for field in fields(Column)} or content["kind"] not in KINDS:
        raise PayloadError("The codebook is of another version of the dashboard.")
    within = content["tested_within"]
    values = {
        **content,
        **{name: _text(content[name]) for name in _TEXT_FIELDS},
        "levels": tuple(Level(_text(level["code"]), _text(level["label"])) for level in content["levels"]),
        "members": tuple(_text(member) for member in content["members"]),
        "tested_within": None if within is None else (_text(within[0]), _text(within[1])),
    }
    return Column(**values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise PayloadError("These bytes are not a cohort.")
    return value


def _plain_number(value: Any) -> float | int:
    if isinstance(value, np.integer | np.floating):
        return value.item()
    raise PayloadError("The codebook holds something that is neither text nor number.")
