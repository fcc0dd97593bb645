"""Charts as picture files, drawn without a browser and without the network.

A picture for a paper is drawn once, as SVG in light colours; PDF and PNG are made of that SVG, so that the three
are one picture. Its width is that of a journal's column to a tenth of a millimetre.
"""

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

from lib.export.picture_words import describe_pdf, describe_png, describe_svg
from lib.export.tables.cells import clean_text
from lib.present.common.charts import Specification, wrap_lines
from lib.present.common.figure import Figure
from lib.present.common.palette import grey_of

#: Size of a picture on a page of a report, in CSS pixels, and how many dots make one in a PNG.
PICTURE_WIDTH = 760
PNG_SCALE = 3
#: Shipped beside this file, so that a picture has its characters (Mg²⁺, ηp², ≥) on a machine without fonts.
FONTS = Path(__file__).parent / "fonts"
FONT_FILES = {400: "CohortSans-Regular.ttf", 600: "CohortSans-Bold.ttf"}
FONT = "'Cohort Sans', 'Source Sans 3', Arial, Helvetica, sans-serif"
#: Points of type in an inch, and millimetres.
POINTS, MILLIMETRES = 72.0, 25.4


@dataclass(frozen=True)
class PictureWidth:
    """A journal's column.

    Attributes
    ----------
    code, label : str
        In a file's name, and for the reader.
    millimetres : float
        Width of the picture.
    units : int
        Width of the drawing in its own units, in which letters are 10 to 13 high: the fewer, the larger the type.
    columns : int
        Panels side by side where there are several.
    letters : int
        Characters on a line of the notice below.
    flatter : float
        Height of a chart, as a proportion of its height on the page.
    """

    code: str
    label: str
    millimetres: float
    units: int
    columns: int
    letters: int
    flatter: float

    @property
    def points_a_unit(self) -> float:
        """Points (1/72 inch) of one unit of the drawing."""
        return self.millimetres / MILLIMETRES * POINTS / self.units


#: Single and double column as Elsevier (90 and 190 mm), Springer Nature (88 and 180 mm) and MDPI accept them.
PICTURE_WIDTHS = {
    width.code: width
    for width in (
        PictureWidth("single", "Single column (88 mm)", 88.0, 365, 2, 70, 0.78),
        PictureWidth("double", "Double column (180 mm)", 180.0, 680, 3, 135, 0.95),
    )
}
#: Dots an inch: half-tones and screens, and line art.
RESOLUTIONS = (300, 600)


def svg_of(chart: Specification) -> str:
    """Draw a chart as SVG for a page of a report."""
    svg: str = _drawing_program().vegalite_to_svg(_on_a_page(chart), allowed_base_urls=[])
    return svg


def png_of(chart: Specification) -> bytes:
    """Draw a chart as PNG for a page of a report, three dots a pixel."""
    png: bytes = _drawing_program().vegalite_to_png(_on_a_page(chart), scale=PNG_SCALE, allowed_base_urls=[])
    return png


def journal_svg(figure: Figure, width: str, *, grey: bool = False) -> bytes:
    """Draw a figure as SVG at a journal's width, with its fonts in it.

    Parameters
    ----------
    figure : Figure
        Its caption is for the text beside the picture; the notice that its data are synthetic stands in the picture.
    width : str
        Key of `PICTURE_WIDTHS`.
    grey : bool
        Black and white: colours become greys, dashes and symbols stay.

    Returns
    -------
    bytes
        SVG whose size is in millimetres, letters being text in an embedded font.
    """
    svg = _with_fonts(_sized(_drawn(figure, width, grey), PICTURE_WIDTHS[width], 1.0, "mm"))
    return describe_svg(svg, clean_text(figure.description)).encode()


def journal_pdf(figure: Figure, width: str, *, grey: bool = False) -> bytes:
    """Draw a figure as PDF at a journal's width, its fonts embedded; parameters as for `journal_svg`."""
    svg = _sized(_drawn(figure, width, grey), PICTURE_WIDTHS[width], POINTS / MILLIMETRES, "")
    return describe_pdf(_drawing_program().svg_to_pdf(svg), clean_text(figure.description))


def journal_png(figure: Figure, width: str, dpi: int, *, grey: bool = False) -> bytes:
    """Draw a figure as PNG at a journal's width and `dpi` dots an inch; else as `journal_svg`."""
    svg = _drawn(figure, width, grey)
    dots = round(PICTURE_WIDTHS[width].millimetres / MILLIMETRES * dpi)
    # The drawing program leaves out a part of a dot at the end: a hundredth keeps it from leaving out a whole one.
    scale = (dots + 0.01) / _size(svg)[0] * POINTS / dpi
    png = _drawing_program().svg_to_png(svg, scale=scale, ppi=dpi)
    return describe_png(png, clean_text(figure.description))


@cache
def _drawing_program() -> ModuleType:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _on_a_page(chart: Specification) -> Specification:
    config = {**chart.get("config", {}), "font": FONT, "view": {"stroke": None}}
    return {**chart, "width": PICTURE_WIDTH, "background": "white", "padding": 16, "config": config}


def _drawn(figure: Figure, width: str, grey: bool) -> str:
    """Draw a figure as SVG in its own units."""
    chart = _for_journal(figure.printed(), PICTURE_WIDTHS[width], figure.provenance.notice)
    svg = _drawing_program().vegalite_to_svg(chart, allowed_base_urls=[])
    svg = _OPAQUE_IN_PART.sub(_spread_opacity, svg)
    return _COLOUR.sub(lambda found: f'{found[1]}="{grey_of(found[2])}"', svg) if grey else svg


def _spread_opacity(mark: re.Match[str]) -> str:
    """Give the opacity of a mark to its line and its filling, which may have one of their own.

    A mark that is opaque in part is drawn on a sheet of its own, which takes seconds; this looks the same.
    """
    rest, spread = mark[1] + mark[3], ""
    for part in ("fill", "stroke"):
        own = re.search(rf'\s{part}-opacity="([\d.]+)"', rest)
        rest = rest.replace(own[0], "") if own else rest
        spread += f' {part}-opacity="{float(mark[2]) * float(own[1] if own else 1):g}"'
    return f"<path{spread}{rest}"


def _size(svg: str) -> tuple[float, float]:
    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("the drawing program gave an SVG without a size")
    return float(found[1]), float(found[2])


def _for_journal(chart: Specification, column: PictureWidth, notice: str) -> Specification:
    """Give a chart the width of a column, with the notice below it where there is one."""
    kept = dict(chart)
    config = {**kept.get("config", {}), "font": FONT, "view": {"stroke": None}}
    if notice:
        below = {
            "text": wrap_lines((notice,), column.letters),
            "orient": "bottom",
            "anchor": "start",
            "offset": 10,
        }
        kept["title"] = {**below, "fontSize": 10, "fontWeight": "normal", "frame": "bounds"}
    kept |= {"background": "white", "padding": 4, "config": config}
    if "concat" in kept:
        return {**kept, **_panels(kept, column)}
    if isinstance(kept.get("height"), int | float) and TALL_FROM <= kept["height"] <= TALL_TO:
        kept["height"] = round(kept["height"] * column.flatter)
    if "layer" in kept:
        kept["layer"] = [_with_whole_labels(layer, column) for layer in kept["layer"]]
    return {**kept, "width": column.units, "autosize": {"type": "fit-x", "contains": "padding"}}


def _with_whole_labels(layer: Specification, column: PictureWidth) -> Specification:
    """Let no label of a map be cut or left out: print has no pointer to ask for the rest."""
    encoding = dict(layer.get("encoding", {}))
    for channel in ("x", "y"):
        axis = encoding.get(channel, {}).get("axis")
        if not axis:
            continue
        if "labelLimit" in axis and channel == "y":
            axis = {**axis, "labelLimit": column.units * LONGEST_LABEL}
        if len(axis.get("values", ())) > MAX_LEVEL and axis.get("labelOverlap") and channel == "x":
            axis = {**axis, "labelOverlap": False, "labelAngle": -90, "labelBaseline": "middle"}
        encoding[channel] = {**encoding[channel], "axis": axis}
    return {**layer, "encoding": encoding}


def _panels(chart: Specification, column: PictureWidth) -> Specification:
    """Set panels side by side as many as the column has room for."""
    side = column.units / column.columns - PANEL_ROOM
    panels = []
    for panel in chart["concat"]:
        title = panel.get("title")
        if isinstance(title, dict) and isinstance(title.get("subtitle"), str):
            title = {**title, "subtitle": _broken(title["subtitle"], int(side / LETTER))}
        panels.append(
            {**panel, "width": side, "height": round(side * 0.8), **({"title": title} if title else {})}
        )
    return {"columns": column.columns, "concat": panels}


def _broken(figures: str, letters: int) -> list[str]:
    """Break a list of figures into lines between one and the next."""
    lines = [""]
    for figure in figures.split(", "):
        longer = f"{lines[-1]}, {figure}" if lines[-1] else figure
        if lines[-1] and len(longer) > letters:
            lines.append(figure)
        else:
            lines[-1] = longer
    return lines


#: Heights of charts that are made flatter; a lower one is a strip, a higher one a map with rows of their own height.
TALL_FROM, TALL_TO = 240, 480
#: Width of a letter of a panel's second line, in units of the drawing.
LETTER = 5.6
#: Longest label beside a map, as a proportion of the picture, and most labels below one that are set level.
LONGEST_LABEL, MAX_LEVEL = 0.6, 8
#: Room for the axis of a panel and between panels, in units of the drawing.
PANEL_ROOM = 72
_SIZE = re.compile(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"')
_OPAQUE_IN_PART = re.compile(r'<path\b([^>]*?)\sopacity="([\d.]+)"([^>]*)')
_COLOUR = re.compile(r'\b(fill|stroke|stop-color)="(#[0-9a-fA-F]{3,6}|rgb\([^"]*\))"')


def _sized(svg: str, column: PictureWidth, per_millimetre: float, unit: str) -> str:
    """Give an SVG the width of a column, and the height that belongs to it, in a unit of length."""
    width, height = _size(svg)
    wide = column.millimetres * per_millimetre
    start = svg.index("<svg")
    end = svg.index(">", start)
    head = re.sub(r'\bwidth="[^"]*"', f'width="{wide:.3f}{unit}"', svg[start:end], count=1)
    head = re.sub(r'\bheight="[^"]*"', f'height="{wide * height / width:.3f}{unit}"', head, count=1)
    return svg[:start] + head + svg[end:]


def _with_fonts(svg: str) -> str:
    """Put the fonts used into an SVG, as data."""
    bold = re.search(r'font-weight="(?:bold|[6-9]00)"', svg) is not None
    start = svg.index(">", svg.index("<svg")) + 1
    return f"{svg[:start]}<defs><style>{_font_faces(bold)}</style></defs>{svg[start:]}"


@cache
def _font_faces(bold: bool) -> str:
    faces = []
    for weight, file in FONT_FILES.items():
        if weight == 400 or bold:
            data = base64.b64encode((FONTS / file).read_bytes()).decode()
            faces.append(
                f"@font-face{{font-family:'Cohort Sans';font-weight:{weight} {weight + 100};"
                f"src:url(data:font/ttf;base64,{data}) format('truetype')}}"
            )
    return "".join(faces)
