"""How a text table is written: delimiter, quotation marks, whole lines quoted. Detected on its first lines."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from lib.cohort.reading.limits import MAX_COLUMNS, MAX_LINE_CHARACTERS, refuse
from lib.cohort.reading.table import ReadingOptions
from lib.cohort.reading.words import DELIMITERS

SAMPLE_LINES = 300
BLOCK_CHARACTERS = 1_000_000
CLEAN_NUMBER = re.compile(r"[-+−]?(?:\d+(?:[.,]\d+)?|[.,]\d+)([eE][-+]?\d+)?")
OTHER_DELIMITER = {
    character: re.compile("[" + "".join(d for d in "\t;|," if d != character) + "]")
    for character in DELIMITERS
}
BLANKS_DISCOUNT = 0.9
MIN_SCORE = 0.3
NO_DELIMITER = "\x1f"
"""A control character that decoding has already taken out of the text."""
SEVERAL_NUMBERS = re.compile(r"[\d.+-]+(\s+[\d.+-]+)+")
GROUPED_NUMBER = re.compile(r"[-+−]?\d{1,3}( \d{3})+")
LONGEST_NUMBER = 60
EXCEL_HINT = re.compile(r'\s*"?sep=(.)"?\s*$', re.I)
QUOTING_NAMES = ("fields", "lines", "none")


@dataclass(frozen=True)
class Dialect:
    """Delimiter (a blank: runs of blanks), quoting (fields, lines, none), and whether ``\\"`` means a quote.

    ``one_column`` says that no delimiter was found at all; ``hinted`` that the first line is Excel's ``sep=``.
    """

    delimiter: str
    quoting: str = "fields"
    escaped: bool = False
    one_column: bool = False
    hinted: bool = False


def split_lines(text: str) -> Iterator[str]:
    """Iterate over physical lines ended by LF, CRLF or CR (and by nothing else), line ends kept.

    Blocks keep memory low: a StringIO holds four bytes a character.
    """
    start = 0
    while start < len(text):
        cut = text.find("\n", start + BLOCK_CHARACTERS)
        cut = text.find("\r", start + BLOCK_CHARACTERS) if cut < 0 else cut
        end = cut + 1 if cut >= 0 else len(text)
        yield from io.StringIO(text[start:end], newline="")
        start = end


def sample_lines(text: str, name: str) -> list[str]:
    """Take the first lines of a text, refusing a line too long to be a row of a table."""
    lines = list(islice(split_lines(text[: 2 * MAX_LINE_CHARACTERS]), SAMPLE_LINES))
    longest = max(map(len, lines), default=0)
    if longest > MAX_LINE_CHARACTERS:
        step = "Check that the file has line breaks; export it again."
        raise refuse(
            "line_too_long", name, "a line of more than 2,000,000 characters", "one row a line", step
        )
    return lines


def iterate_records(lines: Iterable[str], dialect: Dialect, *, strict: bool = False) -> Any:
    """Split lines into records; csv readers also tell ``line_num``.

    Raises
    ------
    csv.Error
        On a broken quotation when ``strict``.
    """
    if dialect.delimiter == " ":
        return csv.reader(
            (line.replace("\t", " ").rstrip() for line in lines), **_csv_options(dialect, strict)
        )
    return csv.reader(lines, **_csv_options(dialect, strict))


def _csv_options(dialect: Dialect, strict: bool) -> dict[str, Any]:
    options: dict[str, Any] = {"delimiter": dialect.delimiter, "skipinitialspace": True, "strict": strict}
    if dialect.quoting == "none":
        return {**options, "quoting": csv.QUOTE_NONE}
    if dialect.escaped:
        return {**options, "doublequote": False, "escapechar": "\\"}
    return options


def sample_records(lines: list[str], dialect: Dialect) -> list[list[str]]:
    """Split the sampled lines into records, lenient with whatever is broken; blank lines give ``[]``."""
    if dialect.quoting == "lines":
        lines = [record[0] if len(record) == 1 else line for record, line in _outer_records(lines)]
    records: list[list[str]] = []
    try:
        for record in iterate_records(lines, dialect):
            records.append(record)
    except csv.Error:
        return records
    cut_short = len(lines) == SAMPLE_LINES and len(records) > 1
    return records[:-1] if cut_short and "\n" in "".join(records[-1]) else records


def _outer_records(lines: list[str]) -> Iterator[tuple[list[str], str]]:
    for line in lines:
        try:
            record = next(csv.reader([line], delimiter=NO_DELIMITER), [])
        except csv.Error:
            record = [line, ""]
        yield record, line


def detect_dialect(lines: list[str], name: str, options: ReadingOptions) -> Dialect:
    """Choose the delimiter that splits the sampled lines most evenly into cells that look whole.

    A cell looks whole when it is a number or holds none of the other delimiters: a semicolon file with decimal
    commas splits as evenly at its commas, but not into whole cells.

    Raises
    ------
    UnreadableFileError
        An overruled delimiter or quoting that cannot be one, or more than ``MAX_COLUMNS`` columns.
    """
    _check_options(options, name)
    lines, hint = _take_hint(lines)
    base = Dialect(",", options.quoting or "fields")
    if options.quoting is None and _lines_are_quoted(lines):
        base = replace(base, quoting="lines")
    elif options.quoting is None:
        base = replace(base, escaped=_quotes_are_escaped(lines))
    chosen = options.delimiter or hint
    best = replace(base, delimiter=chosen) if chosen else _best_delimiter(lines, base)
    widest = max(map(len, sample_records(lines, best)), default=0)
    if widest > MAX_COLUMNS:
        step = "Keep only the columns that are needed."
        raise refuse("too_many_columns", name, f"{widest:,} columns", f"at most {MAX_COLUMNS:,}", step)
    return replace(best, hinted=hint is not None)


def _check_options(options: ReadingOptions, name: str) -> None:
    character = options.delimiter
    if character is not None and (
        len(character) != 1
        or character in '"\\.'
        or character.isalnum()
        or (character < " " and character != "\t")
    ):
        found = f"the delimiter {character[:5]!r}"
        raise refuse(
            "bad_option", name, found, "one character such as ; , tab or |", "Choose another delimiter."
        )
    if options.quoting is not None and options.quoting not in QUOTING_NAMES:
        found = f"the quoting {options.quoting[:20]!r}"
        raise refuse("bad_option", name, found, "fields, lines or none", "Choose one of these.")
    if options.decimal not in (None, ".", ","):
        found = f"the decimal mark {options.decimal[:5]!r}"
        raise refuse("bad_option", name, found, "a comma or a point", "Choose one of these.")
    if options.header_rows not in (None, 0, 1, 2, 3) or (options.skipped_lines or 0) < 0:
        found = f"header rows: {options.header_rows}, skipped lines: {options.skipped_lines}"
        raise refuse("bad_option", name, found, "0 to 3 header rows", "Choose again.")


def _take_hint(lines: list[str]) -> tuple[list[str], str | None]:
    match = EXCEL_HINT.match(lines[0]) if lines else None
    if match is None or match.group(1) in '"\r\n\\':
        return lines, None
    return lines[1:], match.group(1)


def _lines_are_quoted(lines: list[str]) -> bool:
    full = [line.strip() for line in lines if line.strip()]
    quoted = [line for line in full if len(line) > 2 and line[0] == line[-1] == '"']
    if len(full) < 2 or len(quoted) < 0.9 * len(full):
        return False
    inner = [record for record, _ in _outer_records(quoted) if len(record) == 1]
    whole = [
        record[0]
        for record in inner
        if not record[0].startswith('"') and any(d in record[0] for d in "\t;|,")
    ]
    if len(whole) < 0.9 * len(quoted):
        return False
    # A field that is quoted for itself leaves other quoted fields beside it: "a","b" is not one quoted line.
    return sum(_is_one_field(line) for line in quoted) >= 0.9 * len(quoted)


def _is_one_field(line: str) -> bool:
    return '"' not in line[1:-1].replace('""', "")


def _quotes_are_escaped(lines: list[str]) -> bool:
    joined = "".join(lines)
    return '\\"' in joined and '""' not in joined.replace(',""', "").replace(';""', "").replace('\t""', "")


def _best_delimiter(lines: list[str], base: Dialect) -> Dialect:
    scores = {}
    for delimiter in DELIMITERS:
        dialect = replace(base, delimiter=delimiter)
        scores[dialect] = _score(sample_records(lines, dialect), delimiter)
    best = max(scores, key=lambda dialect: round(scores[dialect], 6))
    if scores[best] < MIN_SCORE:
        return replace(base, delimiter=NO_DELIMITER, one_column=True)
    return best


def _score(records: list[list[str]], delimiter: str) -> float:
    """Share of records of the commonest width, times how whole their cells look; 0 without any splitting."""
    filled = [record for record in records if any(cell.strip() for cell in record)]
    widths = Counter(len(record) for record in filled)
    width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(0, 0))
    if width < 2:
        return 0.0
    even = [record for record in filled if len(record) == width]
    cells = [cell.strip()[:LONGEST_NUMBER] for record in even[:100] for cell in record[:200] if cell.strip()]
    other = OTHER_DELIMITER[delimiter]
    whole = sum(1 for cell in cells if _is_whole(cell, other))
    score = count / len(filled) * (0.5 + 0.5 * whole / max(len(cells), 1))
    if delimiter != " ":
        return score
    numbers = sum(1 for cell in cells if CLEAN_NUMBER.fullmatch(cell))
    return score * BLANKS_DISCOUNT if numbers > 0.3 * len(cells) else 0.0


def _is_whole(cell: str, other: re.Pattern[str]) -> bool:
    if CLEAN_NUMBER.fullmatch(cell):
        return True
    # "85 0" is what remains of "0,85 0,90" when it is split at its decimal commas.
    several = SEVERAL_NUMBERS.fullmatch(cell) and not GROUPED_NUMBER.fullmatch(cell)
    return not several and not other.search(cell)
