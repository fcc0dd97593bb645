"""A raw table as plain bytes and back: what passes between two processes is data, never code (no pickle)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from lib.cohort.reading.table import (
    DecimalChoice,
    Detected,
    RawTable,
    ReadingFinding,
    ReadingOptions,
    UnreadableFileError,
)

TEXTS: Any = pd.StringDtype(na_value=np.nan)
ROW_NUMBERS = "row numbers"


def pack_table(table: RawTable) -> tuple[bytes, bytes]:
    """Give a line of JSON with everything but the cells, and the cells as an Arrow stream."""
    head = {
        "columns": table.columns,
        "detected": asdict(table.detected),
        "notes": table.notes,
        "findings": [asdict(finding) for finding in table.findings],
        "labels": dict(table.labels),
        "value_labels": {column: dict(words) for column, words in table.value_labels.items()},
    }
    arrays = [
        pa.array(table.frame.iloc[:, j].array, type=pa.large_string()) for j in range(table.frame.shape[1])
    ]
    names = [str(j) for j in range(len(arrays))]
    batch = pa.table([*arrays, pa.array(table.row_numbers)], names=[*names, ROW_NUMBERS])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_table(batch)
    return json.dumps(head).encode(), sink.getvalue().to_pybytes()


def unpack_table(head: Mapping[str, Any], body: bytes) -> RawTable:
    """Build the table again (see `pack_table`)."""
    batch = pa.ipc.open_stream(pa.py_buffer(body)).read_all()
    columns = tuple(head["columns"])
    cells = {name: TEXTS.__from_arrow__(batch.column(j)) for j, name in enumerate(columns)}
    return RawTable(
        columns,
        pd.DataFrame(cells, index=pd.RangeIndex(batch.num_rows)),
        _unpack_detected(head["detected"]),
        batch.column(ROW_NUMBERS).to_numpy().astype(np.int64),
        tuple(head["notes"]),
        tuple(unpack_finding(finding) for finding in head["findings"]),
        dict(head["labels"]),
        {column: dict(words) for column, words in head["value_labels"].items()},
    )


def _unpack_detected(parts: Mapping[str, Any]) -> Detected:
    by_column = {name: DecimalChoice(**choice) for name, choice in parts["decimal_by_column"].items()}
    return Detected(
        **{**{name: _tupled(value) for name, value in parts.items()}, "decimal_by_column": by_column}
    )


def unpack_finding(parts: Mapping[str, Any]) -> ReadingFinding:
    """Build a finding again from its fields."""
    return ReadingFinding(**{name: _tupled(value) for name, value in parts.items()})


def unpack_refusal(parts: Mapping[str, Any]) -> UnreadableFileError:
    """Build the one error again from the fields of its finding."""
    return UnreadableFileError(*(parts[name] for name in ("code", "where", "found", "expected", "next_step")))


def unpack_options(parts: Mapping[str, Any]) -> ReadingOptions:
    """Build the reader's choices again from their fields."""
    known = {field.name for field in fields(ReadingOptions)}
    return ReadingOptions(**{name: _tupled(value) for name, value in parts.items() if name in known})


def _tupled(value: object) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list) else value
