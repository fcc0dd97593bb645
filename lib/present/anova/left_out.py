"""Who complete cases lose, in words."""

from itertools import groupby

from lib.analysis.anova.left_out import LeftOutComparison, Proportion
from lib.analysis.common.baseline import BaselineDifference
from lib.cohort.codebook import in_sentence
from lib.present.common.claims import join_words
from lib.present.common.formats import format_p_equation, plural
from lib.present.common.sizes import words_difference, words_interval, words_than
from lib.stats.common.result import Refusal


def sentence_left_out(found: LeftOutComparison) -> str:
    """Say how many patients complete cases lose, who they are at baseline, and that this can bias."""
    lost, kept = found.n_left_out, found.n_kept
    start = f"{plural(lost, 'patient')} of {found.selected} {'is' if lost == 1 else 'are'} left out for a missing value"
    parts = [_baseline(row, kept) for row in found.baseline]
    parts += [
        f"{in_sentence(of)}: {join_words([_proportion(row, lost, kept) for row in rows])}"
        for of, rows in ((of, list(rows)) for of, rows in groupby(found.groups, key=lambda row: row.of))
    ]
    return (
        f"{start}. At baseline, against the {kept} kept: {'; '.join(parts)}. Results of complete cases are biased "
        "where a value is missing for a reason that goes with its size or its change."
    )


def _baseline(row: BaselineDifference, kept: int) -> str:
    label = row.measure.label
    if isinstance(row.test, Refusal):
        return f"{label} cannot be compared (measured in {row.n_left_out} left out)"
    test = row.test
    size = f"{label} {words_difference(test.difference, row.measure)} {words_than(test.difference)} in those kept"
    interval = words_interval(test.ci_low, test.ci_high, row.measure)
    if test.p != test.p:
        return f"{size} (no spread, so no interval)"
    p = f"Welch’s t, {format_p_equation(test.p)} unadjusted"
    return f"{size} ({interval}, {p}; measured in {row.n_left_out} and {row.n_kept})"


def _proportion(row: Proportion, lost: int, kept: int) -> str:
    return f"{in_sentence(row.label)} {row.left_out} of {lost} against {row.kept} of {kept}"
