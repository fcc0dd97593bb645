"""The commands and their options, with the words of `--help`."""

import argparse
from typing import Any, NoReturn

from lib.analysis.registry import ANALYSES
from lib.analysis.settings.kinds import Setting
from lib.analysis.settings.question import DEFINITION_SETTINGS, FILTER_SETTINGS
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.file_options import FILE_FORMATS, add_file_options
from lib.command_line.request import BUNDLED, STDIN, WRONG
from lib.present.report.settings import REPORT_FORMS, REPORT_SECTIONS
from lib.present.settings import CALL_SETTINGS

#: Options whose values are columns of the cohort.
OF_THE_COHORT = ("by", "measure", "between", "x", "y", "split", "kind", "compare", "curvefeature")
EPILOG = """\
examples:
  python -m lib analyse bundled
  python -m lib analyse bundled --between outcome --filter sex=female --filter age=30-50 --json
  python -m lib analyse cohort.csv --definition response=50,remission=10,endpoint=post,missing=locf
  python -m lib check cohort.csv
  python -m lib verify plan.json
  python -m lib report cohort.csv --out paper --between outcome --format docx

Names and values are those in the address of a page of the dashboard. The keys of the JSON stand in
docs/command-line.md. Exit status: 0 done; 1 check found errors in the data; 2 wrong file or option.
"""
FILE_WORDS = (
    f"{FILE_FORMATS}, `{STDIN}` for the standard input, or `{BUNDLED}` for the bundled synthetic cohort"
)
LONG: dict[str, Any] = {"epilog": EPILOG, "formatter_class": argparse.RawDescriptionHelpFormatter}


class OneLineParser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, without the usage before it."""

    def error(self, message: str) -> NoReturn:
        """Leave with `message` on one line."""
        self.exit(WRONG, f"{self.prog}: {message}; see {self.prog} --help\n")


def call_parser() -> argparse.ArgumentParser:
    """Give the parser of all commands."""
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
    check = commands.add_parser("check", help="what a file holds, and what is wrong with it")
    _add_file(check, f"{FILE_FORMATS}, or `{STDIN}` for the standard input")
    _add_report(
        commands.add_parser(
            "report",
            help="one document of the sections chosen, with its tables, figures and the bundle, into a folder",
            **LONG,
        )
    )
    verify = commands.add_parser(
        "verify", help="whether a sealed plan is as it was sealed, and what it holds"
    )
    verify.add_argument("file", metavar="FILE", help=f"a plan as it was downloaded, or `{STDIN}`")
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
