"""Run by `spss` as a process of its own: SPSS bytes from standard input, plain columns to standard output.

The C library below pyreadstat can be brought down by a damaged file. Here it takes only this process with it, never
the server and the sessions of other people. Rows pass through pipes: no disk, no log, no core file.

Input: one line of JSON (encoding and limits), then the file. Output: one line of JSON (description), then the columns
one after another, numbers as float64, texts as JSON; or a description that says why not.
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import numpy as np
import pyreadstat

try:
    import resource
except ImportError:  # Windows has no such limits; the process is still a separate one.
    resource = None  # type: ignore[assignment]

MEMORY_BYTES = 6 * 1024**3
BROKEN_SAV = (
    *(
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
    ),
    *(MemoryError, OSError, AttributeError, RuntimeError, SystemError),
)
"""What pyreadstat raises on damaged files."""


def limit_resources() -> None:
    """Forbid core files, which would put rows on the disk, and bound memory."""
    if resource is None:
        return
    for kind, amount in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, MEMORY_BYTES)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (amount if hard == resource.RLIM_INFINITY else min(amount, hard), hard))


def read(data: bytes, request: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """Read the file and describe it; sizes are checked on its heading before any row is read."""
    encoding = request["encoding"]
    heading = pyreadstat.read_sav(io.BytesIO(data), metadataonly=True, encoding=encoding)[1]
    n_columns, n_rows = len(heading.column_names), max(heading.number_rows or 0, 0)
    width = sum(heading.variable_storage_width.values())
    too_wide = n_columns > request["max_columns"]
    too_long = n_rows > request["max_rows"] or n_rows * n_columns > request["max_cells"]
    if too_wide or too_long or n_rows * width > request["max_bytes"]:
        return {
            "refused": "too_many_columns" if too_wide else "too_many_rows",
            "size": [n_rows, n_columns],
        }, []
    columns, meta = pyreadstat.read_sav(
        io.BytesIO(data),
        output_format="dict",
        disable_datetime_conversion=True,
        user_missing=True,
        row_limit=request["max_rows"] + 1,
        encoding=encoding,
    )
    blocks, kinds = [], []
    for name in meta.column_names:
        is_text = meta.readstat_variable_types.get(name) == "string"
        kinds.append("text" if is_text else "number")
        blocks.append(
            _text_block(columns[name]) if is_text else np.asarray(columns[name], dtype="<f8").tobytes()
        )
    return _describe(meta, kinds, [len(block) for block in blocks]), blocks


def _text_block(column: Any) -> bytes:
    texts = [None if text is None else str(text) for text in column]
    return json.dumps(texts, ensure_ascii=False).encode("utf-8", errors="replace")


def _describe(meta: Any, kinds: list[str], sizes: list[int]) -> dict[str, Any]:
    return {
        "names": [str(name) for name in meta.column_names],
        "labels": [str(label) if label else "" for label in meta.column_labels],
        "encoding": str(meta.file_encoding),
        "formats": [str(meta.original_variable_types.get(name, "")) for name in meta.column_names],
        "kinds": kinds,
        "sizes": sizes,
        "missing": [
            [[bounds["lo"], bounds["hi"]] for bounds in meta.missing_ranges.get(name, [])]
            for name in meta.column_names
        ],
        "value_labels": [
            [[code, str(word)] for code, word in meta.variable_value_labels.get(name, {}).items()]
            for name in meta.column_names
        ],
    }


def main() -> int:
    """Serve one file; the exit code 3 says that it is damaged."""
    limit_resources()
    request = json.loads(sys.stdin.buffer.readline())
    try:
        description, blocks = read(sys.stdin.buffer.read(), request)
        head = json.dumps(description, ensure_ascii=False).encode("utf-8", errors="replace")
    except BROKEN_SAV:
        return 3
    sys.stdout.buffer.write(head + b"\n")
    for block in blocks:
        sys.stdout.buffer.write(block)
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
