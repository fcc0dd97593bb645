"""The kinds of setting: each knows what it may be, and how it is read, written and handed to a control."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lib.cohort.cohort import Cohort

#: Codes a setting may take, with their words.
Options = tuple[tuple[str, str], ...]
#: Longest text of a reader's own that is said back.
MAX_ECHO = 40
#: Most codes named in a fault.
MAX_NAMED = 5
_FLAG_WORDS = {"yes": True, "no": False}


class Settings(Mapping[str, Any]):
    """What was asked: values of settings by name, `settings.measure` where the name is known, else `settings[name]`.

    Parameters
    ----------
    values : mapping of str to Any
        Values by name; copied, never changed.
    """

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values: dict[str, Any] = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(
                f"no setting “{name}”; there are {', '.join(sorted(self._values))}"
            ) from None

    def __repr__(self) -> str:
        return f"Settings({self._values!r})"

    def pick(self, names: Sequence[str]) -> tuple[Any, ...]:
        """Give the values of some settings, in the order of their names."""
        return tuple(self._values[name] for name in names)

    def replace(self, **changes: Any) -> Settings:
        """Give the same settings with some changed.

        Raises
        ------
        KeyError
            When a name is no setting here.
        """
        unknown = changes.keys() - self._values.keys()
        if unknown:
            raise KeyError(f"no setting {', '.join(sorted(unknown))}")
        return Settings({**self._values, **changes})


def constant(value: Any) -> Callable[[Cohort], Any]:
    """Give the same value for every cohort."""
    return lambda cohort: value


def shorten(text: str) -> str:
    """Cut a long text for saying it back."""
    return text if len(text) <= MAX_ECHO else text[: MAX_ECHO - 1] + "…"


def _unknown(found: str, offered: Sequence[str]) -> str:
    known = ", ".join(offered[:MAX_NAMED])
    if len(offered) > MAX_NAMED:
        known += f" and {len(offered) - MAX_NAMED} more"
    return f"“{shorten(found)}”, which " + (
        f"is not one of {known}" if known else "this cohort does not have"
    )


def _read_whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@dataclass(frozen=True)
class Setting:
    """One thing a reader can set; its kind is its class.

    Attributes
    ----------
    name : str
        Name in the address and on the command line, and key of the control.
    words : str
        How a notice speaks of it.
    default : callable of Cohort
        Value at first; it does not appear in the address.
    """

    name: str
    words: str
    default: Callable[[Cohort], Any]

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        """Read a value from an address, a settings file or the command line.

        Parameters
        ----------
        texts : sequence of str, at least one
            Several codes for a setting of several; elsewhere the last counts.
        cohort : Cohort
            Says which values there are.

        Returns
        -------
        value : Any
            None when it cannot be read.
        fault : str
            What was found and what would fit, to follow the name of the setting; empty when all is well. A value
            with a fault is what remains of it.
        """
        raise NotImplementedError

    def write(self, value: Any) -> list[str]:
        """Write a value as texts that `read` reads: one for each of several codes, else one."""
        return [str(value)]

    def write_option(self, value: Any) -> str:
        """Write a value as one text, for the command line."""
        return ",".join(self.write(value))

    def split_option(self, text: str) -> list[str]:
        """Give the texts that `read` reads from one of the command line."""
        return [text]

    def codes(self, cohort: Cohort) -> tuple[str, ...] | None:
        """List the codes it may take; None where it takes numbers."""
        return None

    def say(self, value: Any, cohort: Cohort) -> str:
        """Put a value into words."""
        return self.write_option(value)

    def to_control(self, value: Any) -> Any:
        """Give a value as the control keeps it."""
        return value

    def from_control(self, value: Any, cohort: Cohort) -> Any:
        """Give a control's value as the settings keep it; the first value where the control has none."""
        return self.default(cohort) if value is None else value


@dataclass(frozen=True)
class Choice(Setting):
    """One of several options.

    Attributes
    ----------
    options : callable of Cohort -> Options
        Codes with their words.
    """

    options: Callable[[Cohort], Options]

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        codes = self.codes(cohort)
        return (texts[-1], "") if texts[-1] in codes else (None, _unknown(texts[-1], codes))

    def codes(self, cohort: Cohort) -> tuple[str, ...]:
        return tuple(code for code, _ in self.options(cohort))

    def say(self, value: Any, cohort: Cohort) -> str:
        return dict(self.options(cohort)).get(value, str(value))


def choice_of(name: str, words: str, options: Mapping[str, str], first: str | None = None) -> Choice:
    """Make a choice of fixed options; it stands at `first`, or else at the first of them."""
    return Choice(name, words, constant(first or next(iter(options))), constant(tuple(options.items())))


@dataclass(frozen=True)
class Several(Setting):
    """Any number of several options, none at first; kept as a tuple in the order of the options."""

    options: Callable[[Cohort], Options]

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        codes = self.codes(cohort)
        unknown = [text for text in texts if text not in codes]
        fault = _unknown(", ".join(unknown), codes) if unknown else ""
        return tuple(code for code in codes if code in texts), fault

    def write(self, value: Any) -> list[str]:
        return [str(code) for code in value]

    def split_option(self, text: str) -> list[str]:
        return text.split(",")

    def codes(self, cohort: Cohort) -> tuple[str, ...]:
        return tuple(code for code, _ in self.options(cohort))

    def say(self, value: Any, cohort: Cohort) -> str:
        words = dict(self.options(cohort))
        return ", ".join(words.get(code, str(code)) for code in value)

    def to_control(self, value: Any) -> Any:
        return list(value)

    def from_control(self, value: Any, cohort: Cohort) -> Any:
        picked = set(value or ())
        return tuple(code for code in self.codes(cohort) if code in picked)


@dataclass(frozen=True)
class WholeNumber(Setting):
    """A whole number within limits.

    Attributes
    ----------
    limits : callable of Cohort -> (int, int) or None
        Lowest and highest; None where the cohort has no such number.
    """

    limits: Callable[[Cohort], tuple[int, int] | None]

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        limits, number = self.limits(cohort), _read_whole(texts[-1])
        if limits is None:
            return None, _unknown(texts[-1], ())
        if number is None or not limits[0] <= number <= limits[1]:
            return None, f"“{shorten(texts[-1])}”; it is a whole number from {limits[0]} to {limits[1]}"
        return number, ""


@dataclass(frozen=True)
class Range(Setting):
    """Two whole numbers, the whole range at first."""

    limits: Callable[[Cohort], tuple[int, int] | None]

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        limits = self.limits(cohort)
        if limits is None:
            return None, _unknown(texts[-1], ())
        ends = [end for end in map(_read_whole, texts[-1].split("-")) if end is not None]
        if len(ends) != 2 or texts[-1].count("-") != 1:
            return None, f"“{shorten(texts[-1])}”; it is two whole numbers such as {limits[0]}-{limits[1]}"
        low, high = sorted(ends)
        reaches = f"{low} to {high}; the cohort has {limits[0]} to {limits[1]}"
        if high < limits[0] or low > limits[1]:
            return None, reaches
        inside = max(low, limits[0]), min(high, limits[1])
        return inside, "" if inside == (low, high) else f"{reaches}, so {inside[0]} to {inside[1]} is shown"

    def write(self, value: Any) -> list[str]:
        return [f"{value[0]}-{value[1]}"]

    def say(self, value: Any, cohort: Cohort) -> str:
        return f"{value[0]} to {value[1]}"

    def from_control(self, value: Any, cohort: Cohort) -> Any:
        return self.default(cohort) if value is None else tuple(value)


@dataclass(frozen=True)
class Flag(Setting):
    """On or off."""

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        if texts[-1] in _FLAG_WORDS:
            return _FLAG_WORDS[texts[-1]], ""
        return None, _unknown(texts[-1], list(_FLAG_WORDS))

    def write(self, value: Any) -> list[str]:
        return ["yes" if value else "no"]

    def codes(self, cohort: Cohort) -> tuple[str, ...]:
        return tuple(_FLAG_WORDS)

    def from_control(self, value: Any, cohort: Cohort) -> Any:
        return bool(value)
