"""What a picture's file says within itself: caption, notice on synthetic data and provenance, where no eye needs them.

A journal wants the picture without its caption, and a file that is passed on must not lose whose data it shows: SVG
has a description for that, PNG a text, PDF a subject.
"""

import re
import zlib
from html import escape

#: Length of a PNG's signature and of its first part, which holds the size.
_PNG_HEAD = 33
_PDF_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)
_PDF_INFO = re.compile(rb"/Info\s+(\d+)\s+0\s+R")


def describe_svg(svg: str, words: str) -> str:
    """Put words into an SVG as its description, which a screen reader speaks."""
    start = svg.index(">", svg.index("<svg")) + 1
    return f"{svg[:start]}<desc>{escape(words, quote=False)}</desc>{svg[start:]}"


def describe_png(png: bytes, words: str) -> bytes:
    """Put words into a PNG as the text called Description."""
    part = b"iTXt" + b"Description\0\0\0\0\0" + words.encode()
    chunk = (len(part) - 4).to_bytes(4) + part + zlib.crc32(part).to_bytes(4)
    return png[:_PNG_HEAD] + chunk + png[_PNG_HEAD:]


def describe_pdf(pdf: bytes, words: str) -> bytes:
    """Put words into a PDF as its subject: an update behind its end, as the format has it.

    Raises
    ------
    ValueError
        If the file does not end as the drawing program ends one.
    """
    trailer = _PDF_TRAILER.search(pdf)
    info = _PDF_INFO.search(trailer[1]) if trailer else None
    if trailer is None or info is None:
        raise ValueError("the drawing program gave a PDF without a trailer that names its information")
    number, text = info[1], ("\ufeff" + words).encode("utf-16-be").hex().encode()
    start = len(pdf) + 1
    update = b"\n%s 0 obj\n<< /Producer (svg2pdf) /Subject <%s> >>\nendobj\n" % (number, text)
    table = b"xref\n%s 1\n%010d 00000 n\r\n" % (number, start)
    end = b"trailer\n<<%s/Prev %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        trailer[1],
        trailer[2],
        len(pdf) + len(update),
    )
    return pdf + update + table + end
