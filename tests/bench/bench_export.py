"""How long a file takes: every form of a table and of a figure, the first of a process and the median after it.

    python -m tests.bench.bench_export

Targets: a table 0.3 s, a figure 1 s.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from lib.analysis.common.question import Question
from lib.analysis.data.completeness import summarise_data
from lib.analysis.trajectory.summary import summarise_trajectory
from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.units import magnesium_unit
from lib.export.pictures import PICTURE_WIDTHS, RESOLUTIONS, journal_pdf, journal_png, journal_svg
from lib.export.tables.clipboard import clipboard_html
from lib.export.tables.data_csv import csv_of
from lib.export.tables.excel import excel_of
from lib.export.tables.latex import latex_of
from lib.export.tables.word import word_of
from lib.present.common.figure import Figure
from lib.present.common.table import html_document
from lib.present.data.quality import chart_completeness
from lib.present.trajectory.chart import chart_trajectory
from lib.present.trajectory.view import TrajectoryView
from tests.export.shown_tables import paper_table, provenance

REPEAT = 7
TABLE_SECONDS, FIGURE_SECONDS = 0.3, 1.0


def main() -> None:
    """Measure every form and print the times."""
    question, table = Question(read_bundled_cohort()), paper_table().about(provenance())
    print(f"{'file':44s} {'first, ms':>10s} {'median, ms':>11s}")
    for name, make in (
        ("Word", word_of),
        ("Excel", excel_of),
        ("LaTeX", latex_of),
        ("CSV", csv_of),
    ):
        show(f"Table 1 as {name}", lambda make=make: make(table), TABLE_SECONDS)
    show("Table 1 as HTML", lambda: html_document(table), TABLE_SECONDS)
    show("Table 1 for the clipboard", lambda: clipboard_html(table), TABLE_SECONDS)
    view = TrajectoryView(unit=magnesium_unit("mmol"), lines=True, reference=True)
    trajectory = summarise_trajectory(question, "mg", "outcome")
    charts = {
        "trajectories": lambda _: chart_trajectory(trajectory, question.cohort.patients, view),
        "completeness": lambda theme: chart_completeness(summarise_data(question), theme),
    }
    for name, draw_chart in charts.items():
        figure = Figure(draw_chart, name, name, provenance())
        for width in PICTURE_WIDTHS:
            show(f"{name}, {width}, SVG", lambda f=figure, w=width: journal_svg(f, w), FIGURE_SECONDS)
            show(f"{name}, {width}, PDF", lambda f=figure, w=width: journal_pdf(f, w), FIGURE_SECONDS)
            for dpi in RESOLUTIONS:
                draw = lambda f=figure, w=width, d=dpi: journal_png(f, w, d)  # noqa: E731
                show(f"{name}, {width}, PNG {dpi} dpi", draw, FIGURE_SECONDS)


def show(name: str, make: Callable[[], object], target: float) -> None:
    """Time one form and print its line."""
    times = []
    for _ in range(REPEAT + 1):
        start = perf_counter()
        make()
        times.append(perf_counter() - start)
    usual = median(times[1:])
    over = "  over the target" if usual > target else ""
    print(f"{name:44s} {1000 * times[0]:10.0f} {1000 * usual:11.0f}{over}")


if __name__ == "__main__":
    main()
