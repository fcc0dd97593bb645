"""Charts as picture files, drawn without a browser and without the network."""

from lib.present.charts import Specification

#: Size of a saved picture in CSS pixels, and how many dots make one in a PNG.
PICTURE_WIDTH = 760
PNG_SCALE = 3
FONT = "Source Sans 3, Source Sans Pro, Arial, Helvetica, sans-serif"


def _printable(chart: Specification) -> Specification:
    config = {**chart.get("config", {}), "font": FONT, "view": {"stroke": None}}
    return {**chart, "width": PICTURE_WIDTH, "background": "white", "padding": 16, "config": config}


def svg_of(chart: Specification) -> str:
    """Draw a chart as SVG."""
    import vl_convert

    return vl_convert.vegalite_to_svg(_printable(chart))


def png_of(chart: Specification) -> bytes:
    """Draw a chart as PNG, three dots a pixel, for slides and print."""
    import vl_convert

    return vl_convert.vegalite_to_png(_printable(chart), scale=PNG_SCALE)
