"""Charts as picture files, drawn without a browser and without the network."""

from functools import cache
from pathlib import Path
from types import ModuleType

from lib.present.charts import Specification

#: Size of a saved picture in CSS pixels, and how many dots make one in a PNG.
PICTURE_WIDTH = 760
PNG_SCALE = 3
#: Shipped beside this file, so that a picture has its signs (Mg²⁺, ηp², ≥) on a machine without fonts.
FONTS = Path(__file__).parent / "fonts"
FONT = "'Cohort Sans', 'Source Sans 3', Arial, Helvetica, sans-serif"


def _printable(chart: Specification) -> Specification:
    config = {**chart.get("config", {}), "font": FONT, "view": {"stroke": None}}
    return {**chart, "width": PICTURE_WIDTH, "background": "white", "padding": 16, "config": config}


@cache
def _drawing_program() -> ModuleType:
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def svg_of(chart: Specification) -> str:
    """Draw a chart as SVG."""
    return _drawing_program().vegalite_to_svg(_printable(chart))


def png_of(chart: Specification) -> bytes:
    """Draw a chart as PNG, three dots a pixel, for slides and print."""
    return _drawing_program().vegalite_to_png(_printable(chart), scale=PNG_SCALE)
