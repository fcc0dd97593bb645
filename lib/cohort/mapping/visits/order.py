"""Visits in the order of the protocol, with labels and nominal days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lib.cohort.mapping.model import UNCODED_VISIT, VisitMapping
from lib.cohort.mapping.visits.names import NUMBER, UNKNOWN_RANK, VisitName
from lib.cohort.words import safe_name

SHORT_LENGTH = 10
LONGEST_LABEL = 60


@dataclass(frozen=True)
class NamedVisit:
    """A visit before it is ordered: the text in the file (or name of columns) and what it says."""

    text: str
    texts: tuple[str, ...]
    name: VisitName | None


@dataclass(frozen=True)
class OrderedVisits:
    """Visits in order, why so, and whether their names give it (`sure`)."""

    visits: tuple[VisitMapping, ...]
    reason: str
    sure: bool = True


def order_visits(visits: Sequence[NamedVisit]) -> OrderedVisits:
    """Put visits into the order of the protocol, and say why.

    Parameters
    ----------
    visits : sequence of NamedVisit
        In the order of appearance.

    Returns
    -------
    OrderedVisits
        By nominal day where all have one; else known words first and last, and numbers between; else in the order
        of the file.
    """
    days = _days(visits)
    order = list(range(len(visits)))
    sure = True
    if len(visits) == 1:
        reason = "only one visit"
    elif all(day is not None for day in days):
        order.sort(key=lambda i: (days[i], _place(visits[i].name)))
        reason = "ordered by the day or week in their names"
    elif any(visit.name is not None for visit in visits) and _comparable(visits):
        order, sure = _by_names([visit.name for visit in visits])
        reason = _say_order([visit.name for visit in visits])
        sure = sure and sum(_is_unknown(visit.name) for visit in visits) <= 1
    else:
        reason, sure = "in the order of the file, since their names do not give it", False
    taken: list[str] = []
    mappings = []
    for i in order:
        mappings.append(_mapping(visits[i], days[i], taken))
        taken.append(mappings[-1].name)
    return OrderedVisits(distinct_shorts(mappings), reason, sure)


def _is_unknown(name: VisitName | None) -> bool:
    return name is None or (name.rank == UNKNOWN_RANK and name.number is None)


def _by_names(names: Sequence[VisitName | None]) -> tuple[list[int], bool]:
    """Order by words and numbers; of two possible orders the one the file has, else not surely.

    `pre 1, post 1, pre 2, post 2` are two rounds, `pre 1, pre 2, post 1, post 2` are two visits before and two after.
    """
    file = list(range(len(names)))
    known = [i for i in file if not _is_unknown(names[i])]
    if len(known) == len(file) - 1 and known == sorted(known, key=lambda i: _place(names[i])):
        # One word that is not known stands where the file has it: the others are in order.
        return file, True
    rounds = sorted(file, key=lambda i: _place(names[i], in_rounds=True))
    plain = sorted(file, key=lambda i: _place(names[i]))
    if rounds == plain:
        return plain, True
    return (plain, True) if plain == file else (rounds, rounds == file)


def distinct_shorts(visits: Sequence[VisitMapping]) -> tuple[VisitMapping, ...]:
    """Make short labels differ where cutting made them the same: the end of the label, else the number of the visit."""
    shorts = Counter(visit.short for visit in visits)
    kept = {short for short, times in shorts.items() if times == 1}
    result: list[VisitMapping] = []
    for place, visit in enumerate(visits):
        if shorts[visit.short] > 1:
            number = f"V {place + 1}"
            more = (f"{number}.{i}" for i in range(1, len(visits) + 1))
            candidates = (f"…{visit.label[1 - SHORT_LENGTH :].strip()}", number, *more)
            visit = replace(visit, short=next(short for short in candidates if short not in kept))
            kept.add(visit.short)
        result.append(visit)
    return tuple(result)


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


def _place(name: VisitName | None, *, in_rounds: bool = False) -> tuple[float, float, int]:
    if name is None:
        return (UNKNOWN_RANK, 0.0, 0)
    rank = 1 if in_rounds and name.side and name.number is not None else name.rank
    return (rank, -1.0 if name.number is None else name.number, name.side)


def _comparable(visits: Sequence[NamedVisit]) -> bool:
    """Tell whether the numbers of the numbered visits count the same thing."""
    units = {visit.name.unit for visit in visits if visit.name is not None and visit.name.rank == 1}
    return len(units) <= 1


def _days(visits: Sequence[NamedVisit]) -> list[float | None]:
    """Give nominal days since the first visit; words such as pre are day 0 when all others have later days."""
    raw: list[float | None] = []
    for visit in visits:
        name = visit.name
        if name is None or name.number is None or name.days is None or name.side:
            raw.append(None)
        else:
            raw.append(round(name.number * name.days, 4))
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


def shorten_label(text: str) -> str:
    """Cut a label to the length that fits an axis."""
    return text if len(text) <= SHORT_LENGTH else f"{text[: SHORT_LENGTH - 1]}…"


def label_visit(visit: NamedVisit) -> VisitMapping:
    """Make a visit of what its name says, in no order and without a day."""
    return _mapping(visit, None, [])


def _mapping(visit: NamedVisit, day: float | None, taken: Sequence[str]) -> VisitMapping:
    own_words = visit.text != visit.text.lower() or not visit.text.isascii()
    named = "" if visit.name is None or own_words else visit.name.label
    label = named or ("1" if visit.text == UNCODED_VISIT else visit.text)
    if NUMBER.fullmatch(label.strip()):
        label = f"Visit {label}"
    short = visit.name.short if visit.name is not None and visit.name.short else label
    if NUMBER.fullmatch(short.strip()):
        short = f"V {short}"
    name = safe_name(visit.text, taken, "visit")
    if name.isdigit():
        name = safe_name(label, taken, "visit")
    short = shorten_label(short)
    label = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    return VisitMapping(name, label, short, day, visit.texts)
