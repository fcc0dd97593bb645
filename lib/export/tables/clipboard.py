"""Printed tables for the clipboard: HTML that pastes as a table, and text with tabs for everything else."""

from html import escape

from lib.export.tables.cells import clean_text
from lib.present.common.table import Heading, Line, PrintTable, neutralise_formula

_RULE, _THIN = "1.5px solid #000", "1px solid #000"


def clipboard_html(table: PrintTable) -> str:
    """Give a table as HTML whose look is in the cells themselves, since the clipboard takes no style sheet.

    A cell that a spreadsheet would take for a formula is preceded by an apostrophe. Notice and provenance stand below.
    """
    head = "".join(_heading(heading, i) for i, heading in enumerate(table.headings))
    body = "".join(_row(line, table.headings, line is table.lines[-1]) for line in table.lines)
    notes = "".join(f"<p>{escape(clean_text(note))}</p>" for note in table.below)
    return (
        f"<p><b>{escape(clean_text(table.caption))}</b></p>"
        f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}'
    )


def clipboard_text(table: PrintTable) -> str:
    """Give a table as lines of cells separated by tabs: caption, header, rows, notes, provenance."""
    lines = [[table.caption], [_name(heading) for heading in table.headings]]
    lines += [list(line.cells) for line in table.lines]
    lines += [[note] for note in table.below]
    return "\n".join("\t".join(_flat(cell) for cell in line) for line in lines)


def _name(heading: Heading) -> str:
    return f"{heading.label} ({heading.detail})" if heading.detail else heading.label


def _flat(cell: str) -> str:
    return neutralise_formula(" ".join(clean_text(cell).split()))


def _safe(text: str) -> str:
    return escape(neutralise_formula(clean_text(text)))


def _side(heading: Heading, position: int) -> str:
    return "left" if position == 0 or heading.text or heading.wide else "right"


def _heading(heading: Heading, position: int) -> str:
    detail = f"<br>{_safe(heading.detail)}" if heading.detail else ""
    style = f"border-top:{_RULE};border-bottom:{_THIN};padding:2px 6px;text-align:{_side(heading, position)}"
    return f'<th style="{style}">{_safe(heading.label)}{detail}</th>'


def _row(line: Line, headings: tuple[Heading, ...], last: bool) -> str:
    below = f"border-bottom:{_RULE};" if last else ""
    if line.kind == "section":
        words = _safe(line.cells[0])
        return (
            f'<tr><td colspan="{len(headings)}" style="{below}padding:6px 6px 2px"><b>{words}</b></td></tr>'
        )
    cells = []
    for i, (text, heading) in enumerate(zip(line.cells, headings, strict=True)):
        left = 18 if i == 0 and line.indent else 6
        style = f"{below}padding:2px 6px 2px {left}px;text-align:{_side(heading, i)}"
        cells.append(f'<td style="{style}">{_safe(text)}</td>')
    return f"<tr>{''.join(cells)}</tr>"
