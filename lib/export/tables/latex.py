"""Printed tables as LaTeX with the rules of booktabs, to be put into a paper with \\input."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from lib.export.tables.cells import Column, columns_of, split_at_mark
from lib.export.tables.latex_characters import latex_of_text
from lib.export.tables.parts import cut_table
from lib.export.tables.widths import PADDING, WORD_SLACK, TableFit, needed_width, set_columns, text_width
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
    wide = needed_width(_measured(table)) > TEXT_WIDTH
    page = (TEXT_HEIGHT, TEXT_WIDTH) if wide else (TEXT_WIDTH, TEXT_HEIGHT)
    parts = cut_table(table, page[0])
    settings = [set_columns(_measured(part), page[0]) for part in parts]
    body, long = [], False
    for part, setting in zip(parts, settings, strict=True):
        layout = _Layout(_measured(part), setting)
        notes = table.below if part is parts[-1] else ()
        breaks = estimate_height(part, layout.room, setting.size, notes, page[0]) > FLOAT_PART * page[1]
        body += _long(part, layout, notes) if breaks else _floating(part, layout, notes)
        long |= breaks
    packages = ["booktabs", *(["longtable"] if long else []), *(["pdflscape"] if wide else [])]
    head = [
        rf"% Needs \usepackage[T1]{{fontenc}} and \usepackage{{{','.join(packages)}}}",
        rf"% Set for A4 with a text of {TEXT_WIDTH:.0f} by {TEXT_HEIGHT:.0f} mm: "
        r"\usepackage[a4paper,margin=25mm]{geometry}",
        *([r"\begin{landscape}"] if wide else []),
        r"\begingroup\setlength{\tabcolsep}{3pt}",
    ]
    return "\n".join([*head, *body, r"\endgroup", *([r"\end{landscape}"] if wide else [])]) + "\n"


def _measured(table: PrintTable) -> tuple[Column, ...]:
    """Give the columns with the room that indented rows take in the first one."""
    columns = columns_of(table)
    if not any(line.indent for line in table.lines):
        return columns
    rows = [line for line in table.lines if line.kind != "section"]
    cells = (INDENT * line.indent + cell for line, cell in zip(rows, columns[0].cells, strict=True))
    return (replace(columns[0], cells=tuple(cells)), *columns[1:])


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

    def __init__(self, columns: Sequence[Column], setting: TableFit) -> None:
        self.columns, self.setting = columns, setting
        self.kinds = [_kind(column, width, setting.size) for column, width in self._wide()]
        self.room = [
            max(width - PADDING, NARROWEST) if kind.startswith("p{") else math.inf
            for kind, width in zip(self.kinds, setting.widths, strict=True)
        ]
        self.count = sum(2 if kind == SPLIT else 1 for kind in self.kinds)

    def _wide(self) -> list[tuple[Column, float]]:
        return list(zip(self.columns, self.setting.widths, strict=True))

    def header(self) -> str:
        cells = []
        for (column, width), kind in zip(self._wide(), self.kinds, strict=True):
            lines = break_words(column.label, width - PADDING, self.setting.size)
            lines += [column.detail] if column.detail else []
            words = r"\\".join(latex_of_text(line) for line in lines)
            if len(lines) > 1:
                place = "c" if column.on_mark else "l"
                words = rf"\begin{{tabular}}[b]{{@{{}}{place}@{{}}}}{words}\end{{tabular}}"
            cells.append(rf"\multicolumn{{2}}{{c}}{{{words}}}" if kind == SPLIT else words)
        return " & ".join(cells) + r" \\"

    def row(self, line: Line) -> str:
        if line.kind == "section":
            words = rf"\textbf{{{latex_of_text(line.cells[0])}}}"
            width = sum(self.setting.widths)
            fits = text_width(line.cells[0], self.setting.size) * BOLD <= width
            kind = "l" if fits else f"p{{{width:.0f}mm}}"
            return rf"\addlinespace \multicolumn{{{self.count}}}{{@{{}}{kind}}}{{{words}}} \\"
        cells = []
        for text, kind in zip(line.cells, self.kinds, strict=True):
            cells.extend(_halves(text) if kind == SPLIT else [latex_of_text(text)])
        start = r"\quad " if line.indent else ""
        return start + " & ".join(cells) + r" \\"


#: Narrowest column that breaks its cells, mm.
NARROWEST = 5.0
#: How much wider bold type is, and two letters of an indented row.
BOLD, INDENT = 1.15, "mm"
SPLIT = "r@{}l"
_NUMBERED = re.compile(r"\s*Table \w+\.\s*(?=\S)")


def _halves(text: str) -> list[str]:
    before, after = split_at_mark(text)
    space = "~" if before and after[:1] == " " else ""
    return [latex_of_text(before), space + latex_of_text(after)]


def _caption(table: PrintTable) -> str:
    """Write the caption without a number of its own: LaTeX counts the tables."""
    return latex_of_text(_NUMBERED.sub("", table.caption, count=1))


def break_words(text: str, room: float, size: float) -> list[str]:
    """Break a heading between its words, so that each line fits in some mm as far as its words do."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) * WORD_SLACK <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _kind(column: Column, width: float, size: float) -> str:
    if not column.on_mark:
        longest = max((text_width(cell, size) * WORD_SLACK for cell in column.cells), default=0.0)
        fits = longest <= width - PADDING + 1e-9
        return "l" if fits else rf"p{{{max(width - PADDING, NARROWEST):.1f}mm}}"
    behind = {
        len(after) for before, after in map(split_at_mark, column.cells) if before or after[:1] in set(".,")
    }
    return SPLIT if len(behind) > 1 else "r"


def _floating(table: PrintTable, layout: _Layout, notes: Sequence[str]) -> list[str]:
    return [
        r"\begin{table}[htbp]",
        r"\centering",
        rf"\caption{{{_caption(table)}}}",
        # Within the float, which begins in the size of the document.
        SIZE_WORDS[layout.setting.size],
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
        SIZE_WORDS[layout.setting.size],
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
