"""Colours, symbols and dashes: one look a group, in light and in dark."""

from dataclasses import dataclass

from lib.cohort.outcome import NON_RESPONDER, NOT_EVALUABLE, REMITTER, RESPONDER


@dataclass(frozen=True)
class GroupStyle:
    """How a group is drawn: colours for light and dark, symbol and dash so that colour is never alone."""

    light: str
    dark: str
    symbol: str
    dash: tuple[int, ...]

    def colour(self, theme: str) -> str:
        """Give the colour for the theme `light` or `dark`."""
        return self.dark if theme == "dark" else self.light

    def ink(self, theme: str) -> str:
        """Give the colour of the group's name: its own, or a stronger one where text in it would be hard to read."""
        return INK_OF.get(self.colour(theme), self.colour(theme))


#: Colours that suffice for marks but not for text, and the ones that do: 4.5 : 1 against the page's ground.
INK_OF = {
    "#009E73": "#007D5B",
    "#B5B5B5": "#707070",
    "#6E6E6E": "#8F8F8F",
    "#C4570A": "#B34E06",
    "#8A7A00": "#7A6C00",
}

OUTCOME_LOOKS = {
    RESPONDER: GroupStyle("#0072B2", "#5AB4E5", "circle", ()),
    REMITTER: GroupStyle("#009E73", "#33C79A", "triangle-up", (6, 3)),
    NON_RESPONDER: GroupStyle("#6B6B6B", "#ABABAB", "square", (2, 2)),
    NOT_EVALUABLE: GroupStyle("#B5B5B5", "#6E6E6E", "diamond", (1, 3)),
}
#: For other groupings: Okabe and Ito's colour-blind safe palette, blue and vermilion first.
OTHER_LOOKS = (
    GroupStyle("#0072B2", "#5AB4E5", "circle", ()),
    GroupStyle("#C4570A", "#F0904E", "triangle-up", (6, 3)),
    GroupStyle("#6B6B6B", "#ABABAB", "square", (2, 2)),
    GroupStyle("#A8518A", "#DE94C2", "diamond", (8, 3, 2, 3)),
    GroupStyle("#8A7A00", "#E0CE4A", "cross", (1, 2)),
    GroupStyle("#4B3F9E", "#A79BEA", "triangle-down", (4, 4)),
)


def look_of(group: str, position: int) -> GroupStyle:
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


#: Greys of the black-and-white picture, for colours of groups and of verdicts whose own lightness would be told
#: apart too little; dash, symbol and the sign on a tile tell them apart as well.
GREYS = {
    "#0072B2": "#000000",
    "#009E73": "#4D4D4D",
    "#6B6B6B": "#808080",
    "#B5B5B5": "#BDBDBD",
    "#C4570A": "#5E5E5E",
    "#A8518A": "#3A3A3A",
    "#8A7A00": "#767676",
    "#4B3F9E": "#1F1F1F",
    "#D3E5F2": "#F1F1F1",
    "#93C3E6": "#DADADA",
    "#F2DC86": "#C4C4C4",
    "#E5834F": "#8C8C8C",
    "#C98BB4": "#A8A8A8",
    "#E6E9EC": "#FFFFFF",
}


def grey_of(colour: str) -> str:
    """Give the grey in which a colour is printed in black and white.

    Parameters
    ----------
    colour : str
        `#rgb`, `#rrggbb` or `rgb(r, g, b)`.

    Returns
    -------
    str
        `#rrggbb` with three equal parts: the grey chosen for a group's colour, else the colour's own lightness
        (ITU-R BT.601).
    """
    if colour.upper() in GREYS:
        return GREYS[colour.upper()]
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) == 7 else "".join(character * 2 for character in colour[1:4])
        parts = [int(digits[place : place + 2], 16) for place in (0, 2, 4)]
    else:
        parts = [round(float(part)) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    light = round(0.299 * parts[0] + 0.587 * parts[1] + 0.114 * parts[2])
    return f"#{light:02X}{light:02X}{light:02X}"
