"""A report as a Word document: real headings, real tables, pictures with alt text, page numbers, watermark."""

import datetime
import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from lib.analysis.answers import Announce, announce_nothing
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.export.pictures import png_of
from lib.export.report.model import (
    Block,
    CopyLines,
    FigureBlock,
    Listing,
    Paragraph,
    Report,
    Section,
    Subheading,
    Tabled,
)
from lib.export.report.page import WATERMARK, is_wide
from lib.export.tables.cells import clean_text
from lib.export.tables.word import FONT, add_table, lie_on_side, new_document, set_font
from lib.present.common.version import SOFTWARE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as WordParagraph

#: Room for a picture with its caption, mm.
PICTURE_WIDTH, PICTURE_HEIGHT = 170.0, 215.0
NOTICE_COLOUR = "8A4B00"
#: Sizes of headings in points, by style.
HEADINGS = {"Title": 18, "Heading 1": 14, "Heading 2": 11}
#: Size of references, in the unit of python-docx: 8 points.
SMALL_SIZE = 8 * 12700
COPY_STYLE = "Result Line"
#: Every part of the file bears this time, so that equal reports are equal files.
FILE_TIME = (1980, 1, 1, 0, 0, 0)
_NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def word_report(report: Report, announce: Announce = announce_nothing) -> bytes:
    """Write a report as a Word document.

    Parameters
    ----------
    report : Report
        Built.
    announce : callable
        Told before each figure and section; may raise to stop.

    Returns
    -------
    bytes
        A .docx file; equal reports give equal bytes. It names no machine and no user.
    """
    document = new_document(report.title)
    _set_properties(document, report)
    _set_styles(document)
    _set_margins(document, report)
    document.add_paragraph(clean_text(report.title), style="Title")
    document.add_paragraph(clean_text(f"{report.subtitle}. {report.date}."))
    if report.synthetic:
        _notice(document.add_paragraph(), SYNTHETIC_NOTICE)
    for section in report.sections:
        _add_section(document, section, announce, new_page=section is report.sections[-1])
    return _pack(document)


def _set_properties(document: "Document", report: Report) -> None:
    properties = document.core_properties
    made = datetime.datetime.fromisoformat(report.date).replace(tzinfo=datetime.UTC)
    properties.author = properties.last_modified_by = SOFTWARE
    properties.created = properties.modified = made
    properties.subject, properties.language = clean_text(report.subtitle)[:255], "en"
    properties.keywords = "synthetic data" if report.synthetic else ""
    properties.comments = clean_text(report.footer)[:255]


def _set_styles(document: "Document") -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    for name, size in HEADINGS.items():
        style = document.styles[name]
        set_font(style, FONT)
        style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, RGBColor(0x11, 0x11, 0x11)
        style.paragraph_format.keep_with_next = True
    for border in document.styles["Title"].element.xpath(".//w:pBdr"):
        border.getparent().remove(border)
    body = document.styles["Normal"].paragraph_format
    body.space_after, body.line_spacing = Pt(4), 1.15
    caption = document.styles["Caption"]
    set_font(caption, FONT)
    caption.font.size, caption.font.bold, caption.font.color.rgb = Pt(9), False, RGBColor(0x11, 0x11, 0x11)
    caption.paragraph_format.space_after = Pt(10)
    copied = document.styles.add_style(COPY_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    copied.base_style = document.styles["Normal"]
    copied.paragraph_format.left_indent = Pt(12)
    copied.paragraph_format.space_after = Pt(1)


def _set_margins(document: "Document", report: Report) -> None:
    """Fill head and foot of every page: notice and watermark where synthetic, provenance and page number."""
    section = document.sections[0]
    foot = section.footer.paragraphs[0]
    _add_small(foot, f"{report.footer} · page ")
    _add_field(foot, "PAGE")
    _add_small(foot, " of ")
    _add_field(foot, "NUMPAGES")
    if report.synthetic:
        head = section.header.paragraphs[0]
        _notice(head, "Synthetic data: no row is a real patient")
        _add_watermark(head)


def _add_small(paragraph: "WordParagraph", text: str) -> None:
    from docx.shared import Pt

    paragraph.add_run(clean_text(text)).font.size = Pt(7.5)


def _add_field(paragraph: "WordParagraph", code: str) -> None:
    from docx.oxml import parse_xml

    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple {_NAMES} w:instr="{code}"><w:r><w:rPr><w:sz w:val="15"/></w:rPr><w:t>1</w:t></w:r>'
            "</w:fldSimple>"
        )
    )


def _notice(paragraph: "WordParagraph", text: str) -> None:
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(text)
    run.font.bold, run.font.size, run.font.color.rgb = True, Pt(9), RGBColor.from_string(NOTICE_COLOUR)


def _add_watermark(paragraph: "WordParagraph") -> None:
    """Lay the watermark behind the text of every page, as Word's own command does."""
    from docx.oxml import parse_xml

    place = (
        "position:absolute;margin-left:0;margin-top:0;width:480pt;height:72pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        "mso-position-vertical-relative:margin"
    )
    paragraph._p.append(
        parse_xml(
            f'<w:r {_NAMES}><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" '
            'o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
            '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
            '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
            '</v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
            f'<v:shape id="Watermark" o:spid="_x0000_s2049" type="#_x0000_t136" alt={quoteattr(WATERMARK)} '
            f'style="{place}" o:allowincell="f" fillcolor="#e6d9cc" stroked="f"><v:fill opacity=".5"/>'
            f"<v:textpath style=\"font-family:'{FONT}';font-size:1pt;font-weight:bold\" string={quoteattr(WATERMARK)}/>"
            "</v:shape></w:pict></w:r>"
        )
    )


def _add_section(document: "Document", section: Section, announce: Announce, *, new_page: bool) -> None:
    announce(f"Setting “{section.heading}”")
    _turn(document, wide=False)
    heading = document.add_heading(clean_text(f"{section.number} {section.heading}"), level=1)
    heading.paragraph_format.page_break_before = new_page
    for block in section.blocks:
        _turn(document, wide=isinstance(block, Tabled) and is_wide(block))
        _add_block(document, block, announce)


def _turn(document: "Document", *, wide: bool) -> None:
    """Begin a page that lies on its side, or stands again, where the one before does not."""
    from docx.enum.section import WD_ORIENT

    lies = document.sections[-1].orientation == WD_ORIENT.LANDSCAPE
    if lies != wide:
        document.add_section()
        lie_on_side(document, wide)


def _add_block(document: "Document", block: Block, announce: Announce) -> None:
    match block:
        case Paragraph(text, answer):
            added = document.add_paragraph()
            added.paragraph_format.keep_with_next = answer
            added.add_run(clean_text(text)).font.bold = answer
        case Listing(items, small):
            for item in items:
                added = document.add_paragraph(style="List Bullet")
                added.paragraph_format.space_after = 0
                added.add_run(clean_text(item)).font.size = SMALL_SIZE if small else None
        case CopyLines(lines):
            for line in lines:
                document.add_paragraph(clean_text(line), style=COPY_STYLE)
        case Subheading(text):
            document.add_heading(clean_text(text), level=2)
        case Tabled():
            add_table(document, block.captioned)
        case FigureBlock():
            _add_figure(document, block, announce)


def _add_figure(document: "Document", block: FigureBlock, announce: Announce) -> None:
    from docx.shared import Mm

    announce(f"Drawing {block.label}")
    holder = document.add_paragraph()
    holder.paragraph_format.keep_with_next = True
    picture = holder.add_run().add_picture(io.BytesIO(png_of(block.figure.printed())))
    shrink = min(Mm(PICTURE_WIDTH) / picture.width, Mm(PICTURE_HEIGHT) / picture.height)
    picture.width, picture.height = round(picture.width * shrink), round(picture.height * shrink)
    named = picture._inline.docPr
    named.set("name", block.label)
    named.set("descr", clean_text(block.figure.alt))
    caption = document.add_paragraph(style="Caption")
    caption.add_run(f"{block.label}. ").font.bold = True
    caption.add_run(clean_text(block.figure.caption))


def _pack(document: "Document") -> bytes:
    """Write the file with one time for all its parts."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, FILE_TIME)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return packed.getvalue()
