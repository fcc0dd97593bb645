"""A report with everything in it as files of a folder: documents, tables, figures and the bundle."""

import re
from collections.abc import Collection, Iterator

from lib.analysis.answers import remember_answers
from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Settings
from lib.export.bundle import make_bundle
from lib.export.code import ScriptRequest
from lib.export.pictures import journal_pdf, journal_png, journal_svg
from lib.export.report.build import Origin, build_report
from lib.export.report.call import query_of
from lib.export.report.make import write_report
from lib.export.report.model import FigureBlock, Report, Tabled
from lib.export.settings_file import settings_file
from lib.export.tables.data_csv import csv_of, notes_of
from lib.export.tables.excel import excel_of
from lib.export.tables.latex import latex_of
from lib.export.tables.word import word_of
from lib.present.common.number_style import in_style, style_of
from lib.present.common.table import html_document

#: Width of the figures, a key of `PICTURE_WIDTHS`, and dots an inch of those that have dots.
WIDTH, DOTS_AN_INCH = "double", 600


def report_files(
    question: Question,
    settings: Settings,
    sections: Collection[str],
    forms: Collection[str],
    origin: Origin,
    *,
    with_data: bool,
) -> Iterator[tuple[str, bytes]]:
    """Make all files of a report, one after another.

    Parameters
    ----------
    question, settings, sections, origin
        As in `build_report`; at least one patient is selected.
    forms : collection of str
        Of the report: `html`, `docx`.
    with_data : bool
        Whether the bundle holds the rows, or the fingerprint alone.

    Yields
    ------
    (str, bytes)
        Path within the folder, with `/`, and content.
    """
    compute = remember_answers()
    with in_style(style_of(settings)):
        report = build_report(question, settings, sections, origin, compute)
        for form in forms:
            made = write_report(report, form)
            yield made.name, made.data
        yield from _tables(report)
        yield from _figures(report)
    saved = settings_file(query_of(settings, question.cohort), question.cohort.fingerprint)
    yield "settings.json", saved.encode()
    yield (
        "bundle.zip",
        make_bundle(ScriptRequest(question, settings), saved, with_data=with_data, compute=compute),
    )


def planned_names(forms: Collection[str]) -> tuple[str, ...]:
    """Name the files and folders that any report writes, to see whether they are there already."""
    return (*(f"report.{form}" for form in forms), "tables", "figures", "settings.json", "bundle.zip")


def _tables(report: Report) -> Iterator[tuple[str, bytes]]:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Tabled) and block.label:
                stem = f"tables/{_stem(block.label, section.heading)}"
                table = block.captioned.about(report.provenance)
                yield f"{stem}.docx", word_of(table)
                yield f"{stem}.xlsx", excel_of(table)
                yield f"{stem}.tex", latex_of(table).encode()
                yield f"{stem}.csv", csv_of(table).encode()
                yield f"{stem}.txt", notes_of(table).encode()
                yield f"{stem}.html", html_document(table).encode()


def _figures(report: Report) -> Iterator[tuple[str, bytes]]:
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, FigureBlock):
                stem, figure = f"figures/{_stem(block.label, section.heading)}", block.figure
                yield f"{stem}.svg", journal_svg(figure, WIDTH)
                yield f"{stem}.pdf", journal_pdf(figure, WIDTH)
                yield f"{stem}.png", journal_png(figure, WIDTH, DOTS_AN_INCH)
                yield f"{stem}.txt", f"{block.label}. {figure.text}".encode()


def _stem(label: str, heading: str) -> str:
    """Name a file by its label and section: `table-02-trajectories`."""
    kind, number = label.lower().split(" ")
    words = re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-")
    return f"{kind}-{number.zfill(2)}-{words}"
