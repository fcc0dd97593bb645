"""What stands beside an analysis of variance, as printed tables: ranks, assumptions, influence."""

from lib.analysis.anova.checks import Assumptions, GroupFriedman, Influences, PatientInfluence, RankTests
from lib.analysis.common.complete_cases import CompleteCases
from lib.present.anova.tables import note_cases, note_settings, notes_p
from lib.present.anova.words import EFFECT_WORDS
from lib.present.common.claims import find_most
from lib.present.common.formats import (
    MISSING,
    format_df,
    format_number,
    format_p,
    format_proportion,
    plural,
)
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.anova.influence import EffectInfluence
from lib.stats.anova.normality import CellNormality
from lib.stats.common.result import Refusal, unwrap

#: Patients listed for each effect.
MAX_INFLUENTIAL = 5


def tables_ranks(result: RankTests, cases: CompleteCases) -> tuple[PrintTable, ...]:
    """Set the visits on ranks: Friedman in all patients and in each group, and its pairs."""
    tables = [_table_friedman(result, cases)]
    if not isinstance(result.pairs, Refusal):
        tables.append(_table_rank_pairs(result, cases))
    return tuple(tables)


def _table_friedman(result: RankTests, cases: CompleteCases) -> PrintTable:
    headings = tuple(
        Heading(label) for label in ("Patients", "n", "χ²", "df", "p", "Kendall’s W", *cases.visit_names)
    )
    notes = [note_cases(cases), "Under each visit: mean rank within patients. χ² corrected for ties."]
    lines = []
    for row in result.friedman:
        lines.append(_friedman_line(row, len(cases.visits)))
        if isinstance(row.test, Refusal):
            notes.append(f"{row.label or 'All'}: {row.test.reason}")
    notes += notes_p("p", [(row.label or "All", row.test) for row in result.friedman])
    return PrintTable("Friedman test of the visits", headings, tuple(lines), tuple(notes))


def _friedman_line(row: GroupFriedman, visits: int) -> Line:
    start, test = (row.label or "All", str(row.n)), row.test
    if isinstance(test, Refusal):
        return Line((*start, *(MISSING,) * (4 + visits)))
    ranks = (format_number(rank, 2) for rank in test.mean_ranks)
    figures = (
        format_number(test.chi_square, 3),
        str(test.df),
        format_p(test.p),
        format_proportion(test.kendalls_w),
    )
    return Line((*start, *figures, *ranks))


def _table_rank_pairs(result: RankTests, cases: CompleteCases) -> PrintTable:
    pairs = unwrap(result.pairs)
    wilcoxon = "Wilcoxon" in pairs.method
    difference = "Median difference" if wilcoxon else "Difference of mean ranks"
    statistic = "V" if wilcoxon else "z" if "Dunn" in pairs.method else "t"
    headings = (
        Heading("Visits"),
        Heading(difference),
        Heading(statistic, term="wilcoxon" if wilcoxon else ""),
        Heading("p"),
        Heading("p", "adjusted"),
        *((Heading("Rank-biserial r"), Heading("p is", text=True)) if wilcoxon else ()),
    )
    decimals = cases.measure.decimals + 1 if wilcoxon else 2
    lines = tuple(
        Line(
            (
                f"{row.first} – {row.second}",
                format_number(row.difference, decimals),
                format_number(row.statistic, 1 if wilcoxon else 3),
                format_p(row.p),
                format_p(row.p_adjusted),
                *(
                    (format_proportion(row.effect_size), "exact" if row.exact else "approximate")
                    if wilcoxon
                    else ()
                ),
            )
        )
        for row in pairs.comparisons
    )
    notes = (note_cases(cases), *note_settings(pairs), *pairs.notes)
    return PrintTable(f"Visits in pairs, over all patients: {pairs.method}", headings, lines, notes)


def tables_assumptions(result: Assumptions, cases: CompleteCases) -> tuple[PrintTable, ...]:
    """Set the tests of the assumptions: Shapiro–Wilk, Levene and Box's M."""
    tables = [] if isinstance(result.normality, Refusal) else [_table_normality(result, cases)]
    if result.levene is not None:
        tables.append(_table_spread(result, cases))
    return tuple(tables)


def _table_normality(result: Assumptions, cases: CompleteCases) -> PrintTable:
    normality = unwrap(result.normality)
    headings = (Heading("Residuals"), Heading("n"), Heading("W", term="shapiro"), Heading("p"))
    lines, notes = [], [note_cases(cases)]
    whole = normality.residuals
    if isinstance(whole, Refusal):
        lines.append(Line(("All residuals", str(normality.observed.size), MISSING, MISSING)))
        notes.append(whole.reason)
    else:
        lines.append(Line(("All residuals", str(whole.n), format_proportion(whole.w), format_p(whole.p))))
    level = None
    for cell in normality.cells:
        if cell.level is not None and cell.level != level:
            level = cell.level
            lines.append(Line((level,), "section"))
        lines.append(_cell_line(cell))
        if isinstance(cell.test, Refusal):
            notes.append(f"{cell.level or 'All'}, {cell.visit}: {cell.test.reason}")
    notes.append(
        "Residual: value minus the mean of its group and visit. No test here decides what is computed."
    )
    return PrintTable("Normality: Shapiro–Wilk tests", headings, tuple(lines), tuple(dict.fromkeys(notes)))


def _cell_line(cell: CellNormality) -> Line:
    test = cell.test
    figures = (
        (MISSING, MISSING) if isinstance(test, Refusal) else (format_proportion(test.w), format_p(test.p))
    )
    return Line((cell.visit, str(cell.n), *figures))


def _table_spread(result: Assumptions, cases: CompleteCases) -> PrintTable:
    headings = tuple(Heading(label) for label in ("Test", "F", "df1", "df2", "p"))
    lines, notes = [], [note_cases(cases)]
    levene = result.levene
    if isinstance(levene, Refusal):
        notes.append(levene.reason)
    elif levene is not None:
        lines.append(Line((f"Levene’s test (centre: {levene.center})",), "section"))
        lines.extend(
            Line((row.visit, format_number(row.f, 3), str(row.df1), str(row.df2), format_p(row.p)))
            for row in levene.rows
        )
        notes.extend(levene.notes)
    box = result.box_m
    if isinstance(box, Refusal):
        notes.append(f"Box’s M: {box.reason}")
    elif box is not None:
        name = f"M = {format_number(box.m, 3)}"
        lines.append(Line(("Box’s M test of equal covariances",), "section"))
        cells = (format_number(box.f, 3), format_df(box.df1), format_df(box.df2), format_p(box.p))
        lines.append(Line((name, *cells)))
        notes.append(
            f"Box’s M by χ²({box.df}) = {format_number(box.chi_square, 3)}: p {_sign(format_p(box.p_chi_square))}."
        )
    return PrintTable("Equal spread across groups", headings, tuple(lines), tuple(notes))


def _sign(p: str) -> str:
    return p if p[:1] in "<>" else f"= {p}"


def table_influence(result: Influences, cases: CompleteCases) -> PrintTable:
    """Set F and p without each of the most influential patients."""
    grouped = cases.groups is not None
    headings = (
        Heading("Without patient"),
        *((Heading("Group", text=True),) if grouped else ()),
        Heading("F"),
        Heading("Change of F"),
        Heading("p", "no correction"),
        Heading("p", "Greenhouse–Geisser"),
    )
    lines: list[Line] = []
    for effect, patients in result.effects:
        lines.append(Line((EFFECT_WORDS[effect.name],), "section"))
        blank = ("",) if grouped else ()
        full = (format_number(effect.full_f, 3), "", format_p(effect.full_p), "")
        lines.append(Line(("Nobody left out", *blank, *full)))
        for row in patients[:MAX_INFLUENTIAL]:
            change = format_number(row.f - effect.full_f, 3)
            figures = (format_number(row.f, 3), change, format_p(row.p), format_p(row.p_greenhouse_geisser))
            lines.append(Line((row.patient, *((row.group,) if grouped else ()), *figures)))
    note = f"Each of {plural(result.n, 'patient')} left out in turn; the {MAX_INFLUENTIAL} who move F most are listed."
    return PrintTable("Influence of single patients", headings, tuple(lines), (note_cases(cases), note))


def sentence_influence(result: Influences) -> str:
    """Name the patient who moves each effect most, or those who tie."""
    return " ".join(_words_influence(effect, patients) for effect, patients in result.effects)


def _words_influence(effect: EffectInfluence, patients: tuple[PatientInfluence, ...]) -> str:
    name = EFFECT_WORDS[effect.name]
    most = find_most(patients, lambda row: abs(row.f - effect.full_f))
    if not most:
        return f"{name}: F has no value without any one patient."
    either = " or ".join(row.patient for row in most[:MAX_INFLUENTIAL])
    more = f" or {len(most) - MAX_INFLUENTIAL} more" if len(most) > MAX_INFLUENTIAL else ""
    return (
        f"{name} moves most without {either}{more}: F from {format_number(effect.full_f, 3)} to "
        f"{format_number(most[0].f, 3)}, p (no sphericity correction) from {format_p(effect.full_p)} to "
        f"{format_p(most[0].p)}."
    )
