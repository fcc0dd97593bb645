"""The comorbidity breakdowns as printed tables: frequency, and combinations."""

import math
from collections.abc import Iterable

from lib.analysis.common.grouping import words_ungrouped
from lib.analysis.comorbidity.cooccurrence import Cooccurrence, Pair
from lib.analysis.comorbidity.family import Family, FamilyTest
from lib.analysis.comorbidity.prevalence import Prevalence, PrevalenceRow
from lib.present.common.formats import (
    MISSING,
    format_count,
    format_level,
    format_number,
    format_p,
    format_proportion,
    plural,
)
from lib.present.common.table import Heading, Line, PrintTable
from lib.present.comorbidity.rows import (
    combination_words,
    format_cell,
    format_effect,
    groups_in_words,
    noun_of,
    number_words,
    order_prevalences,
)
from lib.stats.common.result import Refusal

#: Most pairs, and most combinations, listed on the page; the files hold all.
MAX_PAIRS, MAX_COMBINATIONS = 15, 40
WILSON_NOTE = "Cells are n (%) [95 % CI], Wilson’s interval, of the patients whose value is known."
ADJUSTED_NOTE = (
    "Holm and FDR (Benjamini–Hochberg): p adjusted over the family of {words}; the raw p is not adjusted."
)


#: Heads of the columns of a test.
_TESTED = (Heading("p", "exact"), Heading("V", term="cramer"), Heading("p", "Holm"), Heading("p", "FDR"))


def adjusted_note(families: Iterable[Family]) -> tuple[str, ...]:
    """Name the families over which p is adjusted; a single test is not adjusted."""
    words = "; ".join(family.words for family in families if family.size > 1)
    return (ADJUSTED_NOTE.format(words=words),) if words else ()


def give_letters(remarks: Iterable[str]) -> dict[str, str]:
    """Give each remark a letter, in the order they come."""
    words = dict.fromkeys(remark for remark in remarks if remark)
    return {remark: chr(ord("a") + place % 26) for place, remark in enumerate(words)}


def letter_notes(letters: dict[str, str]) -> tuple[str, ...]:
    """Write the remarks below a table."""
    return tuple(f"{letter}: {remark}" for remark, letter in letters.items())


def marked(label: str, remark: str, letters: dict[str, str]) -> str:
    """Set the letter of its remark behind a label."""
    return f"{label} ({letters[remark]})" if remark else label


def table_prevalence(result: Prevalence) -> PrintTable:
    """Set who has what: n (%) with interval overall and by group, exact p, V, and p adjusted over the family."""
    groups = result.grouping.groups if any(row.cells for row in result.rows) else ()
    tested = bool(groups)
    letters = give_letters(_remark(row) for row in order_prevalences(result))
    headings = (
        Heading(""),
        Heading("All", f"n = {result.n}"),
        *(Heading(group.label, f"n = {group.n}") for group in groups),
        *(
            (Heading("p", "exact"), Heading("V", term="cramer"), Heading("p", "Holm"), Heading("p", "FDR"))
            if tested
            else ()
        ),
    )
    lines = [
        Line(
            (
                marked(row.feature.label, _remark(row), letters),
                *(format_cell(cell) for cell in (row.overall, *row.cells)),
                *(_test_cells(row.test) if tested else ()),
            )
        )
        for row in order_prevalences(result)
    ]
    lines += _number_lines(result, len(groups), tested)
    by = f", {groups_in_words(result.grouping)} side by side" if tested else ""
    nouns = noun_of(result.rows[0].feature.kind) if result.rows else "comorbidities"
    caption = f"{nouns[0].upper()}{nouns[1:]} of {plural(result.n, 'patient')}{by}"
    return PrintTable(
        caption, headings, tuple(lines), (*_prevalence_notes(result, tested), *letter_notes(letters))
    )


def _remark(row: PrevalenceRow) -> str:
    """Say to whom a feature is confined, of how many it is not known, and why it is not tested."""
    feature, parts = row.feature, []
    if feature.within:
        parts.append(f"of the {plural(int(feature.known.sum()), 'patient')} {feature.within}")
    if feature.n_missing:
        parts.append(f"not known of {plural(feature.n_missing, 'patient')}")
    if row.test.reason and row.cells:
        parts.append(f"not tested: {_why_not(row)}")
    words = "; ".join(parts)
    return f"{words[0].upper()}{words[1:]}." if words else ""


def _why_not(row: PrevalenceRow) -> str:
    """Say why there is no test: first whether there is anything to compare at all."""
    overall = row.overall
    if not isinstance(overall, Refusal) and overall.count == 0:
        return "no patient has it"
    if not isinstance(overall, Refusal) and overall.count == overall.n:
        return "every patient has it"
    return row.test.reason.rstrip(".")


def _test_cells(test: FamilyTest) -> tuple[str, ...]:
    if math.isnan(test.p):
        return (MISSING,) * 4
    return format_p(test.p), format_proportion(test.v), format_p(test.p_holm), format_p(test.p_fdr)


def _number_lines(result: Prevalence, n_groups: int, tested: bool) -> list[Line]:
    """The section of the number of comorbidities: its one test stands on the heading's line."""
    number = result.number
    if number is None or not number.rows:
        return []
    blank = ("",) * (n_groups + 1)
    tests = _test_cells(number.test) if tested else ()
    empty = ("",) * len(tests)
    return [
        Line((number.levels.label, *blank, *tests)),
        *(
            Line(
                (number_words(row), *(format_cell(cell) for cell in (row.overall, *row.cells)), *empty),
                indent=True,
            )
            for row in number.rows
        ),
    ]


def _prevalence_notes(result: Prevalence, tested: bool) -> list[str]:
    notes = [WILSON_NOTE]
    if tested:
        methods = {row.test.method for row in result.rows if row.test.method}
        name = " or ".join(sorted(methods)) or "Fisher–Freeman–Halton exact test"
        notes.append(f"p: {name}. V: Cramér’s V without continuity or bias correction.")
        notes.extend(adjusted_note((result.family,)))
    number = result.number
    if number is not None and number.levels.n_missing:
        notes.append(
            f"{number.levels.label}: not known of {plural(number.levels.n_missing, 'patient')}, of whom a comorbidity "
            "is missing."
        )
    grouping = result.grouping
    if tested and grouping.note:
        notes.append(grouping.note)
    if tested and grouping.n_left_out:
        notes.append(
            f"{words_ungrouped(grouping)}: {grouping.n_left_out} of {plural(result.n, 'patient')}, "
            "counted under All and in no group."
        )
    if tested and not isinstance(result.detectable, Refusal):
        notes.append(
            f"With {result.detectable.n} patients in the groups, a single test detects "
            f"V ≥ {format_effect(result.detectable)} with 80 % power at {format_level()} before any adjustment."
        )
    return notes


def table_pairs(result: Cooccurrence, most: int = MAX_PAIRS) -> PrintTable:
    """Set the pairs of features: patients with both, as many as chance would give, overlap, φ and p.

    Parameters
    ----------
    result : Cooccurrence
        With at least two features.
    most : int
        Most lines; pairs that nobody shares come last.
    """
    labels = {feature.name: feature.label for feature in result.features}
    ranked = sorted(result.pairs, key=lambda pair: (-pair.n_both, -pair.expected, pair.first))
    headings = tuple(
        Heading(*words)
        for words in (
            ("Pair",), ("n", "known"), ("Both",), ("Expected", "by chance"), ("Overlap", "Jaccard"), ("φ",),
            ("p", "exact"), ("p", "Holm"), ("p", "FDR"),
        )
    )  # fmt: skip
    lines = tuple(_pair_line(pair, labels) for pair in ranked[:most])
    notes = [
        "Both: patients who have both. Expected: how many would, were the two unrelated. Overlap: both, as a "
        "proportion of the patients with either. φ: correlation of the two, −1 to 1. p: Fisher’s exact test.",
        *adjusted_note((result.family,)),
    ]
    left = len(ranked) - len(lines)
    if left > 0:
        notes.append(f"{plural(left, 'pair')} with fewer patients not shown here; the files hold all.")
    reasons = dict.fromkeys(pair.reason for pair in ranked[:most] if pair.reason)
    if reasons:
        words = next(iter(reasons)) + (f" And {len(reasons) - 1} more." if len(reasons) > 1 else "")
        notes.append(f"No p where one of the two does not vary: {words}")
    caption = f"Pairs of {noun_of(result.features[0].kind)}, {plural(result.n, 'patient')}"
    return PrintTable(caption, headings, lines, tuple(notes))


def _pair_line(pair: Pair, labels: dict[str, str]) -> Line:
    return Line(
        (
            f"{labels[pair.first]} – {labels[pair.second]}",
            str(pair.n),
            str(pair.n_both),
            format_number(pair.expected, 1),
            format_proportion(pair.jaccard, 2),
            format_proportion(pair.phi, 2),
            format_p(pair.p),
            format_p(pair.p_holm),
            format_p(pair.p_fdr),
        )
    )


def table_numbers(result: Cooccurrence) -> PrintTable:
    """Set how many of the features the patients have, a column a number."""
    noun, total = noun_of(result.features[0].kind), result.n_complete
    headings = (Heading(""), *(Heading(str(number)) for number in range(len(result.per_patient))))
    cells = tuple(format_count(int(n), total) for n in result.per_patient)
    caption = f"Number of {noun} per patient, {plural(total, 'patient')}"
    return PrintTable(caption, headings, (Line(("Patients, n (%)", *cells)),), tuple(_left_out(result)))


def _left_out(result: Cooccurrence) -> list[str]:
    notes = [f"n (%) of the patients known in every one of the {len(result.features)} listed."]
    if result.n_incomplete:
        notes.append(f"{plural(result.n_incomplete, 'patient')} left out: one of them is not known.")
    return notes


def table_combinations(result: Cooccurrence, most: int = MAX_COMBINATIONS) -> PrintTable:
    """Set which features exactly the patients have, the most frequent combination first."""
    total = result.n_complete
    lines = [
        Line((combination_words(result, combination), format_count(combination.n, total)))
        for combination in result.intersections[:most]
    ]
    notes = _left_out(result)
    left = len(result.intersections) - most
    if left > 0:
        each = plural(result.intersections[most].n, "patient")
        notes.append(
            f"{plural(left, 'more combination')} of at most {each} not shown here; the files hold all."
        )
    headings = (Heading("Exactly these"), Heading("Patients", "n (%)"))
    caption = f"Combinations of {noun_of(result.features[0].kind)}, {plural(total, 'patient')}"
    return PrintTable(caption, headings, tuple(lines), tuple(notes))
