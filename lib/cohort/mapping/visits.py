"""Names of visits: which words and numbers a name holds, in which order they come, and their nominal days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.cohort.mapping.model import UNCODED_VISIT, VisitMapping
from lib.cohort.vocabulary import read_header_words, read_visit_words
from lib.cohort.words import safe_name, spaced

RANKS = {"first": 0, "unit": 1, "middle": 2, "last": 3, "follow": 4}
UNKNOWN_RANK = 2
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)?")
SHORT_LENGTH = 10
LONGEST_LABEL = 60


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
    vocabulary = read_visit_words()
    known = [word for word in rest if word in vocabulary and vocabulary[word].kind != "unit"]
    rest = [word for word in rest if word not in known]
    if number is None and (known or rest) and unit is None:
        number, rest = _take_bare(rest)
    if number is None and not known:
        return None, tuple(words)
    if number is not None and not written:
        written = f"{number:g}"
    return replace(_name(unit, number, known), text=" ".join([*known, written]).strip()), tuple(rest)


def _join_known_pairs(words: Sequence[str]) -> list[str]:
    """Join `follow up`, drop ordinal endings after numbers and REDCap's `arm 1`."""
    result: list[str] = []
    text = re.sub(r"\bfollow up\b", "followup", " ".join(words))
    text = re.sub(r" arm \d+$", "", text)
    for word in text.split():
        if word in read_header_words("ordinal") and result and result[-1].isdigit():
            continue
        result.append(word)
    return result


def _take_numbered(words: list[str]) -> tuple[str | None, float | None, list[str], str]:
    """Take the first unit with its number (`wk 4`, `3 infuzja`) out of the words; the last is how it was written."""
    vocabulary = read_visit_words()
    for i, word in enumerate(words):
        if word not in vocabulary or vocabulary[word].kind != "unit":
            continue
        if i + 1 < len(words) and words[i + 1].isdigit():
            return word, float(words[i + 1]), words[:i] + words[i + 2 :], f"{word}{words[i + 1]}"
        if i and words[i - 1].isdigit():
            return word, float(words[i - 1]), words[: i - 1] + words[i + 1 :], f"{words[i - 1]} {word}"
    return None, None, words, ""


def _take_bare(words: list[str]) -> tuple[float | None, list[str]]:
    """Take a number that stands alone at the end, or else at the start."""
    if words and words[-1].isdigit():
        return float(words[-1]), words[:-1]
    if words and words[0].isdigit():
        return float(words[0]), words[1:]
    return None, words


def _name(unit: str | None, number: float | None, known: list[str]) -> VisitName:
    vocabulary = read_visit_words()
    ranks = [RANKS[vocabulary[word].kind] for word in known]
    words = " ".join(vocabulary[word].label for word in known)
    shown = "" if number is None else f"{number:g}"
    if unit is None:
        rank = ranks[0] if ranks else 1
        label = f"{words} {shown}".strip()
        return VisitName(rank, number, label=label, short=label)
    entry = vocabulary[unit]
    label, short = f"{entry.label} {shown}", f"{entry.short} {shown}"
    rank = 4 if 4 in ranks else 1
    side = 0 if not ranks or rank == 4 else (-1 if ranks[0] == 0 else 1)
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
    vocabulary = read_visit_words()
    unit = next((w for w in column_words if w in vocabulary and vocabulary[w].kind == "unit"), None)
    if NUMBER.fullmatch(text.strip()):
        return _name(unit, float(text.replace(",", ".")), [])
    found, rest = split_visit(spaced(text).split())
    return found if found is not None and not set(rest) - read_header_words("visit_filler") else None


@dataclass(frozen=True)
class NamedVisit:
    """A visit before it is ordered: the text in the file (or name of columns) and what it says."""

    text: str
    texts: tuple[str, ...]
    name: VisitName | None


def order_visits(visits: Sequence[NamedVisit]) -> tuple[tuple[VisitMapping, ...], str]:
    """Put visits into the order of the protocol, and say why.

    Parameters
    ----------
    visits : sequence of NamedVisit
        In the order of appearance.

    Returns
    -------
    tuple of VisitMapping, str
        By nominal day where all have one; else known words first and last, and numbers between; else in the order
        of the file.
    """
    days = _days(visits)
    order = list(range(len(visits)))
    if len(visits) == 1:
        reason = "only one visit"
    elif all(day is not None for day in days):
        order.sort(key=lambda i: (days[i], _place(visits[i].name)))
        reason = "ordered by the day or week in their names"
    elif any(visit.name is not None for visit in visits) and _comparable(visits):
        order.sort(key=lambda i: _place(visits[i].name))
        reason = _say_order([visit.name for visit in visits])
    else:
        reason = "in the order of the file, since their names do not tell"
    taken: list[str] = []
    mappings = []
    for i in order:
        mappings.append(_mapping(visits[i], days[i], taken))
        taken.append(mappings[-1].name)
    return tuple(mappings), reason


def _say_order(names: Sequence[VisitName | None]) -> str:
    """Say which words and numbers gave the order, and which visits they could not place."""
    worded = any(name is not None and name.rank in (0, 3, 4) for name in names)
    numbered = any(name is not None and name.number is not None for name in names)
    how = "ordered by the number in their names" if numbered else "ordered by the words in their names"
    if worded:
        how += " (words such as “pre” first, “post” and “follow-up” last)"
    if sum(name is None for name in names) > 1:
        how += "; those without a known word stay in the order of the file"
    return how


def _place(name: VisitName | None) -> tuple[float, float, int]:
    if name is None:
        return (UNKNOWN_RANK, 0.0, 0)
    return (name.rank, -1.0 if name.number is None else name.number, name.side)


def _comparable(visits: Sequence[NamedVisit]) -> bool:
    """Tell whether the numbers of the numbered visits count the same thing."""
    units = {visit.name.unit for visit in visits if visit.name is not None and visit.name.rank == 1}
    return len(units) <= 1


def _days(visits: Sequence[NamedVisit]) -> list[float | None]:
    """Give nominal days since the first visit; words such as pre are day 0 when all others have later days."""
    raw: list[float | None] = []
    for visit in visits:
        name = visit.name
        known = name is not None and name.number is not None and name.days is not None and not name.side
        raw.append(round(name.number * name.days, 4) if known else None)
    timed = [day for day in raw if day is not None]
    if not timed:
        return raw
    firsts = [i for i, v in enumerate(visits) if raw[i] is None and v.name is not None and v.name.rank == 0]
    start = min(timed)
    if len(firsts) == 1 and start > 0:
        raw[firsts[0]] = 0.0
        start = 0.0
    return [None if day is None else _tidy_day(day - start) for day in raw]


def _tidy_day(day: float) -> float:
    return float(round(day)) if day >= 1 else round(day, 4)


def _mapping(visit: NamedVisit, day: float | None, taken: Sequence[str]) -> VisitMapping:
    own_words = visit.text != visit.text.lower() or not visit.text.isascii()
    named = visit.name is not None and visit.name.label and not own_words
    label = visit.name.label if named else "1" if visit.text == UNCODED_VISIT else visit.text
    if NUMBER.fullmatch(label.strip()):
        label = f"Visit {label}"
    short = visit.name.short if visit.name is not None and visit.name.short else label
    if NUMBER.fullmatch(short.strip()):
        short = f"V {short}"
    name = safe_name(visit.text, taken, "visit")
    if name.isdigit():
        name = safe_name(label, taken, "visit")
    short = short if len(short) <= SHORT_LENGTH else f"{short[: SHORT_LENGTH - 1]}…"
    label = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    return VisitMapping(name, label, short, day, visit.texts)
