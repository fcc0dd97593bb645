"""What a header says: the scale, analyte, medicine or characteristic it names, its unit and its visit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from lib.cohort.catalogue import Analyte, Scale, find_unit, read_analytes, read_scales
from lib.cohort.mapping.visits.names import VisitName, split_visit
from lib.cohort.vocabulary import (
    ColumnWords,
    NamedPattern,
    find_visit_word,
    read_column_words,
    read_header_words,
    read_medicine_classes,
    read_medicines,
    read_number_words,
)
from lib.cohort.words import bracketed, fold, spaced, without_brackets

UNIT_IN_NAME = re.compile(
    r"(?<![a-z0-9])((?:[munp]?mol|[munp]?g|m?eq|mval|m?iu|m?u)\s?(?:/|_|\s|per )\s?(?:d|m)?l)(?![a-z])"
)

GLUED_UNIT = re.compile(r"(?<![a-z0-9])([munp]?mol|m?eq|[munp]?g(?=dl))(d?l)(?![a-z0-9])")
"""A unit without its stroke, as names of variables have it: `mmoll`, `mgdl`."""

QUESTION = re.compile(r"\[(?:SQ|Q|I)?0{0,3}(\d{1,2})\]$")
"""How LimeSurvey numbers the questions of a group: `PHQ9[SQ001]`."""

MAX_GLUED = 40
"""Letters of a word beyond which it is not looked at for two words in one."""


@dataclass(frozen=True)
class Header:
    """What one header says.

    `measure` is the scale or analyte it names with nothing left over but a visit; `rest` are the words left
    when the visit is taken out (the stem of an unknown measure); `why` are the parts of the name that told.
    """

    text: str
    words: str
    unit: str
    measure: Scale | Analyte | None
    visit: VisitName | None
    rest: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True)
class _Match:
    measure: Scale | Analyte
    start: int
    end: int


def read_header(text: str) -> Header:
    """Read a header: `Mg2+ [mmol/l] 3. infuzja` is magnesium in mmol/L at infusion 3."""
    unit, plain = _split_unit(QUESTION.sub(r" item \1", text))
    words = unglue(spaced(plain))
    known = _measures_in(text, words, unit)
    if not known and spaced(plain.lower()) != spaced(plain):
        # `bDi11`: capitals within a word do not always part it.
        lower = unglue(spaced(plain.lower()))
        known = _measures_in(text, lower, unit)
    if known:
        return min(known, key=lambda header: len(header.rest))
    visit, rest = split_visit(words.split())
    return Header(text, words, unit, None, visit, rest, ())


def _measures_in(text: str, words: str, unit: str) -> list[Header]:
    read = [_with_measure(text, words, unit, match) for match in _matches(words)]
    return [header for header in read if header is not None]


def find_named_scale(words: str) -> Scale | None:
    """Find the scale that words name, whatever stands beside it; the longest name first."""
    return next((match.measure for match in _matches(words) if isinstance(match.measure, Scale)), None)


@lru_cache(maxsize=8192)
def unglue(words: str) -> str:
    """Part words that name a measure and a visit in one: `bdiintake` is `bdi intake`, `bdis 4` is `bdi s 4`."""
    split: list[str] = []
    plain = words.split()
    for place, word in enumerate(plain):
        follows = plain[place + 1] if place + 1 < len(plain) else ""
        split += _part(word, follows.isdigit()) if 4 <= len(word) <= MAX_GLUED else [word]
    return " ".join(split)


def _part(word: str, before_number: bool) -> list[str]:
    if not word.isalpha() or is_measure(word) or find_visit_word(word) is not None:
        return [word]
    for end in range(len(word) - 1, 1, -1):
        first, second = word[:end], word[end:]
        if is_measure(first) and _can_follow(second, before_number):
            return [first, second]
        if len(first) >= 2 and is_measure(second) and find_visit_word(first) is not None:
            return [first, second]
    return [word]


def _can_follow(word: str, before_number: bool) -> bool:
    entry = find_visit_word(word)
    if len(word) == 1:
        return before_number and entry is not None and entry.kind == "unit"
    filler = len(word) > 2 and word in read_header_words("scale_filler")
    return entry is not None or filler or word in read_number_words()


@lru_cache(maxsize=8192)
def is_measure(word: str) -> bool:
    """Tell whether a word alone names a scale or an analyte."""
    return len(word) > 1 and any(pattern.fullmatch(word) for pattern, _ in _measure_patterns())


def _split_unit(text: str) -> tuple[str, str]:
    """Give the unit a header names (in brackets or as `mmol_l`), and the header without it."""
    for inner in bracketed(text):
        unit = find_unit(inner)
        if unit is not None:
            return unit.label, without_brackets(text)
        visit, rest = split_visit(spaced(inner).split())
        if visit is not None and not rest:
            return "", text
    folded = fold(text)
    found = UNIT_IN_NAME.search(folded)
    if found is not None and found.start() > 0:
        unit = find_unit(re.sub(r"[\s_]|per ", "/", found.group(1)).replace("//", "/"))
        if unit is not None:
            return unit.label, f"{folded[: found.start()]} {folded[found.end() :]}"
    glued = GLUED_UNIT.search(folded)
    if glued is not None and glued.start() > 0:
        unit = find_unit(f"{glued.group(1)}/{glued.group(2)}")
        if unit is not None:
            return unit.label, f"{folded[: glued.start()]} {folded[glued.end() :]}"
    return "", without_brackets(text)


@lru_cache(maxsize=1)
def _measure_patterns() -> tuple[tuple[re.Pattern[str], Scale | Analyte], ...]:
    entries: tuple[Scale | Analyte, ...] = (*read_scales(), *read_analytes())
    return tuple((re.compile(rf"(?<!\S)(?:{e.pattern.pattern})(?!\S)"), e) for e in entries)


def _matches(words: str) -> list[_Match]:
    """Find the scales and analytes named, the longest name first."""
    found = [(pattern.search(words), entry) for pattern, entry in _measure_patterns()]
    matches = [_Match(entry, hit.start(), hit.end()) for hit, entry in found if hit and hit.group()]
    return sorted(matches, key=lambda match: match.start - match.end)


def _with_measure(text: str, words: str, unit: str, match: _Match) -> Header | None:
    before, after = words[: match.start].split(), words[match.end :].split()
    fillers = read_header_words("scale_filler" if isinstance(match.measure, Scale) else "analyte_filler")
    visit, rest = split_visit([*before, *after])
    rest = tuple(word for word in rest if word not in fillers)
    if read_header_words("not_a_total") & set(rest):
        return None
    if isinstance(match.measure, Analyte) and rest:
        return None
    name = words[match.start : match.end].replace(" ", "")
    why = (name,) if visit is None else (name, visit.label or f"{visit.number:g}")
    return Header(text, words, unit, match.measure, visit, rest, why)


def find_words(words: str, *roles: str) -> ColumnWords | None:
    """Find the row of the table of column names that a header matches as a whole."""
    for entry in read_column_words():
        if (not roles or entry.role in roles) and entry.pattern.fullmatch(words):
            return entry
    return None


def find_medicine(words: str) -> NamedPattern | None:
    """Find the medicine that a header names, perhaps after words such as `lek` or `takes`."""
    plain = re.sub(
        r"^(lek|drug|med|medication|medicine|takes|taking|treatment|leczenie|medikament) ", "", words
    )
    return next((m for m in read_medicines() if m.pattern.fullmatch(plain)), None)


def find_medicine_class(words: str) -> NamedPattern | None:
    """Find the class of medicines that a header names."""
    return next((c for c in read_medicine_classes() if c.pattern.fullmatch(words)), None)
