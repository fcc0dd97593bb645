"""Cells of .ods and .xls sheets that hold an error (`#N/A`, `#DIV/0!`), which are read as empty."""

from __future__ import annotations

import html
import io
import re
import struct
import zipfile
from collections.abc import Iterator

Cell = tuple[int, str, str]
"""Sheet row, column letters, and what stands there."""

MAX_SCANNED = 200_000_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOK_START = b"\x09\x08\x10\x00\x00\x06\x05\x00"
"""The record that begins the stream of a workbook of Excel 97 to 2003."""

BOUND_SHEET, END, BOOL_OR_ERROR, FORMULA = 0x0085, 0x000A, 0x0205, 0x0006
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
ODS_TAGS = re.compile(rb"<(/?)table:(table-row|table-cell|covered-table-cell)\b([^<>]{0,2000}?)(/?)>")
ODS_TEXT = re.compile(rb"<text:p[^<>]{0,200}>([^<]{1,40})<")
MARKED = re.compile(rb'value-type="error"|<text:p>(?:#[A-Z]|Err:)')


def find_error_cells(data: bytes, title: str) -> list[Cell]:
    """List the cells of a sheet that hold an error, in the order of the rows; none for other formats."""
    cells = _of_xls(data, title) if data.startswith(OLE) else _of_ods(data, title)
    return sorted(cells)


def _letters(column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _of_xls(data: bytes, title: str) -> list[Cell]:
    """Read the records of a sheet; a stream that is not in one piece is left."""
    start = data.find(WORKBOOK_START)
    if start < 0:
        return []
    for kind, body in _records(data, start):
        if kind == BOUND_SHEET and len(body) > 8 and _sheet_name(body) == title:
            place = start + int(struct.unpack_from("<I", body)[0])
            return [cell for cell in map(_xls_error, _records(data, place)) if cell is not None]
    return []


def _records(data: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Give the records of one part of a stream, until its end."""
    if data[place : place + 2] != WORKBOOK_START[:2]:
        return
    while place + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, place)
        if kind == END:
            return
        yield kind, data[place + 4 : place + 4 + length]
        place += 4 + length


def _sheet_name(body: bytes) -> str:
    count, wide = body[6], body[7] & 1
    return body[8:].decode("utf-16-le" if wide else "latin-1", "replace")[:count]


def _xls_error(record: tuple[int, bytes]) -> Cell | None:
    kind, body = record
    if kind == BOOL_OR_ERROR and len(body) >= 8 and body[7] == 1:
        code = body[6]
    elif kind == FORMULA and len(body) >= 14 and body[6] == 2 and body[12:14] == b"\xff\xff":
        code = body[8]
    else:
        return None
    row, column = struct.unpack_from("<HH", body)
    return row + 1, _letters(column), ERRORS.get(code, "an error")


def _of_ods(data: bytes, title: str) -> list[Cell]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo("content.xml").file_size > MAX_SCANNED:
                return []
            xml = archive.read("content.xml")
    except (KeyError, OSError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return []
    name = html.escape(title, quote=True).encode()
    opening = re.search(rb'<table:table [^<>]{0,2000}?table:name="' + re.escape(name) + rb'"', xml)
    if opening is None:
        return []
    sheet = xml[opening.end() : max(xml.find(b"</table:table>", opening.end()), 0)]
    return list(_walk(sheet)) if MARKED.search(sheet) else []


def _walk(sheet: bytes) -> Iterator[Cell]:
    """Count rows and columns, repeated ones too, and give the cells with an error."""
    row = column = 0
    step = 1
    for tag in ODS_TAGS.finditer(sheet):
        closes, what, attributes, alone = tag.groups()
        if what == b"table-row":
            if not closes:
                row, column, step = row + 1, 0, _repeated(attributes, b"rows")
            if closes or alone:
                row += step - 1
        elif not closes:
            text = b"" if alone else _text_after(sheet, tag.end())
            if b'value-type="error"' in attributes or (
                b"table:formula" in attributes and text.startswith((b"#", b"Err:"))
            ):
                yield row, _letters(column), text.decode("utf-8", "replace") or "an error"
            column += _repeated(attributes, b"columns")


def _repeated(attributes: bytes, what: bytes) -> int:
    found = re.search(rb"number-" + what + rb'-repeated="(\d{1,7})"', attributes)
    return int(found.group(1)) if found else 1


def _text_after(sheet: bytes, place: int) -> bytes:
    text = ODS_TEXT.match(sheet, place)
    return text.group(1) if text else b""
