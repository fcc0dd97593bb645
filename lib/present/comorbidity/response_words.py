"""Response by feature, in words: answer, captions, and what a small cohort can and cannot show."""

from lib.analysis.comorbidity.features import DIAGNOSIS
from lib.analysis.comorbidity.response import ResponseRow, Responses
from lib.present.common.claims import find_most, find_rows, join_some, words_found, words_level, words_p
from lib.present.common.formats import format_level, format_percent, plural
from lib.present.comorbidity.forest import (
    DIFFERENCE,
    difference_interval,
    difference_words,
    empty_side,
    odds_words,
    side_names,
    sides_words,
)
from lib.present.comorbidity.rows import (
    CANNOT,
    finds_any,
    finds_words,
    format_n_interval,
    label_in_sentence,
    small_notice,
)
from lib.present.comorbidity.tests import row_in_words, sides_compared
from lib.stats.common.result import Refusal, unwrap


def sentence_responses(result: Responses) -> str:
    """Say how many respond, and whether that is associated with any feature."""
    if result.refusal is not None:
        return result.refusal.reason
    if isinstance(result.overall, Refusal):
        return "No selected patient is evaluable."
    counted = result.counted.replace(" and ", " or ")
    start = f"{counted[0].upper()}{counted[1:]}: {format_n_interval(result.overall)}"
    tested = [row for row in result.rows if row.p == row.p]
    if not tested:
        return f"{start}; nothing can be compared."
    if len(tested) == 1:
        return f"{start}. {_figures(tested[0], 1)}."
    found = find_rows(tested, lambda row: row.p_holm)
    count = words_found(len(found), len(tested), "comparison")
    level, differ = words_level("holm", len(tested)), "differs" if len(found) == 1 else "differ"
    if found:
        named = join_some([_figures(row, len(tested)) for row in found])
        return f"{start}. {named}. The proportions {differ} in {count} ({level})."
    smallest = join_some([_figures(row, len(tested)) for row in find_most(tested, lambda row: -row.p)])
    differ = f"The proportions differ detectably in {count} ({level})"
    return f"{start}. Of the comparisons, smallest p: {smallest}. {differ}."


def _figures(row: ResponseRow, tests: int) -> str:
    """Give a row: both sides, difference and odds ratio with their intervals, then the test."""
    difference = "" if isinstance(row.difference, Refusal) else f"difference {difference_words(row)} points, "
    return (
        f"{row.feature.label}: {sides_words(row)}, {difference}odds ratio {odds_words(row)}, 95 % CI each; "
        f"Fisher’s exact {words_p(row.p, row.p_holm, tests)}"
    )


def caption_forest(result: Responses, effect: str) -> str:
    """Write the caption of a forest plot."""
    one, other = sides_compared(result)
    squares = f"Squares grow with n; filled: {format_level()} after Holm’s adjustment."
    if effect == DIFFERENCE:
        what = (
            f"Difference of the proportions, {one} minus {other}, in percentage points; line: 95 % confidence "
            f"interval, {difference_interval(result)}. {squares}"
        )
    else:
        what = (
            f"Odds ratio, {one} against {other}, logarithmic; line: exact 95 % confidence interval. An arrow: the "
            "interval goes on beyond the axis, up to ∞ or down to 0 where a cell is empty, as does an estimate at the "
            f"end. {squares}"
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
    compared = [row for row in result.rows if row.p == row.p]
    if not compared:
        return ""
    notice = small_notice(sum(row.small for row in result.rows), len(result.rows), "comparison")
    missed = sum(not finds_any(row.detectable) for row in compared)
    words = ""
    if missed:
        what = f"{missed} of {len(compared)} comparisons" if len(compared) > 1 else "this comparison"
        words = (
            f"In {what} even the largest possible difference would be detected with less than 80 % power. "
        )
    return f"{_detectable(result, compared)}{words}{CANNOT} {notice}".strip()


def _detectable(result: Responses, compared: list[ResponseRow]) -> str:
    """Take the comparison with the most patients on its smaller side, and say what it would detect."""
    most = find_most(compared, lambda row: min(_sizes(row)))
    best = most[0]
    if not finds_any(best.detectable):
        return ""
    other = format_percent(unwrap(best.without_feature).estimate)
    names = side_names(best.feature)
    which = "The comparison"
    if len(compared) > 1:
        largest = (
            "The largest comparison" if len(most) == 1 else f"One of the {len(most)} largest comparisons"
        )
        which = f"{largest}, {label_in_sentence(best.feature)}"
    ends = finds_words(best).replace("≤", "at most").replace("≥", "at least").replace(" or", " % or")
    those = f"those with {names[0]}" if best.feature.kind == DIAGNOSIS else f"those {names[0]} it"
    counted = result.counted.replace(" and ", " or ")
    return (
        f"{which} ({_sizes_words(best)}; {other} % of the latter {counted}) detects a difference with 80 % "
        f"power ({format_level()}) only where {ends} % of {those} are {counted}. "
    )


def _sizes(row: ResponseRow) -> tuple[int, int]:
    with_it, without = (
        0 if isinstance(side, Refusal) else side.n for side in (row.with_feature, row.without_feature)
    )
    return with_it, without


def _sizes_words(row: ResponseRow) -> str:
    one, other = _sizes(row)
    names = side_names(row.feature)
    return f"{one} {names[0]}, {other} {names[1]}"
