"""Makes a report as a file, telling how far it is."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Settings
from lib.export.report.build import Origin, build_report
from lib.export.report.model import Report
from lib.export.report.page import html_report
from lib.export.report.word import word_report
from lib.present.common.number_style import in_style, style_of

#: Called with the proportion done, 0 to 1, and what comes next; may raise to stop.
Progress = Callable[[float, str], None]
#: Share of the work that the analyses are; the rest is drawing and setting.
ANALYSES_SHARE = 0.35
KINDS = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True)
class MadeFile:
    """A finished file: its name, the kind of its content, and the content."""

    name: str
    kind: str
    data: bytes


def make_report(
    question: Question,
    settings: Settings,
    sections: Collection[str],
    form: str,
    origin: Origin,
    progress: Progress = lambda proportion, words: None,
) -> MadeFile:
    """Make a report as a file.

    Parameters
    ----------
    question, settings, sections, origin
        As in `build_report`; numbers are written in the style of the settings.
    form : {"html", "docx"}
        Form of the file.
    progress : callable
        Called with the proportion done and what comes next; whatever it raises ends the work.

    Returns
    -------
    MadeFile
        `report.html` or `report.docx`.
    """
    with in_style(style_of(settings)):
        expected = len(sections) + 2
        announce = _stepper(progress, 0.0, ANALYSES_SHARE, expected)
        report = build_report(question, settings, sections, origin, announce=announce)
        return write_report(report, form, progress)


def write_report(report: Report, form: str, progress: Progress = lambda proportion, words: None) -> MadeFile:
    """Write a report that is built; `form` and `progress` as in `make_report`."""
    expected = len(report.figures) + (len(report.sections) if form == "docx" else 0)
    announce = _stepper(progress, ANALYSES_SHARE, 1.0, expected)
    data = word_report(report, announce) if form == "docx" else html_report(report, announce).encode()
    return MadeFile(f"report.{form}", KINDS[form], data)


def _stepper(progress: Progress, start: float, end: float, expected: int) -> Callable[[str], None]:
    """Turn steps reported one by one into proportions between a start and an end."""
    done = 0

    def announce(words: str) -> None:
        nonlocal done
        progress(start + (end - start) * min(done / max(expected, 1), 1.0), words)
        done += 1

    return announce
