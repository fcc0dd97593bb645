"""Lines of groups as several charts draw them: colour, dash and symbol of each group, and names at the lines' ends."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

import altair as alt
import pandas as pd

from lib.present.common.charts import spread_labels
from lib.present.common.palette import GroupStyle

#: Height of a label, width of one of its letters, and the widest it may be, in pixels.
LABEL_HEIGHT, LETTER_WIDTH, WIDEST_LABEL = 16, 7, 150


@dataclass(frozen=True)
class GroupChannels:
    """The channels that tell groups apart, each for itself: no group is known by its colour alone.

    Attributes
    ----------
    groups : tuple of (str, GroupStyle)
        Labels with their styles, in the order of the legend.
    theme : str
        `light` or `dark`.
    legend : Legend or None
        Drawn for all channels together.
    field : str
        Field of the labels.
    """

    groups: tuple[tuple[str, GroupStyle], ...]
    theme: str
    legend: alt.Legend | None = None
    field: str = "group:N"

    def colour(self) -> alt.Color:
        """Give each group its colour."""
        return alt.Color(self.field, scale=self.scale(self._colour), legend=self.legend)

    def ink(self) -> alt.Fill:
        """Give each group's name a colour that is readable as text."""
        scale = self.scale(lambda style: style.ink(self.theme))
        return alt.Fill(self.field, scale=scale, legend=None)

    def stroke(self) -> alt.Stroke:
        """Give each group's outline its colour."""
        return alt.Stroke(self.field, scale=self.scale(self._colour), legend=self.legend)

    def dash(self) -> alt.StrokeDash:
        """Give each group its dash."""
        scale = self.scale(lambda style: list(style.dash) or [1, 0])
        return alt.StrokeDash(self.field, scale=scale, legend=self.legend)

    def symbol(self) -> alt.Shape:
        """Give each group its symbol."""
        return alt.Shape(self.field, scale=self.scale(lambda style: style.symbol), legend=self.legend)

    def scale(self, value: Callable[[GroupStyle], Any]) -> alt.Scale:
        """Map each label to a value of its style."""
        return alt.Scale(
            domain=[label for label, _ in self.groups], range=[value(style) for _, style in self.groups]
        )

    def _colour(self, style: GroupStyle) -> str:
        return style.colour(self.theme)


#: The symbols as characters, for a key in words.
CHARACTERS = {
    "circle": "●", "triangle-up": "▲", "square": "■", "diamond": "◆", "cross": "✚", "triangle-down": "▼",
}  # fmt: skip


def html_of_key(groups: tuple[tuple[str, GroupStyle], ...], theme: str) -> str:
    """Write the key of several panels as one line of HTML: symbol in its colour, and name; empty for one group."""
    if len(groups) < 2:
        return ""
    entries = (
        f'<span><span aria-hidden="true" style="color:{style.colour(theme)}">'
        f"{CHARACTERS.get(style.symbol, '●')}</span> {escape(label)}</span>"
        for label, style in groups
    )
    return f'<p class="quiet key">{"&ensp; ".join(entries)}</p>'


def label_ends(points: pd.DataFrame, ends: tuple[float, float], height: int) -> pd.DataFrame:
    """Place the name of each group at the right end of its line, none upon another.

    Parameters
    ----------
    points : DataFrame
        `x`, `mean` and `group`.
    ends : (float, float)
        Ends of the vertical axis.
    height : int
        Of the chart, in pixels.
    """
    last = points.dropna(subset=["mean"]).sort_values("x").groupby("group", as_index=False).last()
    last = last.sort_values("mean")
    gap = (ends[1] - ends[0]) * LABEL_HEIGHT / height
    heights = spread_labels(last["mean"].tolist(), gap, ends[1] - gap / 2)
    return last.assign(mean=heights, x=last["x"].max())[["x", "mean", "group"]]


def room_for_labels(groups: tuple[tuple[str, GroupStyle], ...]) -> float:
    """Give the room that the names need at the right, in pixels; a single line has none."""
    longest = max(len(label) for label, _ in groups) if len(groups) > 1 else 0
    return min(longest * LETTER_WIDTH, WIDEST_LABEL) / 2 + 4
