"""A measure in each feature, in words: answer, captions, lines to copy, and what can and cannot be shown."""

import math

from lib.analysis.comorbidity.course_results import CourseRow, Courses
from lib.analysis.comorbidity.features import COMORBIDITY, DIAGNOSIS, Feature
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import (
    MAX_NAMED,
    find_most,
    find_rows,
    join_some,
    words_adjusted,
    words_correction,
    words_found,
    words_level,
)
from lib.present.common.formats import (
    format_dfs,
    format_level,
    format_number,
    format_p_equation,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.sizes import (
    decimals_of_means,
    format_signed,
    words_difference,
    words_interval,
    words_than,
)
from lib.present.comorbidity.courses import SHORT_CORRECTIONS
from lib.present.comorbidity.rows import CANNOT, sizes_heading
from lib.stats.common.result import Refusal, reason_of, unwrap


def sentence_courses(result: Courses) -> str:
    """Say whether the course differs with any feature."""
    if result.withheld:
        return result.withheld
    label = result.measure.label
    tested = [row for row in result.rows if not isinstance(row.interaction, Refusal)]
    if not tested:
        reason = next((reason_of(row.interaction) for row in result.rows), "nothing to compare")
        return f"The course of {label} cannot be compared here: {reason}"
    found = find_rows(tested, lambda row: unwrap(row.interaction).p_holm)
    if len(tested) == 1:
        differs = "differs" if found else "does not differ detectably"
        return (
            f"{words_apart(tested[0], result)}The course of {label} {differs} (time × {in_sentence(tested[0].label)}): "
            f"{figures_course(tested[0], result)}, unadjusted."
        )
    level, shown = words_level("holm", len(tested)), found[:MAX_NAMED] or _smallest(tested)[:1]
    start = "".join(words_apart(row, result) for row in shown)
    if found:
        count = words_found(len(found), len(tested), "comparison")
        named = join_some([_named(row, result, len(tested)) for row in found])
        return f"{start}The course of {label} differs in {count} ({level}): {named}."
    smallest = join_some([_named(row, result, len(tested)) for row in _smallest(tested)])
    return (
        f"{start}In none of {plural(len(tested), 'comparison')} does the course of {label} differ detectably "
        f"({level}); smallest p: {smallest}."
    )


def _smallest(tested: list[CourseRow]) -> list[CourseRow]:
    return find_most(tested, lambda row: -unwrap(row.interaction).p_used)


def _named(row: CourseRow, result: Courses, tests: int) -> str:
    adjusted = words_adjusted(unwrap(row.interaction).p_holm, tests)
    return f"{in_sentence(row.label)} ({figures_course(row, result)}, {adjusted})"


def words_apart(row: CourseRow, result: Courses) -> str:
    """Say how far the changes of the two sides lie apart, with the interval; empty where there are not two."""
    apart, measure = row.apart, result.measure
    if apart is None or row.feature is None:
        return ""
    one, other = _sides_in_words(row, row.feature)
    size = f"{words_difference(apart.difference, measure)} {one} {words_than(apart.difference)} {other}"
    figure = format_signed(apart.difference, decimals_of_means(measure))
    interval = (
        "no interval, as a side has no spread"
        if math.isnan(apart.se)
        else f"{words_interval(apart.ci_low, apart.ci_high, measure)} not adjusted"
    )
    first, last = result.visits[0].short, result.visits[-1].short
    return f"{row.label}: the change of {measure.label} from {first} to {last} was {size} ({figure}, {interval}). "


def _sides_in_words(row: CourseRow, feature: Feature) -> tuple[str, str]:
    if feature.kind == DIAGNOSIS:
        return f"in {row.groups[0].label}", f"in {in_sentence(row.groups[1].label)}"
    return ("with it", "without it") if feature.kind == COMORBIDITY else ("with it taken", "without it")


def figures_course(row: CourseRow, result: Courses) -> str:
    """Give a row's interaction as text, with the correction of its p.

    `F(3.6, 169.2) = 1.89, p = .121 (Greenhouse–Geisser), ηp² = .04 [90 % CI .000 to .082], n = 49`
    """
    effect = unwrap(row.interaction)
    interval = format_proportion_interval(effect.eta_ci_low, effect.eta_ci_high)
    named = words_correction(effect.correction, len(result.visits))
    return (
        f"F({format_dfs(effect.df1_used, effect.df2_used)}) = {format_number(effect.f, 2)}, "
        f"{format_p_equation(effect.p_used)}{f' ({named})' if named else ''}, "
        f"ηp² = {format_proportion(effect.partial_eta_squared, 2)} [90 % CI {interval}], n = {row.n}"
    )


def caption_courses(result: Courses, drawn: int) -> str:
    """Write the caption of the panels."""
    total = len(result.rows)
    cut = f" The {drawn} of {total} with the smallest p, or that were chosen." if drawn < total else ""
    return (
        f"{result.measure.label}: mean ± standard error at each visit, {_sides_drawn(result)}; the same axes in every "
        f"panel. Below each visit: patients measured {sizes_heading(result)}. p: time × {_what(result)}, not adjusted"
        f"{_corrections(result)}.{cut}"
    )


def _corrections(result: Courses) -> str:
    """Name the corrections behind the p of the panels, by the letters that stand there."""
    used = {row.interaction.correction for row in result.rows if not isinstance(row.interaction, Refusal)}
    if len(result.visits) < 3 or not used:
        return ""
    named = [
        f"{short}: {name}" for name, short in SHORT_CORRECTIONS.items() if name in used and name != "none"
    ]
    named += ["else sphericity not corrected"] if "none" in used and named else []
    return f" ({'; '.join(named)})" if named else ", sphericity not corrected"


def _sides_drawn(result: Courses) -> str:
    """Name the sides with their symbols: two of a feature, or the diagnoses."""
    row = next((row for row in result.rows if row.feature is not None), None)
    if row is None or row.feature is None or len(row.groups) != 2:
        return "a line a group"
    if row.feature.kind == DIAGNOSIS:
        one, other = (group.label for group in row.groups)
    else:
        one, other = ("with", "without") if row.feature.kind == COMORBIDITY else ("taking", "not taking")
    return f"{one} (circles, solid) and {other} (squares, dotted)"


def _what(result: Courses) -> str:
    """Name what time is crossed with."""
    kinds = {row.feature.kind for row in result.rows if row.feature is not None}
    return "diagnosis" if kinds == {DIAGNOSIS} else "it"


def limits_courses(result: Courses) -> str:
    """Say what the tests of the courses can and cannot show here."""
    tested = [row for row in result.rows if not isinstance(row.interaction, Refusal)]
    values = [
        row.detectable_interaction.value
        for row in tested
        if not isinstance(row.detectable_interaction, Refusal)
    ]
    if not values:
        return ""
    low, high = (format_proportion(end, 2) for end in (min(values), max(values)))
    span = f"ηp² = {low}" if low == high else f"ηp² between {low} and {high}"
    medium, large = format_proportion(0.06, 2), format_proportion(0.14, 2)
    return (
        f"The smallest difference of courses that a single test detects with 80 % power is {span} ({format_level()}; "
        f"{medium} counts as medium, {large} as large).{_smallest_side(tested)} {CANNOT}"
    )


def _smallest_side(tested: list[CourseRow]) -> str:
    fewest = find_most([row for row in tested if len(row.sizes) == 2], lambda row: -min(row.sizes))
    if not fewest:
        return ""
    sides = join_some([f"{in_sentence(row.label)} ({'/'.join(map(str, row.sizes))})" for row in fewest])
    return f" The smallest {'side' if len(fewest) == 1 else 'sides'} compared: {sides}."


def lines_courses(result: Courses) -> str:
    """Write each interaction as a line to copy into a manuscript; empty where there is none."""
    return "\n".join(
        f"Time × {in_sentence(row.label)}: {figures_course(row, result)}"
        for row in result.rows
        if not isinstance(row.interaction, Refusal)
    )


def sentence_no_values(result: Courses) -> str:
    """Say that no course can be drawn."""
    return f"No selected patient has a value of {result.measure.label} at any visit."
