"""Cells of a sheet that hold no value though something stands in them: errors, and formulas never computed."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter

from lib.cohort.reading.table import ReadingFinding, count_of, name_some, plain_name, shorten
from lib.cohort.reading.workbook.error_cells import Cell, find_error_cells

MAX_SCANNED = 200_000_000
"""Bytes of a sheet that are looked through; the cells of a larger one are read, but these are not counted."""

ERROR_MARK = b't="e"'
VALUE = re.compile(rb"<(?:\w{1,9}:)?v(?: [^<>]{0,40})?>[^<]")
REFERENCE = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
TEXT_RESULT = b't="str"'
"""A formula that gives an empty text has its result."""


def find_cells_without_value(data: bytes, title: str, name: str) -> tuple[ReadingFinding, ...]:
    """Count the errors and the formulas without a stored result in a sheet, which are read as empty cells.

    Parameters
    ----------
    data : bytes
        The file; of .xls and .ods the errors are counted, and .xlsb is not looked through.
    title : str
        Name of the sheet.
    name : str
        The file's name, for the sentence.

    Returns
    -------
    tuple of ReadingFinding
        One that names the cells, or none.
    """
    cells = _cells(_sheet_xml(data, title)) or find_error_cells(data, title)
    if not cells:
        return ()
    kinds = Counter(kind for _, _, kind in cells)
    said = [
        f"{count_of(n, 'formula')} without a stored result"
        if not kind
        else f"{kind} in {count_of(n, 'cell')}"
        for kind, n in kinds.most_common()
    ]
    places = name_some([f"{column}{row}" for row, column, _ in cells[:1000]], len(cells))
    return (
        ReadingFinding(
            "cells_without_value",
            "warning",
            f"{plain_name(name)}, sheet “{shorten(title)}”, cell{'s' * (len(cells) > 1)} {places}",
            f"{name_some(said)}; read as empty",
            "values",
            "Open the file in the program that made it, let it compute, mend the errors and save it again.",
            tuple(dict.fromkeys(row for row, _, _ in cells)),
        ),
    )


def _sheet_xml(data: bytes, title: str) -> bytes:
    """Give the XML of a sheet, empty where there is none or too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
            links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
            tags = [
                tag
                for tag in re.findall(r"<(?:\w{1,9}:)?sheet ([^<>]{1,2000})>", book)
                if _value(tag, "name") == title
            ]
            wanted = _value(tags[0], r"\w{1,9}:id") if tags else ""
            relations = re.findall(r"<Relationship ([^<>]{1,2000})>", links)
            target = next((_value(tag, "Target") for tag in relations if _value(tag, "Id") == wanted), "")
            member = target.lstrip("/") if target.startswith(("/", "xl/")) else f"xl/{target}"
            return archive.read(member) if archive.getinfo(member).file_size <= MAX_SCANNED else b""
    except (KeyError, OSError, ValueError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return b""


def _value(tag: str, attribute: str) -> str:
    found = re.search(rf'(?:^|\s){attribute}="([^"]{{0,500}})"', tag)
    return html.unescape(found.group(1)) if found else ""


def _cells(xml: bytes) -> list[Cell]:
    """List the cells without a value; a mark outside a cell, as in a rule for colours, is none."""
    root = re.search(rb"<(\w{1,9}:)?worksheet", xml[:5000])
    prefix = (root.group(1) or b"") if root else b""
    opening, closing = b"<" + prefix + b"c ", b"</" + prefix + b"c>"
    formula = b"<" + prefix + b"f"
    if ERROR_MARK not in xml and not any(formula + sign in xml for sign in (b" ", b"/", b">")):
        return []
    marks = re.compile(formula + b"[ />]|" + ERROR_MARK)
    found: dict[tuple[int, str], str] = {}
    end = 0
    for mark in marks.finditer(xml):
        start = xml.rfind(opening, end, mark.start())
        if start < 0 or (stop := xml.find(closing, start)) < mark.start():
            continue
        cell, end = xml[start:stop], stop
        head = cell.partition(b">")[0]
        kind, where = _kind(cell, head), REFERENCE.search(head)
        if kind is not None and where is not None:
            found[int(where.group(2)), where.group(1).decode()] = kind
    return sorted((row, column, kind) for (row, column), kind in found.items())


def _kind(cell: bytes, head: bytes) -> str | None:
    """Say what stands in a cell without a value: the error, or nothing for a formula; None where there is a value."""
    if ERROR_MARK in head:
        text = re.search(rb"v>(#[^<]{1,20})<", cell)
        return text.group(1).decode("utf-8", "replace") if text else "an error"
    return None if TEXT_RESULT in head or VALUE.search(cell) else ""
