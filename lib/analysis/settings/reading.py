"""Texts into values of settings, with what does not fit: for the address and for the command line."""

from collections.abc import Sequence
from typing import Any

from lib.analysis.settings.question import Setting
from lib.cohort.cohort import Cohort

#: Longest text of a reader's own that is said back to her.
LONGEST_ECHO = 40


def read_setting(setting: Setting, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
    """Read a setting's value.

    Parameters
    ----------
    setting : Setting
        What it may be.
    texts : sequence of str, at least one
        Several codes for a setting of kind `many`; elsewhere the last counts.
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
    return _READERS[setting.kind](setting, list(texts), cohort)


def shorten(text: str) -> str:
    """Cut a long text for saying it back."""
    return text if len(text) <= LONGEST_ECHO else text[: LONGEST_ECHO - 1] + "…"


def _unknown(found: str, offered: Sequence[str]) -> str:
    known = ", ".join(offered[:5]) + (f" and {len(offered) - 5} more" if len(offered) > 5 else "")
    return f"“{shorten(found)}”, which " + (
        f"is not one of {known}" if known else "this cohort does not have"
    )


def _read_one(setting: Setting, texts: list[str], cohort: Cohort) -> tuple[Any, str]:
    codes = [code for code, _ in setting.options(cohort)]
    return (texts[-1], "") if texts[-1] in codes else (None, _unknown(texts[-1], codes))


def _read_many(setting: Setting, texts: list[str], cohort: Cohort) -> tuple[Any, str]:
    codes = [code for code, _ in setting.options(cohort)]
    unknown = [text for text in texts if text not in codes]
    fault = _unknown(", ".join(unknown), codes) if unknown else ""
    return tuple(code for code in codes if code in texts), fault


def _read_whole(setting: Setting, texts: list[str], cohort: Cohort) -> tuple[Any, str]:
    limits = setting.limits(cohort)
    if limits is None:
        return None, _unknown(texts[-1], ())
    number = _whole_number(texts[-1])
    if number is None or not limits[0] <= number <= limits[1]:
        return None, f"“{shorten(texts[-1])}”; it is a whole number from {limits[0]} to {limits[1]}"
    return number, ""


def _read_range(setting: Setting, texts: list[str], cohort: Cohort) -> tuple[Any, str]:
    limits = setting.limits(cohort)
    if limits is None:
        return None, _unknown(texts[-1], ())
    ends = [_whole_number(end) for end in texts[-1].split("-")]
    if len(ends) != 2 or None in ends:
        return None, (f"“{shorten(texts[-1])}”; it is two whole numbers such as {limits[0]}-{limits[1]}")
    low, high = sorted(ends)
    reaches = f"{low} to {high}; the cohort has {limits[0]} to {limits[1]}"
    if high < limits[0] or low > limits[1]:
        return None, reaches
    inside = max(low, limits[0]), min(high, limits[1])
    return inside, "" if inside == (low, high) else f"{reaches}, so {inside[0]} to {inside[1]} is shown"


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _read_flag(setting: Setting, texts: list[str], cohort: Cohort) -> tuple[Any, str]:
    words = {"yes": True, "no": False}
    return (words[texts[-1]], "") if texts[-1] in words else (None, _unknown(texts[-1], list(words)))


_READERS = {
    "one": _read_one,
    "many": _read_many,
    "whole": _read_whole,
    "range": _read_range,
    "flag": _read_flag,
}
