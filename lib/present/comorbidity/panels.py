"""The small multiples of the page as HTML: ten charts drawn by a library in the browser would make the page wait.

Words are text of the page, so that they have its type and size; lines and symbols are an image. The pictures that
leave the page are drawn from the same points by `lib.present.comorbidity.courses`.
"""

import math
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import pandas as pd

from lib.analysis.comorbidity.course_results import CourseRow, Courses
from lib.cohort.units import Unit
from lib.present.common.charts import AxisRange
from lib.present.common.formats import format_number
from lib.present.common.palette import INKS, GroupStyle
from lib.present.comorbidity.courses import (
    figures_panel,
    group_words,
    looks_of,
    points_frame,
    scale_of,
    value_ends,
    visit_range,
)

#: Size of a plot in units of its image; it takes the width there is.
WIDTH, HEIGHT = 270, 150
#: About as many ticks; a step that is a little finer than that is taken.
TICKS, NEARLY = 5, 0.75
#: Half the size of a symbol.
HALF = 3.6
PANEL_STYLE = """<style>
.panels{display:grid;grid-template-columns:repeat(auto-fill,minmax(270px,1fr));gap:1.2rem 1.4rem;font-size:.76rem;
line-height:1.25}
.panels.one{grid-template-columns:minmax(270px,560px)}
.panels figure{margin:0;min-width:0}
.panels figcaption{font-size:.9rem;font-weight:600;overflow-wrap:anywhere}
.panels .words{opacity:.78}
.panels .plot{position:relative;margin:.35rem .4rem 2.1rem 2.6rem}
.panels .plot img{display:block;width:100%;height:auto}
.panels .y,.panels .x{position:absolute;opacity:.78;font-variant-numeric:tabular-nums}
.panels .y{right:calc(100% + .35rem);transform:translateY(-50%)}
.panels .x{top:calc(100% + .2rem);transform:translateX(-50%);text-align:center;white-space:pre}
.panels .key{display:inline-block;margin-right:.8rem}
.panels .key img{width:1.6rem;height:.7rem;vertical-align:middle;margin-right:.3rem}
</style>"""


@dataclass(frozen=True)
class _Frame:
    """Where values and visits fall in a plot."""

    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, place: float) -> float:
        low, high = self.x
        return (place - low) / (high - low) * WIDTH

    def down(self, value: float) -> float:
        low, high = self.y
        return (high - value) / (high - low) * HEIGHT


def html_panels(
    result: Courses, rows: tuple[CourseRow, ...], unit: Unit | None, caption: str, theme: str
) -> str:
    """Draw mean and standard error at each visit, a panel a feature, as HTML that any width can hold.

    Parameters
    ----------
    result, rows, unit
        As in `comorbidity_courses.chart_courses`.
    caption : str
        Said to a reader who cannot see the panels, after the title of each.
    theme : str
        `light` or `dark`.
    """
    factor, title, decimals = scale_of(result, unit)
    ends = value_ends(rows, factor)
    panels = "".join(_panel(row, result, (factor, title, decimals), ends, caption, theme) for row in rows)
    alone = " one" if len(rows) == 1 else ""
    return f'{PANEL_STYLE}<div class="panels{alone}">{panels}</div>'


def _panel(
    row: CourseRow,
    result: Courses,
    scale: tuple[float, str, int],
    ends: tuple[float, float],
    caption: str,
    theme: str,
) -> str:
    factor, title, decimals = scale
    visits = visit_range(row, result)
    frame = _Frame(visits.domain, ends)
    image = _image(row, points_frame(row, result, factor), frame, theme)
    words = escape(f"Line chart. {row.label}, {figures_panel(row)}. {caption}", quote=True)
    return (
        f'<figure><figcaption>{escape(row.label)}</figcaption><div class="words">{escape(figures_panel(row))}</div>'
        f'<div class="words">{escape(title)}</div><div class="plot"><img alt="{words}" src="{image}">'
        f"{_labels(frame, visits, decimals)}</div><div>{_keys(row, theme)}</div></figure>"
    )


def _labels(frame: _Frame, visits: AxisRange, decimals: int) -> str:
    """Write values beside and visits below the plot."""
    values = [
        f'<span class="y" style="top:{100 * frame.down(tick) / HEIGHT:.2f}%">{format_number(tick, decimals)}</span>'
        for tick in nice_ticks(*frame.y)
    ]
    below = [
        f'<span class="x" style="left:{100 * frame.across(place) / WIDTH:.2f}%">{escape(chr(10).join(words))}</span>'
        for place, words in zip(visits.ticks, visits.labels, strict=True)
    ]
    return "".join((*values, *below))


def _keys(row: CourseRow, theme: str) -> str:
    """Name the sides below the plot, each with its line and symbol."""
    keys = []
    for name, look, n in zip(group_words(row), looks_of(row), row.sizes, strict=True):
        colour = look.colour(theme)
        words = f"{name} (n {n})" if len(row.sizes) > 2 else name
        line = f'<path d="M1 6H27" stroke="{colour}" stroke-width="2"{_dash(look)}/>{symbol(look, 14, 6, colour)}'
        keys.append(f'<span class="key"><img alt="" src="{_svg(28, 12, line)}">{escape(words)}</span>')
    return "".join(keys)


def _svg(width: int, height: int, inside: str) -> str:
    """Give an image as an address that holds it whole."""
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{inside}</svg>'
    return f"data:image/svg+xml,{quote(text)}"


def _dash(look: GroupStyle) -> str:
    return f' stroke-dasharray="{",".join(map(str, look.dash))}"' if look.dash else ""


def _image(row: CourseRow, points: pd.DataFrame, frame: _Frame, theme: str) -> str:
    """Draw the grid and, side by side, a line, the standard errors and the means."""
    rule = INKS[theme].rule
    parts = [
        f'<path d="M0 {frame.down(tick):.1f}H{WIDTH}" stroke="{rule}"/>' for tick in nice_ticks(*frame.y)
    ]
    records = points.to_dict("records")
    for name, look in zip(group_words(row), looks_of(row), strict=True):
        colour, own = look.colour(theme), [point for point in records if point["group"] == name]
        places = [(frame.across(point["x"]), frame.down(point["mean"])) for point in own]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{_dash(look)}/>'
        )
        for point, (x, y) in zip(own, places, strict=True):
            low, high = frame.down(point["low"]), frame.down(point["high"])
            parts.append(f'<path d="M{x:.1f} {low:.1f}V{high:.1f}" stroke="{colour}" stroke-width="1.2"/>')
            parts.append(symbol(look, x, y, colour))
    return _svg(WIDTH, HEIGHT, "".join(parts))


def nice_ticks(low: float, high: float) -> tuple[float, ...]:
    """Give about five round values between two ends, in steps of 1, 2 or 5."""
    rough = (high - low) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * NEARLY)
    first = math.ceil(low / step - 1e-9)
    return tuple(number * step for number in range(first, math.floor(high / step + 1e-9) + 1))


def symbol(look: GroupStyle, x: float, y: float, colour: str) -> str:
    """Draw the symbol of a group."""
    if look.symbol == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{HALF}" fill="{colour}"/>'
    corners = SYMBOLS.get(look.symbol, SYMBOLS["square"])
    points = " ".join(f"{x + HALF * across:.1f},{y + HALF * down:.1f}" for across, down in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


#: Corners of the symbols in units of half their size.
SYMBOLS: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "triangle-up": ((0, -1.2), (1.15, 0.9), (-1.15, 0.9)),
    "triangle-down": ((0, 1.2), (1.15, -0.9), (-1.15, -0.9)),
    "diamond": ((0, -1.3), (1.1, 0), (0, 1.3), (-1.1, 0)),
    "cross": (
        (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4), (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2),
        (-0.4, 0.4), (-1.2, 0.4), (-1.2, -0.4), (-0.4, -0.4),
    ),
}  # fmt: skip
