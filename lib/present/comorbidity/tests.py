"""Response with and without each feature as a printed table."""

from lib.analysis.comorbidity.features import DIAGNOSIS
from lib.analysis.comorbidity.response import ResponseRow, Responses
from lib.present.common.claims import join_words
from lib.present.common.formats import (
    MISSING,
    format_level,
    format_p,
    format_percent,
    plural,
)
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.comorbidity.forest import (
    difference_interval,
    difference_words,
    odds_words,
    side_names,
    sides_words,
)
from lib.present.comorbidity.rows import finds_words, format_n_interval
from lib.present.comorbidity.tables import adjusted_note, give_letters, letter_notes, marked
from lib.stats.common.result import Refusal, unwrap
from lib.stats.proportions.proportion import Proportion


def table_responses(result: Responses) -> PrintTable:
    """Set response with and without each feature: proportions, difference, odds ratio, p, and what could be found."""
    letters = give_letters(_remark(row) for row in result.rows)
    headings = (
        Heading(""),
        *(Heading(f"{name[0].upper()}{name[1:]}", "n (%)") for name in _columns(result)),
        Heading("Difference", "points [95 % CI]"),
        Heading("Odds ratio", "[95 % CI]"),
        Heading("p", "exact"),
        Heading("p", "Holm"),
        Heading("p", "FDR"),
        Heading("Detectable", f"{_detectable_in(result)}, %"),
    )
    lines = tuple(
        Line(
            (
                marked(row.feature.label, _remark(row), letters),
                _proportion(row.with_feature),
                _proportion(row.without_feature),
                difference_words(row) if not isinstance(row.difference, Refusal) else MISSING,
                odds_words(row) if not isinstance(row.odds_ratio, Refusal) else MISSING,
                format_p(row.p),
                format_p(row.p_holm),
                format_p(row.p_fdr),
                finds_words(row),
            )
        )
        for row in result.rows
    )
    counted = f"{result.counted[0].upper()}{result.counted[1:]}"
    by = (
        "with and without"
        if _columns(result) == ("With", "Without")
        else f"in {join_words(_columns(result))}"
    )
    caption = f"{counted} {by}, {plural(result.n_evaluable, 'evaluable patient')}"
    notes = (
        f"Difference: percentage points, {' minus '.join(sides_compared(result))}, "
        f"{difference_interval(result)}. Odds ratio: conditional "
        "estimate with exact interval; ∞ or 0 where a cell is empty. p: Fisher’s exact test. Intervals and p come from "
        "different methods and can disagree near the level of significance.",
        *adjusted_note(tuple(result.families.values())),
        f"Detectable: the percentage {_detectable_in(result)}, below or above, that is detected with 80 % power at "
        f"{format_level()}, at these numbers and the percentage seen on the other side; – where none is.",
        f"Of all evaluable patients: {format_n_interval(result.overall)} (Wilson).",
        *_left_out(result),
        *letter_notes(letters),
    )
    return PrintTable(caption, headings, lines, notes)


def _columns(result: Responses) -> tuple[str, str]:
    """Head the two columns: with and without, or the two diagnoses."""
    return side_names(result.rows[0].feature) if len(result.rows) == 1 else ("With", "Without")


def sides_compared(result: Responses) -> tuple[str, str]:
    """Name the sides in a sentence: with and without, or the two diagnoses."""
    return side_names(result.rows[0].feature) if len(result.rows) == 1 else ("with", "without")


def _detectable_in(result: Responses) -> str:
    """Say in whom the detectable percentage would be: with it, or in the first of two diagnoses."""
    first = result.rows[0].feature
    return f"in {first.with_label}" if len(result.rows) == 1 and first.kind == DIAGNOSIS else "with it"


def _proportion(side: Proportion | Refusal) -> str:
    if isinstance(side, Refusal):
        return "0/0"
    return f"{side.count}/{side.n} ({format_percent(side.estimate, 1)})"


def _remark(row: ResponseRow) -> str:
    parts = []
    if row.feature.within:
        parts.append(f"among the patients {row.feature.within}")
    if row.feature.n_missing:
        parts.append(f"not known of {plural(row.feature.n_missing, 'patient')}")
    refused = next((v.reason for v in (row.difference, row.odds_ratio) if isinstance(v, Refusal)), "")
    if refused:
        parts.append(f"not compared: {refused.rstrip('.')}")
    elif unwrap(row.odds_ratio).notes:
        parts.append(f"no odds ratio: {unwrap(row.odds_ratio).notes[0].rstrip('.')}")
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _left_out(result: Responses) -> list[str]:
    left = result.n - result.n_evaluable
    return [f"{plural(left, 'patient')} of {result.n} not evaluable, in no row."] if left else []


def row_in_words(row: ResponseRow) -> str:
    """Give a row as text, for those who cannot see the picture: label, both sides, odds ratio."""
    return f"{row.feature.label}: {sides_words(row)}, odds ratio {odds_words(row)}"
