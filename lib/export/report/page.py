"""A report as one HTML page: nothing outside it is asked for, no script runs in it, and it prints as it reads."""

import base64
import re
from functools import cache
from html import escape

from lib.analysis.answers import Announce, announce_nothing
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.export.pictures import FONTS, svg_of
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
from lib.export.tables.cells import clean_text, columns_of
from lib.export.tables.parts import cut_table
from lib.export.tables.widths import needed_width
from lib.present.common.table import STYLE, html_of

WATERMARK = "SYNTHETIC DATA"
#: Width between the margins of a page of A4, mm, beyond which a table lies on its side.
PORTRAIT_ROOM = 170.0
#: The same of a page that lies on its side; beyond it a table is continued in another.
LANDSCAPE_ROOM = 257.0
#: Least size of type, points, before a table is turned.
MIN_SIZE = 7.0
#: Up to this many lines a table is not broken between pages.
MAX_TOGETHER = 24
#: What an SVG names within itself; two pictures on one page must not share a name.
_OWN_NAME = re.compile(r'(\bid="|url\(#|href="#)')

_STYLE = """
:root{color-scheme:light}
body{font:10.5pt/1.5 'Cohort Sans','Source Sans 3',Arial,Helvetica,sans-serif;color:#111;background:#fff;margin:0}
main,header.front{max-width:50rem;margin:0 auto;padding:0 1.5rem}
header.front{padding-top:2.5rem}
h1{font-size:19pt;line-height:1.25;margin:0 0 .3rem}
h2{font-size:14pt;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:1px solid #bbb}
h3{font-size:11pt;margin:1.5rem 0 .4rem}
p{margin:.5rem 0;max-width:80ch;overflow-wrap:anywhere}
.front p{color:#444;margin:.2rem 0}
.answer{font-weight:600}
ul{margin:.4rem 0;padding-left:1.2rem;max-width:80ch}
li{margin:.15rem 0;overflow-wrap:anywhere}
.small li{font-size:9pt}
.copy{font-family:inherit;background:#f4f5f6;padding:.5rem .8rem;margin:.6rem 0;max-width:80ch;white-space:pre-wrap}
.notice{border:1.5px solid #8a4b00;padding:.5rem .8rem;margin:1rem 0;color:#5c3200;font-weight:600}
figure{margin:1.2rem 0;padding:0}
figure svg{max-width:100%;height:auto;display:block}
figcaption{font-size:9pt;max-width:80ch;margin-top:.3rem}
.table{margin:1.2rem 0}
.paper-table td.text,.paper-table th{overflow-wrap:anywhere}
footer{font-size:8.5pt;color:#444;max-width:50rem;margin:2rem auto;padding:0 1.5rem}
.watermark{position:fixed;inset:0;display:flex;align-items:center;justify-content:center;pointer-events:none;
z-index:10;font-weight:700;font-size:64pt;letter-spacing:.06em;color:#8a4b00;opacity:.09;white-space:nowrap;
transform:rotate(-35deg)}
@media (max-width:600px){.watermark{font-size:30pt}}
@page{size:A4;margin:18mm 19mm 20mm;@bottom-right{content:counter(page) " / " counter(pages);
font:8pt Arial,sans-serif;color:#444}@bottom-left{content:FOOTER;font:8pt Arial,sans-serif;color:#444}
@top-left{content:HEAD;font:700 8pt Arial,sans-serif;color:#8a4b00}}
@page landscape{size:A4 landscape}
@media print{
body{font-size:9.5pt}main,header.front,footer{max-width:none;padding:0;margin:0}
h2{break-after:avoid;margin-top:1.4rem}h3{break-after:avoid}
figure,.copy,.notice,.answer,.together,tr{break-inside:avoid}
p,ul,.copy,figcaption,.paper-table .notes{max-width:none}
figure svg{max-height:215mm}
p,li{orphans:3;widows:3}
.paper-table tbody tr:nth-child(-n+3){break-before:avoid}tr.section{break-after:avoid}
.answer{break-after:avoid}
.last{break-before:page}
.landscape{page:landscape}
.paper-table{overflow:visible}.paper-table table{font-size:7.6pt;width:auto;min-width:60%}
.landscape .paper-table table{font-size:7pt}
.small li{font-size:8pt}
.paper-table thead{display:table-header-group}
.paper-table caption{break-after:avoid}.paper-table th,.paper-table td{padding:.13rem .3rem}
.paper-table .notes p{font-size:7.4pt}
.paper-table th[scope=row],.paper-table th[scope=col]:first-child{position:static}
}
"""


def html_report(report: Report, announce: Announce = announce_nothing) -> str:
    """Write a report as one HTML page.

    Parameters
    ----------
    report : Report
        Built; every text in it is escaped here.
    announce : callable
        Told before each figure; may raise to stop.

    Returns
    -------
    str
        With its own fonts and pictures inside, headings in order, rules for print, a watermark where synthetic.
    """
    body = "".join(_section(section, report, announce) for section in report.sections)
    notice = f'<p class="notice">{escape(SYNTHETIC_NOTICE)}</p>' if report.synthetic else ""
    mark = f'<div class="watermark" aria-hidden="true">{WATERMARK}</div>' if report.synthetic else ""
    title = escape(clean_text(report.title))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        'font-src data:; img-src data:">'
        f"<title>{title}</title><style>{_fonts()}{STYLE}{_style(report)}</style></head><body>{mark}"
        f'<header class="front"><h1>{title}</h1><p>{escape(clean_text(report.subtitle))}</p>'
        f"<p>{escape(report.date)}</p>{notice}</header><main>{body}</main>"
        f"<footer>{escape(clean_text(report.footer))}</footer></body></html>\n"
    )


def _style(report: Report) -> str:
    head = f"{WATERMARK.capitalize()}: no row is a real patient" if report.synthetic else ""
    return _STYLE.replace("FOOTER", _css_text(report.footer)).replace("HEAD", _css_text(head))


def _css_text(text: str) -> str:
    """Write text as a string of CSS: every character that could end it, or the style, by its number."""
    return '"' + "".join(c if c.isalnum() or c in " .,:·-" else f"\\{ord(c):x} " for c in text) + '"'


@cache
def _fonts() -> str:
    faces = []
    for weight, name in ((400, "Regular"), (700, "Bold")):
        data = base64.b64encode((FONTS / f"CohortSans-{name}.ttf").read_bytes()).decode()
        faces.append(
            f"@font-face{{font-family:'Cohort Sans';font-weight:{weight};src:url(data:font/ttf;base64,{data})}}"
        )
    return "".join(faces)


def _section(section: Section, report: Report, announce: Announce) -> str:
    last = ' class="last"' if section is report.sections[-1] else ""
    blocks = "".join(_block(block, announce) for block in section.blocks)
    number = f"{section.number} " if section.number else ""
    return f'<section id="{section.code}"{last}><h2>{number}{escape(section.heading)}</h2>{blocks}</section>'


def _block(block: Block, announce: Announce) -> str:
    match block:
        case Paragraph(text, answer):
            mark = ' class="answer"' if answer else ""
            return f"<p{mark}>{escape(clean_text(text))}</p>"
        case Listing(items, small):
            mark = ' class="small"' if small else ""
            return f"<ul{mark}>{''.join(f'<li>{escape(clean_text(item))}</li>' for item in items)}</ul>"
        case CopyLines(lines):
            return f'<p class="copy">{escape(clean_text(chr(10).join(lines)))}</p>'
        case Subheading(text):
            return f"<h3>{escape(clean_text(text))}</h3>"
        case Tabled():
            return _table(block)
        case FigureBlock():
            return _figure(block, announce)


def _table(block: Tabled) -> str:
    looks = ["table"]
    if is_wide(block):
        looks.append("landscape")
    if len(block.table.lines) <= MAX_TOGETHER:
        looks.append("together")
    return "".join(
        f'<div class="{" ".join(looks)}">{html_of(part)}</div>'
        for part in cut_table(block.captioned, LANDSCAPE_ROOM)
    )


def is_wide(block: Tabled) -> bool:
    """Tell whether a table needs a page that lies on its side."""
    return needed_width(columns_of(block.table), MIN_SIZE) > PORTRAIT_ROOM


def _figure(block: FigureBlock, announce: Announce) -> str:
    announce(f"Drawing {block.label}")
    names = f"{block.label.replace(' ', '-').lower()}-"
    svg = _OWN_NAME.sub(lambda found: found[1] + names, svg_of(block.figure.printed()))
    caption = f"<strong>{escape(block.label)}.</strong> {escape(clean_text(block.figure.caption))}"
    return (
        f'<figure><div role="img" aria-label="{escape(clean_text(block.figure.alt))}">{svg}</div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )
