"""The patient looked at, in front of every chart that shows single patients, and the marks that choose one."""

import altair as alt
import pandas as pd

from lib.present.common.palette import INKS

#: Name of the data set of the patient in front.
CHOSEN = "chosen"
#: Name of the selection of a region.
REGION = "region"


def choose_by(where: str = "") -> alt.Parameter:
    """Make the selection by which a click on a mark chooses its patient: on points, or with `_line` on lines."""
    return alt.selection_point(name=f"patient{where}", fields=["patient"], on="click", empty=False)


def choose_region() -> alt.Parameter:
    """Make the selection of a region drawn up with the mouse; a finger that moves over the picture scrolls the page."""
    drawn = "[pointerdown[event.pointerType === 'mouse'], window:pointerup] > window:pointermove!"
    return alt.selection_interval(name=REGION, encodings=["x", "y"], on=drawn, translate=False, zoom=False)


def chosen_rows(frame: pd.DataFrame, patient: str) -> pd.DataFrame:
    """Take the rows of a patient out of what a chart draws, the last of them with the patient's name.

    Parameters
    ----------
    frame : DataFrame
        With a column `patient`.
    patient : str
        Identifier; empty for nobody.
    """
    own = frame[frame["patient"] == patient] if patient and len(frame) else frame.iloc[:0]
    return own.assign(name=[""] * (len(own) - 1) + [patient] * min(len(own), 1))


def chosen_layers(
    x: alt.X, y: alt.Y, tooltip: list[alt.Tooltip], theme: str, *, line: bool
) -> list[alt.Chart]:
    """Draw the patient in front: a black ring around each point, a line where wanted, the name at the end."""
    ink, base = INKS[theme], alt.Chart(alt.NamedData(CHOSEN))
    lines = [base.mark_line(color=ink.text, strokeWidth=3).encode(x=x, y=y, detail="group:N")] if line else []
    return [
        *lines,
        base.mark_point(
            opacity=1, color=ink.text, fill=ink.ground, filled=True, stroke=ink.text, strokeWidth=2.5, size=85
        ).encode(x=x, y=y, tooltip=tooltip),
        base.mark_text(color=ink.text, fontSize=12, fontWeight=700, dy=-13).encode(x=x, y=y, text="name:N"),
    ]
