"""The comorbidity breakdowns in words: titles, answers, captions, and what a small cohort can and cannot show."""

from lib.analysis.comorbidity.cooccurrence import Cooccurrence
from lib.analysis.comorbidity.courses import CourseRow, Courses
from lib.analysis.comorbidity.prevalence import Prevalence, PrevalenceRow
from lib.analysis.comorbidity.response import ResponseRow
from lib.cohort.codebook import Column, in_sentence
from lib.present.common.formats import (
    format_dfs,
    format_level,
    format_number,
    format_p_equation,
    format_proportion,
    format_share_interval,
    plural,
)
from lib.present.comorbidity.combinations import combinations_drawn
from lib.present.comorbidity.rows import (
    format_n,
    format_percent,
    groups_in_words,
    join_words,
    label_in_sentence,
    noun_of,
    order_prevalences,
    small_notice,
)
from lib.present.comorbidity.settings import COURSES, DIAGNOSES, RESPONSES, TOGETHER, WHO
from lib.stats.result import Refusal

ALPHA = 0.05
CANNOT = "A difference that is not found is not shown to be absent."


def title_breakdown(view: str, kind: str, measure: Column) -> str:
    """Give the question that a view of the page answers."""
    many, one = noun_of(kind), noun_of(kind, 1)
    return {
        WHO: f"Which {many} do these patients have?",
        TOGETHER: f"Which {many} go together?",
        COURSES: f"Does {measure.label} run another course with a {one}?",
        RESPONSES: f"Is response different with a {one}?",
        DIAGNOSES: "Do the diagnoses differ?",
    }[view]


def sentence_prevalence(result: Prevalence) -> str:
    """Say what is most frequent, and whether anything differs between the groups."""
    rows = [row for row in order_prevalences(result) if not isinstance(row.overall, Refusal)]
    if not rows:
        return "No selected patient has a known value."
    first = rows[0]
    if not first.overall.count:
        return (
            f"None of the {plural(result.n, 'patient')} has any of the {noun_of(first.feature.kind)} listed."
        )
    within = f" of those {first.feature.within}" if first.feature.within else ""
    start = f"Most frequent: {label_in_sentence(first.feature)}, {format_n(first.overall)}{within}"
    tested = [(row.test.p, label_in_sentence(row.feature)) for row in result.rows]
    tested += [(result.number.test.p, in_sentence(result.number.levels.label))] if result.number else []
    tested = [pair for pair in tested if pair[0] == pair[0]]
    if not tested:
        return f"{start}."
    low = [row for row in rows if row.test.p_holm < ALPHA]
    best = min(tested)
    groups = groups_in_words(result.grouping)
    if not low:
        return (
            f"{start}. None of {plural(len(tested), 'test')} between {groups} has {format_level()} after Holm’s "
            f"adjustment; smallest raw p: {best[1]}, {format_p_equation(best[0])}."
        )
    return (
        f"{start}. Between {groups}, {name_some(low)} differ{'s' if len(low) == 1 else ''} at {format_level()} "
        "after Holm’s adjustment."
    )


def name_some(rows: list[PrevalenceRow] | list[ResponseRow], most: int = 3) -> str:
    """Name the features of rows, at most three."""
    names = [label_in_sentence(row.feature) for row in rows]
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def caption_prevalence(result: Prevalence) -> str:
    """Write the caption of the bars."""
    groups = [group for group in result.grouping.groups if group.n]
    by = ""
    if any(row.cells for row in result.rows):
        by = " and by group (" + ", ".join(f"{group.label} n = {group.n}" for group in groups) + ")"
    return (
        f"Share of patients who have it, all {result.n}{by}, of those whose value is known. Lines: 95 % confidence "
        "interval (Wilson)."
    )


def alt_prevalence(result: Prevalence) -> str:
    """Describe the bars for a reader who cannot see them."""
    rows = "; ".join(f"{row.feature.label} {format_n(row.overall)}" for row in order_prevalences(result)[:12])
    return f"Bar chart. {caption_prevalence(result)} {rows}."


def limits_prevalence(result: Prevalence) -> str:
    """Say what tests by group can and cannot show here."""
    notice = small_notice(sum(row.small for row in result.rows), len(result.rows), "row")
    if isinstance(result.detectable, Refusal):
        reason = result.detectable.reason if any(row.cells for row in result.rows) else ""
        return " ".join(words for words in (reason, notice) if words)
    sizes = join_words([str(group.n) for group in result.grouping.tested if group.n])
    return (
        f"With groups of {sizes} patients a single test finds an association of V = "
        f"{format_proportion(result.detectable.value, 2)} or stronger in four of five studies (80 % power, "
        f"{format_level()}); "
        f"{result.family.words} adjusted together find still less. {CANNOT} {notice}".strip()
    )


def sentence_together(result: Cooccurrence) -> str:
    """Say how many features a patient has, and which pair is shared most."""
    noun = noun_of(result.features[0].kind)
    several = int(result.per_patient[2:].sum())
    total = result.n_complete
    start = (
        f"{several} of {plural(total, 'patient')} ({format_percent(several / total, 0)} %) have two or more {noun}"
        if total
        else f"No patient is known in every one of the {len(result.features)} {noun}"
    )
    labels = {feature.name: label_in_sentence(feature) for feature in result.features}
    shared = [pair for pair in result.pairs if pair.n_both]
    if not shared:
        return f"{start}; no two of them occur together."
    most = max(shared, key=lambda pair: pair.n_both)
    words = (
        f"{start}. The most frequent pair is {labels[most.first]} with {labels[most.second]}: "
        f"{plural(most.n_both, 'patient')}, {format_number(most.expected, 1)} expected by chance"
    )
    low = sum(pair.p_holm < ALPHA for pair in result.pairs)
    found = f"{low} of {result.family.words}" if low else f"none of {result.family.words}"
    return f"{words}; {found} has {format_level()} after Holm’s adjustment."


def caption_combinations(result: Cooccurrence) -> str:
    """Write the caption of the combinations."""
    drawn = combinations_drawn(result)
    left = len(result.intersections) - len(drawn)
    rest = sum(combination.n for combination in result.intersections[len(drawn) :])
    cut = f" {left} more combinations ({plural(rest, 'patient')}) not drawn." if left else ""
    out = (
        f" {plural(result.n_incomplete, 'patient')} with a missing value left out."
        if result.n_incomplete
        else ""
    )
    return (
        f"Each column is a combination: filled dots say what it is made of, the bar how many of {result.n_complete} "
        f"patients have exactly that. In brackets: all patients who have it.{cut}{out}"
    )


def caption_matrix(result: Cooccurrence, drawn: int) -> str:
    """Write the caption of the matrix."""
    cut = f"; the {drawn} most frequent" if drawn < len(result.features) else ""
    return (
        f"Patients with both, numbered as the rows{cut}. The darker, the larger the share of those with either; the "
        "framed diagonal is all who have it."
    )


def limits_together(result: Cooccurrence) -> str:
    """Tell of cells with few patients."""
    small = sum(pair.small for pair in result.pairs)
    return small_notice(small, sum(pair.n_both > 0 for pair in result.pairs), "occurring pair")


def sentence_courses(result: Courses) -> str:
    """Say whether the course differs with any feature."""
    if result.withheld:
        return result.withheld
    label = result.measure.label
    tested = [row for row in result.rows if not isinstance(row.interaction, Refusal)]
    if not tested:
        reason = next((row.interaction.reason for row in result.rows), "nothing to compare")
        return f"The course of {label} cannot be compared here: {reason}"
    low = [row for row in tested if row.interaction.p_holm < ALPHA]
    first = min(tested, key=lambda row: row.interaction.p_gg)
    strongest = f"{in_sentence(first.label)}, {figures_course(first)}"
    noun = noun_of(first.feature.kind if first.feature else "comorbidity", 1)
    if low:
        names = ", ".join(in_sentence(row.label) for row in low[:3])
        differs = f"The course of {label} differs with {names} at {format_level()} after Holm’s adjustment"
        return f"{differs}; strongest: {strongest}."
    if len(tested) == 1:
        return f"Time × {in_sentence(first.label)}: {figures_course(first)}."
    return (
        f"The course of {label} differs with no {noun} at {format_level()} after Holm’s adjustment of "
        f"{plural(len(tested), 'test')}; smallest p: {strongest}."
    )


def figures_course(row: CourseRow) -> str:
    """Give a row's interaction as text: `F(3.6, 169.2) = 1.89, p = .121, ηp² = .04 [90 % CI .000 to .082], n = 49`."""
    effect = row.interaction
    interval = format_share_interval(effect.eta_ci_low, effect.eta_ci_high)
    return (
        f"F({format_dfs(effect.df1_gg, effect.df2_gg)}) = {format_number(effect.f, 2)}, "
        f"{format_p_equation(effect.p_gg)}, ηp² = {format_proportion(effect.partial_eta_squared, 2)} "
        f"[90 % CI {interval}], n = {row.n}"
    )


def caption_courses(result: Courses, drawn: int) -> str:
    """Write the caption of the panels."""
    total = len(result.rows)
    cut = f" The {drawn} of {total} whose courses differ most, or that were chosen." if drawn < total else ""
    return (
        f"{result.measure.label}: mean ± standard error at each visit, with (circles, solid) and without (squares, "
        "dotted); the same axes in every panel. Below each visit: patients measured with/without. p: time × it, "
        f"Greenhouse–Geisser, not adjusted.{cut}"
    )


def limits_courses(result: Courses) -> str:
    """Say what the tests of the courses can and cannot show here."""
    values = [
        row.detectable_interaction.value
        for row in result.rows
        if not isinstance(row.detectable_interaction, Refusal)
    ]
    if not values:
        return ""
    low, high = (format_proportion(end, 2) for end in (min(values), max(values)))
    span = f"ηp² = {low}" if low == high else f"ηp² between {low} and {high}"
    sides = [
        (min(row.sizes), row)
        for row in result.rows
        if len(row.sizes) == 2 and not isinstance(row.interaction, Refusal)
    ]
    fewest = min(sides, key=lambda pair: pair[0])[1] if sides else None
    small = (
        f" The smallest side compared has {min(fewest.sizes)} of {plural(fewest.n, 'patient')} "
        f"({in_sentence(fewest.label)})."
        if fewest
        else ""
    )
    medium, large = format_proportion(0.06, 2), format_proportion(0.14, 2)
    return (
        f"The smallest difference of courses that a single test finds in four of five studies is {span} (80 % power, "
        f"{format_level()}; {medium} counts as medium, {large} as large).{small} {CANNOT}"
    )


def lines_courses(result: Courses) -> str:
    """Write each interaction as a line to copy into a manuscript; empty where there is none."""
    return "\n".join(
        f"Time × {in_sentence(row.label)}: {figures_course(row)}"
        for row in result.rows
        if not isinstance(row.interaction, Refusal)
    )
