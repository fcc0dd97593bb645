"""A table as a printer would set it: data and plain HTML from one description."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from lib.present.common.glossary import explain
from lib.present.common.number_style import NumberStyle, current_style
from lib.present.common.provenance import Provenance


@dataclass(frozen=True)
class Heading:
    """Head of a column.

    Its words, a second line such as `n = 9`, whether its cells are text, or sentences to wrap, and the term of the
    glossary it stands for where the words alone do not tell.
    """

    label: str
    detail: str = ""
    text: bool = False
    wide: bool = False
    term: str = ""


@dataclass(frozen=True)
class Line:
    """One row: its cells, as text. A `section` line has one cell, an `indent` sets the first cell in."""

    cells: tuple[str, ...]
    kind: str = "row"
    indent: bool = False


@dataclass(frozen=True)
class PrintTable:
    """A finished table.

    Attributes
    ----------
    caption : str
        What the table shows; stands alone.
    headings : tuple of Heading
        One a column.
    lines : tuple of Line
        Rows and section rows.
    notes : tuple of str
        Test, n and missing, under the table.
    style : NumberStyle
        How its numbers are written: the style in force when it was made.
    provenance : Provenance or None
        What it was made from. No file is written of a table without one: see `about`.
    """

    caption: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    style: NumberStyle = field(default_factory=current_style)
    provenance: Provenance | None = None

    def about(self, provenance: Provenance) -> "PrintTable":
        """Give the same table with what it was made from: from here on it may leave as a file."""
        return replace(self, provenance=provenance)

    @property
    def origin(self) -> tuple[str, ...]:
        """The notice on synthetic data and the provenance; an error where the table was never given one."""
        return self.require_provenance().lines

    def require_provenance(self) -> Provenance:
        """Give the provenance; an error where the table was never given one, for no file may be made of it."""
        if self.provenance is None:
            raise ValueError(f"the table “{self.caption}” has no provenance: call its method `about` first")
        return self.provenance

    @property
    def below(self) -> tuple[str, ...]:
        """What stands below the table in a file: notes, the notice on synthetic data, provenance."""
        return (*self.notes, *self.origin)


def table_of_pairs(caption: str, headings: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> PrintTable:
    """Set pairs of texts as a table of two columns."""
    return table_of_records(caption, [dict(zip(headings, pair, strict=True)) for pair in pairs])


def table_of_records(caption: str, records: Sequence[Mapping[str, str]]) -> PrintTable:
    """Set records of text as a table: one column a key, one row a record."""
    headings = tuple(Heading(name, text=True) for name in (records[0] if records else ()))
    return PrintTable(caption, headings, tuple(Line(tuple(record.values())) for record in records))


STYLE = """
.paper-table{overflow-x:auto;margin:0 0 .5rem;scrollbar-width:thin;--shade:rgb(90 102 115/.45);
background:linear-gradient(to left,var(--paper-table-ground,Canvas) 40%,transparent) right/3rem 100% no-repeat local,
linear-gradient(to left,var(--shade),transparent) right/.9rem 100% no-repeat scroll}
.paper-table table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.35;
font-variant-numeric:tabular-nums lining-nums;border-top:1.5px solid;border-bottom:1.5px solid;margin:0}
.paper-table caption{text-align:left;font-weight:600;padding:0 0 .5rem;caption-side:top}
.paper-table th,.paper-table td{border:0;padding:.22rem .5rem;text-align:right;white-space:nowrap;
vertical-align:top;font-weight:400}
.paper-table thead th{font-weight:600;border-bottom:1px solid;vertical-align:bottom}
.paper-table thead th>span:not(.tip){display:block;font-weight:400;opacity:.8}
.paper-table th[scope=row],.paper-table .text{text-align:left}
.paper-table td.text{white-space:normal;min-width:6rem}
.paper-table th[scope=row]{position:sticky;left:0;background:var(--paper-table-ground,Canvas);padding-left:0;
white-space:normal;min-width:7rem}
.paper-table th[scope=col]:first-child{position:sticky;left:0;background:var(--paper-table-ground,Canvas);
text-align:left;padding-left:0}
.paper-table .wide{white-space:normal;min-width:11rem}
.paper-table tr.indent th{padding-left:1.2rem}
.paper-table tr.picked>*{font-weight:700}
.paper-table tr.picked>th{box-shadow:inset 3px 0 currentColor;padding-left:.6rem}
.paper-table tr.section th{padding-left:0;font-weight:600;padding-top:.8rem;text-align:left}
.paper-table .notes{font-size:.8rem;opacity:.8;margin:.5rem 0 0;max-width:80ch;text-align:left}
.paper-table .notes p{margin:.1rem 0;font-size:.8rem}
"""


def html_of(table: PrintTable, *, explained: bool = False, picked: str = "") -> str:
    """Give a table as an HTML fragment; every text is escaped.

    Parameters
    ----------
    table : PrintTable
        What to set.
    explained : bool
        Whether signs in its head say what they mean when pointed at or reached by keyboard: on screen, not in files.
    picked : str
        First cell of the row that is marked: the patient looked at; empty marks none.
    """
    head = "".join(
        f'<th scope="col"{_text(h)}>{_sign(h.label, explain(h.label, h.term) if explained else "")}'
        + (f"<span>{_sign(h.detail, explain(h.detail) if explained else '')}</span>" if h.detail else "")
        + "</th>"
        for h in table.headings
    )
    body = "".join(_row(line, table.headings, picked) for line in table.lines)
    notes = "".join(f"<p>{escape(note)}</p>" for note in table.notes)
    return (
        f'<div class="paper-table" tabindex="0" role="region" aria-label="{escape(table.caption)}">'
        f"<table><caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
        f'<tbody>{body}</tbody></table><div class="notes">{notes}</div></div>'
    )


def _sign(words: str, meaning: str) -> str:
    if not meaning:
        return escape(words)
    return (
        f'<span class="tip" tabindex="0">{escape(words)}<span role="tooltip">{escape(meaning)}</span></span>'
    )


def _text(heading: Heading) -> str:
    if heading.wide:
        return ' class="text wide"'
    return ' class="text"' if heading.text else ""


def _row(line: Line, headings: tuple[Heading, ...], picked: str) -> str:
    if line.kind == "section":
        return f'<tr class="section"><th scope="rowgroup" colspan="{len(headings)}">{escape(line.cells[0])}</th></tr>'
    cells = "".join(
        f"<td{_text(h)}>{escape(cell)}</td>" for cell, h in zip(line.cells[1:], headings[1:], strict=True)
    )
    kinds = [
        *(["indent"] if line.indent else []),
        *(["picked"] if picked and line.cells[0] == picked else []),
    ]
    mark = f' class="{" ".join(kinds)}"' if kinds else ""
    return f'<tr{mark}><th scope="row">{escape(line.cells[0])}</th>{cells}</tr>'


def html_document(table: PrintTable) -> str:
    """Give a table as a page of its own that opens and prints anywhere, with its provenance below."""
    below = "".join(f"<p>{escape(line)}</p>" for line in table.origin)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(table.caption)}</title><style>body{{font-family:'Source Sans 3','Source Sans Pro',"
        f"Arial,sans-serif;margin:2rem;color:#111;background:#fff;font-size:11pt}}{STYLE}"
        "footer{font-size:.8rem;margin-top:1rem;max-width:80ch}@media print{.paper-table{overflow:visible}}"
        f"</style></head><body>{html_of(table)}<footer>{below}</footer></body></html>\n"
    )


_SIGNS = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
#: What a spreadsheet takes for a formula where a cell starts, or where one set to another separator starts a cell;
#: the broad forms of the characters count in East Asian editions.
_FORMULA = re.compile(rf"\s*{_SIGNS}|[\t\r\n]")
_FORMULA_INSIDE = re.compile(rf"([,;|\t\r\n]\s*)(?={_SIGNS})")


def neutralise_formula(cell: str) -> str:
    """Keep a spreadsheet from running a cell: `=`, `+`, `-`, `@`, tab and return at the start get an apostrophe.

    So do these characters after a comma, a semicolon or a tab within it.
    """
    inside = _FORMULA_INSIDE.sub(r"\1'", cell)
    return f"'{inside}" if _FORMULA.match(cell) else inside
