"""How numbers are written: the decimal mark, and whether with more or fewer decimals than usual.

The style in force belongs to a run (a context variable). A printed table keeps the style it was written in, so
that a file made of it later, in another thread, agrees with the screen.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from lib.analysis.settings.kinds import Setting, Settings, choice_of

#: Between thousands where the comma is the decimal mark: a space that does not break.
THOUSANDS_SPACE = "\u00a0"
#: Codes in the address, with their words.
MARKS = {"point": "Point (0.83)", "comma": "Comma (0,83)"}
DECIMALS = {"usual": "Default", "more": "+1 decimal", "fewer": "−1 decimal"}
_SHIFT = {"usual": 0, "more": 1, "fewer": -1}
_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d*\.\d+)(?!\.?\d|/)")
Arguments = ParamSpec("Arguments")
Given = TypeVar("Given")


@dataclass(frozen=True)
class NumberStyle:
    """How numbers are written.

    Attributes
    ----------
    mark : str
        `point` or `comma`.
    decimals : str
        `usual`, `more` (one more) or `fewer` (one fewer); whole numbers stay whole.
    """

    mark: str = "point"
    decimals: str = "usual"

    @property
    def comma(self) -> bool:
        """Whether the decimal mark is a comma."""
        return self.mark == "comma"

    @property
    def separator(self) -> str:
        """What stands between the numbers of a list: a semicolon where the comma is taken."""
        return "; " if self.comma else ", "

    def shift(self, decimals: int) -> int:
        """Give the decimals to write where `decimals` are usual; none stay none."""
        return max(0, decimals + _SHIFT[self.decimals]) if decimals else 0

    def write(self, text: str) -> str:
        """Put a text whose numbers have points, `1,204.5 mg`, into this style: `1 204,5 mg`."""
        return _NUMBER.sub(_with_comma, text) if self.comma else text


def _with_comma(found: re.Match[str]) -> str:
    return found[0].replace(",", THOUSANDS_SPACE).replace(".", ",")


#: As journals in English print them.
ENGLISH = NumberStyle()
_style: ContextVar[NumberStyle] = ContextVar("number_style", default=ENGLISH)

NUMBER_SETTINGS: tuple[Setting, ...] = (
    choice_of("mark", "decimal mark", MARKS),
    choice_of("decimals", "decimals", DECIMALS),
)


def style_of(settings: Settings) -> NumberStyle:
    """Read the style off the settings."""
    return NumberStyle(settings.mark, settings.decimals)


def current_style() -> NumberStyle:
    """Give the style in force."""
    return _style.get()


def use_style(style: NumberStyle) -> None:
    """Write numbers in a style from now on, in this thread."""
    _style.set(style)


@contextmanager
def in_style(style: NumberStyle) -> Iterator[None]:
    """Write numbers in a style for a while."""
    before = _style.set(style)
    try:
        yield
    finally:
        _style.reset(before)


def always_in(style: NumberStyle) -> Callable[[Callable[Arguments, Given]], Callable[Arguments, Given]]:
    """Let a function write numbers in one style, whatever the reader chose."""

    def decorate(function: Callable[Arguments, Given]) -> Callable[Arguments, Given]:
        @wraps(function)
        def styled(*arguments: Arguments.args, **named: Arguments.kwargs) -> Given:
            with in_style(style):
                return function(*arguments, **named)

        return styled

    return decorate
