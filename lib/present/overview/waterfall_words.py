"""The waterfall in words: its sentence, caption, description and table, and the figure that holds them."""

from lib.analysis.common.question import Question
from lib.analysis.overview.waterfall import PERCENT, PatientChange, Waterfall
from lib.cohort.codebook import in_sentence
from lib.cohort.outcome import OUTCOME_LABELS
from lib.present.common.claims import join_words
from lib.present.common.figure import Figure
from lib.present.common.formats import format_count, format_number, plural
from lib.present.common.provenance import provenance_of
from lib.present.common.references import cite
from lib.present.common.sizes import format_signed
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.overview.waterfall import CLASS_WIDTHS, chart_waterfall, is_counted

#: Where the points that matter come from.
MEANINGFUL_SOURCE = "Turkoz et al., 2021"
#: Most patients that a table lists one by one; of more the table counts them by group.
MAX_LISTED = 200


def figure_waterfall(question: Question, result: Waterfall, by: str, patient: str = "") -> Figure:
    """Give each patient's change as a figure, one patient marked."""
    return Figure(
        lambda theme: chart_waterfall(result, by, theme, patient),
        caption_waterfall(result, by),
        f"{'Histogram' if is_counted(result) else 'Waterfall chart'}. {sentence_waterfall(result)} "
        f"{caption_waterfall(result, by)}",
        provenance_of(question),
        draw_on_paper=lambda: chart_waterfall(result, by, "light", patient, titled=True),
    )


def sentence_waterfall(result: Waterfall) -> str:
    """Say how many patients improved by how much: `17 of 49 patients fell by at least 50 % …`."""
    n, scale, percent = len(result.rows), result.scale.label, result.definition.response_percent
    first, last = in_sentence(result.first.short), in_sentence(result.last.short)
    if not n:
        return f"No selected patient has a change of {scale} from {first} to {last}."
    parts = [f"by at least {percent} % in {result.n_responded} of {plural(n, 'patient')}"]
    parts += [f"by at least {mark} points in {found}" for mark, found in result.meaningful]
    return f"{scale} fell {join_words(parts)}; remission in {result.n_remitted}."


def title_waterfall(result: Waterfall) -> str:
    """Name the picture."""
    return f"Change of {result.scale.label} from {result.first.short} to {result.last.short}, each patient"


def caption_waterfall(result: Waterfall, by: str) -> str:
    """Write the caption under the picture: what a bar, the lines and the short marks are."""
    scale, definition = result.scale.label, result.definition
    first, last = in_sentence(result.first.short), in_sentence(result.last.short)
    n = len(result.rows)
    unit = f"in per cent of {first}" if by == PERCENT else "in points"
    what = f"Change of {scale} from {first} to {last}, {unit}; {plural(n, 'evaluable patient')} of {result.n}"
    if is_counted(result):
        width = f"{CLASS_WIDTHS[by]:g} {'percentage points' if by == PERCENT else 'points'}"
        parts = [f"{what}, counted in classes of {width}, coloured by outcome"]
    else:
        parts = [f"{what}, one bar a patient, coloured by outcome"]
    if by == PERCENT:
        parts.append(f"dashed: the response threshold of {definition.response_percent} %")
    elif result.meaningful:
        marks = " and ".join(str(mark) for mark, _ in result.meaningful)
        parts.append(
            f"dashed: {marks} points, a clinically meaningful and a substantial change {cite(MEANINGFUL_SOURCE)}"
        )
    if not is_counted(result):
        parts.append(
            f"short marks: the change that would bring {scale} to {definition.remission_cutoff}, the cutoff"
        )
        if by != PERCENT:
            parts.append(f"dotted marks: the change that would be {definition.response_percent} %")
    if result.n_carried:
        parts.append(f"{plural(result.n_carried, 'rating')} carried forward to {last}")
    if definition.grouping != "disjoint":
        parts.append("a remitter has the colour of remission, also where counted among the responders")
    return "; ".join(parts) + "."


def table_waterfall(result: Waterfall, by: str) -> PrintTable:
    """Set every patient's change; of many patients, the groups with their changes counted."""
    if len(result.rows) > MAX_LISTED:
        return _table_counts(result)
    decimals = result.scale.decimals
    first, last = result.first.short, result.last.short
    headings = (
        Heading("Patient", text=True),
        Heading("Outcome", text=True),
        Heading(first),
        Heading(last),
        Heading("Change", "points"),
        Heading("Change", "%"),
    )
    lines = tuple(_line(row, decimals) for row in result.ordered(by))
    return PrintTable(
        f"Change of {result.scale.label} from {first} to {last}", headings, lines, _notes(result)
    )


def _line(row: PatientChange, decimals: int) -> Line:
    numbers = (format_number(row.baseline, decimals), format_number(row.endpoint, decimals))
    changes = (format_signed(row.points, decimals), format_signed(row.percent, 1))
    return Line((row.patient, OUTCOME_LABELS[row.group], *numbers, *changes))


def _table_counts(result: Waterfall) -> PrintTable:
    n = len(result.rows)
    percent, cutoff = result.definition.response_percent, result.definition.remission_cutoff
    lines = [
        Line((f"Fell by at least {percent} %", format_count(result.n_responded, n))),
        Line((f"At most {cutoff} at {in_sentence(result.last.short)}", format_count(result.n_remitted, n))),
    ]
    lines += [Line((f"Fell by at least {m} points", format_count(k, n))) for m, k in result.meaningful]
    title = f"Change of {result.scale.label} from {result.first.short} to {result.last.short}"
    return PrintTable(
        title, (Heading("", text=True), Heading("Patients", f"of {n}")), tuple(lines), _notes(result)
    )


def _notes(result: Waterfall) -> tuple[str, ...]:
    left_out = result.n - len(result.rows)
    notes = ["A fall is an improvement."]
    if left_out:
        notes.append(f"{plural(left_out, 'selected patient')} not evaluable.")
    if result.meaningful:
        marks = " and ".join(f"{mark} points ({found})" for mark, found in result.meaningful)
        notes.append(
            f"Patients whose score fell by at least {marks}; on the MADRS these are a clinically meaningful and a "
            f"clinically substantial change {cite(MEANINGFUL_SOURCE)}."
        )
    return tuple(notes)
