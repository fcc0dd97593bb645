"""Puts a report together: the sections ticked, numbered, with checklists that know where each thing stands."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lib.analysis.answers import Announce, Answers, Compute, announce_nothing, call_directly
from lib.analysis.common.question import Question
from lib.analysis.registry import answer_question
from lib.analysis.settings.kinds import Settings
from lib.analysis.settings.question import DEFINITION_SETTINGS
from lib.cohort.selection import describe_selection
from lib.export.report.model import (
    Block,
    CopyLines,
    Listing,
    Numbers,
    Paragraph,
    Report,
    Section,
    Tabled,
)
from lib.export.report.sections import WRITERS
from lib.present.common.formats import format_fraction
from lib.present.common.provenance import provenance_of
from lib.present.common.table import table_of_records
from lib.present.common.version import SOFTWARE, VERSION
from lib.present.report.checklists import Passage, table_sampl, table_strobe
from lib.present.report.settings import (
    COHORT,
    DEFINITIONS,
    METHODS,
    PROVENANCE,
    REPORT_SECTIONS,
    SAMPL,
    STROBE,
)
from lib.present.report.words import EMPTY, records_provenance, title_report, words_settings
from lib.present.settings import CALL_SETTINGS

#: Sections that stand although nobody is selected.
OF_ANYBODY = (COHORT, DEFINITIONS, METHODS)
CHECKLISTS = {STROBE: table_strobe, SAMPL: table_sampl}
CHECKLIST_WORDS = (
    "This checklist quotes, by rule, the passages of this document that answer an item, and says what is left to the "
    "author; it does not judge the study."
)


@dataclass(frozen=True)
class Origin:
    """Whence a report comes: address of the page, the call that makes it again, and the day, `2026-03-01`."""

    date: str
    address: str = ""
    again: str = ""


def build_report(
    question: Question,
    settings: Settings,
    sections: Collection[str],
    origin: Origin,
    compute: Compute = call_directly,
    announce: Announce = announce_nothing,
) -> Report:
    """Compute and write the sections asked for.

    Parameters
    ----------
    question : Question
        Cohort, definition and selection; a selection of nobody gives a document that says so.
    settings : dict
        As for `answer_question`, with the looks of the trajectories: `error`, `lines`, `axis`, `unit`, `reference`,
        `picture`.
    sections : collection of str
        Codes of `REPORT_SECTIONS`.
    origin : Origin
        What the last page says about its making.
    compute, announce : callable
        As in `answer_question`. What cannot be computed is the reasoned sentence.
    """
    return write_sections(answer_question(question, settings, sections, compute, announce), origin, announce)


def write_sections(answers: Answers, origin: Origin, announce: Announce = announce_nothing) -> Report:
    """Write the sections of answers computed before; `origin` and `announce` as in `build_report`.

    Of answers to more than was chosen (`whole`) all are written, each measure, pair and kind after the one chosen.
    """
    announce("Writing the sections")
    question, settings = answers.question, answers.settings
    written = _numbered(answers, _provenance(question, settings, origin))
    cohort = question.cohort
    return Report(
        title_report(question),
        f"{cohort.name}: {format_fraction(question.selected.n, cohort.n_patients)}, "
        f"{describe_selection(cohort, question.selection)}",
        origin.date,
        provenance_of(question),
        f"{SOFTWARE} {VERSION} · data fingerprint {cohort.fingerprint[:12]} · {origin.date}",
        written,
    )


def _numbered(answers: Answers, provenance: Section) -> tuple[Section, ...]:
    """Number the sections; the checklists follow the results, since they say where these stand."""
    numbers = Numbers()
    written = [numbers.number(section) for section in _written(answers)]
    passages = tuple(passage for part in written for passage in passages_of(part))
    for row in REPORT_SECTIONS:
        if row.code in CHECKLISTS and row.code in answers.sections:
            blocks = Paragraph(CHECKLIST_WORDS, answer=True), Tabled(CHECKLISTS[row.code](passages))
            written.append(numbers.number(Section(row.code, row.heading, blocks)))
    return (*written, numbers.number(provenance))


def _written(answers: Answers) -> list[Section]:
    rows = [row for row in REPORT_SECTIONS if row.code in answers.sections and row.code in WRITERS]
    if answers.data is not None:
        return [Section(row.code, row.heading, WRITERS[row.code](answers)) for row in rows]
    standing = [
        Section(row.code, row.heading, WRITERS[row.code](answers)) for row in rows if row.code in OF_ANYBODY
    ]
    return [*standing, Section("results", "Results", (Paragraph(EMPTY, answer=True),))]


def passages_of(section: Section) -> Iterator[Passage]:
    """Give the texts of a section with where each stands: sentences, items, lines, and captions and notes of tables."""
    place = f"section {section.number}"
    for block in section.blocks:
        match block:
            case Paragraph(text):
                yield Passage(section.code, place, text)
            case Listing(items) | CopyLines(items):
                yield from (Passage(section.code, place, text) for text in items)
            case Tabled(table, label):
                where = f"{place}, {label}" if label else place
                yield from (Passage(section.code, where, text) for text in (table.caption, *table.notes))


def _provenance(question: Question, settings: Settings, origin: Origin) -> Section:
    words = words_settings(settings, (*DEFINITION_SETTINGS, *CALL_SETTINGS), question.cohort)
    records = records_provenance(question, origin.address, origin.again, origin.date, words)
    table = table_of_records("How this document came to be", records)
    blocks: tuple[Block, ...] = (
        Paragraph(
            "Whoever has data of this fingerprint gets the same numbers from the address or the call below; neither "
            "carries a patient’s row."
        ),
        Tabled(table, numbered=False),
    )
    return Section(PROVENANCE, "Provenance", blocks)
