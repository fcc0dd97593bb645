"""Visits before day 0: `Day -7`, `-30 min`, and `D-7` where others of the kind have no hyphen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lib.cohort.mapping.visits.names import VisitName
from lib.cohort.vocabulary import find_visit_word
from lib.cohort.words import fold

SIGNED = re.compile(r"(?:^|(?<=[^\W\d])|(?<=[\s_(]))(?P<gap>[\s_(]{0,3})[-−–](?=\d)")
UNSIGNED = re.compile(r"[^\W\d_]{1,12}(?=[\s_]?\+?\d)")
NUMBERED = re.compile(r"\d{1,6}[\s_]?(?P<word>[^\W\d_]{1,12})")
LAST_WORD = re.compile(r"[^\W\d_]{1,12}$")
LONGEST = 200


def are_negative(texts: Sequence[str]) -> list[bool]:
    """Tell for each name whether its number has a minus sign, and not a hyphen before it.

    A sign stands at the start or apart from the word (`Day -7`); `D-7` has one where another name has the same word
    without it (`D0`), else it is a hyphen as in `Week-4`.
    """
    folded = [fold(text[:LONGEST]) for text in texts]
    if not any(SIGNED.search(text) for text in folded):
        return [False] * len(texts)
    bare = {word for text in folded for word in UNSIGNED.findall(text)}
    return [_is_negative(text, bare) for text in folded]


def _is_negative(text: str, bare: set[str]) -> bool:
    for match in SIGNED.finditer(text):
        word = LAST_WORD.search(text[: match.start()].rstrip(" _("))
        if word is None:
            if not text[: match.start()].strip(" _("):
                return True
            continue
        apart = bool(match["gap"]) or text[match.start() - 1] in " _("
        if not _is_unit(word.group()):
            after = NUMBERED.match(text, match.end())
            if apart and after is not None and _is_unit(after["word"]):
                return True
            continue
        if apart or word.group() in bare:
            return True
    return False


def _is_unit(word: str) -> bool:
    entry = find_visit_word(word)
    return entry is not None and entry.kind == "unit"


def signed(name: VisitName | None, negative: bool) -> VisitName | None:
    """Give the visit with its number below zero."""
    if name is None or not negative or name.number is None or name.number <= 0:
        return name
    plain = re.compile(rf"(?<!\d){name.number:g}(?!\d)")
    parts = (name.label, name.short, name.text)
    label, short, text = (plain.sub(f"-{name.number:g}", part, count=1) for part in parts)
    return replace(name, number=-name.number, label=label, short=short, text=text)
