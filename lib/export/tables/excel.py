"""Printed tables as Excel workbooks: numbers as numbers, everything else as text that is never run."""

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lib.export.tables.cells import clean_text, columns_of, read_number
from lib.present.common.formats import Printed
from lib.present.common.table import Heading, Line, PrintTable, neutralise_formula

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

#: Characters a sheet's name may not have, and how long it may be.
_NOT_IN_A_NAME, LONGEST_NAME = re.compile(r"[\[\]:*?/\\]"), 31
#: Widths of columns, in characters.
NARROWEST, WIDEST = 7, 48
#: Most characters of a cell.
LONGEST_CELL = 32_767


def excel_of(table: PrintTable) -> bytes:
    """Give a table as a workbook of one sheet.

    The header is the first row and stays in view; caption, notes, notice and provenance stand below. A cell that
    is a number and nothing else is one, with as many decimals shown as printed; so is what is printed as `<.001`, which
    is shown so; a text that a spreadsheet would
    take for a formula is preceded by an apostrophe.

    Parameters
    ----------
    table : PrintTable
        Any size, without lines or columns too; with its provenance.

    Returns
    -------
    bytes
        A .xlsx file.
    """
    import openpyxl

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = sheet_name(table.caption)
    _write_header(sheet, table.headings)
    for row, line in enumerate(table.lines, 2):
        _write_line(sheet, row, line, table)
    for row, note in enumerate((table.caption, *table.below), len(table.lines) + 3):
        _write_text(sheet.cell(row, 1), note)
    _set_widths(sheet, table)
    workbook.properties.title, workbook.properties.creator = clean_text(table.caption)[:255], ""
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def sheet_name(caption: str) -> str:
    """Make a name that a sheet may have of a caption: at most 31 characters, cut between words."""
    words = " ".join(_NOT_IN_A_NAME.sub(" ", clean_text(caption)).split())
    if len(words) > LONGEST_NAME:
        words = words[: LONGEST_NAME + 1].rpartition(" ")[0] or words[:LONGEST_NAME]
    name = words.strip("' ,.;–")
    return "Table" if name.lower() in ("", "history") else name


def _write_header(sheet: "Worksheet", headings: Sequence[Heading]) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    for position, heading in enumerate(headings, 1):
        cell = sheet.cell(1, position)
        _write_text(cell, f"{heading.label}\n{heading.detail}" if heading.detail else heading.label)
        to_left = position == 1 or heading.text or heading.wide
        cell.font = Font(bold=True)
        cell.border = Border(top=Side("thin"), bottom=Side("thin"))
        cell.alignment = Alignment("left" if to_left else "right", "bottom", wrap_text=True)
    sheet.freeze_panes = "B2" if len(headings) > 1 else "A2"
    sheet.print_title_rows = "1:1"


def _write_line(sheet: "Worksheet", row: int, line: Line, table: PrintTable) -> None:
    from openpyxl.styles import Alignment, Font

    if line.kind == "section":
        cell = sheet.cell(row, 1)
        _write_text(cell, line.cells[0])
        cell.font = Font(bold=True)
        return
    for position, (text, heading) in enumerate(zip(line.cells, table.headings, strict=True), 1):
        cell = sheet.cell(row, position)
        is_text = position == 1 or heading.text or heading.wide
        number = None if is_text else read_number(text, table.style)
        if number is not None:
            cell.value, cell.number_format = number.value, number.format
        elif isinstance(text, Printed):
            cell.value, cell.number_format = text.value, f'"{text}"'
        else:
            _write_text(cell, text)
        if not is_text:
            cell.alignment = Alignment("right", "top")
        else:
            cell.alignment = Alignment(
                vertical="top", wrap_text=True, indent=int(position == 1 and line.indent)
            )


def _write_text(cell: "Cell", text: str) -> None:
    """Write a text as a text: nothing in it is read as a formula, an error or a number."""
    text = neutralise_formula(clean_text(text))[:LONGEST_CELL]
    if text:
        cell.value, cell.data_type = text, "s"


def _set_widths(sheet: "Worksheet", table: PrintTable) -> None:
    from openpyxl.utils import get_column_letter

    for position, column in enumerate(columns_of(table), 1):
        words = [*column.label.split(), column.detail, *column.cells]
        width = min(max(map(len, words), default=0) + 2, WIDEST)
        sheet.column_dimensions[get_column_letter(position)].width = max(width, NARROWEST)
