"""Colours, symbols and dashes: one look a group, in light and in dark."""

from dataclasses import dataclass

from lib.cohort.outcome import NON_RESPONDER, NOT_EVALUABLE, REMITTER, RESPONDER


@dataclass(frozen=True)
class Look:
    """How a group is drawn: colours for light and dark, symbol and dash so that colour is never alone."""

    light: str
    dark: str
    symbol: str
    dash: tuple[int, ...]

    def colour(self, theme: str) -> str:
        """Give the colour for the theme `light` or `dark`."""
        return self.dark if theme == "dark" else self.light


OUTCOME_LOOKS = {
    RESPONDER: Look("#0072B2", "#5AB4E5", "circle", ()),
    REMITTER: Look("#009E73", "#33C79A", "triangle-up", (6, 3)),
    NON_RESPONDER: Look("#6B6B6B", "#ABABAB", "square", (2, 2)),
    NOT_EVALUABLE: Look("#B5B5B5", "#6E6E6E", "diamond", (1, 3)),
}
#: For other groupings: Okabe and Ito's colour-blind safe palette, blue and vermilion first.
OTHER_LOOKS = (
    Look("#0072B2", "#5AB4E5", "circle", ()),
    Look("#C4570A", "#F0904E", "triangle-up", (6, 3)),
    Look("#6B6B6B", "#ABABAB", "square", (2, 2)),
    Look("#A8518A", "#DE94C2", "diamond", (8, 3, 2, 3)),
    Look("#8A7A00", "#E0CE4A", "cross", (1, 2)),
    Look("#4B3F9E", "#A79BEA", "triangle-down", (4, 4)),
)


def look_of(group: str, position: int) -> Look:
    """Give a group its look: outcome groups by name, everything else by position."""
    return OUTCOME_LOOKS.get(group) or OTHER_LOOKS[position % len(OTHER_LOOKS)]


@dataclass(frozen=True)
class Ink:
    """Colours of text and lines that Altair cannot take from the page."""

    text: str
    muted: str
    rule: str
    band: str
    ground: str


INKS = {
    "light": Ink("#1C2733", "#5A6673", "#D5DBE1", "#0072B2", "#FFFFFF"),
    "dark": Ink("#E8ECF0", "#A3AEBA", "#3A444F", "#5AB4E5", "#11161C"),
}
