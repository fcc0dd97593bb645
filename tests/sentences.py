"""Lists every text that a reader can see, with its place: `python -m tests.sentences`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: Folders that hold texts for readers.
ROOMS = (
    "lib/cohort",
    "lib/analysis",
    "lib/present",
    "lib/export",
    "lib/share",
    "lib/ui",
    "lib/command_line",
    "pages",
)
#: Fewest words of a text that is taken for a sentence or the label of something.
MIN_WORDS = 4


@dataclass(frozen=True)
class Text:
    """A text: its file, its line, and its words with `{}` for each value."""

    file: str
    line: int
    words: str

    @property
    def holds_values(self) -> bool:
        """Whether a value is set in."""
        return "{}" in self.words

    @property
    def is_statement(self) -> bool:
        """Whether it states something: a sentence that ends in a full stop."""
        return re.search(r"\.(\s|$)", self.words) is not None


def texts_of(file: Path) -> Iterator[Text]:
    """Give the texts of one module; docstrings and messages of errors for programmers are none."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    ignored = set(_silent(tree))
    place = file.relative_to(ROOT).as_posix()
    for node in ast.walk(tree):
        words = _words(node)
        if id(node) not in ignored and words and is_sentence(words):
            yield Text(place, node.lineno, words)


def is_sentence(words: str) -> bool:
    """Whether words are a sentence or a label, rather than code or a name."""
    looks = re.search(r"[.?!:](\s|$)|^[A-Z]", words) and re.search(r"[a-z]{3,} [a-z]{2,}", words)
    return bool(looks) and len(words.split()) >= MIN_WORDS


def _silent(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        if isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in ast.iter_child_nodes(node))


def _words(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def all_texts(*rooms: str) -> list[Text]:
    """Give the texts of rooms, in the order of their files."""
    files = sorted(file for room in rooms for file in (ROOT / room).rglob("*.py"))
    return [text for file in files for text in texts_of(file)]


if __name__ == "__main__":
    for text in all_texts(*ROOMS):
        print(f"{text.file}:{text.line}\t{text.words!r}")
