"""Associations as printed tables."""

from lib.analysis.association.correlations import Association, AssociationMatrix, AssociationRow
from lib.analysis.association.groups import AssociationGroups
from lib.present.association.words import PART_WORDS, SYMBOLS, WITHIN_WORDS
from lib.present.common.formats import (
    MISSING,
    format_number,
    format_p,
    format_proportion,
    format_proportion_interval,
    plural,
)
from lib.present.common.number_style import current_style
from lib.present.common.table import Heading, Line, PrintTable
from lib.stats.common.result import Refusal, reason_of, unwrap


def table_association(result: Association) -> PrintTable:
    """Set the correlations at each visit, of the changes, and within patients, with the adjusted p."""
    headings = (
        Heading(""),
        Heading("n"),
        Heading("Missing"),
        Heading(SYMBOLS[result.method]),
        Heading("95 % CI"),
        Heading("t"),
        Heading("df"),
        Heading("p"),
        Heading("p", "Holm"),
        Heading("p", "FDR"),
    )
    lines: list[Line] = []
    for part, words in PART_WORDS.items():
        lines.append(Line((words,), "section"))
        lines.extend(_line(row, result.n) for row in result.of(part))
    lines.append(Line((WITHIN_WORDS,), "section"))
    lines.append(_within_line(result))
    caption = f"Correlation of {result.first.label} and {result.second.label}, {plural(result.n, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), _notes(result))


def _line(row: AssociationRow, total: int) -> Line:
    test = row.test
    if isinstance(test, Refusal):
        return Line((row.label, *(MISSING,) * 9))
    return Line(
        (
            row.label,
            str(test.n),
            str(total - test.n),
            format_proportion(test.r),
            format_proportion_interval(test.ci_low, test.ci_high),
            format_number(test.t, 3),
            str(test.df),
            format_p(test.p),
            format_p(row.p_holm),
            format_p(row.p_fdr),
        )
    )


def _within_line(result: Association) -> Line:
    within = result.within
    if isinstance(within, Refusal):
        return Line(("Repeated-measures correlation", *(MISSING,) * 9))
    return Line(
        (
            f"{plural(within.observations, 'pair')} of values",
            str(within.n),
            str(result.n - within.n),
            format_proportion(within.r),
            format_proportion_interval(within.ci_low, within.ci_high),
            MISSING,
            str(within.df),
            format_p(within.p),
            "",
            "",
        )
    )


def _notes(result: Association) -> tuple[str, ...]:
    tested = [row for row in result.rows if not isinstance(row.test, Refusal)]
    notes = [
        f"Every row rests on the patients with both values. Holm and FDR (Benjamini–Hochberg): over the {len(tested)} "
        "correlations of values and changes shown."
    ]
    if tested:
        test = unwrap(tested[0].test)
        settings = {**dict(test.settings), "p": _how_p(tested)}
        notes.append(
            f"{test.method}: "
            + "; ".join(f"{name}: {current_style().write(value)}" for name, value in settings.items())
            + "."
        )
    refused = [row for row in result.rows if isinstance(row.test, Refusal)]
    notes.extend(f"{row.label}: {reason_of(row.test)}" for row in refused)
    if isinstance(result.within, Refusal):
        notes.append(result.within.reason)
    else:
        notes.append(
            f"{result.within.method}: correlation of the deviations from each patient’s own mean. It does not take out "
            "a course that all patients share over the visits. Its interval takes 1 / √(df − 1) as the standard "
            "error of Fisher’s z; R’s rmcorr takes 1 / √(df − 3), which is a little wider."
        )
    return tuple(notes)


def _how_p(rows: list[AssociationRow]) -> str:
    """Say how p was made, and in which rows where it was not the same in all."""
    made: dict[str, list[str]] = {}
    for row in rows:
        made.setdefault(dict(unwrap(row.test).settings)["p"], []).append(row.label)
    if len(made) == 1:
        return next(iter(made))
    return ", ".join(f"{how} ({', '.join(labels)})" for how, labels in made.items())


def table_groups(result: Association, code: str, divided: AssociationGroups) -> PrintTable:
    """Set the correlation of one pair within each group, none adjusted."""
    row = next((row for row in result.rows if row.code == code), None)
    words = WITHIN_WORDS.lower() if row is None else row.label
    sign = "r" if row is None else SYMBOLS[result.method]
    headings = (Heading(""), Heading("n"), Heading(sign), Heading("95 % CI"), Heading("p"))
    lines, notes = [], ["Each on the patients of the group with both values. p not adjusted."]
    for group in divided.rows:
        test = group.test
        if isinstance(test, Refusal):
            lines.append(Line((group.label, *(MISSING,) * 4)))
            notes.append(f"{group.label}: {test.reason}")
            continue
        interval = format_proportion_interval(test.ci_low, test.ci_high)
        lines.append(Line((group.label, str(test.n), format_proportion(test.r), interval, format_p(test.p))))
    notes.append(
        "A correlation detected in one group and not in another is no difference between the groups: none is tested."
    )
    if divided.narrowed:
        notes.append(
            "The groups are made by the change of a measure that is correlated: within them its range is narrow, "
            "and the coefficients differ from that of all patients for this reason alone."
        )
    notes.extend([divided.grouping.note] if divided.grouping.note else [])
    caption = f"{result.first.label} and {result.second.label}, {words}: within each group"
    return PrintTable(caption, headings, tuple(lines), tuple(notes))


def table_matrix(result: AssociationMatrix, method: str) -> PrintTable:
    """Set the correlations of all visits, lower triangle, with n in brackets."""
    matrix, labels = result.matrix, result.labels
    headings = (Heading(""), *(Heading(label) for label in labels[:-1]))
    lines = []
    for i, label in enumerate(labels[1:], 1):
        cells = tuple(f"{format_proportion(matrix.r[i, j], 2)} ({matrix.pairs[i, j]})" for j in range(i))
        lines.append(Line((label, *cells, *("",) * (len(labels) - 1 - i))))
    notes = [
        f"{SYMBOLS[method]} (n), each on the patients with both values. No p: a matrix is read, not tested."
    ]
    notes.extend(dict.fromkeys(matrix.reasons.values()))
    caption = f"{matrix.method}: all visits, {plural(matrix.n, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), tuple(notes))
