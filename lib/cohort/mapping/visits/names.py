"""Names of visits: which words and numbers a name holds, in which order they come, and their nominal days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.cohort.vocabulary import find_visit_word, read_header_words, read_number_words
from lib.cohort.words import spaced, without_brackets

RANKS = {"first": 0, "unit": 1, "middle": 2, "last": 3, "follow": 4}
UNKNOWN_RANK = 2
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class VisitName:
    """What a name says about a visit.

    `rank` is the place its word gives it (first 0, numbered 1, middle or unknown 2, last 3, follow-up 4);
    `number` and `unit` its number; `side` is -1 before and 1 after a numbered event; `days` the length of the unit;
    `text` the words of the file.
    """

    rank: int
    number: float | None = None
    unit: str = ""
    side: int = 0
    days: float | None = None
    label: str = ""
    short: str = ""
    text: str = ""

    @property
    def key(self) -> tuple[int, float, str, int, str]:
        """What makes two names the same visit."""
        word = "" if self.number is not None and self.rank == 1 else self.label
        return (self.rank, -1.0 if self.number is None else self.number, self.unit, self.side, word)


def split_visit(words: Sequence[str]) -> tuple[VisitName | None, tuple[str, ...]]:
    """Find the visit in the words of a name and give what is left: `hamd wk 4` is week 4 of `hamd`.

    Parameters
    ----------
    words : sequence of str
        Lower-case words and numbers (see `spaced`).

    Returns
    -------
    VisitName or None, tuple of str
        None when no word or number speaks of a visit.
    """
    joined = _join_known_pairs(words)
    unit, number, rest, written = _take_numbered(joined)
    is_span = False
    known = [word for word in rest if _kind(word) not in ("", "unit")]
    rest = [word for word in rest if word not in known]
    if number is None and (known or rest) and unit is None:
        number, rest = _take_bare(rest)
    if number is None and known:
        unit, number, rest, written = _take_span(rest)
        is_span = number is not None
    elif number is not None and known and unit is None:
        # `week after 8` is after the eighth: the unit says how long after, not what is counted.
        rest = [word for word in rest if _kind(word) != "unit"]
    if number is None and not known:
        return None, tuple(words)
    if number is not None and not written:
        written = f"{number:g}"
    name = replace(_name(unit, number, known), text=" ".join([*known, written]).strip())
    return replace(name, rank=2 + name.side if name.side else 4, side=0) if is_span else name, tuple(rest)


def _kind(word: str) -> str:
    entry = find_visit_word(word)
    return entry.kind if entry is not None else ""


def _join_known_pairs(words: Sequence[str]) -> list[str]:
    """Join `follow up` and names that hold a number (`il 6`), write number words as digits, and drop what only counts.

    That is the ending of an ordinal, REDCap's `arm 1`, and the form's number of OpenClinica (`e 1 c 1`).
    """
    result: list[str] = []
    text = re.sub(r"\bfollow up\b", "followup", " ".join(words))
    text = re.sub(r" arm \d+$", "", text)
    text = re.sub(r"\be (\d+) c \d+\b", r"event \1", text)
    numbered, numbers = read_header_words("numbered_name"), read_number_words()
    for word in text.split():
        if word in read_header_words("ordinal") and result and result[-1].isdigit():
            continue
        if word.isdigit() and result and result[-1] in numbered:
            result[-1] += word
            continue
        result.append(str(numbers[word]) if word in numbers else word)
    return result


def _take_numbered(words: list[str]) -> tuple[str | None, float | None, list[str], str]:
    """Take the first unit with its number (`wk 4`, `3 infuzja`) out of the words; the last is how it was written."""
    for i, word in enumerate(words):
        if _kind(word) != "unit":
            continue
        if i + 1 < len(words) and words[i + 1].isdigit():
            return word, float(words[i + 1]), words[:i] + words[i + 2 :], f"{word}{words[i + 1]}"
        if i and words[i - 1].isdigit():
            return word, float(words[i - 1]), words[: i - 1] + words[i + 1 :], f"{words[i - 1]} {word}"
    return None, None, words, ""


def _take_span(words: list[str]) -> tuple[str | None, float | None, list[str], str]:
    """Take a unit of time without a number beside `after` or `before`: a week after is one week."""
    for i, word in enumerate(words):
        entry = find_visit_word(word)
        if entry is not None and entry.kind == "unit" and entry.days and len(word) > 2:
            return word, 1.0, words[:i] + words[i + 1 :], word
    return None, None, words, ""


def _take_bare(words: list[str]) -> tuple[float | None, list[str]]:
    """Take a number that stands alone at the end, or else at the start."""
    if words and words[-1].isdigit():
        return float(words[-1]), words[:-1]
    if words and words[0].isdigit():
        return float(words[0]), words[1:]
    return None, words


def _name(unit: str | None, number: float | None, known: list[str]) -> VisitName:
    entries = [entry for entry in map(find_visit_word, known) if entry is not None]
    ranks = [RANKS[entry.kind] for entry in entries]
    words = " ".join(entry.label for entry in entries)
    shown = "" if number is None else f"{number:g}"
    side = 0 if not ranks or 4 in ranks or number is None else {0: -1, 3: 1}.get(ranks[0], 0)
    entry = find_visit_word(unit) if unit is not None else None
    if entry is None:
        rank = 4 if 4 in ranks else ranks[0] if ranks else 1
        label = f"{words} {shown}".strip()
        short = f"{' '.join(entry.short for entry in entries)} {shown}".strip()
        return VisitName(rank, number, side=side, label=label, short=short)
    label, short = f"{entry.label} {shown}", f"{entry.short} {shown}"
    rank = 4 if 4 in ranks else 1
    if words:
        label, short = f"{words} {label.lower()}", f"{words} {short}"
    return VisitName(rank, number, entry.label, side, entry.days, label, short)


def read_visit_text(text: str, column_words: Sequence[str] = ()) -> VisitName | None:
    """Read a value of a visit column: `Week 4`, `post`, `baseline_arm_1`, or `4` in a column called week.

    Parameters
    ----------
    text : str
        The value.
    column_words : sequence of str
        Words of the column's name, which give a bare number its unit.
    """
    unit = next((w for w in column_words if _kind(w) == "unit"), None)
    if NUMBER.fullmatch(text.strip()):
        return _name(unit, float(text.replace(",", ".")), [])
    found, rest = split_visit(spaced(text).split())
    if found is None:
        return None
    unread = set(rest) - read_header_words("visit_filler")
    if found.days and found.number is not None:
        # `day 1 infusion` is day 1: a unit without a number only says what happened then.
        unread = {word for word in unread if _kind(word) != "unit"}
    return found if not unread else None


def read_visit_texts(texts: Sequence[str], column_words: Sequence[str] = ()) -> list[VisitName | None]:
    """Read all values of a visit column; what stands in brackets is left out where the rest tells them apart.

    `Post-infusion 1 (24h)` beside `Post-infusion 8 (24h)` is after the first; `Infusion 1 (4h)` beside
    `Infusion 1 (24h)` stays unread.
    """
    names = [read_visit_text(text, column_words) for text in texts]
    if all(name is not None for name in names) or not any("(" in text for text in texts):
        return names
    bare = [
        name if name is not None else read_visit_text(without_brackets(text), column_words)
        for name, text in zip(names, texts, strict=True)
    ]
    keys = [name.key for name in bare if name is not None]
    return bare if len(keys) == len(texts) == len(set(keys)) else names
