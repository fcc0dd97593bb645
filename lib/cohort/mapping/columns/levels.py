"""Levels of a category: which texts of the file mean the same, in which order, under which safe codes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from lib.cohort.codebook import read_bundled_codebook
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.model import LevelMapping
from lib.cohort.reading.words import NO_WORDS, YES_WORDS
from lib.cohort.vocabulary import LevelWords, read_level_words
from lib.cohort.words import fold, safe_name

UNDERSTOOD = 0.8
"""Share of rows whose words must be known before the others count as unknown levels."""

LONGEST_LABEL = 80


def list_levels(profile: ColumnProfile, column_name: str = "") -> tuple[LevelMapping, ...]:
    """List the levels of any category, keeping their spelling.

    Texts that differ only in case or blanks are one level, spelled as most often. Levels are in numeric order
    where all are numbers, in the order of the bundled codebook where they are its levels, else by the alphabet.

    Parameters
    ----------
    profile : ColumnProfile
        The column's texts.
    column_name : str
        Name in the cohort, to find the bundled order.
    """
    groups: dict[str, list[int]] = {}
    for i, text in enumerate(profile.texts):
        groups.setdefault(" ".join(fold(text).split()), []).append(i)
    levels: list[LevelMapping] = []
    for key in _in_order(list(groups), column_name):
        members = sorted(groups[key], key=lambda i: -profile.counts[i])
        texts = tuple(profile.texts[i] for i in members)
        label = next((profile.value_labels[t] for t in texts if t in profile.value_labels), texts[0])
        code = safe_name(label, [level.code for level in levels], "level")
        known = _bundled_level(column_name, key)
        if known is not None and label == texts[0]:
            code, label = known
        levels.append(LevelMapping(code, label[:LONGEST_LABEL], (*texts, *_extra(texts, label, profile))))
    return tuple(levels)


def _extra(texts: Sequence[str], label: str, profile: ColumnProfile) -> tuple[str, ...]:
    """The words of a value label, so that the same mapping fits an export with words instead of codes."""
    return (label,) if profile.value_labels and label not in texts else ()


@lru_cache(maxsize=64)
def _bundled_levels(column_name: str) -> dict[str, tuple[str, str]]:
    codebook = read_bundled_codebook()
    if not codebook.has(column_name):
        return {}
    return {fold(level.code): (level.code, level.label) for level in codebook.column(column_name).levels}


def _bundled_level(column_name: str, key: str) -> tuple[str, str] | None:
    return _bundled_levels(column_name).get(key)


def _in_order(keys: list[str], column_name: str) -> list[str]:
    bundled = list(_bundled_levels(column_name))
    if bundled and set(keys) <= set(bundled):
        return [key for key in bundled if key in keys]
    numbers = {key: _number(key) for key in keys}
    if all(number is not None for number in numbers.values()):
        return sorted(keys, key=lambda key: (numbers[key], key))
    return sorted(keys)


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def list_known_levels(profile: ColumnProfile, role: str) -> tuple[tuple[LevelMapping, ...], str]:
    """List levels of sex or outcome by the words files use for them.

    Returns
    -------
    tuple of LevelMapping, str
        Levels in the order of the table of words with the reason; empty when most words are unknown or do not
        tell at least two levels apart.
    """
    found = {text: _level_of(profile.value_labels.get(text, text), role) for text in profile.texts}
    if role == "sex":
        found = _letters_of_a_language(profile, found)
    total = profile.n_filled
    understood = sum(
        int(count) for text, count in zip(profile.texts, profile.counts, strict=True) if found[text]
    )
    if not total or understood < UNDERSTOOD * total:
        return (), ""
    levels = []
    for entry in (words for words in read_level_words() if words.role == role):
        texts = tuple(text for text, level in found.items() if level is entry)
        if texts or entry.code in ("male", "female"):
            levels.append(LevelMapping(entry.code, entry.label, texts or (entry.code,)))
    shown = ", ".join(f"“{text}”" for text in [t for t in profile.texts if found[t]][:4])
    return tuple(levels), f"it holds words such as {shown}"


def _letters_of_a_language(
    profile: ColumnProfile, found: dict[str, LevelWords | None]
) -> dict[str, LevelWords | None]:
    """Read the letters that mean a man in one language and a woman in another: `H`/`M`, `V`/`M`.

    Beside `H` (hombre) an `M` is a woman (mujer). Beside `V` it is a woman in a column called sexo (varón), else
    a man (vrouw).
    """
    letters = {fold(text): text for text in profile.texts if len(text) == 1}
    men, women = (
        next(w for w in read_level_words() if w.role == "sex" and w.code == c) for c in ("male", "female")
    )
    if {"h", "m"} <= letters.keys() and not {"f", "v", "w", "k"} & letters.keys():
        return {**found, letters["h"]: men, letters["m"]: women}
    if {"v", "m"} <= letters.keys() and not {"f", "h", "w", "k"} & letters.keys():
        man, woman = ("v", "m") if "sexo" in fold(profile.name) else ("m", "v")
        return {**found, letters[man]: men, letters[woman]: women}
    return found


def _level_of(text: str, role: str) -> LevelWords | None:
    plain = " ".join(fold(text).replace("-", " ").replace("_", " ").rstrip(".").split())
    return next((w for w in read_level_words() if w.role == role and w.pattern.fullmatch(plain)), None)


def list_two_levels(
    profile: ColumnProfile, yes: tuple[str, str], no: tuple[str, str]
) -> tuple[LevelMapping, ...]:
    """Turn a yes/no column into two levels, such as a column `female` with 1 and 0 into female and male."""
    yes_texts = tuple(text for text in profile.texts if fold(text) in YES_WORDS)
    no_texts = tuple(text for text in profile.texts if fold(text) in NO_WORDS)
    return (LevelMapping(*yes, yes_texts or ("1",)), LevelMapping(*no, no_texts or ("0",)))
