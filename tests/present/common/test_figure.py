"""A figure leaves in the number style in which it was made, whatever is in force when it is written."""

from lib.present.common.figure import Figure
from lib.present.common.formats import format_number
from lib.present.common.number_style import NumberStyle, in_style
from tests.export.shown_tables import provenance


def test_files_are_written_in_the_style_of_the_figure():
    with in_style(NumberStyle("comma")):
        figure = Figure(lambda theme: {"title": f"{theme} {format_number(0.5, 2)}"}, "", "", provenance())
    assert figure.printed()["title"] == "light 0,50"
