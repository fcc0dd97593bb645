"""Numbers with words beside them: a code and its meaning (`5 - markedly ill`), points (`30 pkt`), a share (`30/60`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from lib.cohort.vocabulary import find_visit_word
from lib.cohort.words import fold

from ..cells import in_blocks
from ..table import name_some, shorten

CODE_AND_WORDS = re.compile(
    r"(?P<code>-?\d{1,2})(?: ?[=:] ?| [-–—] ?|[,.)] | \()(?P<words>[^\W\d_][^)]{0,80})\)?"
)
NUMBER_AND_WORD = re.compile(
    r"(?P<number>\d{1,4}(?:[.,]\d{1,4})?) ?(?P<word>[^\W\d_]{2,12}(?:/[^\W\d_]{1,4})?\.?)"
)
SHORT_NUMBER = r"\d{1,5}(?:[.,]\d{1,4})?"
WITH_RANGE = re.compile(
    rf"(?P<number>{SHORT_NUMBER}) ?[(\[](?P<range>{SHORT_NUMBER} ?[-–—] ?{SHORT_NUMBER})[)\]]"
)
WITH_JUDGEMENT = re.compile(r"(?P<number>\d{1,3}) ?\((?P<words>[^\W\d_][^()\d]{2,30})\)")
MAX_JUDGEMENTS = 8
MAX_RANGES = 6
OUT_OF = re.compile(r"(?P<number>\d{1,3}) ?/ ?(?P<most>\d{1,3})")
NUMBER = re.compile(SHORT_NUMBER)
LOOKED_AT = 400
"""Distinct cells up to which a column is looked at: scores and codes have few."""

MOSTLY = 0.95
"""Share of cells that must be written so; the others stay as they are, and are told as faults (rule of ours)."""

MIN_DISTINCT = 2
MAX_CODES = 12
ROWS_A_CODE = 2
"""Cells there must be for each code; a number and words on one row each are a person and not a code (rule of ours)."""

MIN_NUMBERS = 3


@dataclass
class NumberWords:
    """What cells were read as, to be told; words of codes by column and code."""

    notes: list[str] = field(default_factory=list)
    value_labels: dict[str, dict[str, str]] = field(default_factory=dict)


def read_number_words(frame: pd.DataFrame) -> tuple[pd.DataFrame, NumberWords]:
    """Leave the number alone where nearly every cell of a column is one with words beside it.

    Parameters
    ----------
    frame : trimmed text.

    Returns
    -------
    DataFrame, NumberWords
        A code keeps its words as a value label; other words are noted and skipped.
    """
    told = NumberWords()
    changed = {}
    for place in _columns_to_look_at(frame):
        column, cells = str(frame.columns[place]), frame.iloc[:, place]
        counts = cells.value_counts()
        if not MIN_DISTINCT <= len(counts) <= LOOKED_AT:
            continue
        new = (
            _codes(column, counts, told)
            or _out_of(column, counts, told)
            or _with_word(column, counts, told)
            or _judged(column, counts, told)
        )
        if new:
            changed[frame.columns[place]] = cells.map(
                lambda text, new=new: new.get(text, text), na_action="ignore"
            ).astype("str")
    return (frame.assign(**changed) if changed else frame), told


def _columns_to_look_at(frame: pd.DataFrame) -> list[int]:
    """Columns of which at least one of the first cells begins with a digit and holds a letter or a stroke."""
    found: list[int] = []
    for positions, cells in in_blocks(frame.head(50)):
        hits = cells.str.contains(
            r"^-?\d[^/]*[^\W\d_]|^\d{1,3} ?/ ?\d|^[\d.,]{1,9} ?[(\[]", na=False
        ).to_numpy(dtype=bool)
        height = max(min(len(frame), 50), 1)
        found += [
            positions[at] for at in range(len(positions)) if hits[at * height : (at + 1) * height].any()
        ]
    return sorted(set(found))


def _nearly_all(read: Mapping[str, object], counts: pd.Series) -> bool:
    return bool(sum(counts[text] for text in read) >= MOSTLY * counts.sum())


def _codes(column: str, counts: pd.Series, told: NumberWords) -> dict[str, str]:
    """Read codes with their words, each code meaning one thing and each thing having one code."""
    found = {str(text): CODE_AND_WORDS.fullmatch(str(text)) for text in counts.index}
    read = {text: match for text, match in found.items() if match is not None}
    if not _nearly_all(read, counts):
        return {}
    words: dict[str, set[str]] = {}
    codes: dict[str, set[str]] = {}
    for match in read.values():
        code, said = str(int(match["code"])), match["words"].strip()
        words.setdefault(code, set()).add(fold(said))
        codes.setdefault(fold(said), set()).add(code)
    unclear = any(len(said) > 1 for said in words.values()) or any(len(c) > 1 for c in codes.values())
    if unclear or not MIN_DISTINCT <= len(words) <= MAX_CODES:
        return {}
    if counts.sum() < ROWS_A_CODE * len(words):
        return {}
    told.value_labels[column] = {str(int(m["code"])): m["words"].strip() for m in read.values()}
    told.notes.append(
        f"“{shorten(column)}” holds codes with their words; the codes are read, and the words kept."
    )
    return {text: str(int(match["code"])) for text, match in read.items()}


def _out_of(column: str, counts: pd.Series, told: NumberWords) -> dict[str, str]:
    """Read scores written with the most there can be, which is the same in every cell: `30/60`."""
    found = {str(text): OUT_OF.fullmatch(str(text)) for text in counts.index}
    read = {text: match for text, match in found.items() if match is not None}
    most = {int(match["most"]) for match in read.values()}
    numbers = {int(match["number"]) for match in read.values()}
    plain = {str(text) for text in counts.index if str(text).isdigit()}
    if (
        not _nearly_all({**read, **dict.fromkeys(plain)}, counts)
        or len(most) != 1
        or len(numbers) < MIN_NUMBERS
    ):
        return {}
    if max(numbers) > next(iter(most)) or len(read) <= len(plain):
        return {}
    told.notes.append(
        f"“{shorten(column)}” holds scores out of {most.pop()}, as in {name_some([f'“{next(iter(read))}”'])}."
    )
    return {text: match["number"] for text, match in read.items()}


def _judged(column: str, counts: pd.Series, told: NumberWords) -> dict[str, str]:
    """Read numbers followed by a range or a judgement in brackets: `0.94 (0.66-1.07)`, `34 (severe)`."""
    for pattern, part, most in ((WITH_RANGE, "range", MAX_RANGES), (WITH_JUDGEMENT, "words", MAX_JUDGEMENTS)):
        found = {str(text): pattern.fullmatch(str(text)) for text in counts.index}
        read = {text: match for text, match in found.items() if match is not None}
        plain = {str(text): None for text in counts.index if NUMBER.fullmatch(str(text))}
        said = {fold(match[part]) for match in read.values()}
        numbers = {match["number"] for match in read.values()}
        if len(numbers) < MIN_NUMBERS or len(said) > min(most, len(numbers) - 1):
            continue
        if _nearly_all({**read, **plain}, counts) and len(read) > len(plain):
            what = (
                "a range in brackets after them was"
                if part == "range"
                else "words in brackets after them were"
            )
            told.notes.append(f"The numbers of “{shorten(column)}” are read; {what} skipped.")
            return {text: match["number"] for text, match in read.items()}
    return {}


def _with_word(column: str, counts: pd.Series, told: NumberWords) -> dict[str, str]:
    """Read numbers followed by one and the same word in every cell: points, a unit of dose."""
    found = {str(text): NUMBER_AND_WORD.fullmatch(str(text)) for text in counts.index}
    read = {text: match for text, match in found.items() if match is not None}
    words = {fold(match["word"]).rstrip(".") for match in read.values()}
    numbers = {match["number"] for match in read.values()}
    if not _nearly_all(read, counts) or len(words) != 1 or len(numbers) < MIN_NUMBERS:
        return {}
    if find_visit_word(next(iter(words))) is not None or any(
        n[:1] == "0" and n.isdigit() and n != "0" for n in numbers
    ):
        return {}
    word = next(iter(read.values()))["word"]
    told.notes.append(f"“{word}” after the numbers of “{shorten(column)}” was skipped.")
    return {text: match["number"] for text, match in read.items()}
