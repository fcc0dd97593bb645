"""Printed tables as Word: a real table that can be edited, with a header row that repeats on every page."""

import datetime
import io
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from lib.export.tables.cells import clean_text, columns_of
from lib.export.tables.parts import cut_table
from lib.export.tables.widths import TableFit, needed_width, set_columns
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.common.result import unwrap

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

FONT = "Arial"
#: A4 with margins of 20 mm.
PAGE_SHORT, PAGE_LONG, MARGIN = 210.0, 297.0, 20.0
#: Widths of rules in eighths of a point: above and below the table, and under its header.
OUTER_RULE, INNER_RULE = 8, 4
CAPTION_STYLE, NOTE_STYLE, CELL_STYLE = "Table Caption", "Table Note", "Table Cell"
_NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_of(table: PrintTable) -> bytes:
    """Give a table as a Word document of its own; a wide one lies on its side.

    Parameters
    ----------
    table : PrintTable
        Any size, without lines or columns too; with its provenance.

    Returns
    -------
    bytes
        A .docx file.
    """
    document = new_document(table.caption)
    lie_on_side(document, needed_width(columns_of(table)) > PAGE_SHORT - 2 * MARGIN)
    add_table(document, replace(table, notes=table.below))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def new_document(title: str) -> "Document":
    """Open an empty A4 document in the type of the tables."""
    import docx
    from docx.shared import Mm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_SHORT), Mm(PAGE_LONG)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    set_font(document.styles["Normal"], FONT)
    document.styles["Normal"].font.size = Pt(10)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean_text(title)[:255], "", ""
    properties.created = properties.modified = datetime.datetime.now(datetime.UTC)
    return document


def set_font(style: "ParagraphStyle", name: str) -> None:
    """Set the font of a style for every script, which python-docx does for Latin letters alone."""
    from docx.oxml.ns import qn

    style.font.name = name
    fonts = style.element.rPr.rFonts
    for attribute in [a for a in fonts.attrib if a.endswith("Theme")]:
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)


def lie_on_side(document: "Document", wide: bool) -> None:
    """Turn the last section of a document to landscape, or to portrait."""
    from docx.enum.section import WD_ORIENT

    section = document.sections[-1]
    short, long = sorted((unwrap(section.page_width), unwrap(section.page_height)))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)


def add_table(document: "Document", table: PrintTable) -> None:
    """Add a table at the end of a Word document: caption, table and notes.

    The type shrinks, down to 6.5 points, until the table fits between the margins of the last section; one that
    does not fit then is continued in further tables, each with the first column.

    Parameters
    ----------
    document : docx.document.Document
        Gets three paragraph styles, `Table Caption`, `Table Cell` and `Table Note`, unless it has them.
    table : PrintTable
        Any size, without lines or columns too.
    """
    from docx.oxml import parse_xml

    _prepare_styles(document)
    room = room_in(document)
    for part in cut_table(table, room):
        document.add_paragraph(clean_text(part.caption), style=CAPTION_STYLE)
        if part.headings:
            xml = _table_xml(part, set_columns(columns_of(part), room))
            document.element.body.insert_element_before(parse_xml(xml), "w:sectPr")
    for note in table.notes:
        document.add_paragraph(clean_text(note), style=NOTE_STYLE)
    if not table.notes:
        document.add_paragraph(style=NOTE_STYLE)


def room_in(document: "Document") -> float:
    """Give the width between the margins of the last section, mm."""
    from docx.shared import Length

    section = document.sections[-1]
    margins = unwrap(section.left_margin) + unwrap(section.right_margin)
    return float(Length(unwrap(section.page_width) - margins).mm)


def _prepare_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    wanted = {CAPTION_STYLE: (10, True, 10, 4), CELL_STYLE: (9, False, 1, 1), NOTE_STYLE: (8, False, 2, 0)}
    for name, (size, bold, before, after) in wanted.items():
        if name in document.styles:
            continue
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size, style.font.bold = Pt(size), bold
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1.0
        style.paragraph_format.keep_with_next = name == CAPTION_STYLE


def _table_xml(table: PrintTable, setting: TableFit) -> str:
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in setting.widths)
    rows = "".join(
        _section_row(line, setting) if line.kind == "section" else _row(line, table.headings, setting)
        for line in table.lines
    )
    rule = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="auto"/>'
    outer = rule.format("top", OUTER_RULE) + rule.format("bottom", OUTER_RULE)
    return (
        f"<w:tbl {_NAMESPACE}><w:tblPr>"
        f'<w:tblW w:w="{sum(_twips(w) for w in setting.widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{outer}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{_margin('left')}{_margin('right')}</w:tblCellMar>"
        '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0"'
        ' w:noHBand="1" w:noVBand="1"/>'
        f"<w:tblCaption w:val={_attribute(table.caption)}/></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{_header_row(table.headings, setting)}{rows}</w:tbl>"
    )


def _margin(side: str) -> str:
    return f'<w:{side} w:w="68" w:type="dxa"/>'


def _twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 1440)


def _attribute(text: str) -> str:
    return quoteattr(clean_text(text))


def _header_row(headings: Sequence[Heading], setting: TableFit) -> str:
    rule = f'<w:tcBorders><w:bottom w:val="single" w:sz="{INNER_RULE}" w:space="0" w:color="auto"/></w:tcBorders>'
    cells = []
    for i, (heading, width) in enumerate(zip(headings, setting.widths, strict=True)):
        words = _run(heading.label, setting.size, bold=True)
        if heading.detail:
            words += "<w:r><w:br/></w:r>" + _run(heading.detail, setting.size)
        place = "left" if i == 0 or heading.text or heading.wide else "center"
        layout = f'<w:jc w:val="{place}"/>'
        cells.append(_cell(words, width, layout, rule + '<w:vAlign w:val="bottom"/>'))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _section_row(line: Line, setting: TableFit) -> str:
    span = f'<w:gridSpan w:val="{len(setting.widths)}"/>' if len(setting.widths) > 1 else ""
    words = _run(line.cells[0], setting.size, bold=True)
    cell = _cell(words, sum(setting.widths), '<w:spacing w:before="100" w:after="20"/>', span, keep=True)
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell}</w:tr>"


def _row(line: Line, headings: Sequence[Heading], setting: TableFit) -> str:
    cells = []
    for i, (text, heading) in enumerate(zip(line.cells, headings, strict=True)):
        layout = ""
        if i == 0 and line.indent:
            layout = '<w:ind w:left="200"/>'
        elif i > 0 and not heading.text and not heading.wide:
            layout = f'<w:tabs><w:tab w:val="decimal" w:pos="{_twips(setting.marks[i])}"/></w:tabs>'
        cells.append(_cell(_run(text, setting.size), setting.widths[i], layout))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(words: str, width: float, layout: str, more: str = "", *, keep: bool = False) -> str:
    """Write a cell; `layout` goes to its paragraph, `more` to the cell, `keep` holds it with the next row."""
    together = "<w:keepNext/>" if keep else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/>{more}</w:tcPr><w:p><w:pPr>'
        f'<w:pStyle w:val="{CELL_STYLE.replace(" ", "")}"/>{together}{layout}</w:pPr>{words}</w:p></w:tc>'
    )


def _run(text: str, size: float, *, bold: bool = False) -> str:
    look = f'{"<w:b/>" if bold else ""}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    lines = clean_text(text).split("\n")
    words = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r><w:rPr>{look}</w:rPr>{words}</w:r>" if text else ""
