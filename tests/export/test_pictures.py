"""Pictures at journal widths: size, fonts, least type, greys, and nothing asked of a network."""

import io
import re
import zlib
from itertools import pairwise

import pytest
from PIL import Image

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.association.correlations import analyse_association
from lib.analysis.association.groups import divide_association
from lib.analysis.common.question import Question
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import SYNTHETIC_NOTICE, read_bundled_cohort
from lib.cohort.units import magnesium_unit
from lib.export.pictures import (
    PICTURE_WIDTHS,
    journal_pdf,
    journal_png,
    journal_svg,
)
from lib.present.anova.means_chart import chart_means
from lib.present.association.chart import chart_panels, join_panels
from lib.present.common.charts import Specification
from lib.present.common.figure import Figure
from lib.present.common.palette import OTHER_LOOKS, OUTCOME_LOOKS, grey_of
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.view import TrajectoryView
from tests.export.shown_tables import LAST_LINE, provenance

QUESTION = Question(read_bundled_cohort())
CAPTION = "Mean Mg²⁺ by visit; error bars: standard error."
MILLIMETRES = {"single": 88.0, "double": 180.0}
SIZE = re.compile(rb'<svg[^>]*width="([\d.]+)mm"[^>]*height="([\d.]+)mm"[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"')


@pytest.fixture(scope="module")
def trajectory() -> Figure:
    view = TrajectoryView(unit=magnesium_unit("mmol"), lines=True, reference=True)
    chart = chart_trajectory(summarise_trajectory(QUESTION, "mg", "outcome"), QUESTION.cohort.patients, view)
    return figure_of(chart)


def figure_of(chart: Specification, *, synthetic: bool = True) -> Figure:
    return Figure(lambda _: chart, CAPTION, "Words", provenance(synthetic=synthetic))


@pytest.fixture(scope="module")
def others() -> list[Figure]:
    found = analyse_association(QUESTION, "mg", "madrs", "spearman")
    groups = divide_association(QUESTION, found, "visit_pre", "outcome")
    panels = chart_panels(found, groups, QUESTION.cohort.patients, "visit", "light", legend=True)
    means = chart_means(analyse_anova(QUESTION, "mg", "outcome", "III"), "light")
    return [figure_of(means), figure_of(join_panels(panels))]


@pytest.mark.parametrize("width", PICTURE_WIDTHS)
@pytest.mark.parametrize("dpi", [300, 600])
def test_png_has_the_dots_of_its_millimetres(trajectory, width, dpi):
    picture = Image.open(io.BytesIO(journal_png(trajectory, width, dpi)))
    assert picture.width == round(MILLIMETRES[width] / 25.4 * dpi)
    assert picture.info["dpi"] == pytest.approx((dpi, dpi), rel=1e-4)


@pytest.mark.parametrize("width", PICTURE_WIDTHS)
def test_svg_has_its_width_its_fonts_and_type_that_can_be_read(trajectory, others, width):
    for chart in (trajectory, *others):
        svg = journal_svg(chart, width)
        millimetres, height, units, units_high = map(float, SIZE.search(svg).groups())
        assert millimetres == MILLIMETRES[width]
        assert height == pytest.approx(millimetres * units_high / units, abs=0.01)
        sizes = [float(size) for size in re.findall(rb'font-size="([\d.]+)px"', svg)]
        assert min(sizes) * millimetres / units / 25.4 * 72 >= 6.0
        assert svg.count(b"@font-face") == 2
        assert b"url(data:font/ttf;base64,AAEAAAA" in svg
        assert set(re.findall(rb'font-family="([^"]*)"', svg)) == {
            b"'Cohort Sans', 'Source Sans 3', Arial, Helvetica, sans-serif"
        }
        outside = re.findall(
            rb"(?:https?:)?//[\w.]+", re.sub(rb'xmlns(:\w+)?="[^"]*"|base64,[^)]*', b"", svg)
        )
        assert not outside


def test_pdf_is_of_its_size_with_its_fonts_in_it(trajectory):
    pdf = journal_pdf(trajectory, "single")
    streams = [
        zlib.decompress(found) for found in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", pdf, re.DOTALL)
    ]
    objects = b"\n".join([pdf, *streams])
    box = [float(end) for end in re.search(rb"/MediaBox\s*\[([\d.\s]+)\]", objects)[1].split()]
    assert box[2] - box[0] == pytest.approx(88 / 25.4 * 72, abs=0.01)
    names = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", objects))
    assert names == {b"CohortSans-Regular", b"CohortSans-Bold"}
    assert len(re.findall(rb"/FontFile[23]?\b", objects)) == 2


@pytest.mark.parametrize("width", PICTURE_WIDTHS)
def test_black_and_white_has_no_colour(trajectory, others, width):
    for chart in (trajectory, *others):
        dots = Image.open(io.BytesIO(journal_png(chart, width, 100, grey=True))).convert("RGB")
        assert all(red == green == blue for _, (red, green, blue) in dots.getcolors(1 << 24))
    coloured = Image.open(io.BytesIO(journal_png(trajectory, width, 100))).convert("RGB")
    assert any(red != blue for _, (red, _, blue) in coloured.getcolors(1 << 24))


def test_groups_differ_in_grey_dash_and_symbol():
    for looks in (list(OUTCOME_LOOKS.values()), OTHER_LOOKS[:3]):
        greys = sorted(int(grey_of(look.light)[1:3], 16) for look in looks)
        assert min(b - a for a, b in pairwise(greys)) >= 0x20
        assert len({look.symbol for look in looks}) == len({look.dash for look in looks}) == len(looks)


@pytest.mark.parametrize(
    ("colour", "grey"),
    [("#0072B2", "#000000"), ("#fff", "#FFFFFF"), ("rgb(255, 0, 0)", "#4C4C4C"), ("#00FF00", "#969696")],
)
def test_greys(colour, grey):
    assert grey_of(colour) == grey


def test_the_caption_is_beside_the_picture_and_the_notice_in_it(trajectory):
    assert trajectory.text == f"{CAPTION} {SYNTHETIC_NOTICE} {LAST_LINE}\n\nAlternative text: Words\n"
    words = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", journal_svg(trajectory, "double").decode()))
    assert "No row is a real patient" in words
    assert "error bars" not in words
    own = figure_of(trajectory.printed(), synthetic=False)
    assert "No row is a real patient" not in journal_svg(own, "single").decode()


def test_every_file_says_within_itself_what_it_shows(trajectory):
    words = f"{CAPTION} {SYNTHETIC_NOTICE} {LAST_LINE}"
    assert f"<desc>{words}</desc>" in journal_svg(trajectory, "single").decode()
    picture = Image.open(io.BytesIO(journal_png(trajectory, "single", 100)))
    picture.load()
    assert picture.text["Description"] == words
    pdf = journal_pdf(trajectory, "single")
    subject = re.search(rb"/Subject <([0-9a-f]+)>", pdf)[1]
    assert bytes.fromhex(subject.decode()).decode("utf-16") == words
    # The last table of places names the place where the updated object begins.
    place = int(re.search(rb"xref\n\d+ 1\n(\d{10}) 00000 n\r\ntrailer", pdf)[1])
    assert re.match(rb"\d+ 0 obj\n<< /Producer", pdf[place:])
    assert pdf[int(re.search(rb"startxref\n(\d+)\n%%EOF\n$", pdf)[1]) :].startswith(b"xref\n")


def test_a_mark_may_be_opaque_in_part_twice():
    """A filling of 0.5 in a mark of 0.4 is drawn with 0.5 × 0.4 = 0.2; the line, with 0.4."""
    chart = {
        "data": {"values": [{"a": 1}]},
        "mark": {"type": "bar", "opacity": 0.4, "fillOpacity": 0.5},
        "encoding": {"x": {"field": "a", "type": "quantitative"}},
    }
    assert b'<path fill-opacity="0.2" stroke-opacity="0.4"' in journal_svg(figure_of(chart), "single")
    assert journal_pdf(figure_of(chart), "single").startswith(b"%PDF")


def test_a_picture_asks_for_nothing_outside():
    chart = {
        "data": {"url": "http://127.0.0.1:9/cohort.csv"},
        "mark": "point",
        "encoding": {"x": {"field": "a"}},
    }
    with pytest.raises(ValueError, match="External data url"):
        journal_svg(figure_of(chart), "single")
