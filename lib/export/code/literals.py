"""Values as they stand in a script: quoted literals and comments, whatever a reader's file holds.

A level named `"); import os` is a string like any other: every value enters a script through one of these functions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

#: What a block leaves open: `<<name>>`.
PLACE = re.compile(r"<<(\w+)>>")
#: Longest line of a list of values.
LINE = 100
LONGEST_COMMENT = 600


def python_literal(value: Any) -> str:
    """Write a value as Python: text, numbers, True, False, None, and lists, tuples and dicts of them."""
    if isinstance(value, Mapping):
        items = [f"{python_literal(key)}: {python_literal(item)}" for key, item in value.items()]
        return _gather("{", items, "}")
    if isinstance(value, list):
        return _gather("[", [python_literal(item) for item in value], "]")
    if isinstance(value, tuple):
        items = [python_literal(item) for item in value]
        return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    if isinstance(value, str):
        return _python_text(value)
    if value is None or isinstance(value, bool | int):
        return repr(value)
    return repr(float(value))


def _python_text(text: str) -> str:
    """Quote a text with double quotes; what cannot be seen, or could reorder a line, is escaped."""
    shown = "".join(
        _ESCAPES.get(character, character if character.isprintable() else _escape(character))
        for character in text
    )
    return f'"{shown}"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def r_literal(value: Any) -> str:
    """Write a value as R: text in ASCII with escapes, numbers, TRUE and FALSE, and vectors of them.

    R has no NUL in a text; it is left out.
    """
    if isinstance(value, list | tuple):
        return _gather("c(", [r_literal(item) for item in value], ")")
    if isinstance(value, str):
        return f'"{"".join(_r_character(character) for character in value)}"'
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return repr(value) if isinstance(value, int) else repr(float(value))


def _r_character(character: str) -> str:
    if character == "\0":
        return ""
    return _ESCAPES.get(character, character if " " <= character <= "~" else _escape(character))


def _gather(start: str, items: Sequence[str], end: str) -> str:
    """Put items between brackets: on one line where they fit, else in lines of at most `LINE` characters."""
    whole = ", ".join(items)
    if len(whole) <= LINE - 20:
        return f"{start}{whole}{end}"
    lines, line = [], ""
    for number, item in enumerate(items):
        piece = item if number == len(items) - 1 else f"{item},"
        if line and len(line) + len(piece) + 1 > LINE - 4:
            lines.append(line)
            line = piece
        else:
            line = f"{line} {piece}" if line else piece
    lines.append(line)
    return f"{start}\n    " + "\n    ".join(lines) + f"\n{end}"


def comment(text: str) -> str:
    """Put a text on one line that can stand behind a `#`: no line breaks, nothing that cannot be seen."""
    shown = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return shown if len(shown) <= LONGEST_COMMENT else f"{shown[: LONGEST_COMMENT - 1]}…"


def fill(block: str, **values: str) -> str:
    """Fill the places of a block with code; what is put in is not looked through again.

    Raises
    ------
    KeyError
        When a place has no value.
    """
    return PLACE.sub(lambda found: values[found[1]], block)
