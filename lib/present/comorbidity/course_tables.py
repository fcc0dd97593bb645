"""A measure in each feature as printed tables: Table 2 live, the level over all visits, and the means."""

from dataclasses import replace

from lib.analysis.comorbidity.course_results import CourseRow, Courses, EffectRow
from lib.cohort.codebook import in_sentence
from lib.present.common.formats import (
    MISSING,
    format_dfs,
    format_interval,
    format_level,
    format_number,
    format_p,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.sizes import decimals_of_means, format_signed
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.comorbidity.courses import SHORT_CORRECTIONS
from lib.present.comorbidity.rows import format_effect, noun_of, sizes_heading
from lib.present.comorbidity.tables import adjusted_note, give_letters, letter_notes, marked
from lib.stats.common.result import Refusal

EFFECT_HEADINGS = (
    Heading("F"),
    Heading("df"),
    Heading("p"),
    Heading("Correction", text=True),
    Heading("p", "corrected"),
    Heading("ηp²"),
    Heading("90 % CI"),
    Heading("p", "Holm"),
    Heading("p", "FDR"),
)


CORRECTION_WORDS = {**SHORT_CORRECTIONS, "none": "none"}


def table_courses(result: Courses) -> PrintTable:
    """Set Table 2: time × feature as the paper prints it, with the corrected p, interval and p adjusted."""
    letters = give_letters(_refusal(row) for row in result.rows)
    lines = tuple(
        Line(
            (
                marked(row.label, _refusal(row), letters),
                sizes_words(row),
                _apart_cell(row, result),
                *_effect_cells(row.interaction),
                format_effect(row.detectable_interaction),
            )
        )
        for row in result.rows
    )
    headings = (
        Heading("Comorbidity" if _is_comorbidity(result) else ""),
        Heading("n", sizes_heading(result)),
        Heading("Difference of change", _apart_words(result)),
        *EFFECT_HEADINGS,
        Heading("Detectable", "ηp² from"),
    )
    caption = (
        f"{result.measure.label} over {len(result.visits)} visits: time × {_noun(result)}, "
        f"{plural(result.n_complete, 'patient')} with a value at every visit"
    )
    notes = (
        "Mixed ANOVA, Type III, one a row, laid out as Table 2 of Górska et al. 2021: F, df and p uncorrected; p "
        f"corrected: {_rule_words(result)}. ηp² with its 90 % interval.",
        *_apart_notes(result),
        *(
            note.replace("p adjusted", "p corrected, then adjusted")
            for note in adjusted_note((result.family,))
        ),
        *_shared_notes(result),
        *letter_notes(letters),
    )
    return PrintTable(caption, headings, lines, notes)


def table_courses_shown(result: Courses) -> PrintTable:
    """Set the same with one p before adjustment, whose correction stands beside it: a screen holds all columns."""
    whole = table_courses(result)
    names = [(heading.label, heading.detail) for heading in whole.headings]
    raw, word, used = (names.index(name) for name in (("p", ""), ("Correction", ""), ("p", "corrected")))

    def shown(cells: tuple[str, ...]) -> tuple[str, ...]:
        named = f"{cells[used]} {cells[word]}" if cells[word] in SHORT_CORRECTIONS.values() else cells[used]
        return (*cells[:raw], named, *cells[used + 1 :])

    lines = tuple(replace(line, cells=shown(line.cells)) for line in whole.lines)
    headings = (*whole.headings[:raw], whole.headings[used], *whole.headings[used + 1 :])
    note = (
        f"Mixed ANOVA, Type III, one a row: F and df uncorrected; p corrected: {_rule_words(result)}. ηp² with its "
        "90 % interval. The files hold p without correction too."
    )
    return replace(whole, headings=headings, lines=lines, notes=(note, *whole.notes[1:]))


def table_main_effects(result: Courses) -> PrintTable:
    """Set the main effect of each feature: whether the level over all visits differs."""
    lines = tuple(
        Line((row.label, sizes_words(row), *_main_cells(row.main), _detectable_main(row)))
        for row in result.rows
    )
    headings = (
        Heading("Comorbidity" if _is_comorbidity(result) else ""),
        Heading("n", sizes_heading(result)),
        *(
            heading
            for heading in EFFECT_HEADINGS
            if heading.label != "Correction" and heading.detail != "corrected"
        ),
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


def _apart_words(result: Courses) -> str:
    unit = f"{result.measure.unit} " if result.measure.unit else ""
    return f"{result.visits[0].short} to {result.visits[-1].short}, {unit}[95 % CI]" if result.visits else ""


def _apart_cell(row: CourseRow, result: Courses) -> str:
    """Write how far the changes of two sides lie apart; a dash where there are not two."""
    if row.apart is None or row.feature is None:
        return MISSING
    decimals = decimals_of_means(result.measure)
    interval = format_interval(row.apart.ci_low, row.apart.ci_high, decimals)
    return f"{format_signed(row.apart.difference, decimals)} [{interval}]"


def _apart_notes(result: Courses) -> tuple[str, ...]:
    if not any(row.apart is not None and row.feature is not None for row in result.rows):
        return ()
    first, last = result.visits[0].short, result.visits[-1].short
    return (
        f"Difference of change: mean change from {first} to {last}, the first side minus the second, with Welch’s "
        "interval, not adjusted.",
    )


def _rule_words(result: Courses) -> str:
    """Name the corrections that occur, in words."""
    used = {row.interaction.correction for row in result.rows if not isinstance(row.interaction, Refusal)}
    named = [f"{short} {name}" for name, short in SHORT_CORRECTIONS.items() if name in used and short]
    named += ["none where sphericity was not corrected"] if "none" in used else []
    return ", ".join(named) or "none"


def _refusal(row: CourseRow) -> str:
    return row.interaction.reason if isinstance(row.interaction, Refusal) else ""


def _effect_cells(effect: EffectRow | Refusal) -> tuple[str, ...]:
    if isinstance(effect, Refusal):
        return (MISSING,) * len(EFFECT_HEADINGS)
    return (
        format_number(effect.f, 2),
        format_dfs(effect.df1, effect.df2),
        format_p(effect.p),
        CORRECTION_WORDS[effect.correction],
        format_p(effect.p_used),
        format_proportion(effect.partial_eta_squared, 2),
        format_proportion_interval(effect.eta_ci_low, effect.eta_ci_high),
        format_p(effect.p_holm),
        format_p(effect.p_fdr),
    )


def _main_cells(effect: EffectRow | Refusal) -> tuple[str, ...]:
    cells = _effect_cells(effect)
    return (*cells[:3], *cells[5:])


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
