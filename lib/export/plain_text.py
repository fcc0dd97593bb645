"""Answers as text for a terminal or a plain file: the sections of the report with every measure, pair and kind."""

import textwrap
from collections.abc import Iterator

from lib.analysis.answers import Answers
from lib.analysis.registry import ANOVA, SECTIONS
from lib.cohort.cohort import SYNTHETIC_NOTICE
from lib.cohort.outcome import describe_definition
from lib.cohort.selection import describe_selection
from lib.export.report.model import Block, CopyLines, FigureBlock, Listing, Paragraph, Subheading, Tabled
from lib.export.report.sections import WRITERS
from lib.present.common.formats import plural
from lib.present.common.table import PrintTable
from lib.present.report.settings import SECTION_BY_CODE
from lib.stats.common.result import unwrap

WIDTH = 100


def answers_text(answers: Answers) -> str:
    """Write answers as text: what was asked, then each section of `SECTIONS` under its heading."""
    lines = [*_head(answers)]
    for code in SECTIONS:
        heading = SECTION_BY_CODE[code].heading
        lines.append(f"\n{heading}\n{'=' * len(heading)}")
        lines.extend(text for block in WRITERS[code](answers) for text in text_block(block))
        if code == ANOVA:
            lines.extend(_left_out(answers))
    return "\n".join(lines) + "\n"


def _head(answers: Answers) -> Iterator[str]:
    question = answers.question
    cohort = question.cohort
    yield (
        f"{cohort.name}: {question.selected.n:,} of {plural(cohort.n_patients, 'patient')} "
        f"({describe_selection(cohort, question.selection)})"
    )
    yield wrap(describe_definition(cohort, question.definition))
    if cohort.synthetic:
        yield wrap(SYNTHETIC_NOTICE)
    yield f"Data fingerprint {cohort.fingerprint[:12]}"


def _left_out(answers: Answers) -> Iterator[str]:
    left_out = unwrap(answers.anova).cases.left_out
    if left_out:
        yield "\nLeft out:"
        yield from (f"  {row.patient}: {row.reason}" for row in left_out)


def text_block(block: Block) -> tuple[str, ...]:
    """Write a block of a report as text; a picture has none, since its figures stand in the tables."""
    match block:
        case Paragraph(text):
            return (wrap(text),)
        case Listing(items):
            return tuple(textwrap.fill(f"- {item}", WIDTH, subsequent_indent="  ") for item in items)
        case CopyLines(lines):
            return tuple(f"  {line}" for line in lines)
        case Subheading(text):
            return (f"\n{text}\n{'-' * len(text)}",)
        case Tabled(table):
            return (text_table(table),)
        case FigureBlock():
            return ()


def wrap(text: str) -> str:
    """Break a text into lines of at most `WIDTH` characters."""
    return textwrap.fill(text, WIDTH)


def text_table(table: PrintTable) -> str:
    """Set a table in columns of one width: text to the left, numbers to the right."""
    heads = [f"{h.label} {h.detail}".strip() for h in table.headings]
    lines = [line for line in table.lines if line.kind != "section"]
    rows = [["  " * int(line.indent) + line.cells[0], *line.cells[1:]] for line in lines]
    widths = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    left = [i == 0 or heading.text for i, heading in enumerate(table.headings)]

    def set_row(cells: list[str]) -> str:
        placed = zip(cells, widths, left, strict=True)
        return "  ".join(c.ljust(w) if to_left else c.rjust(w) for c, w, to_left in placed).rstrip()

    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    body, remaining = [], iter(rows)
    for line in table.lines:
        body.append(line.cells[0] if line.kind == "section" else set_row(next(remaining)))
    notes = [wrap(note) for note in table.notes]
    return "\n".join(["", table.caption, rule, set_row(heads), rule, *body, rule, *notes])
