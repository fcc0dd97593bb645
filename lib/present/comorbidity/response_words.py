"""Response in each, in words: answer, captions, and what a small cohort can and cannot show."""

from lib.analysis.comorbidity.features import DIAGNOSIS
from lib.analysis.comorbidity.response import ResponseRow, Responses
from lib.present.common.formats import format_level, format_p_equation, plural
from lib.present.comorbidity.forest import DIFFERENCE, difference_interval, empty_side, side_names
from lib.present.comorbidity.rows import format_n, format_percent, label_in_sentence, small_notice
from lib.present.comorbidity.tests import finds_any, finds_words, row_in_words
from lib.present.comorbidity.words import ALPHA, CANNOT, name_some
from lib.stats.result import Refusal


def sentence_responses(result: Responses) -> str:
    """Say how many respond, and whether that goes with any feature."""
    if result.refusal is not None:
        return result.refusal.reason
    if isinstance(result.overall, Refusal):
        return "No selected patient is evaluable."
    start = f"{format_n(result.overall)} are {result.counted.replace(' and ', ' or ')}"
    tested = [row for row in result.rows if row.p == row.p]
    if not tested:
        return f"{start}; nothing can be compared."
    first = min(tested, key=lambda row: row.p)
    figures = f"{row_in_words(first)}, {format_p_equation(first.p)}"
    low = [row for row in tested if row.p_holm < ALPHA]
    if low:
        differs = f"the share differs with {name_some(low)} at {format_level()} after Holm’s adjustment"
        return f"{start}; {differs}. Smallest p: {figures}."
    if len(tested) == 1:
        return f"{start}. {figures}."
    none = f"it goes with none of the {len(tested)} compared at {format_level()} after Holm’s adjustment"
    return f"{start}; {none}. Smallest p: {figures}."


def caption_forest(result: Responses, effect: str) -> str:
    """Write the caption of a forest plot."""
    if effect == DIFFERENCE:
        what = (
            "Difference of the proportions, with minus without, in percentage points; line: 95 % confidence interval, "
            f"{difference_interval(result)}."
        )
    else:
        what = (
            "Odds ratio, with against without, logarithmic; line: exact 95 % confidence interval. An arrow: the "
            "interval goes on beyond the axis, up to ∞ or down to 0 where a cell is empty; a hollow square: so does "
            "the estimate."
        )
    counted = f"{result.counted[0].upper()}{result.counted[1:]}"
    return f"{counted} of {plural(result.n_evaluable, 'evaluable patient')}. {what}"


def alt_forest(result: Responses, effect: str) -> str:
    """Describe a forest plot for a reader who cannot see it."""
    rows = "; ".join(
        row_in_words(row)
        if not isinstance(row.odds_ratio, Refusal)
        else f"{row.feature.label}: {empty_side(row)}"
        for row in result.rows[:12]
    )
    return f"Forest plot. {caption_forest(result, effect)} {rows}."


def limits_responses(result: Responses) -> str:
    """Say what the comparisons can and cannot show here."""
    if not result.rows:
        return ""
    notice = small_notice(sum(row.small for row in result.rows), len(result.rows), "comparison")
    none = [row for row in result.rows if not finds_any(row.detectable)]
    best = max(result.rows, key=lambda row: min(_sizes(row)))
    words = ""
    if finds_any(best.detectable):
        other = format_percent(best.without_feature.estimate, 0)
        it = best.feature.with_label if best.feature.kind == DIAGNOSIS else "it"
        words = (
            f"Take the most evenly divided, {label_in_sentence(best.feature)}: {_sizes_words(best)}, {other} % of the "
            f"latter {result.counted}. A difference is found in four of five studies only where {finds_words(best)} % "
            f"of those with {it} are (80 % power, {format_level()}). "
        )
    if none:
        words += f"{len(none)} of {plural(len(result.rows), 'comparison')} would find no difference, however large. "
    return f"{words}{CANNOT} {notice}".strip()


def _sizes(row: ResponseRow) -> tuple[int, int]:
    sides = (row.with_feature, row.without_feature)
    return tuple(0 if isinstance(side, Refusal) else side.n for side in sides)


def _sizes_words(row: ResponseRow) -> str:
    one, other = _sizes(row)
    names = side_names(row.feature)
    return f"{one} {names[0]}, {other} {names[1]}"
