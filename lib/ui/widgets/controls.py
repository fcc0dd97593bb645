"""Controls that are bound to settings: each draws one, the session keeps it in sync with the address.

Labels, options and help may be a reader's text: they are escaped here, and callers hand them over as they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from lib.analysis.common.grouping import COMPARISONS, missing_pins
from lib.analysis.settings.kinds import Choice, Flag, Range, Several, WholeNumber
from lib.stats.common.result import unwrap
from lib.ui.state.session import current_cohort, current_settings, seed_control
from lib.ui.widgets.plain import escape_label, escape_markdown

#: Up to this many options a choice is drawn as buttons, beyond as a list.
MAX_BUTTONS = 4
#: Up to this many options several may be picked from pills, beyond from a list with search.
MAX_PILLS = 14


def choose_one(name: str, label: str, *, help: str | None = None) -> Any:
    """Let the reader choose one option: buttons where there are few, a list where there are many."""
    options = dict(seed_control(name, Choice).options(current_cohort()))
    options = {code: label for code, label in options.items() if _is_offered(name, code)}
    if len(options) > MAX_BUTTONS:
        return st.selectbox(
            escape_label(label),
            list(options),
            format_func=options.__getitem__,
            key=name,
            help=_plain(help),
        )
    return st.segmented_control(
        escape_label(label),
        list(options),
        format_func=lambda code: escape_markdown(options[code]),
        key=name,
        required=True,
        help=_plain(help),
    )


def _is_offered(name: str, code: str) -> bool:
    """Whether a choice is shown: a comparison is where its selections are kept, or where it is in force."""
    settings = current_settings()
    return (
        code not in COMPARISONS
        or settings[name] == code
        or not missing_pins(code, bool(settings.a), bool(settings.b))
    )


def choose_one_or_limits(name: str, label: str, *, help: str | None = None) -> Any:
    """Let the reader choose one option, or type two limits; what cannot be read is said, and the first option holds."""
    setting, cohort = seed_control(name, Choice), current_cohort()
    options = dict(setting.options(cohort))
    typed = [code for code in (st.session_state.get(name),) if code is not None and code not in options]
    value = st.selectbox(
        escape_label(label),
        [*options, *typed],
        format_func=lambda code: options.get(code, code),
        key=name,
        help=_plain(help),
        accept_new_options=True,
    )
    _, fault = setting.read([str(value)], cohort)
    if value is not None and fault:
        st.warning(escape_markdown(f"{setting.words[:1].upper()}{setting.words[1:]}: {fault}."))
    return value


def choose_many(name: str, label: str, counts: Mapping[str, int], *, help: str | None = None) -> list[Any]:
    """Let the reader choose any number of options, each with the patients it would show."""
    options = dict(seed_control(name, Several).options(current_cohort()))
    if len(options) > MAX_PILLS:
        return st.multiselect(
            escape_label(label),
            list(options),
            format_func=options.__getitem__,
            key=name,
            help=_plain(help),
        )
    _show_counts(name, [counts[code] for code in options])
    return st.pills(
        escape_label(label),
        list(options),
        format_func=lambda code: escape_markdown(options[code]),
        selection_mode="multi",
        key=name,
        help=_plain(help),
    )


def choose_several(name: str, label: str) -> list[Any]:
    """Let the reader choose any number of options from a list with search."""
    options = dict(seed_control(name, Several).options(current_cohort()))
    return st.multiselect(
        escape_label(label), list(options), format_func=options.__getitem__, key=name, placeholder="Choose"
    )


def _show_counts(name: str, counts: Sequence[int]) -> None:
    """Write each pill's count behind its label by style.

    A count in the label itself would change what the browser sends at the next click: a click made before the
    answer to the one before would then name an option that is no longer there, and be lost.
    """
    rules = (
        f'.st-key-{name} button:nth-of-type({position})::after{{content:"\\00a0({int(count)})"}}'
        for position, count in enumerate(counts, start=1)
    )
    st.html(f"<style>{''.join(rules)}</style>")


def choose_whole(name: str, label: str, *, help: str | None = None) -> int:
    """Let the reader type a whole number within its limits."""
    low, high = unwrap(seed_control(name, WholeNumber).limits(current_cohort()))
    return st.number_input(escape_label(label), low, high, step=1, key=name, help=_plain(help))


def choose_range(name: str, label: str) -> tuple[int, int] | None:
    """Let the reader narrow a range; nothing is drawn where there is only one value."""
    limits = seed_control(name, Range).limits(current_cohort())
    if limits is None or limits[0] == limits[1]:
        return limits
    # Its value in the session is a pair, so that it has two ends.
    chosen: Any = st.slider(escape_label(label), limits[0], limits[1], key=name)
    low, high = chosen
    return low, high


def choose_flag(name: str, label: str, *, help: str | None = None) -> bool:
    """Let the reader switch something on or off."""
    seed_control(name, Flag)
    return st.toggle(escape_label(label), key=name, help=_plain(help))


def _plain(help: str | None) -> str | None:
    return None if help is None else escape_markdown(help)
