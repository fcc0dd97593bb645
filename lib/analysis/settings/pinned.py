"""The settings of a comparison: a selection kept as A, and one as B, each written as the filters in an address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from lib.analysis.common.grouping import COMPARISONS, missing_pins
from lib.analysis.settings.kinds import Setting, Settings, constant, shorten
from lib.analysis.settings.question import FILTER_SETTINGS, selection_of
from lib.cohort.cohort import Cohort
from lib.cohort.comparison import Comparison, Pinned, clean_name
from lib.cohort.selection import describe_selection

#: Nothing is kept.
UNPINNED = ""
#: Name of a selection, among its filters.
NAME = "name"
_FILTERS = {setting.name: setting for setting in FILTER_SETTINGS}


@dataclass(frozen=True)
class PinnedSelection(Setting):
    """A selection as one text: `name=Women&sex=female`, as the filters stand in an address."""

    def read(self, texts: Sequence[str], cohort: Cohort) -> tuple[Any, str]:
        """Read the filters; what of them does not fit is named, and then nothing is kept."""
        if texts[-1] == UNPINNED:
            return UNPINNED, ""
        parts = (
            parse_qs(texts[-1], keep_blank_values=True, max_num_fields=len(_FILTERS) + 1) if texts[-1] else {}
        )
        if NAME not in parts:
            return None, f"“{shorten(texts[-1])}”; it is a name and filters such as name=Women&sex=female"
        chosen, faults = {}, []
        for name, values in parts.items():
            if name == NAME:
                continue
            if name not in _FILTERS:
                faults.append(f"“{shorten(name)}”, which is no filter here")
                continue
            value, fault = _FILTERS[name].read(values, cohort)
            if fault:
                faults.append(f"{_FILTERS[name].words} {fault}")
            chosen[name] = value
        if faults:
            return None, "; ".join(faults)
        return write_pinned(clean_name(parts[NAME][-1]), chosen, cohort), ""

    def say(self, value: Any, cohort: Cohort) -> str:
        """Give the name with the filters in words."""
        pinned = read_pinned(value, cohort)
        if pinned is None:
            return "nothing"
        words = describe_selection(cohort, pinned.selection)
        return f"{pinned.name} ({words})" if pinned.name else words


def write_pinned(name: str, filters: Any, cohort: Cohort) -> str:
    """Write a selection: filters at their first values are left out."""
    pairs = [(NAME, clean_name(name))]
    for setting in FILTER_SETTINGS:
        value = filters.get(setting.name)
        if value is not None and value != setting.default(cohort):
            pairs += [(setting.name, text) for text in setting.write(value)]
    return urlencode(pairs)


def read_pinned(text: str, cohort: Cohort) -> Pinned | None:
    """Give the selection of a text that `PinnedSelection` wrote; None for nothing kept."""
    if text == UNPINNED:
        return None
    parts = parse_qs(text, keep_blank_values=True)
    filters = {name: setting.default(cohort) for name, setting in _FILTERS.items()}
    filters |= {
        name: _FILTERS[name].read(values, cohort)[0] for name, values in parts.items() if name != NAME
    }
    return Pinned(parts[NAME][-1], selection_of(Settings(filters), cohort))


def comparison_of(settings: Settings, cohort: Cohort) -> Comparison:
    """Read A and B off the settings."""
    return Comparison(read_pinned(settings.a, cohort), read_pinned(settings.b, cohort))


def find_unpinned(settings: Settings) -> dict[str, str]:
    """List the settings that compare with a selection that is not kept: name, and what is missing, in words."""
    found = {}
    for name, value in settings.items():
        missing = missing_pins(value, bool(settings.a), bool(settings.b)) if value in COMPARISONS else ""
        if missing:
            found[name] = f"“{COMPARISONS[value]}”, but {missing}"
    return found


PINNED_SETTINGS: tuple[Setting, ...] = (
    PinnedSelection("a", "selection A", constant(UNPINNED)),
    PinnedSelection("b", "selection B", constant(UNPINNED)),
)
