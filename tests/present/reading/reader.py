"""An independent reader: sentences against the cells of the tables beside them, by pattern and arithmetic alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.present.common.table import PrintTable
from tests.present.reading.rank_checks import ranks_hold
from tests.present.reading.rows import LEVEL, Row, number, rows_of, text_of
from tests.present.reading.word_checks import (
    agreement,
    assumptions,
    claims,
    corrections,
    group_pairs,
    groups_changed,
    missed,
    several,
)

NUMBER = re.compile(r"(?<![\w.,])[−-]?(?:\d{1,3}(?:,\d{3})+|\d*\.\d+|\d+)(?![\w.]*\d)")
#: Numbers that are conventions and not results: levels of confidence and power, bounds of effect sizes, rules.
CONVENTIONS = {".05", "95", "90", "80", ".06", ".14", "5", "100", "0"}
ADJUSTED = ("Holm", "adjusted")


def read(sentence: str, tables: list[PrintTable]) -> list[str]:
    """Give what is wrong with a sentence beside its tables; nothing where it holds."""
    rows = [row for table in tables for row in rows_of(table)]
    return [
        *grammar(sentence),
        *percentages(sentence),
        *loose_numbers(sentence, " | ".join(map(text_of, tables))),
        *counts(sentence, rows),
        *labelled(sentence, rows),
        *superlatives(sentence, rows),
        *claims(sentence),
        *agreement(sentence),
        *assumptions(sentence),
        *corrections(sentence, rows),
        *several(sentence, rows),
        *missed(sentence, rows),
        *groups_changed(sentence, rows),
        *group_pairs(sentence, tables),
        *ranks_hold(tables),
    ]


def grammar(sentence: str) -> Iterator[str]:
    """Singular and plural, dashes and refusals in the middle of words."""
    for pattern in (
        r"(?<![\d.,])1 (?:patients|visits|tests|comparisons|pairs|groups|rows|units of)\b",
        r"\b[Nn]one of the 1\b", r"\bnone of 1\b", r"\b1 of 1 (?:test|comparison|pair|group|tested)",
        r"\bnan\b", r"– ,", r"\(\)", r"\.\.", r"  ", r"\bNone\b(?! of| has)",
    ):  # fmt: skip
        if found := re.search(pattern, sentence):
            yield f"words: “{found[0]}”"


def percentages(sentence: str) -> Iterator[str]:
    """`k of n (p %)` is that percentage, and 0 or 100 only where exact."""
    for k, n, sign, shown in re.findall(
        r"([\d,]+) of ([\d,]+)(?: patients?)? \(([<>]?)([\d.]+) %\)", sentence
    ):
        count, total = (int(text.replace(",", "")) for text in (k, n))
        share, value = 100 * count / total, float(shown)
        near = abs(share - value) <= 0.5 + 1e-9
        bound = (sign == "<" and 0 < share < value) or (sign == ">" and value < share < 100)
        exact = value not in (0, 100) or share == value
        if not (bound if sign else near and exact):
            yield f"percentage: {k} of {n} is not {sign}{shown} %"


#: Counts of rows and patients, which are read elsewhere.
COUNTED = (
    r"(?:[Nn]one|\d+) of \d+ (?:tests?|comparisons?|pairs?|tested \w+|groups?|rows?|occurring \w+)"
    r"|\d+ of \d+ patients? \(\S+ %\) ha\w+ two"
    r"|[<>]?[\d.]+ %(?! C)|all \d+ \w+|and \d+ more|or \d+ more|\d+ tests of"
)


def loose_numbers(sentence: str, text: str) -> Iterator[str]:
    """Every number of a sentence stands in the table beside it, with as many decimals or more."""
    seen = [token.lstrip("−-").replace(",", "") for token in NUMBER.findall(text)]
    # Patients of both sides of a comparison: `20/29`.
    seen += [str(int(one) + int(other)) for one, other in re.findall(r"\b(\d+)/(\d+)\b", text)]
    exact = [(float(token), len(token.partition(".")[2])) for token in seen]
    for found in NUMBER.findall(re.sub(COUNTED, " ", corrected_df(sentence, text))):
        plain = found.lstrip("−-").replace(",", "")
        value, decimals = float(plain), len(plain.partition(".")[2])
        room = 0.5 * 10.0**-decimals * (1 + 1e-9)
        if plain not in CONVENTIONS and not any(
            value == other if own == decimals else own > decimals and abs(value - other) <= room
            for other, own in exact
        ):
            yield f"number: {found} stands in no table"


def corrected_df(sentence: str, text: str) -> str:
    """Take out corrected degrees of freedom where the table has them uncorrected: both shrunk alike."""
    pairs = [(float(a), float(b)) for a, b in re.findall(r"(\d+), (\d+)", text)]

    def check(found: re.Match[str]) -> str:
        one, other = float(found[1]), float(found[2])
        return (
            "F"
            if any(b * one * 0.99 < a * other < b * one * 1.01 and one < a for a, b in pairs)
            else found[0]
        )

    return re.sub(r"F\((\d+\.\d+), (\d+\.\d+)\)", check, sentence)


def counts(sentence: str, rows: list[Row]) -> Iterator[str]:
    """`k of n … (p < .05 after … adjustment)` counts the rows of the table whose adjusted p is below .05."""
    said = re.search(
        r"\b(all|none|no|the one|\d+)(?: of)? (\d+)? ?(tests?|comparisons?|tested pairs?|pairs? of visits|tested rows?)"
        r"[^.;]*?p < \.05 (after|without)", sentence, re.IGNORECASE,
    )  # fmt: skip
    if said is None or "by means" in sentence:
        return
    raw = said[4] == "without"
    columns = [name for row in rows for name in row.cells if name == "p" or name.startswith("p ")]
    adjusted = [name for name in dict.fromkeys(columns) if any(word in name for word in ADJUSTED)]
    wanted = [name for name in dict.fromkeys(columns) if name in ("p", "p exact")] if raw else adjusted
    values = [value for row in rows if (value := row.value(*wanted)) == value]
    below, word = sum(value < LEVEL for value in values), said[1].lower()
    total = int(said[2]) if said[2] else 1
    found = total if word in ("all", "the one") else 0 if word in ("none", "no") else int(word)
    if (found, total) != (below, len(values)):
        yield f"count: “{said[0]}” where {below} of {len(values)} rows are below .05"


def labelled(sentence: str, rows: list[Row]) -> Iterator[str]:
    """`p = x, … adjusted p = y` is the raw and the adjusted p of one row."""
    bare = re.sub(r"p < \.05 (after|without)", "", sentence)
    pairs = re.findall(
        r"(?<![\w-])(?<!adjusted )p ([=<>]) (\.\d+)(?:(?!; |\bp [=<>]).)*?adjusted p ([=<>]) (\.?[\d.]*\d)",
        bare,
    )
    for sign, raw, sign_adjusted, adjusted in pairs:
        one, other = (
            text if mark == "=" else f"{mark}{text}"
            for mark, text in ((sign, raw), (sign_adjusted, adjusted.rstrip(".")))
        )
        cells = [
            (
                {row.cells.get(name) for name in ("p", "p exact", "p GG", "p corrected")},
                {row.cells.get(name) for name in ("p Holm", "p adjusted")},
            )
            for row in rows
        ]
        if not any(one in first and other in second for first, second in cells):
            yield f"label: no row has p {one} with adjusted p {other}"
    for sign, adjusted in re.findall(r"adjusted p ([=<>]) (\.?[\d.]*\d)", sentence):
        text = adjusted if sign == "=" else f"{sign}{adjusted}"
        if not any(text in (row.cells.get("p Holm"), row.cells.get("p adjusted")) for row in rows):
            yield f"label: no row has adjusted p {text}"


#: What is said to be the most: words, columns to look in, whether the size is that of the number without its sign.
SUPERLATIVES = (
    ("the largest |ρ|", ("ρ",), 1),
    ("the largest |r|", ("r",), 1),
    ("the largest difference", ("Mean difference",), 1),
    ("smallest p", ("p corrected", "p exact", "p"), -1),
    ("Most frequent", ("All",), 1),
    ("The most frequent pair", ("Both",), 1),
)


def superlatives(sentence: str, rows: list[Row]) -> Iterator[str]:
    """The row named as the most has the most, and all that tie with it are named or counted."""
    for words, columns, sign in SUPERLATIVES:
        found = re.search(rf"{re.escape(words)}s?(?:, tied)?(?:, \d+ patients?(?: each)?)?:? (.*)", sentence)
        if found is None:
            continue
        sized = [(value * sign, row) for row in rows if (value := size(row, columns, words)) == value]
        top = max((value for value, _ in sized), default=float("nan"))
        first = found[1].lower().replace(" with ", " – ")
        named = [(value, row) for value, row in sized if starts(first, row.label)]
        if not named:
            yield f"superlative: {words} names no row"
        elif max(value for value, _ in named) != top:
            yield f"superlative: {words} names {named[0][1].label}, which has not the most"
        elif words in WHOLE and (tied := ties(found[1], sized, top)):
            yield f"superlative: {words}: {tied}"


#: Superlatives of whole numbers, in which what is printed alike is a tie.
WHOLE = ("The most frequent pair",)


def ties(text: str, sized: list[tuple[float, Row]], top: float) -> str:
    """Tell how many rows have the most and are neither named nor counted."""
    first = text.lower().replace(" with ", " – ").partition(". ")[0]
    labels = [row.label.lower() for value, row in sized if value == top]
    more = re.search(r"and (\d+) more", first)
    left = sum(label not in first for label in labels) - (int(more[1]) if more else 0)
    return f"{left} of {len(labels)} with the most are not told" if left else ""


def size(row: Row, columns: tuple[str, ...], words: str) -> float:
    """The size a superlative compares: of a share its percentage, else the number without its sign."""
    if words == "Most frequent":
        cell = next((cell for name, cell in row.cells.items() if name.startswith("All")), "")
        share = re.search(r"\(([\d.]+)\) \[", cell)
        return (
            float(share[1])
            if share and "somatic" not in row.label.replace("ther somatic", "")
            else float("nan")
        )
    name = next((name for name in columns if name in row.cells), "")
    return abs(number(row.cells.get(name, "")))


def starts(text: str, label: str) -> bool:
    """Tell whether a sentence names a row here."""
    return text.startswith(label.lower())
