"""Bytes to text: byte order marks, UTF-8, UTF-16, and the old one-byte alphabets of Europe."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from lib.cohort.reading.limits import CONTROL_PATTERN, check_binary, refuse
from lib.cohort.reading.table import ReadingFinding, name_some, plain_name, shorten
from lib.cohort.reading.words import ENCODINGS

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
ONE_BYTE = ("cp1252", "cp1250", "iso8859-2", "iso8859-1")
"""Candidates in the order that wins a tie (German reads the same in all four)."""

SNIPPET = re.compile(rb"[\x00-\x7f]{0,2}[\x80-\xff]+[\x00-\x7f]?")
SNIPPETS_SCORED = 5000
NULS_LOOKED_AT = 4096

POLISH = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"
WESTERN = "äöüßÄÖÜéèàçÉñ"
LESS_COMMON = "êëâîïôûùáíúåøæÅØÆÈÀÇÊÔčřšžýěůőűşţăâČŘŠŽÝŐŰ"
SYMBOLS = "µ²³°±·×–—‘’‚“”„…€§«»½¼¾®™½"
LETTER_WEIGHTS = {
    **dict.fromkeys(LESS_COMMON, 0.5),
    **dict.fromkeys(WESTERN, 0.9),
    **dict.fromkeys(POLISH, 1.0),
}
OTHER_LETTER = 0.1
SYMBOL_OUTSIDE_WORD = 0.6
SYMBOL_INSIDE_WORD = -1.0
UNIT_CHARACTER = 1.5
"""For m² and cm³, since no word ends in mł."""
STRANGE_CHARACTER = -1.0
CONTROL_SIGN = -2.0
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class DecodedText:
    """Text of a file, its encoding, why that one, and faults met (bytes that fit no letter)."""

    text: str
    encoding: str
    reason: str
    findings: tuple[ReadingFinding, ...] = ()


def decode_text(data: bytes, name: str, encoding: str | None = None) -> DecodedText:
    """Decode a text file; damaged places become ``\\ufffd`` and are reported, never dropped in silence.

    Raises
    ------
    UnreadableFileError
        The chosen encoding is unknown, or the contents are binary.
    """
    if encoding is None:
        encoding, reason = detect_encoding(data)
    else:
        encoding, reason = _known_codec(encoding, name), "chosen by the user"
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff").rstrip("\x1a\x00")
    n_controls = check_binary(text, name)
    if n_controls:
        text = CONTROL_PATTERN.sub(REPLACEMENT, text)
    findings = _damaged_places(text, encoding, name) if REPLACEMENT in text else ()
    return DecodedText(text, encoding, reason, findings)


def _known_codec(encoding: str, name: str) -> str:
    try:
        b"a".decode(encoding.strip(), errors="replace")
    except (LookupError, ValueError) as error:
        known = ", ".join(ENCODINGS)
        step = "Choose another encoding or leave it to detection."
        raise refuse(
            "unknown_encoding", name, f"the encoding “{shorten(encoding)}”", f"one of {known}", step
        ) from error
    return codecs.lookup(encoding.strip()).name


def detect_encoding(data: bytes) -> tuple[str, str]:
    """Name the encoding of a text file and the reason in a few words.

    The four one-byte alphabets are told apart by how plausible the letters are that each would give: Polish,
    German and French letters count for an alphabet, characters inside words and control characters against it.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, "the file begins with its byte order mark"
    wide = _detect_utf16(data[:NULS_LOOKED_AT])
    if wide is not None:
        return wide, "every other byte is zero"
    if data.isascii():
        return "utf-8", "only unaccented letters, the same in every encoding"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _detect_damaged_utf8(data) or _detect_one_byte(data)
    return "utf-8", "every accented letter is valid UTF-8"


def _detect_utf16(head: bytes) -> str | None:
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if half < 2 or max(even, odd) < 0.5 * half or min(even, odd) > 0.05 * half:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _detect_damaged_utf8(data: bytes) -> tuple[str, str] | None:
    text = data.decode("utf-8", errors="replace")
    damaged = text.count(REPLACEMENT)
    accented = len(re.findall("[^\x00-\x7f\ufffd]", text))
    if accented >= 3 * damaged:
        return "utf-8", "nearly every accented letter is valid UTF-8"
    return None


def _detect_one_byte(data: bytes) -> tuple[str, str]:
    snippets = [
        match.group() for match, _ in zip(SNIPPET.finditer(data), range(SNIPPETS_SCORED), strict=False)
    ]
    sample = b"\n".join(snippets)
    scores = {encoding: _plausibility(sample, encoding) for encoding in ONE_BYTE}
    best = max(ONE_BYTE, key=lambda encoding: scores[encoding])
    letters = {c for c in sample.decode(best, errors="replace") if c > "\x7f" and c.isprintable()}
    by_weight: list[str] = sorted(letters, key=lambda c: -LETTER_WEIGHTS.get(c, 0))
    seen = name_some(by_weight)
    text = sample.decode(best, errors="replace")
    same = [
        ENCODINGS[other]
        for other in ONE_BYTE
        if other != best and sample.decode(other, errors="replace") == text
    ]
    alike = f", which read the same in {name_some(same)}" if same else ""
    return best, f"guessed from the letters {seen}{alike}; choose another encoding if they look wrong"


def _plausibility(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, errors="replace")
    total = 0.0
    for match in re.finditer(r"[^\x00-\x7f]", text):
        character, at = match.group(), match.start()
        inside = text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha()
        cubic = character in "²³" and text[at - 1 : at] == "m" and not inside
        total += UNIT_CHARACTER if cubic else _weight(character, inside)
    return total


def _weight(character: str, inside_word: bool) -> float:
    if character in LETTER_WEIGHTS:
        return LETTER_WEIGHTS[character]
    if character == REPLACEMENT or "\x80" <= character <= "\x9f":
        return CONTROL_SIGN
    if character in SYMBOLS:
        return SYMBOL_INSIDE_WORD if inside_word else SYMBOL_OUTSIDE_WORD
    if character.isalpha():
        return OTHER_LETTER
    return 0.0 if character == "\xa0" else STRANGE_CHARACTER


def _damaged_places(text: str, encoding: str, name: str) -> tuple[ReadingFinding, ...]:
    lines: list[int] = []
    line, position = 1, 0
    for match in re.finditer(REPLACEMENT, text):
        line += text.count("\n", position, match.start())
        position = match.start()
        if not lines or lines[-1] != line:
            lines.append(line)
    shown = ENCODINGS.get(encoding, encoding)
    return (
        ReadingFinding(
            code="damaged_characters",
            severity="warning",
            where=f"{plain_name(name)}, line {name_some(lines)}",
            found=f"characters that cannot be read as {shown}",
            expected="readable letters",
            next_step="They show as “�”; correct them in the file or choose another encoding.",
            rows=tuple(lines),
        ),
    )
