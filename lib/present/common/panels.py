"""Panels side by side: the title of one, and all in one picture that leaves the page."""

from typing import Any

from lib.present.common.charts import Specification
from lib.present.common.palette import INKS

#: What belongs to the whole picture, or is set into each panel.
_SHARED = ("datasets", "$schema", "config")


def panel_title(text: str, subtitle: str, theme: str, size: float = 12, **more: object) -> Specification:
    """Write a panel's title with its figures below, of letters of that size."""
    ink = INKS[theme]
    return {
        "text": text,
        "subtitle": subtitle,
        "anchor": "start",
        "color": ink.text,
        "fontSize": 13,
        "subtitleColor": ink.muted,
        "subtitleFontSize": size,
        "offset": 8,
        **more,
    }


def join_in_rows(panels: tuple[Specification, ...], width: int, columns: int) -> Specification:
    """Set panels side by side in one specification, each with its data in it.

    Parameters
    ----------
    panels : tuple of dict
        Of layers with named data.
    width : int
        Of each panel, in pixels.
    columns : int
        Panels in a row.
    """
    joined = []
    for panel in panels:
        kept = {key: value for key, value in _with_data(panel, panel).items() if key not in _SHARED}
        layers = [_with_data(layer, panel) for layer in panel["layer"]]
        joined.append({**kept, "layer": layers, "width": width})
    first: dict[str, Any] = {key: panels[0][key] for key in ("$schema", "config") if key in panels[0]}
    return {**first, "concat": joined, "columns": columns}


def _with_data(part: Specification, panel: Specification) -> Specification:
    if "data" not in part:
        return part
    return {**part, "data": {"values": panel["datasets"][part["data"]["name"]]}}
