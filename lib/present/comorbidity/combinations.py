"""Combinations as pictures: bars over a grid of dots for the combinations, and a matrix of the pairs."""

import altair as alt
import pandas as pd

from lib.analysis.comorbidity.cooccurrence import Cooccurrence, Intersection, Pair
from lib.analysis.comorbidity.features import Feature
from lib.present.common.charts import AxisRange, Specification, built_once, fill_chart, structure_of
from lib.present.common.formats import format_number, format_p, format_proportion
from lib.present.common.labels import shorten_labels
from lib.present.common.palette import INKS
from lib.present.comorbidity.rows import combination_words

#: Most combinations drawn as columns, and most features in the matrix: more cannot be read on a phone.
MAX_COMBINATIONS, MAX_MATRIX = 15, 14
#: Height of a row of dots, of the bars above them with their room, of a row of the matrix and of its axis, in pixels.
ROW_STEP, BARS_HEIGHT, BARS_ROOM, MATRIX_STEP, AXIS_HEIGHT = 20, 150, 26, 30, 30
WIDEST_LABEL = 196
#: Selection that a click on a column makes, and the field it gives: the column's place from the left.
COMBINATION = "combination"
#: Where the bars of the features' sizes end, and the length of the longest, in columns.
SIZES_AT, SIZES_WIDTH = -0.9, 2.2
#: Fewest patients whose bar has the full height: a bar of one must not look like many.
FULL_BAR = 5
#: Opacity of the palest and the darkest tile.
PALEST, DARKEST = 0.06, 0.75


def features_drawn(result: Cooccurrence) -> tuple[Feature, ...]:
    """List the features that anybody has, the most frequent first."""
    had = [feature for feature in result.features if feature.n_with]
    return tuple(sorted(had, key=lambda feature: -feature.n_with))


def combinations_drawn(result: Cooccurrence) -> tuple[Intersection, ...]:
    """List the combinations that have a column of their own."""
    return result.intersections[:MAX_COMBINATIONS]


def chart_combinations(result: Cooccurrence, theme: str) -> Specification:
    """Draw the combinations: a column each, the dots that are filled say what it is made of, the bar how many have it.

    Parameters
    ----------
    result : Cooccurrence
        With a feature that somebody has.
    theme : str
        `light` or `dark`.
    """
    features, combinations = features_drawn(result), combinations_drawn(result)
    row = {feature.name: place for place, feature in enumerate(features)}
    most = max(FULL_BAR, *(combination.n for combination in combinations))
    bars, dots, links = [], [], []
    for x, combination in enumerate(combinations):
        words = combination_words(result, combination)
        top = -1.0 - BARS_HEIGHT / ROW_STEP * combination.n / most
        bars.append(
            {"x": x, "left": x - 0.34, "right": x + 0.34, "top": top, "foot": -1.0,
             "n": str(combination.n), "words": words, "size": len(combination.names), COMBINATION: str(x),
             "base": len(features) - 0.5}
        )  # fmt: skip
        on = [row[name] for name in combination.names if name in row]
        dots += [
            {"x": x, "y": place, "on": place in on, "words": words, "n": combination.n}
            for place in row.values()
        ]
        if len(on) > 1:
            links.append({"x": x, "y": min(on), "end": max(on)})
    sizes = [
        {"y": place, "left": SIZES_AT - SIZES_WIDTH * feature.n_with / features[0].n_with, "right": SIZES_AT,
         "head": place - 0.32, "foot": place + 0.32, "n": str(feature.n_with), "label": feature.label}
        for place, feature in enumerate(features)
    ]  # fmt: skip
    top = -1.0 - (BARS_HEIGHT + BARS_ROOM) / ROW_STEP
    names = shorten_labels([feature.label for feature in features])
    labels = tuple((name,) for name in names)
    chart = fill_chart(
        _combinations_structure(theme),
        {
            "bars": pd.DataFrame(bars),
            "dots": pd.DataFrame(dots),
            "links": pd.DataFrame(links, columns=["x", "y", "end"]),
            "stripes": _stripes(len(features)),
            "sizes": pd.DataFrame(sizes),
        },
        {
            "x": AxisRange((SIZES_AT - SIZES_WIDTH - 1.1, max(len(combinations) - 0.3, 6.3))),
            "y": AxisRange((len(features) - 0.4, top), tuple(map(float, range(len(features)))), labels),
        },
    )
    chart["height"] = round(ROW_STEP * (len(features) - 0.4 - top))
    return chart


def _stripes(rows: int) -> pd.DataFrame:
    """Bands behind every other row, for the eye to follow."""
    return pd.DataFrame(
        [{"y": place - 0.5, "end": place + 0.5} for place in range(0, rows, 2)], columns=["y", "end"]
    )


def _label_axis(theme: str) -> alt.Axis:
    return alt.Axis(
        grid=False, ticks=False, domain=False, labelLimit=WIDEST_LABEL, labelOverlap=False, labelPadding=6,
        labelColor=INKS[theme].text,
    )  # fmt: skip


def _place(field: str, axis: alt.Axis | None) -> alt.Y:
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=axis)


def _across(field: str) -> alt.X:
    return alt.X(f"{field}:Q", title=None, scale=alt.Scale(nice=False, zero=False), axis=None)


@built_once
def _combinations_structure(theme: str) -> Specification:
    ink, axis = INKS[theme], _label_axis(theme)
    tooltip = [alt.Tooltip("words:N", title="Exactly"), alt.Tooltip("n:N", title="Patients")]
    sizes = alt.Chart(alt.NamedData("sizes")).encode(y=_place("y", axis))
    size_tip = [alt.Tooltip("label:N", title="Has it"), alt.Tooltip("n:N", title="Patients")]
    picked = alt.selection_point(name=COMBINATION, fields=[COMBINATION], on="click", empty=False)
    dots = alt.Chart(alt.NamedData("dots")).encode(x=_across("x"), y=_place("y", axis))
    bars = alt.Chart(alt.NamedData("bars")).encode(x=_across("x"))
    colour = alt.when("datum.on").then(alt.value(ink.text)).otherwise(alt.value(ink.rule))
    layers = [
        alt.Chart(alt.NamedData("stripes"))
        .mark_rect(color=ink.text, opacity=0.045)
        .encode(y=_place("y", axis), y2="end:Q"),
        alt.Chart(alt.NamedData("links"))
        .mark_rule(strokeWidth=2, color=ink.text, aria=False)
        .encode(x=_across("x"), y=_place("y", axis), y2="end:Q"),
        dots.mark_circle(size=56, opacity=1).encode(color=colour, tooltip=tooltip),
        sizes.mark_rect(color=ink.muted, opacity=0.6).encode(
            x=_across("left"), x2="right:Q", y=_place("head", axis), y2="foot:Q", tooltip=size_tip
        ),
        sizes.mark_text(align="right", dx=-4, color=ink.text, fontSize=12).encode(
            x=_across("left"), text="n:N"
        ),
        bars.mark_rect(color=ink.band, opacity=0.85).encode(
            x=_across("left"), x2="right:Q", y=_place("top", axis), y2="foot:Q", tooltip=tooltip
        ),
        bars.mark_rect(opacity=0.001, color=ink.ground, cursor="pointer")
        .encode(x=_across("left"), x2="right:Q", y=_place("top", axis), y2="base:Q", tooltip=tooltip)
        .add_params(picked),
        bars.mark_text(baseline="bottom", dy=-3, color=ink.text, fontSize=12).encode(
            y=_place("top", axis), text="n:N"
        ),
    ]
    return structure_of(alt.layer(*layers).properties(height=100, width="container"))


def chart_matrix(result: Cooccurrence, theme: str) -> Specification:
    """Draw the pairs of the most frequent features: patients with both as number, their overlap as shade.

    Parameters
    ----------
    result : Cooccurrence
        With two features that somebody has.
    theme : str
        `light` or `dark`.
    """
    features = features_drawn(result)[:MAX_MATRIX]
    pairs = {frozenset((pair.first, pair.second)): pair for pair in result.pairs}
    tiles = []
    for y, first in enumerate(features):
        tiles.append(_tile(y, y, first.n_with, 0.0, {"pair": first.label, "chance": "its own patients"}))
        for x, second in enumerate(features[:y]):
            pair = pairs[frozenset((first.name, second.name))]
            overlap = 0.0 if pair.jaccard != pair.jaccard else pair.jaccard
            figures = {"pair": f"{second.label} and {first.label}", **_figures(pair)}
            tiles.append(_tile(x, y, pair.n_both, overlap, figures))
    last = len(features) - 0.5
    places = tuple(map(float, range(len(features))))
    names = shorten_labels([feature.label for feature in features])
    labels = tuple((f"{name}  {place + 1}",) for place, name in enumerate(names))
    chart = fill_chart(
        _matrix_structure(theme),
        {"tiles": pd.DataFrame(tiles)},
        {
            "x": AxisRange((-0.5, last), places, tuple((str(place + 1),) for place in range(len(features)))),
            "y": AxisRange((last, -0.5), places, labels),
        },
    )
    chart["height"] = MATRIX_STEP * len(features) + AXIS_HEIGHT
    return chart


def _tile(x: int, y: int, n: int, overlap: float, figures: dict[str, str]) -> dict[str, object]:
    shade = PALEST + (DARKEST - PALEST) * overlap if n and x != y else 0.0
    return {
        "x": x, "y": y, "left": x - 0.48, "right": x + 0.48, "top": y - 0.46, "bottom": y + 0.46,
        "n": str(n), "shade": shade, "own": x == y, "overlap": "", "p": "", **figures,
    }  # fmt: skip


def _figures(pair: Pair) -> dict[str, str]:
    return {
        "chance": f"{format_number(pair.expected, 1)} by chance",
        "overlap": f"{format_proportion(pair.jaccard, 2)} of those with either",
        "p": f"{format_p(pair.p)}; Holm {format_p(pair.p_holm)}",
    }


@built_once
def _matrix_structure(theme: str) -> Specification:
    ink = INKS[theme]
    x_axis = alt.Axis(grid=False, ticks=False, domain=False, orient="bottom", labelOverlap=False)
    base = alt.Chart(alt.NamedData("tiles"))
    tooltip = [
        alt.Tooltip("pair:N", title="Pair"),
        alt.Tooltip("n:N", title="Patients with both"),
        alt.Tooltip("chance:N", title="If unrelated"),
        alt.Tooltip("overlap:N", title="Overlap (Jaccard)"),
        alt.Tooltip("p:N", title="Exact p"),
    ]
    scale = alt.Scale(nice=False, zero=False)
    heavy = alt.when("datum.own").then(alt.value(ink.rule)).otherwise(alt.value("transparent"))
    tiles = base.mark_rect(color=ink.band, strokeWidth=1).encode(
        x=alt.X("left:Q", title=None, scale=scale, axis=x_axis), x2="right:Q",
        y=_place("top", _label_axis(theme)), y2="bottom:Q",
        fillOpacity=alt.FillOpacity("shade:Q", scale=None), stroke=heavy, tooltip=tooltip,
    )  # fmt: skip
    numbers = base.mark_text(color=ink.text, fontSize=12).encode(
        x=alt.X("x:Q", title=None, scale=scale, axis=x_axis), y=_place("y", _label_axis(theme)), text="n:N"
    )
    return structure_of(alt.layer(tiles, numbers).properties(height=100, width="container"))
