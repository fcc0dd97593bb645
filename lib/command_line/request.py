"""What a call asks about: its file, its question, its settings."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from lib.analysis.common.question import Question
from lib.analysis.settings.kinds import Setting, Settings, shorten
from lib.analysis.settings.pinned import comparison_of, find_unpinned
from lib.analysis.settings.question import (
    DEFINITION_SETTINGS,
    FILTER_SETTINGS,
    definition_of,
    selection_of,
)
from lib.cohort.apart import read_apart
from lib.cohort.cohort import Cohort, read_bundled_cohort
from lib.cohort.file_options import reading_options, say_undecided
from lib.cohort.intake import import_cohort
from lib.cohort.mapping import Mapping, MappingError, mapping_from_json
from lib.cohort.reading import ReadingOptions, UnreadableFileError
from lib.present.settings import CALL_SETTINGS

BUNDLED = "bundled"
#: Names the standard input as the file.
STDIN = "-"
#: Exit status of a wrong file or a wrong option.
WRONG = 2


class WrongCall(Exception):
    """A file or an option that cannot be used, in one sentence."""


def read_question(call: argparse.Namespace) -> tuple[Question, Settings]:
    """Read who is asked about, and all settings; at least one patient is selected."""
    cohort = _read_cohort(call)
    definition = _read_settings(
        "definition", _split(call.definition, "definition"), DEFINITION_SETTINGS, cohort
    )
    filters = _read_settings("filter", _split(call.filter, "filter"), FILTER_SETTINGS, cohort)
    given = {s: getattr(call, s.name) for s in CALL_SETTINGS if getattr(call, s.name) is not None}
    texts = {s.name: s.split_option(text) for s, text in given.items()}
    settings = _read_settings("", texts, CALL_SETTINGS, cohort)
    question = Question(
        cohort, definition_of(definition), selection_of(filters, cohort), comparison_of(settings, cohort)
    )
    for name, fault in find_unpinned(settings).items():
        raise WrongCall(f"--{name}: found {fault}: give --a and --b")
    if not question.mask.any():
        raise WrongCall("no patient fulfils all filters, so there is nothing to compute")
    return question, Settings({**definition, **filters, **settings})


def _read_cohort(call: argparse.Namespace) -> Cohort:
    if call.file == BUNDLED:
        return read_bundled_cohort()
    name = Path(call.file).name
    try:
        intake = import_cohort(
            *read_file(call), keep_ids=call.keep_ids, identifying=call.identifying, read=read_apart
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


def read_file(call: argparse.Namespace) -> tuple[bytes, str, Mapping | None, ReadingOptions]:
    """Give the file's bytes and name, its mapping, and how it is read."""
    mapping = _read_mapping(call.mapping)
    return read_bytes(call.file), Path(call.file).name, mapping, reading_options(call)


def read_bytes(path: str) -> bytes:
    """Give the bytes of a file, or of the standard input."""
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
        return mapping_from_json(read_bytes(path))
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
