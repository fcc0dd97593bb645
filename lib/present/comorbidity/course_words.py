"""A measure in each feature, in words: answer, captions, lines to copy, and what can and cannot be shown."""

from lib.analysis.comorbidity.course_results import CourseRow, Courses
from lib.analysis.comorbidity.features import COMORBIDITY, DIAGNOSIS
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import (
    find_most,
    find_rows,
    join_some,
    words_adjusted,
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
        name, differs = in_sentence(tested[0].label), "differs" if found else "does not differ detectably"
        return f"The course of {label} {differs} (time × {name}): {figures_course(tested[0])}."
    level = words_level("holm", len(tested))
    if found:
        count = words_found(len(found), len(tested), "comparison")
        named = join_some(
            [f"{in_sentence(row.label)} ({_figures_adjusted(row, len(tested))})" for row in found]
        )
        return f"The course of {label} differs in {count} ({level}): {named}."
    smallest = join_some(
        [
            f"{in_sentence(row.label)}, {_figures_adjusted(row, len(tested))}"
            for row in find_most(tested, lambda row: -unwrap(row.interaction).p_gg)
        ]
    )
    return (
        f"In none of {plural(len(tested), 'comparison')} does the course of {label} differ detectably "
        f"({level}); smallest p: {smallest}."
    )


def _figures_adjusted(row: CourseRow, tests: int) -> str:
    return f"{figures_course(row)}, {words_adjusted(unwrap(row.interaction).p_holm, tests)}"


def figures_course(row: CourseRow) -> str:
    """Give a row's interaction as text, with the correction of its p.

    `F(3.6, 169.2) = 1.89, p = .121 (Greenhouse–Geisser), ηp² = .04 [90 % CI .000 to .082], n = 49`
    """
    effect = unwrap(row.interaction)
    interval = format_proportion_interval(effect.eta_ci_low, effect.eta_ci_high)
    corrected = " (Greenhouse–Geisser)" if effect.epsilon < 1 else ""
    return (
        f"F({format_dfs(effect.df1_gg, effect.df2_gg)}) = {format_number(effect.f, 2)}, "
        f"{format_p_equation(effect.p_gg)}{corrected}, ηp² = {format_proportion(effect.partial_eta_squared, 2)} "
        f"[90 % CI {interval}], n = {row.n}"
    )


def caption_courses(result: Courses, drawn: int) -> str:
    """Write the caption of the panels."""
    total = len(result.rows)
    cut = f" The {drawn} of {total} with the smallest p, or that were chosen." if drawn < total else ""
    return (
        f"{result.measure.label}: mean ± standard error at each visit, {_sides_drawn(result)}; the same axes in every "
        f"panel. Below each visit: patients measured {sizes_heading(result)}. p: time × {_what(result)}, "
        f"Greenhouse–Geisser, not adjusted.{cut}"
    )


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
        f"Time × {in_sentence(row.label)}: {figures_course(row)}"
        for row in result.rows
        if not isinstance(row.interaction, Refusal)
    )
