"""The words by which files name columns, levels, visits and medicines, and by which columns identify people.

Every word stands in a table under `data/`; this module reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from lib.cohort.catalogue import number_or_none, read_rows_of

Pattern = re.Pattern[str]

MIN_STEM = 4
"""Letters of a word from which its ending may be another than in the table."""


@dataclass(frozen=True)
class NamedPattern:
    """A medicine or medicine class: its words, the class a medicine belongs to, and how a class is derived."""

    name: str
    label: str
    pattern: Pattern
    belongs_to: str = ""
    kind: str = ""


@dataclass(frozen=True)
class ColumnWords:
    """Names by which files call a column of a role, and what such a column usually is."""

    role: str
    name: str
    label: str
    kind: str
    section: str
    unit: str
    minimum: float | None
    maximum: float | None
    decimals: int
    pattern: Pattern
    source: str


@dataclass(frozen=True)
class LevelWords:
    """Words that files use for one level of sex or outcome."""

    role: str
    code: str
    label: str
    pattern: Pattern


@dataclass(frozen=True)
class VisitWord:
    """A word in the name of a visit.

    `kind` is `unit` (it goes with a number), `first`, `middle`, `last` or `follow`; `days` is the length of the
    unit, None where it has none.
    """

    word: str
    kind: str
    label: str
    short: str
    days: float | None


@cache
def read_medicines() -> tuple[NamedPattern, ...]:
    """Read the medicines from `data/medicines.csv`."""
    return tuple(
        NamedPattern(row["medicine"], row["label"], re.compile(row["patterns"]), row["class"])
        for row in read_rows_of("medicines")
    )


@cache
def read_medicine_classes() -> tuple[NamedPattern, ...]:
    """Read the classes of medicines from `data/medicine_classes.csv`."""
    return tuple(
        NamedPattern(row["class"], row["label"], re.compile(row["patterns"]), kind=row["kind"])
        for row in read_rows_of("medicine_classes")
    )


@cache
def read_column_words() -> tuple[ColumnWords, ...]:
    """Read the names of columns by role from `data/column_words.csv`."""
    return tuple(
        ColumnWords(
            row["role"],
            row["name"],
            row["label"],
            row["kind"],
            row["section"],
            row["unit"],
            number_or_none(row["minimum"]),
            number_or_none(row["maximum"]),
            int(row["decimals"] or 0),
            re.compile(row["patterns"]),
            row["source"],
        )
        for row in read_rows_of("column_words")
    )


@cache
def read_level_words() -> tuple[LevelWords, ...]:
    """Read the words for levels of sex and outcome from `data/level_words.csv`."""
    return tuple(
        LevelWords(row["role"], row["level"], row["label"], re.compile(row["patterns"]))
        for row in read_rows_of("level_words")
    )


@cache
def read_visit_words() -> dict[str, VisitWord]:
    """Read the words for visits from `data/visit_words.csv`, by word."""
    return {
        row["word"]: VisitWord(
            row["word"], row["kind"], row["label"], row["short"], number_or_none(row["days"])
        )
        for row in read_rows_of("visit_words")
    }


RUN_OF_LETTERS = re.compile(r"([a-z])\1{2,}")


@lru_cache(maxsize=4096)
def find_visit_word(word: str) -> VisitWord | None:
    """Find a word for visits: as it stands, with a run of letters cut (`weeek`), or by its stem (`wlewem`)."""
    words = read_visit_words()
    short = RUN_OF_LETTERS.sub(r"\1\1", word[:40])
    for text in (word, short, RUN_OF_LETTERS.sub(r"\1", word[:40])):
        if text in words:
            return words[text]
    if len(short) < MIN_STEM:
        return None
    return next(
        (words[f"{short[:end]}*"] for end in range(len(short), 2, -1) if f"{short[:end]}*" in words), None
    )


@cache
def read_number_words() -> dict[str, int]:
    """Read the words for numbers from `data/number_words.csv`: `six`, `drugi`, `dritte`."""
    return {word: int(row["number"]) for row in read_rows_of("number_words") for word in row["words"].split()}


@cache
def read_identifying_words() -> tuple[tuple[str, Pattern], ...]:
    """Read the names of columns that identify people from `data/identifying_words.csv`: pairs of kind and pattern."""
    return tuple((row["kind"], re.compile(row["patterns"])) for row in read_rows_of("identifying_words"))


@cache
def read_first_names() -> frozenset[str]:
    """Read common first names from `data/first_names.csv`, in lower case without accents."""
    return frozenset(name for row in read_rows_of("first_names") for name in row["names"].split())


@cache
def read_header_words(kind: str) -> frozenset[str]:
    """Read the words of headers of one kind from `data/header_words.csv`: fillers, ordinals, what is no total."""
    return frozenset(
        word for row in read_rows_of("header_words") if row["kind"] == kind for word in row["words"].split()
    )
