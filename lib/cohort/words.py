"""Words of headers and cells put in one form, so that they can be compared; and safe names made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "µ": "u", "μ": "u"})
ION_CHARGE = re.compile(r"(?<=[a-z])\s*(\d?\+{1,2}|\(ii?\))(?![\w+])")
BRACKETED = re.compile(r"[\[({]([^\[({\])}]*)[\])}]")
BETWEEN_CASES = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z][^\W\d_A-Z])")
BETWEEN_SIGNS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
NOT_WORD = re.compile(r"[\W_]+")
LONGEST_NAME = 200
LONGEST_SLUG = 40
LONGEST_FOLDED = 2000
"""What is compared of a text: no word that is looked for is longer."""


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Put a text in lower case without accents: `Płeć` becomes `plec`, `Mg²⁺` becomes `mg2+`."""
    plain = unicodedata.normalize("NFKD", text[:LONGEST_FOLDED].casefold().translate(LETTERS))
    return "".join(character for character in plain if not unicodedata.combining(character)).strip()


@lru_cache(maxsize=65536)
def spaced(text: str) -> str:
    """Put a header in lower case words and numbers with one blank between: `HAMD17_wk4` is `hamd 17 wk 4`.

    The charge of an ion is left out (`Mg2+` is `mg`), and words run together are split (`MadrsPre`).
    """
    apart = BETWEEN_CASES.sub(" ", text[:LONGEST_NAME])
    plain = ION_CHARGE.sub("", fold(apart))
    return NOT_WORD.sub(" ", BETWEEN_SIGNS.sub(" ", NOT_WORD.sub(" ", plain))).strip()


def bracketed(text: str) -> list[str]:
    """List what stands in brackets: `Mg [mmol/l]` gives `mmol/l`."""
    return [inner.strip() for inner in BRACKETED.findall(text[:LONGEST_NAME]) if inner.strip()]


def without_brackets(text: str) -> str:
    """Take out what stands in brackets, unless nothing else is left."""
    text = text[:LONGEST_NAME]
    outside = BRACKETED.sub(" ", text).strip()
    return outside if NOT_WORD.sub("", outside) else text


def safe_name(text: str, taken: Collection[str] = (), fallback: str = "column") -> str:
    """Make a name of ASCII letters, digits and underscores that is not taken: `Płeć pacjenta` is `plec_pacjenta`.

    Parameters
    ----------
    text : str
        Any words.
    taken : collection of str
        Names in use; a number is put after the name until it is not one of them.
    fallback : str
        Name where no ASCII letter or digit is left.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", fold(text[:LONGEST_NAME])).strip("_")[:LONGEST_SLUG].strip("_")
    base = plain or fallback
    name, number = base, 2
    while name in taken:
        name, number = f"{base}_{number}", number + 1
    return name
