"""Reads reports back: the HTML with the standard library's parser, the Word file with python-docx."""

import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import docx

from lib.analysis.common.question import Question
from lib.analysis.settings.question import definition_of
from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.cohort.selection import Selection
from lib.export.report.build import Origin
from lib.export.report.make import make_report
from lib.present.report.settings import REPORT_SECTIONS
from lib.present.settings import default_settings

ALL = tuple(row.code for row in REPORT_SECTIONS)
ORIGIN = Origin("2026-03-01", "http://localhost/report?between=sex", "python -m lib report FILE --out FOLDER")
#: Attributes by which a page can ask for something outside it.
ASKING = ("src", "href", "srcset", "data", "action", "poster", "xlink:href", "background")


def request(cohort: Cohort, selection: Selection | None = None) -> Question:
    """Ask about a cohort under its own first definition."""
    return Question(cohort, definition_of(default_settings(cohort)), selection or Selection())


def made(
    form: str, question: Question | None = None, sections: tuple[str, ...] = ALL, **settings: str
) -> bytes:
    """Make a report, with some settings other than at first; of the bundled cohort where no question is given."""
    question = question or request(read_bundled_cohort())
    chosen = default_settings(question.cohort).replace(**settings)
    return make_report(question, chosen, sections, form, ORIGIN).data


@dataclass
class Page(HTMLParser):
    """What stands in an HTML page."""

    tags: list[tuple[str, dict]] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    sections: dict[str, str] = field(default_factory=dict)
    tables: list[list[list[str]]] = field(default_factory=list)
    text: str = ""
    _inside: list[str] = field(default_factory=list)
    _section: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)
        if tag == "section":
            self._section = dict(attrs)["id"]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "style" in self._inside:
            return
        self.text += data + " "
        self.sections[self._section] = self.sections.get(self._section, "") + data + " "
        if any(re.fullmatch("h[1-6]", tag) for tag in self._inside):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)
        cell = next((tag for tag in reversed(self._inside) if tag in ("td", "th")), None)
        if cell and self.tables:
            self.tables[-1][-1][-1] += (" " if self.tables[-1][-1][-1] else "") + data


def read_page(data: bytes) -> Page:
    """Parse an HTML report."""
    page = Page()
    page.feed(data.decode())
    page.close()
    return page


def read_word(data: bytes) -> "docx.document.Document":
    """Open a Word report."""
    return docx.Document(io.BytesIO(data))


def rows_of(document) -> set[tuple[str, ...]]:
    """Cells of every table of a Word document, a tuple a row; a cell over several columns counts once."""
    found = set()
    for table in document.tables:
        for row in table.rows:
            cells = {id(cell._tc): cell.text for cell in row.cells}
            found.add(tuple(text.replace("\n", "") for text in cells.values()))
    return found
