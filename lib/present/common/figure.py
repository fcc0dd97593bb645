"""A figure with all that belongs to it: how it is drawn, its caption, words in its place, its provenance."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lib.present.common.charts import Specification, with_text_colours
from lib.present.common.number_style import NumberStyle, current_style, in_style
from lib.present.common.provenance import Provenance

#: Widest label beside the rows of a picture that leaves the page, in CSS pixels.
PRINTED_LABEL = 320


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure: none leaves the page without its provenance.

    Attributes
    ----------
    draw : callable
        Builds the Vega-Lite specification for a theme, `light` or `dark`; called when it is shown or written.
    caption, alt : str
        Words below the picture, and in its place for a reader who cannot see it.
    provenance : Provenance
        What it was made from, and whether no row is a real patient.
    test : str
        The test that belongs to the picture; it goes beside its files as text.
    draw_on_paper : callable or None
        Builds what the files show where that is another picture than the one on screen: labels that are cut there,
        panels that stand apart there.
    style : NumberStyle
        How its numbers are written: the style in force when it was made.
    """

    draw: Callable[[str], Specification]
    caption: str
    alt: str
    provenance: Provenance
    test: str = ""
    draw_on_paper: Callable[[], Specification] | None = None
    style: NumberStyle = field(default_factory=current_style)

    def on_screen(self, theme: str) -> Specification:
        """Draw it for the page, its text dark enough to be read."""
        return with_text_colours(self.draw(theme), theme)

    def printed(self) -> Specification:
        """Draw it for a file: in light colours, with whole labels."""
        with in_style(self.style):
            chart = self.draw("light") if self.draw_on_paper is None else self.draw_on_paper()
        return with_whole_labels(chart)

    @property
    def description(self) -> str:
        """Caption, the notice on synthetic data and provenance: what every file of it says."""
        return " ".join((self.caption, *self.provenance.lines))

    @property
    def text(self) -> str:
        """What belongs beside its files: caption and provenance, test, words for a reader who cannot see it."""
        parts = [self.description]
        if self.test:
            parts.append(f"Test:\n{self.test}" if "\n" in self.test else f"Test: {self.test}")
        if self.alt:
            parts.append(f"Alternative text: {self.alt}")
        return "\n\n".join(parts) + "\n"


def with_whole_labels(chart: Specification) -> Specification:
    """Let the labels beside the rows have the room they need: on the page a phone cuts them, a file does not."""
    layers = []
    for layer in chart.get("layer", []):
        encoding = dict(layer.get("encoding", {}))
        y = encoding.get("y")
        if y and y.get("axis") and "labelLimit" in y["axis"]:
            encoding["y"] = {**y, "axis": {**y["axis"], "labelLimit": PRINTED_LABEL}}
        layers.append({**layer, "encoding": encoding})
    return {**chart, "layer": layers} if layers else chart
