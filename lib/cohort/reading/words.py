"""Facts about how tables are written in the wild: missing marks, yes and no, delimiters, encodings."""

from __future__ import annotations

DELIMITERS = {"\t": "tab", ";": "semicolon", "|": "pipe", ",": "comma", " ": "blanks"}
"""Column delimiters in order of preference when two explain a file equally well."""

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with byte order mark",
    "utf-16-le": "UTF-16 (little endian)",
    "utf-16-be": "UTF-16 (big endian)",
    "utf-32": "UTF-32",
    "cp1250": "Windows-1250 (Central European)",
    "cp1252": "Windows-1252 (Western European)",
    "iso8859-2": "ISO-8859-2 (Central European)",
    "iso8859-1": "ISO-8859-1 (Western European)",
}
"""Encodings that are detected, with the name shown; any other codec can be chosen by hand."""

MISSING_WORDS = (
    *("na", "n/a", "n.a.", "#n/a", "nan", "null", "#null!", "missing", ".", "..", "-", "–", "—", "?"),
    *(
        "brak",
        "brak danych",
        "b/d",
        "b.d.",
        "n.d.",
        "nie dotyczy",
        "k.a.",
        "k. a.",
        "k.A.",
        "k. A.",
        "keine angabe",
    ),
    *("n.o.", "n. o.", "nie oznaczono", "nie badano", "nie wykonano", "brak wyniku", "b. d.", "n/d"),
    *(
        "n.b.",
        "n. b.",
        "nicht bestimmt",
        "nicht erhoben",
        "n.e.",
        "fehlt",
        "fehlend",
        "not done",
        "not available",
    ),
    *("#div/0!", "#value!", "#ref!", "#num!", "#name?"),
)
"""Texts that stand for a missing value, in lower case. Numeric codes are never among them."""

MISSING_MARKS = tuple(
    dict.fromkeys(
        form for word in MISSING_WORDS for form in (word, word.upper(), word.capitalize(), word.title())
    )
)
"""The same in the spellings met in files (n/a, N/A, N/a)."""

NOT_MISSING_BESIDE = {
    "-": ("+",),
    "–": ("+",),
    "—": ("+",),
    "brak": ("jest", "obecny", "obecna", "obecne"),
}
"""A mark that means "no" when its column also holds one of these values ("+" and "-")."""

MISSING_CODES = (
    *(-9.0, -99.0, -999.0, -9999.0, 999.0, 9999.0),
    *(-77.0, -88.0, -777.0, -888.0, 777.0, 888.0),
)
"""Numbers that stand for a missing value (777 refused, 888 does not apply, 999 unknown), believed only outside the
column's limits."""

YES_WORDS = {
    "1": "1/0",
    "true": "true/false",
    "yes": "yes/no",
    "y": "yes/no",
    "tak": "tak/nie",
    "t": "tak/nie",
    "prawda": "tak/nie",
    "ja": "ja/nein",
    "j": "ja/nein",
    "wahr": "ja/nein",
    "oui": "oui/non",
    "vrai": "oui/non",
    "si": "si/no",
    "+": "+/-",
    "x": "X/empty",
    "✓": "X/empty",
    "✔": "X/empty",
    "☒": "X/empty",
    "☑": "X/empty",
}
"""Words for yes, lower case without accents, with the style they belong to."""

NO_WORDS = {
    "0": "1/0",
    "false": "true/false",
    "no": "yes/no",
    "n": "yes/no",
    "nie": "tak/nie",
    "falsz": "tak/nie",
    "nein": "ja/nein",
    "falsch": "ja/nein",
    "non": "oui/non",
    "faux": "oui/non",
    "-": "+/-",
    "–": "+/-",
    "—": "+/-",
    "☐": "X/empty",
}
"""Words for no, lower case without accents, with the style they belong to."""
