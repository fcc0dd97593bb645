"""Printed tables as LaTeX with the rules of booktabs, to be put into a paper with \\input."""

import math
import re
from collections.abc import Sequence

from lib.export.tables.cells import Column, columns_of, split_at_mark
from lib.export.tables.latex_characters import latex_of_text
from lib.export.tables.widths import PADDING, needed_width, set_columns, text_width
from lib.present.common.table import Line, PrintTable

#: A table estimated to be higher than this part of a page breaks over pages, with its header repeated: a float that is
#: too large loses what does not fit.
FLOAT_PART = 0.55
#: Distance of lines of type, by its size, and what a table has above and below its rows, mm.
LINE_STEP, FRAME_HEIGHT = 1.22 * 25.4 / 72.27, 18.0
#: Size of the notes, points.
NOTE_SIZE = 8.0
#: Width of the text of an A4 article and of its height, for a table on its side, mm.
TEXT_WIDTH, TEXT_HEIGHT = 160.0, 240.0
#: Sizes of type in points, with LaTeX's words for them.
SIZE_WORDS = {9.0: r"\small", 8.0: r"\footnotesize", 7.0: r"\scriptsize", 6.5: r"\tiny"}


def latex_of(table: PrintTable) -> str:
    """Give a table as LaTeX: a `table`, or a `longtable` where it might not fit on a page.

    Numbers stand on their decimal marks: a column whose cells differ behind the mark is set as two that meet
    there. The packages needed stand in the first line.

    Parameters
    ----------
    table : PrintTable
        Any size, without lines or columns too; with its provenance.
    """
    columns = columns_of(table)
    wide = needed_width(columns) > TEXT_WIDTH
    notes = table.below
    setting = set_columns(columns, TEXT_HEIGHT if wide else TEXT_WIDTH)
    layout = _Layout(columns, setting.widths)
    page = (TEXT_HEIGHT, TEXT_WIDTH) if wide else (TEXT_WIDTH, TEXT_HEIGHT)
    height = estimate_height(table, layout.room, setting.size, notes, page[0])
    long = height > FLOAT_PART * page[1]
    body = _long(table, layout, notes) if long else _floating(table, layout, notes)
    packages = ["booktabs", *(["longtable"] if long else []), *(["pdflscape"] if wide else [])]
    head = [
        rf"% Needs \usepackage[T1]{{fontenc}} and \usepackage{{{','.join(packages)}}}",
        *([r"\begin{landscape}"] if wide else []),
        r"\begingroup" + SIZE_WORDS[setting.size] + r"\setlength{\tabcolsep}{3pt}",
    ]
    return "\n".join([*head, *body, r"\endgroup", *([r"\end{landscape}"] if wide else [])]) + "\n"


def estimate_height(
    table: PrintTable, room: Sequence[float], size: float, notes: Sequence[str], width: float
) -> float:
    """Estimate how high a table stands, mm, with its notes.

    Parameters
    ----------
    table : PrintTable
        Its lines are as many as their highest cell.
    room : sequence of float
        Width in which each column breaks its cells, mm; infinite where it does not.
    size : float
        Size of type, points.
    notes : sequence of str
        Below the table, over its whole width.
    width : float
        Of the page, mm.
    """
    rows = 0
    for line in table.lines:
        cells = zip(line.cells, room, strict=False)
        rows += max((_lines_of(cell, size, space) for cell, space in cells), default=1)
    below = sum(_lines_of(note, NOTE_SIZE, width) for note in (table.caption, *notes))
    return FRAME_HEIGHT + rows * size * LINE_STEP + below * NOTE_SIZE * LINE_STEP


def _lines_of(text: str, size: float, room: float) -> int:
    """Count the lines of a text, a tenth more than its width asks for, since it breaks between words."""
    return max(1, math.ceil(1.1 * text_width(text, size) / room)) if math.isfinite(room) else 1


class _Layout:
    """How the columns are set: `l`, `r`, a paragraph, or two columns that meet at the decimal mark."""

    def __init__(self, columns: Sequence[Column], widths: Sequence[float]) -> None:
        self.columns = columns
        self.kinds = [_kind(column, width) for column, width in zip(columns, widths, strict=True)]
        self.room = [
            max(width - PADDING, NARROWEST) if kind.startswith("p{") else math.inf
            for kind, width in zip(self.kinds, widths, strict=True)
        ]
        self.count = sum(2 if kind == SPLIT else 1 for kind in self.kinds)

    def header(self) -> str:
        cells = []
        for column, kind in zip(self.columns, self.kinds, strict=True):
            words = latex_of_text(" ".join(part for part in (column.label, column.detail) if part))
            if column.detail:
                label, detail = latex_of_text(column.label), latex_of_text(column.detail)
                place = "c" if column.on_mark else "l"
                words = rf"\begin{{tabular}}[b]{{@{{}}{place}@{{}}}}{label}\\{detail}\end{{tabular}}"
            cells.append(rf"\multicolumn{{2}}{{c}}{{{words}}}" if kind == SPLIT else words)
        return " & ".join(cells) + r" \\"

    def row(self, line: Line) -> str:
        if line.kind == "section":
            words = rf"\textbf{{{latex_of_text(line.cells[0])}}}"
            return rf"\addlinespace \multicolumn{{{self.count}}}{{@{{}}l}}{{{words}}} \\"
        cells = []
        for text, kind in zip(line.cells, self.kinds, strict=True):
            cells.extend(_halves(text) if kind == SPLIT else [latex_of_text(text)])
        start = r"\quad " if line.indent else ""
        return start + " & ".join(cells) + r" \\"


#: Narrowest column that breaks its cells, mm.
NARROWEST = 5.0
SPLIT = "r@{}l"
_NUMBERED = re.compile(r"\s*Table \w+\.\s*(?=\S)")


def _halves(text: str) -> list[str]:
    before, after = split_at_mark(text)
    space = "~" if before and after[:1] == " " else ""
    return [latex_of_text(before), space + latex_of_text(after)]


def _caption(table: PrintTable) -> str:
    """Write the caption without a number of its own: LaTeX counts the tables."""
    return latex_of_text(_NUMBERED.sub("", table.caption, count=1))


def _kind(column: Column, width: float) -> str:
    if not column.on_mark:
        longest = max((len(cell) for cell in column.cells), default=0)
        return rf"p{{{max(width - PADDING, NARROWEST):.0f}mm}}" if longest > 40 else "l"
    behind = {
        len(after) for before, after in map(split_at_mark, column.cells) if before or after[:1] in set(".,")
    }
    return SPLIT if len(behind) > 1 else "r"


def _floating(table: PrintTable, layout: _Layout, notes: Sequence[str]) -> list[str]:
    return [
        r"\begin{table}[htbp]",
        r"\centering",
        rf"\caption{{{_caption(table)}}}",
        *(_tabular(table, layout) if layout.columns else []),
        r"\par\smallskip",
        r"\begin{minipage}{\linewidth}\footnotesize",
        *(latex_of_text(note) + r"\par" for note in notes),
        r"\end{minipage}",
        r"\end{table}",
    ]


def _tabular(table: PrintTable, layout: _Layout) -> list[str]:
    return [
        rf"\begin{{tabular}}{{@{{}}{''.join(layout.kinds)}@{{}}}}",
        r"\toprule",
        layout.header(),
        r"\midrule",
        *(layout.row(line) for line in table.lines),
        r"\bottomrule",
        r"\end{tabular}",
    ]


def _long(table: PrintTable, layout: _Layout, notes: Sequence[str]) -> list[str]:
    return [
        rf"\begin{{longtable}}{{@{{}}{''.join(layout.kinds)}@{{}}}}",
        rf"\caption{{{_caption(table)}}}\\",
        r"\toprule",
        layout.header(),
        r"\midrule",
        r"\endfirsthead",
        r"\toprule",
        layout.header(),
        r"\midrule",
        r"\endhead",
        r"\bottomrule",
        r"\endlastfoot",
        *(layout.row(line) for line in table.lines),
        r"\end{longtable}",
        r"\begingroup\footnotesize\setlength{\parindent}{0pt}",
        *(latex_of_text(note) + r"\par" for note in notes),
        r"\endgroup",
    ]
