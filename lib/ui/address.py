"""The address is the state: settings into query parameters and back, with a notice for what does not fit."""

from collections.abc import Mapping, Sequence
from typing import Any

from lib.cohort.cohort import Cohort
from lib.ui.settings import SETTING_BY_NAME, SETTINGS, Setting, Settings, default_settings

Query = Mapping[str, Sequence[str]]
REST = "The rest of the address is applied."
#: Parameters of the server's own, passed over in silence.
OTHERS_PARAMETERS = ("embed", "embed_options")


def encode_settings(settings: Settings, cohort: Cohort) -> dict[str, list[str]]:
    """Write settings as query parameters; what stands at its first value is left out."""
    query = {}
    for setting in SETTINGS:
        value = settings[setting.name]
        if value != setting.default(cohort):
            query[setting.name] = _write(setting, value)
    return query


def _write(setting: Setting, value: Any) -> list[str]:
    if setting.kind == "many":
        return [str(code) for code in value]
    if setting.kind == "range":
        return [f"{value[0]}-{value[1]}"]
    if setting.kind == "flag":
        return ["yes" if value else "no"]
    return [str(value)]


def decode_settings(query: Query, cohort: Cohort) -> tuple[Settings, tuple[str, ...]]:
    """Read query parameters into settings.

    Parameters
    ----------
    query : mapping of str to sequence of str
        Repeated parameters as lists.
    cohort : Cohort
        Says which values there are.

    Returns
    -------
    settings : Settings
        Complete; what cannot be read stands at its first value.
    notices : tuple of str
        One sentence for each parameter or value that is unknown or out of range.
    """
    settings, notices = default_settings(cohort), []
    for name, values in query.items():
        setting = SETTING_BY_NAME.get(name)
        if setting is None:
            if name not in OTHERS_PARAMETERS:
                notices.append(f"The address asks for “{_short(name)}”, which is no setting here. {REST}")
            continue
        value, notice = READERS[setting.kind](setting, list(values), cohort)
        if notice:
            notices.append(notice)
        if value is not None:
            settings[name] = value
    return settings, tuple(notices)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _unknown(setting: Setting, found: str, offered: Sequence[str]) -> str:
    known = ", ".join(offered[:5]) + (f" and {len(offered) - 5} more" if len(offered) > 5 else "")
    asked = f"The address asks for {setting.words} “{_short(found)}”, "
    return asked + (
        f"which is not one of {known}. {REST}" if known else f"which this cohort does not have. {REST}"
    )


def _read_one(setting: Setting, values: list[str], cohort: Cohort) -> tuple[Any, str]:
    codes = [code for code, _ in setting.options(cohort)]
    if values[-1] in codes:
        return values[-1], ""
    return None, _unknown(setting, values[-1], codes)


def _read_many(setting: Setting, values: list[str], cohort: Cohort) -> tuple[Any, str]:
    codes = [code for code, _ in setting.options(cohort)]
    unknown = [value for value in values if value not in codes]
    notice = _unknown(setting, ", ".join(unknown), codes) if unknown else ""
    return tuple(code for code in codes if code in values), notice


def _read_whole(setting: Setting, values: list[str], cohort: Cohort) -> tuple[Any, str]:
    limits = setting.limits(cohort)
    if limits is None:
        return None, _unknown(setting, values[-1], ())
    number = _whole_number(values[-1])
    if number is None or not limits[0] <= number <= limits[1]:
        return None, (
            f"The address asks for {setting.words} “{_short(values[-1])}”; "
            f"it is a whole number from {limits[0]} to {limits[1]}. {REST}"
        )
    return number, ""


def _read_range(setting: Setting, values: list[str], cohort: Cohort) -> tuple[Any, str]:
    limits = setting.limits(cohort)
    if limits is None:
        return None, _unknown(setting, values[-1], ())
    ends = [_whole_number(end) for end in values[-1].split("-")]
    if len(ends) != 2 or None in ends:
        return None, (
            f"The address asks for {setting.words} “{_short(values[-1])}”; "
            f"it is two whole numbers such as {limits[0]}-{limits[1]}. {REST}"
        )
    low, high = sorted(ends)
    if high < limits[0] or low > limits[1]:
        return None, (
            f"The address asks for {setting.words} {low} to {high}; "
            f"the cohort has {limits[0]} to {limits[1]}. {REST}"
        )
    inside = max(low, limits[0]), min(high, limits[1])
    if inside == (low, high):
        return inside, ""
    return inside, (
        f"The address asks for {setting.words} {low} to {high}; the cohort has {limits[0]} to {limits[1]}, "
        f"so {inside[0]} to {inside[1]} is shown."
    )


def _whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _read_flag(setting: Setting, values: list[str], cohort: Cohort) -> tuple[Any, str]:
    words = {"yes": True, "no": False}
    if values[-1] in words:
        return words[values[-1]], ""
    return None, _unknown(setting, values[-1], list(words))


READERS = {
    "one": _read_one,
    "many": _read_many,
    "whole": _read_whole,
    "range": _read_range,
    "flag": _read_flag,
}
