"""The command line: the same analyses without a browser, as `python -m lib`."""

import argparse
import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from lib.analysis.common.question import Question
from lib.analysis.registry import ANALYSES, answer_question
from lib.analysis.settings.kinds import Setting, Settings, shorten
from lib.analysis.settings.question import (
    DEFINITION_SETTINGS,
    FILTER_SETTINGS,
    definition_of,
    selection_of,
)
from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.cohort.file_options import FILE_FORMATS, add_file_options, reading_options, say_undecided
from lib.cohort.intake import check_file, import_cohort
from lib.cohort.mapping import Mapping, MappingError, mapping_from_json
from lib.cohort.reading import ReadingOptions, UnreadableFileError, read_apart
from lib.export.answers_json import answers_json
from lib.export.plain_text import answers_text
from lib.export.report.build import Origin
from lib.export.report.call import words_call
from lib.export.report.folder import planned_names, report_files
from lib.present.common.number_style import in_style, style_of
from lib.present.report.settings import REPORT_FORMS, REPORT_SECTIONS, REPORT_SETTINGS
from lib.present.settings import CALL_SETTINGS

BUNDLED = "bundled"
#: Names the standard input as the file.
STDIN = "-"
#: Exit status of a wrong file or a wrong option.
WRONG = 2
#: Options whose values are columns of the cohort.
OF_THE_COHORT = ("by", "measure", "between", "x", "y", "split", "kind", "compare")
EPILOG = """\
examples:
  python -m lib analyse bundled
  python -m lib analyse bundled --between outcome --filter sex=female --filter age=30-50 --json
  python -m lib analyse cohort.csv --definition response=50,remission=10,endpoint=post,missing=locf
  python -m lib check cohort.csv
  python -m lib report cohort.csv --out paper --between outcome --format docx

Names and values are those in the address of a page of the dashboard. The keys of the JSON stand in
docs/command-line.md. Exit status: 0 done; 1 check found errors in the data; 2 wrong file or option.
"""
FILE_WORDS = (
    f"{FILE_FORMATS}, `{STDIN}` for the standard input, or `{BUNDLED}` for the bundled synthetic cohort"
)
LONG = {"epilog": EPILOG, "formatter_class": argparse.RawDescriptionHelpFormatter}


class OneLineParser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        """Leave with `message` on one line."""
        self.exit(WRONG, f"{self.prog}: {message}; see {self.prog} --help\n")


class WrongCall(Exception):
    """A file or an option that cannot be used, in one sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; give its exit status."""
    call = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        return call.run(call)
    except WrongCall as wrong:
        print(f"python -m lib {call.command}: {' '.join(str(wrong).split())}", file=sys.stderr)
        return WRONG
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = OneLineParser(
        prog="python -m lib",
        description="Analyse a cohort without a browser: the same answers as on the pages.",
        **LONG,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    analyse = commands.add_parser(
        "analyse",
        help=", ".join(row.label for row in ANALYSES),
        **LONG,
    )
    _add_file(analyse, FILE_WORDS)
    _add_question(analyse)
    analyse.set_defaults(run=_analyse)
    check = commands.add_parser("check", help="what a file holds, and what is wrong with it")
    _add_file(check, f"{FILE_FORMATS}, or `{STDIN}` for the standard input")
    check.set_defaults(run=_check)
    _add_report(commands.add_parser(
        "report",
        help="one document of the sections chosen, with its tables, figures and the bundle, into a folder",
        **LONG,
    ))  # fmt: skip
    return parser


def _add_report(report: argparse.ArgumentParser) -> None:
    _add_file(report, FILE_WORDS, as_json=False)
    report.add_argument(
        "--out", metavar="FOLDER", required=True, help="folder for the files; made if need be"
    )
    forms = list(REPORT_FORMS)
    report.add_argument("--format", nargs="+", choices=forms, default=forms, help="forms of the report")
    codes = ", ".join(f"{row.code}{'' if row.first else ' (not at first)'}" for row in REPORT_SECTIONS)
    report.add_argument("--sections", nargs="+", metavar="NAME", help=f"sections of the report: {codes}")
    report.add_argument("--with-data", action="store_true", help="put the rows of a file into the bundle")
    report.add_argument("--force", action="store_true", help="write over files that are there already")
    _add_question(report)
    report.set_defaults(run=_report)


def _add_file(parser: argparse.ArgumentParser, words: str, *, as_json: bool = True) -> None:
    add_file_options(parser, words)
    if as_json:
        parser.add_argument("--json", action="store_true", help="give JSON instead of text")


def _add_question(parser: argparse.ArgumentParser) -> None:
    definition = ", ".join(setting.name for setting in DEFINITION_SETTINGS)
    parser.add_argument(
        "--definition",
        metavar="NAME=VALUE,...",
        action="append",
        default=[],
        help=f"outcome definition; names: {definition}",
    )
    filters = ", ".join(setting.name for setting in FILTER_SETTINGS)
    parser.add_argument(
        "--filter",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help=f"patients looked at; several values of one name count as or; names: {filters}",
    )
    for setting in CALL_SETTINGS:
        parser.add_argument(f"--{setting.name}", metavar="VALUE", help=_option_words(setting))
    parser.add_argument(
        "--keep-ids", action="store_true", help="show the patient ids of the file instead of P001, P002, …"
    )


def _option_words(setting: Setting) -> str:
    """Say what an option is and, where it does not depend on the cohort, what it can be."""
    if setting.name in OF_THE_COHORT:
        return setting.words
    codes = setting.codes(read_bundled_cohort())
    return f"{setting.words}: {', '.join(codes)}" if codes else setting.words


def _analyse(call: argparse.Namespace) -> int:
    question, settings = _read_question(call)
    chosen = Settings({s.name: settings[s.name] for s in CALL_SETTINGS})
    answers = answer_question(question, chosen, whole=True)
    with in_style(style_of(chosen)):
        sys.stdout.write(answers_json(answers) if call.json else answers_text(answers))
    return 0


def _report(call: argparse.Namespace) -> int:
    folder, known = Path(call.out), [row.code for row in REPORT_SECTIONS]
    chosen = call.sections or [row.code for row in REPORT_SECTIONS if row.first]
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise WrongCall(f"--sections: found “{shorten(unknown[0])}”, which is not one of {', '.join(known)}")
    forms = list(dict.fromkeys(call.format))
    there = [name for name in planned_names(forms) if (folder / name).exists()]
    if there and not call.force:
        raise WrongCall(f"{shorten(call.out)} holds {there[0]} already; name another folder, or add --force")
    question, settings = _read_question(call)
    ticks = {row.setting: row.code in chosen for row in REPORT_SECTIONS}
    settings = Settings(
        {**settings, **{s.name: s.default(question.cohort) for s in REPORT_SETTINGS}, **ticks}
    )
    origin = Origin(
        datetime.datetime.now(datetime.UTC).date().isoformat(), again=words_call(question, settings)
    )
    with_data = call.with_data or question.cohort.synthetic
    for name, data in report_files(question, settings, chosen, forms, origin, with_data=with_data):
        _write(folder / name, data)
    return 0


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise WrongCall(f"{shorten(str(path))} cannot be written: {error.strerror or error}") from error
    print(path)


def _read_question(call: argparse.Namespace) -> tuple[Question, Settings]:
    """Read who is asked about, and all settings; at least one patient is selected."""
    cohort = _read_cohort(call)
    definition = _read_settings(
        "definition", _split(call.definition, "definition"), DEFINITION_SETTINGS, cohort
    )
    filters = _read_settings("filter", _split(call.filter, "filter"), FILTER_SETTINGS, cohort)
    given = {s: getattr(call, s.name) for s in CALL_SETTINGS if getattr(call, s.name) is not None}
    texts = {s.name: s.split_option(text) for s, text in given.items()}
    settings = _read_settings("", texts, CALL_SETTINGS, cohort)
    question = Question(cohort, definition_of(definition), selection_of(filters, cohort))
    if not question.mask.any():
        raise WrongCall("no patient fulfils all filters, so there is nothing to compute")
    return question, Settings({**definition, **filters, **settings})


def _check(call: argparse.Namespace) -> int:
    report = check_file(*_file(call), identifying=call.identifying, read=read_apart)
    if report.status == "unreadable":
        raise WrongCall(report.reason)
    sys.stdout.write(report.as_json() if call.json else report.as_text())
    return report.exit_code


def _read_cohort(call: argparse.Namespace) -> Cohort:
    if call.file == BUNDLED:
        return read_bundled_cohort()
    name = Path(call.file).name
    try:
        intake = import_cohort(
            *_file(call), keep_ids=call.keep_ids, identifying=call.identifying, read=read_apart
        )
    except UnreadableFileError as error:
        raise WrongCall(error.sentence) from error
    if intake.suspicions and call.identifying is None:
        raise WrongCall(say_undecided(name, intake.suspicions))
    cohort = intake.validated.cohort
    if cohort is None:
        errors = intake.validated.errors
        raise WrongCall(
            f"{name} has {len(errors):,} {'error' if len(errors) == 1 else 'errors'}, the first: "
            f"{errors[0].sentence} See all with: python -m lib check {name}"
        )
    return cohort


def _file(call: argparse.Namespace) -> tuple[bytes, str, Mapping | None, ReadingOptions]:
    mapping = _read_mapping(call.mapping)
    return _read_bytes(call.file), Path(call.file).name, mapping, reading_options(call)


def _read_bytes(path: str) -> bytes:
    if path == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise WrongCall(f"{shorten(path)} cannot be read: {error.strerror or error}") from error


def _read_mapping(path: str | None) -> Mapping | None:
    if path is None:
        return None
    try:
        return mapping_from_json(_read_bytes(path))
    except MappingError as error:
        raise WrongCall(f"--mapping {shorten(path)}: {error}") from error


def _split(texts: Sequence[str], option: str) -> dict[str, list[str]]:
    """Take `name=value` apart; a comma begins another value, or another name where an equals sign follows."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name = ""
        for part in text.split(","):
            if "=" in part:
                name, _, part = part.partition("=")
                name = name.strip()
            if not name or not part.strip():
                raise WrongCall(f"--{option} takes NAME=VALUE; found “{shorten(text)}”")
            found.setdefault(name, []).append(part.strip())
    return found


def _read_settings(
    option: str, texts: dict[str, list[str]], table: Sequence[Setting], cohort: Cohort
) -> Settings:
    """Read settings with the address's own reader; anything that does not fit is a wrong call."""
    by_name = {setting.name: setting for setting in table}
    settings = {setting.name: setting.default(cohort) for setting in table}
    for name, values in texts.items():
        if name not in by_name:
            raise WrongCall(f"--{option} has no “{shorten(name)}”; it has {', '.join(by_name)}")
        value, fault = by_name[name].read(values, cohort)
        if fault:
            raise WrongCall(f"--{option + ' ' if option else ''}{name}: found {fault}")
        settings[name] = value
    return Settings(settings)


if __name__ == "__main__":
    sys.exit(main())
