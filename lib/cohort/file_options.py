"""Options of a command that takes a file: how it is read, what its columns are, who may be identified."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from lib.cohort.protection import KINDS, Suspicion
from lib.cohort.reading import ReadingOptions
from lib.cohort.reading.structure.remarks import CENSORED
from lib.cohort.reading.table import name_some, shorten
from lib.cohort.steps import IDENTIFYING

FILE_FORMATS = "CSV, Excel, OpenDocument, SPSS, Stata or SAS transport file"


def add_file_options(parser: argparse.ArgumentParser, words: str) -> None:
    """Add the file and the options of its reading to a command."""
    parser.add_argument("file", metavar="FILE", help=words)
    parser.add_argument(
        "--mapping", metavar="JSON", help="file that says what each column is, saved by the dashboard"
    )
    parser.add_argument("--sheet", metavar="NAME", help="sheet of a workbook; else the first with a table")
    parser.add_argument(
        "--patients-in", choices=["rows", "columns"], help="where patients stand; else it is recognised"
    )
    rules = "; ".join(f"{rule}: {words}" for rule, words in CENSORED.items())
    parser.add_argument("--censored", choices=list(CENSORED), help=f"what a value like <0.25 is. {rules}")
    ways = "; ".join(f"{way}: {words}" for way, words in IDENTIFYING.items())
    parser.add_argument(
        "--identifying", choices=list(IDENTIFYING), help=f"columns that may identify people. {ways}"
    )


def reading_options(asked: argparse.Namespace) -> ReadingOptions:
    """Give what a call overrules of the reading."""
    sideways = {None: None, "rows": False, "columns": True}[asked.patients_in]
    return ReadingOptions(sheet=asked.sheet, transpose=sideways, censored=asked.censored)


def say_undecided(name: str, suspicions: Sequence[Suspicion]) -> str:
    """Say that columns wait for a decision, and how to make it; no value is shown."""
    columns = [f"“{shorten(s.column)}” ({KINDS[s.kind]})" for s in suspicions]
    return (
        f"{name} has columns that may identify people: {name_some(columns)}; decide about them with "
        f"--identifying {', '.join(IDENTIFYING)}, or see all with: python -m lib check {name}"
    )
