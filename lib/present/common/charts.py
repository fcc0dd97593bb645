"""What all charts share: a structure built once by Altair, and filled with data at every click.

Building and checking a chart in Altair takes longer than everything else on a page. Its structure depends on
few things, so it is built once for each of them, with named data sets; the data, the ends of the axes and the
labels below them are put in afterwards.
"""

import copy
import json
import math
import textwrap
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any

import altair as alt
import pandas as pd

from lib.present.common.number_style import THOUSANDS_SPACE, current_style
from lib.present.common.palette import INKS

Specification = dict[str, Any]
Structures = OrderedDict[tuple[Any, ...], Specification]
#: Structures kept; the oldest goes first.
MAX_STRUCTURES = 128
#: Those of the bundled cohort's charts, for every visitor.
SHARED_STRUCTURES: Structures = OrderedDict()
#: Where structures are kept during this run; None keeps none. A structure holds names of columns and groups, so those
#: of a reader's own data belong to the reader's session.
_structures: ContextVar[Structures | None] = ContextVar("structures", default=None)


@dataclass(frozen=True)
class AxisRange:
    """Ends of an axis, and its ticks with their labels of one line or more; without ticks it makes its own."""

    domain: tuple[float, float]
    ticks: tuple[float, ...] = ()
    labels: tuple[tuple[str, ...], ...] = ()


def keep_structures_in(store: Structures | None) -> None:
    """Keep the structures built from now on, in this thread, in a store."""
    _structures.set(store)


def built_once(build: Callable[..., Specification]) -> Callable[..., Specification]:
    """Let a structure be built once for each of its arguments, and kept where `keep_structures_in` says."""

    @wraps(build)
    def found(*arguments: Any) -> Specification:
        store = _structures.get()
        if store is None:
            return build(*arguments)
        key = (build.__module__, build.__qualname__, *arguments)
        structure = store.get(key)
        if structure is None:
            structure = store[key] = build(*arguments)
            if len(store) > MAX_STRUCTURES:
                store.popitem(last=False)
        return structure

    return found


#: Keys of a tooltip that its library (vega-tooltip) draws as a picture and as a heading.
DRAWN_BY_TOOLTIPS = ("image", "title")


def structure_of(chart: alt.TopLevelMixin) -> Specification:
    """Turn an Altair chart without data of its own into a Vega-Lite specification, checked once."""
    structure: Specification = chart.to_dict()
    _name_tooltips(structure)
    return structure


def _name_tooltips(part: Any) -> None:
    """Part the names by which a tooltip would draw a picture or a heading: a reader's column may be called so."""
    for element in part if isinstance(part, list) else part.values():
        if isinstance(element, (dict, list)):
            _name_tooltips(element)
    shown = part.get("tooltip") if isinstance(part, dict) else None
    for line in shown if isinstance(shown, list) else ():
        if str(line.get("title")).casefold() in DRAWN_BY_TOOLTIPS:
            line["title"] = f"{line['title']}\u2060"


def fill_chart(
    structure: Specification, data: Mapping[str, pd.DataFrame], axes: Mapping[str, AxisRange]
) -> Specification:
    """Put data and axes into a copy of a structure.

    Parameters
    ----------
    structure : dict
        From `structure_of`; its layers name their data.
    data : mapping of str to DataFrame
        By the names the layers use; column names without `.`, `[`, `]`, `:` and quotes.
    axes : mapping of str to AxisRange
        By channel, `x` or `y`.

    Returns
    -------
    dict
        A complete Vega-Lite specification; the structure is left as it was.
    """
    filled = copy.deepcopy(structure)
    filled["datasets"] = {name: frame.to_dict("records") for name, frame in data.items()}
    for layer in filled.get("layer", [filled]):
        for channel, wanted in axes.items():
            encoding = layer.get("encoding", {}).get(channel, {})
            if "field" in encoding:
                _fill_axis(encoding, wanted)
    _in_current_style(filled)
    return filled


def _fill_axis(encoding: Specification, wanted: AxisRange) -> None:
    encoding.setdefault("scale", {})["domain"] = list(wanted.domain)
    axis = encoding.setdefault("axis", {}) if wanted.ticks else None
    if axis is not None:
        axis["values"] = list(wanted.ticks)
        axis["labelExpr"] = label_expression(wanted.ticks, wanted.labels)


def label_expression(ticks: Sequence[float], labels: Sequence[Sequence[str]]) -> str:
    """Write the expression that labels ticks, several lines each; any text is safe in it."""
    lines = {str(_thousandths(tick)): list(label) for tick, label in zip(ticks, labels, strict=True)}
    return f"{json.dumps(lines)}[toString(floor(datum.value * 1000 + 0.5))]"


def _thousandths(tick: float) -> int:
    """Name a tick by its place in thousandths: no decimal mark is in it."""
    return math.floor(tick * 1000 + 0.5)


def with_text_colours(chart: Specification, theme: str) -> Specification:
    """Write axes, legends and headers in the muted ink of a theme: Streamlit's own grey is too faint on the page.

    What a chart says of a colour itself stays; the chart that is given is left as it was.
    """
    colours = {"labelColor": INKS[theme].muted, "titleColor": INKS[theme].muted}
    own = chart.get("config", {})
    parts = {part: colours | own.get(part, {}) for part in ("axis", "legend", "header")}
    return {**chart, "config": {**own, **parts}}


def _in_current_style(chart: Specification) -> None:
    """Let the axes and tooltips of a chart write their numbers with the decimal mark in force."""
    if current_style().comma:
        number = {"decimal": ",", "thousands": THOUSANDS_SPACE, "grouping": [3], "currency": ["", ""]}
        chart.setdefault("config", {})["locale"] = {"number": number}


def wrap_lines(texts: Sequence[str], width: int = 130) -> list[str]:
    """Break texts into lines of at most `width` characters, between words."""
    return [line for text in texts for line in textwrap.wrap(text, width)]


def visit_axis(title: str | None = None) -> alt.X:
    """Give the horizontal axis of visits; its place and labels are filled in later."""
    return alt.X(
        "x:Q",
        title=title,
        scale=alt.Scale(nice=False, zero=False),
        # Where a narrow page cannot hold the labels of many visits, some are left out rather than drawn over others.
        axis=alt.Axis(
            grid=False, labelOverlap="greedy", labelSeparation=4, labelLineHeight=15, tickSize=4, domain=True
        ),
    )


def value_axis(field: str, title: str, decimals: int) -> alt.Y:
    """Give the vertical axis of a measure; its ends are filled in later."""
    return alt.Y(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(nice=False, zero=False),
        axis=alt.Axis(tickCount=6, format=f".{decimals}f" if decimals else "d"),
    )


def spread_labels(heights: Sequence[float], gap: float, ceiling: float) -> list[float]:
    """Move labels up until no two are nearer than `gap`, then all down until none is above `ceiling`.

    Parameters
    ----------
    heights : sequence of float
        Places wanted, ascending.
    gap, ceiling : float
        In the same unit.

    Returns
    -------
    list of float
        Places given, ascending.
    """
    places: list[float] = []
    for height in heights:
        places.append(max(height, places[-1] + gap) if places else height)
    excess = max(0.0, places[-1] - ceiling) if places else 0.0
    return [place - excess for place in places]
