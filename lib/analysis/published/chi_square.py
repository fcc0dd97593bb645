"""A χ² and its p, printed without a table: from counts that are printed elsewhere, groups merged or not."""

from collections.abc import Iterator, Sequence

import numpy as np

from lib.analysis.published.verdicts import ARITHMETIC, INCONSISTENT, OTHER_READING, Check, verdict_of
from lib.stats.proportions.contingency import ChiSquareIndependence, chi_square_independence
from lib.stats.published.printed import NONE, SPAN, Printed, agreement
from lib.stats.published.reported import p_of_chi_square

METHOD = "Pearson’s χ² from the printed counts"


def list_merged(counts: np.ndarray, labels: Sequence[str]) -> Iterator[tuple[str, np.ndarray]]:
    """Go through a table of counts as it is, then with every two of its groups taken together.

    Parameters
    ----------
    counts : ndarray of int, shape (levels, groups)
    labels : sequence of str
        Names of the groups.

    Yields
    ------
    tuple of (str, ndarray)
        Words for what was merged, empty at first, and the table.
    """
    yield "", counts
    if len(labels) < 3:
        return
    for i in range(len(labels)):
        for j in range(i + 1, len(labels)):
            rest = [k for k in range(len(labels)) if k not in (i, j)]
            merged = np.column_stack([counts[:, i] + counts[:, j], counts[:, rest]])
            yield f"{labels[i].lower()}s and {labels[j].lower()}s taken together", merged


def check_chi_square(
    counts: np.ndarray, labels: Sequence[str], printed: tuple[Printed, Printed], keys: tuple[str, str]
) -> tuple[Check, ...]:
    """Recompute a printed χ² and its p from counts.

    Parameters
    ----------
    counts : ndarray of int, shape (levels, groups)
        As printed in a table.
    labels : sequence of str
        Names of the groups.
    printed : tuple of Printed
        χ² and p.
    keys : tuple of str
        Keys of the two.

    Returns
    -------
    tuple of Check
        The first way to merge the groups that gives the χ²; the p may also come from the rounded χ².
    """
    tried = []
    for words, table in list_merged(counts, labels):
        test = chi_square_independence(table)
        if not isinstance(test, ChiSquareIndependence):
            continue
        tried.append(f"{words or 'all groups apart'}: χ²({test.df}) = {test.statistic:.4f}, p = {test.p:.5f}")
        if agreement(printed[0], test.statistic) != NONE:
            return tuple(_checks(test, words, tried[-1], printed, keys))
    told = f"{'; '.join(tried)}. Printed: {printed[0].text} and {printed[1].text}."
    return tuple(Check(key, ARITHMETIC, METHOD, INCONSISTENT, (), "", told) for key in keys)


def _checks(
    test: ChiSquareIndependence,
    words: str,
    told: str,
    printed: tuple[Printed, Printed],
    keys: tuple[str, str],
) -> Iterator[Check]:
    how_p, told_p = agreement(printed[1], test.p), f"{told}."
    span = p_of_chi_square(printed[0], test.df)
    if how_p == NONE and span.agreement(printed[1]) != NONE:
        how_p = SPAN
        told_p += f" From the rounded χ² of {printed[0].text}: p = {span.centre:.5f}."
    figures = ((agreement(printed[0], test.statistic), test.statistic, f"{told}."), (how_p, test.p, told_p))
    for key, (how, value, sentence) in zip(keys, figures, strict=True):
        verdict, reading = verdict_of(how)
        readings = [part for part in (words, reading) if part]
        if words and verdict != INCONSISTENT:
            verdict = OTHER_READING
        yield Check(key, ARITHMETIC, METHOD, verdict, (value,), "; ".join(readings), sentence)
