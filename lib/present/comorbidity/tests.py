"""The comorbidity breakdowns as printed tables: Table 2 live, and response with and without."""

from lib.analysis.comorbidity.course_results import CourseRow, Courses, EffectRow
from lib.analysis.comorbidity.features import DIAGNOSIS
from lib.analysis.comorbidity.response import ResponseRow, Responses
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.formats import (
    MISSING,
    format_dfs,
    format_level,
    format_number,
    format_p,
    format_percent,
    format_proportion,
    format_proportion_interval,
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
from lib.present.comorbidity.rows import finds_words, format_effect, format_n, noun_of, sizes_heading
from lib.present.comorbidity.tables import adjusted_note, give_letters, letter_notes, marked
from lib.stats.common.result import Refusal, unwrap
from lib.stats.proportions.proportion import Proportion

EFFECT_HEADINGS = (
    Heading("F"), Heading("df"), Heading("p"), Heading("p", "GG"), Heading("ηp²"), Heading("90 % CI"),
    Heading("p", "Holm"), Heading("p", "FDR"),
)  # fmt: skip


def table_courses(result: Courses) -> PrintTable:
    """Set Table 2: time × feature as the paper prints it, with the corrected p, interval and p adjusted."""
    letters = give_letters(_refusal(row) for row in result.rows)
    lines = tuple(
        Line(
            (
                marked(row.label, _refusal(row), letters),
                sizes_words(row),
                *_effect_cells(row.interaction),
                format_effect(row.detectable_interaction),
            )
        )
        for row in result.rows
    )
    headings = (
        Heading("Comorbidity" if _is_comorbidity(result) else ""),
        Heading("n", sizes_heading(result)),
        *EFFECT_HEADINGS,
        Heading("Detectable", "ηp² from"),
    )
    caption = (
        f"{result.measure.label} over {len(result.visits)} visits: time × {_noun(result)}, "
        f"{plural(result.n_complete, 'patient')} with a value at every visit"
    )
    notes = (
        "Mixed ANOVA, Type III, one a row, laid out as Table 2 of Górska et al. 2021: F, df and p uncorrected; p (GG) "
        "with the degrees of freedom corrected by Greenhouse–Geisser’s ε. ηp² with its 90 % interval.",
        *(note.replace("p adjusted", "p (GG) adjusted") for note in adjusted_note((result.family,))),
        *_shared_notes(result),
        *letter_notes(letters),
    )
    return PrintTable(caption, headings, lines, notes)


def table_main_effects(result: Courses) -> PrintTable:
    """Set the main effect of each feature: whether the level over all visits differs."""
    lines = tuple(
        Line((row.label, sizes_words(row), *_main_cells(row.main), _detectable_main(row)))
        for row in result.rows
    )
    headings = (
        Heading("Comorbidity" if _is_comorbidity(result) else ""),
        Heading("n", sizes_heading(result)),
        *(heading for heading in EFFECT_HEADINGS if heading.detail != "GG"),
        Heading("Detectable", "from"),
    )
    mean = f"{result.measure.label}, mean over {len(result.visits)} visits"
    caption = f"{mean}: main effect of each {noun_of(_kind(result), 1)}"
    notes = (
        "The same ANOVAs as above, effect between patients.",
        *adjusted_note((result.family,)),
        "Detectable: the smallest Cohen’s d between the two sides (ηp² for more than two groups) that is found with "
        f"80 % power at {format_level()}.",
    )
    return PrintTable(caption, headings, lines, notes)


def table_course_means(result: Courses, factor: float, decimals: int) -> PrintTable:
    """Set the numbers behind the panels: mean (SEM) and n of each side at each visit.

    Parameters
    ----------
    result : Courses
        The measure in each feature.
    factor : float
        What values are multiplied by: 1, or the unit chosen.
    decimals : int
        Decimals of the mean.
    """
    lines: list[Line] = []
    for row in result.rows:
        lines.append(Line((row.label,), "section"))
        for group in row.groups:
            cells = [
                f"{format_number(point.mean * factor, decimals)} "
                f"({format_number(point.sem * factor, decimals + 1)}), {point.n}"
                for point in row.of(group.name)
            ]
            lines.append(Line((group.label, *(cells or [MISSING] * len(result.visits))), indent=True))
    headings = (Heading(""), *(Heading(visit.short, "mean (SEM), n") for visit in result.visits))
    by = "by diagnosis" if _kind(result) == "diagnosis" else "with and without"
    caption = f"{result.measure.label} at each visit {by}, {plural(result.n, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), ("Each visit uses the patients measured at it.",))


def _kind(result: Courses) -> str:
    return next((row.feature.kind for row in result.rows if row.feature is not None), "comorbidity")


def _is_comorbidity(result: Courses) -> bool:
    return _kind(result) == "comorbidity"


def _noun(result: Courses) -> str:
    return noun_of(_kind(result), 1)


def sizes_words(row: CourseRow) -> str:
    """Write the complete patients of each side: `20/29`."""
    return "/".join(map(str, row.sizes))


def _refusal(row: CourseRow) -> str:
    return row.interaction.reason if isinstance(row.interaction, Refusal) else ""


def _effect_cells(effect: EffectRow | Refusal) -> tuple[str, ...]:
    if isinstance(effect, Refusal):
        return (MISSING,) * len(EFFECT_HEADINGS)
    return (
        format_number(effect.f, 2),
        format_dfs(effect.df1, effect.df2),
        format_p(effect.p),
        format_p(effect.p_gg),
        format_proportion(effect.partial_eta_squared, 2),
        format_proportion_interval(effect.eta_ci_low, effect.eta_ci_high),
        format_p(effect.p_holm),
        format_p(effect.p_fdr),
    )


def _main_cells(effect: EffectRow | Refusal) -> tuple[str, ...]:
    cells = _effect_cells(effect)
    return (*cells[:3], *cells[4:])


def _detectable_main(row: CourseRow) -> str:
    effect = row.detectable_main
    if isinstance(effect, Refusal):
        return MISSING
    if effect.name == "Cohen’s d":
        return f"d {format_number(effect.value, 2)}"
    return f"ηp² {format_proportion(effect.value, 2)}"


def _shared_notes(result: Courses) -> list[str]:
    notes = [
        f"Detectable: the smallest ηp² that is detected with 80 % power at {format_level()}, at these numbers of "
        "patients and the ε seen."
    ]
    left = result.n - result.n_complete
    if left:
        notes.append(
            f"{plural(left, 'patient')} of {result.n} without {result.measure.label} at some visit left out."
        )
    if result.number is not None:
        names = ", ".join(in_sentence(level.label) for level in result.number.levels)
        notes.append(f"{result.number.label}: levels {names}; n in that order.")
    confined = [
        f"{row.label}: patients {row.feature.within}"
        for row in result.rows
        if row.feature and row.feature.within
    ]
    if confined:
        notes.append(f"Compared only among the patients to whom it applies. {'; '.join(confined)}.")
    return notes


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
                _share(row.with_feature),
                _share(row.without_feature),
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
        f"Of all evaluable patients: {format_n(result.overall)}.",
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


def _share(side: Proportion | Refusal) -> str:
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
