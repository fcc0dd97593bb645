"""Every printed number as a tile in its printed place, by verdict: the whole publication at a glance."""

import copy
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import altair as alt

from lib.analysis.published.paper import TABLE_1
from lib.analysis.published.verdicts import INCONSISTENT, VERDICT_BY_CODE, VERDICTS, Finding
from lib.present.common.charts import Specification, structure_of
from lib.present.common.formats import plural
from lib.present.common.palette import INKS
from lib.present.published.notes import SIGNS
from lib.present.published.verdicts import format_recomputed, format_verdict

#: Height of a row of tiles, in pixels.
ROW_HEIGHT = 14
#: Tile colours in light and in dark, told apart in grey too; the sign on the tile says the same.
TILES = {
    "light": {
        "reproduced": "#D3E5F2",
        "rounding": "#93C3E6",
        "reading": "#F2DC86",
        "inconsistent": "#E5834F",
        "not-reproduced": "#C98BB4",
        "unchecked": "#E6E9EC",
    },
    "dark": {
        "reproduced": "#1D4560",
        "rounding": "#2F79AB",
        "reading": "#7E6A18",
        "inconsistent": "#B9531D",
        "not-reproduced": "#8A4A78",
        "unchecked": "#333C46",
    },
}
#: Columns of the map of the text and Table 2; what is no statistic stands in the last.
STATISTIC_PLACES = ("F", "χ²", "df", "p", "ηp²", "statement")
OTHER_PLACE = "other"
TEST_PLACE = "V or η²"


def split_parts(findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Part the findings: Table 1, and everything else."""
    table = tuple(finding for finding in findings if finding.cell.source == TABLE_1)
    return table, tuple(finding for finding in findings if finding.cell.source != TABLE_1)


def tile_records(
    findings: Sequence[Finding], verdicts: Sequence[str]
) -> tuple[list[dict[str, object]], list[str]]:
    """Place each finding on the map.

    Parameters
    ----------
    findings : sequence of Finding
        Of one part.
    verdicts : sequence of str
        Verdicts chosen; the others fade. None chosen fades nothing.

    Returns
    -------
    records : list of dict
        One a tile.
    rows : list of str
        Names of the rows from top to bottom, headings included.
    """
    records, rows, named = [], [], _row_names(findings)
    for finding in findings:
        heading, row = _heading(finding), named[_row_key(finding)]
        for name in (heading, row):
            if name not in rows:
                rows.append(name)
        records.append(
            {
                "row": row,
                "place": _place(finding),
                "verdict": f"{SIGNS[finding.verdict]} {VERDICT_BY_CODE[finding.verdict].label}",
                "sign": SIGNS[finding.verdict],
                "weight": 1.0 if not verdicts or finding.verdict in verdicts else 0.12,
                "number": f"{finding.cell.row}, {finding.cell.place}",
                "printed": finding.cell.printed,
                "recomputed": format_recomputed(finding),
                "told": format_verdict(finding),
                "arithmetic": finding.arithmetic,
            }
        )
    return records, rows


def _row_key(finding: Finding) -> tuple[str, str, str]:
    return finding.cell.source, finding.cell.section, finding.cell.row


def _row_names(findings: Sequence[Finding]) -> dict[tuple[str, str, str], str]:
    """Name each printed row; rows with the same label are told apart by their section."""
    keys = list(dict.fromkeys(_row_key(finding) for finding in findings))
    times = Counter(row for _, _, row in keys)
    return {key: key[2] if times[key[2]] == 1 else f"{key[2]} ({key[1].lower()})" for key in keys}


def _heading(finding: Finding) -> str:
    cell = finding.cell
    return f"{cell.source}: {cell.section}" if cell.source != TABLE_1 else f"{cell.section} "


def _place(finding: Finding) -> str:
    """Column of a tile: where it stands in print."""
    place = finding.cell.place
    if finding.cell.source != TABLE_1:
        return place if place in STATISTIC_PLACES else OTHER_PLACE
    if place in ("V", "η²"):
        return TEST_PLACE
    return (
        place.replace(", mean", ", n")
        .replace(", SD", ", %")
        .replace(", n", ", n or mean")
        .replace(", %", ", % or SD")
    )


def chart_tiles(findings: Sequence[Finding], verdicts: Sequence[str], theme: str) -> Specification:
    """Draw one part of the publication as a map of tiles.

    Parameters
    ----------
    findings : sequence of Finding
        Of one part, in printed order.
    verdicts : sequence of str
        Verdicts chosen; the others fade.
    theme : str
        `light` or `dark`.

    Returns
    -------
    dict
        A Vega-Lite specification.
    """
    records, rows = tile_records(findings, verdicts)
    headings = list(dict.fromkeys(_heading(finding) for finding in findings))
    filled = copy.deepcopy(_structure(theme))
    filled["datasets"] = {"tiles": records}
    filled["height"] = ROW_HEIGHT * len(rows)
    filled["autosize"] = {"type": "fit-x", "contains": "padding"}
    for layer in filled["layer"]:
        layer["encoding"]["x"]["scale"]["domain"] = _places(findings)
        layer["encoding"]["y"]["scale"]["domain"] = rows
        axis = layer["encoding"]["y"]["axis"]
        axis["labelFontWeight"] = {
            "condition": {"test": f"indexof({headings!r}, datum.value) >= 0", "value": "bold"},
            "value": "normal",
        }
    return filled


def _places(findings: Sequence[Finding]) -> list[str]:
    found = list(dict.fromkeys(_place(finding) for finding in findings))
    order = [*(place for place in found if ", " in place), *STATISTIC_PLACES, TEST_PLACE, OTHER_PLACE]
    return [place for place in dict.fromkeys(order) if place in found]


@lru_cache(maxsize=4)
def _structure(theme: str) -> Specification:
    ink = INKS[theme]
    x = alt.X(
        "place:N",
        title="Place in print",
        scale=alt.Scale(domain=[]),
        axis=alt.Axis(
            orient="top", labelAngle=-50, labelLimit=150, labelOverlap=False, ticks=False, domain=False
        ),
    )
    y = alt.Y(
        "row:N",
        title=None,
        scale=alt.Scale(domain=[]),
        axis=alt.Axis(
            labelLimit=190, ticks=False, domain=False, labelFontSize=12, labelOverlap=False, labelFlush=False
        ),
    )
    domain = [f"{SIGNS[verdict.code]} {verdict.label}" for verdict in VERDICTS]
    colour = alt.Color(
        "verdict:N",
        title=None,
        scale=alt.Scale(domain=domain, range=[TILES[theme][verdict.code] for verdict in VERDICTS]),
        legend=alt.Legend(orient="bottom", columns=1, labelLimit=260, symbolType="square", symbolOpacity=1),
    )
    tooltip = [
        alt.Tooltip("number:N", title="Number"),
        alt.Tooltip("printed:N", title="Printed"),
        alt.Tooltip("recomputed:N", title="Recomputed"),
        alt.Tooltip("told:N", title="Verdict"),
        alt.Tooltip("arithmetic:N", title="Arithmetic"),
    ]
    base = alt.Chart(alt.NamedData("tiles")).encode(x=x, y=y, opacity=alt.Opacity("weight:Q", scale=None))
    tiles = base.mark_rect(stroke=ink.ground, strokeWidth=1).encode(color=colour, tooltip=tooltip)
    signs = base.mark_text(fontSize=12, fontWeight=600, baseline="middle", color=ink.text).encode(
        text="sign:N", tooltip=tooltip
    )
    return structure_of(alt.layer(tiles, signs).properties(width="container"))


def caption_tiles(findings: Sequence[Finding], name: str) -> str:
    """Write the caption under a map."""
    return (
        f"{name}: {plural(len(findings), 'printed number')}, each a tile in its printed place; sign and colour give "
        "the verdict. Point at a tile for the printed and the recomputed number and the arithmetic."
    )


def alt_tiles(findings: Sequence[Finding], name: str) -> str:
    """Describe a map for a reader who cannot see it."""
    counts = Counter(finding.verdict for finding in findings)
    told = ", ".join(
        f"{counts[verdict.code]} {verdict.label.lower()}" for verdict in VERDICTS if counts[verdict.code]
    )
    places = "; ".join(
        f"{finding.cell.row}, {finding.cell.place}" for finding in findings if finding.verdict == INCONSISTENT
    )
    wrong = f" Inconsistent in print: {places}." if places else ""
    return f"Map of the printed numbers of {name}: {told}.{wrong} The table below holds the same."
