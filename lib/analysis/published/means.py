"""Means and SDs of a printed table: the GRIM test, the mean and SD of all from those of the groups, and η²_H."""

from collections.abc import Iterator
from itertools import product

from lib.analysis.published.table import PrintedRow, PrintedTable, cell_key
from lib.analysis.published.verdicts import (
    ARITHMETIC,
    INCONSISTENT,
    OTHER_READING,
    REPRODUCED,
    STATISTIC,
    UNCHECKED,
    Check,
    verdict_of,
)
from lib.stats.published.granularity import Span, mean_of_groups, sd_of_groups, sums_for_mean
from lib.stats.published.printed import NONE, Printed, agreement, round_half_up
from lib.stats.published.reported import epsilon_squared, eta_squared_h, h_of_p

GRIM = "GRIM: mean of whole numbers"
POOLED_MEAN = "Mean of all from the means of the groups"
POOLED_SD = "SD of all from the means and SDs of the groups"
ETA_H = "η²_H from the printed p"


def check_means(table: PrintedTable) -> tuple[Check, ...]:
    """Check every printed mean and SD, and the η²_H beside it.

    Parameters
    ----------
    table : PrintedTable
        A place without size is passed over.

    Returns
    -------
    tuple of Check

    References
    ----------
    Brown & Heathers 2017, doi 10.1177/1948550616673876.
    """
    checks: list[Check] = []
    for row in table.rows:
        if row.is_mean:
            checks.extend(_check_whole_numbers(table, row))
            checks.extend(_check_pooled(table, row))
            if table.mean_effect == "eta_squared_h":
                checks.extend(_check_eta(table, row))
    return tuple(checks)


def _check_whole_numbers(table: PrintedTable, row: PrintedRow) -> Iterator[Check]:
    if not row.whole_numbers:
        return
    for position, mean in enumerate(row.means):
        size = table.places[position].size
        if mean is None or not size:
            continue
        key, sums = cell_key(table, row, "mean", position), sums_for_mean(mean, size)
        if sums:
            words = f"{sums[0]} / {size} = {round_half_up(sums[0] / size, mean.decimals)}."
            yield Check(key, ARITHMETIC, GRIM, REPRODUCED, (sums[0] / size,), "", words)
        else:
            below = int(float(mean.value) * size)
            near = " and ".join(
                f"{total} / {size} = {round_half_up(total / size, mean.decimals)}"
                for total in (below, below + 1)
            )
            words = f"No {size} whole numbers have the mean {mean.text}: {near}."
            yield Check(key, ARITHMETIC, GRIM, INCONSISTENT, (), "", words)


def _group_values(table: PrintedTable, values: tuple[Printed | None, ...]) -> list[Printed] | None:
    """The printed values of the groups, None unless all are there with their sizes."""
    found = [value for place in table.groups if place < len(values) and (value := values[place]) is not None]
    known = all(table.places[place].size for place in table.groups)
    return found if found and known and len(found) == len(table.groups) else None


def _group_sizes(table: PrintedTable) -> list[int] | None:
    """The patients of each group, None unless all are known."""
    found = [size for place in table.groups if (size := table.places[place].size) is not None]
    return found if len(found) == len(table.groups) else None


def _check_pooled(table: PrintedTable, row: PrintedRow) -> Iterator[Check]:
    means, sds = _group_values(table, row.means), _group_values(table, row.sds)
    sizes = _group_sizes(table)
    if table.whole is None or means is None or sizes is None:
        return
    if table.places[table.whole].size not in (None, sum(sizes)):
        return
    mean = row.means[table.whole]
    if mean is not None:
        span = mean_of_groups(means, sizes)
        terms = " + ".join(f"{n} × {m.text}" for n, m in zip(sizes, means, strict=True))
        words = f"({terms}) / {sum(sizes)} = {span.centre:.{mean.decimals + 1}f}."
        yield from _check_whole(
            table, row, ("mean", mean), span, (POOLED_MEAN, words), _whole_sums(row, means, sizes)
        )
    sd = row.sds[table.whole] if sds else None
    if sd is not None and sds is not None:
        span = sd_of_groups(means, sds, sizes)
        words = f"The SDs and means of the groups make an SD of {span.centre:.{sd.decimals + 1}f}."
        yield from _check_whole(table, row, ("sd", sd), span, (POOLED_SD, words), None)


def _whole_sums(row: PrintedRow, means: list[Printed], sizes: list[int]) -> set[int] | None:
    """The sums over all patients that the printed means of whole numbers allow; None for other numbers."""
    if not row.whole_numbers:
        return None
    sums = [sums_for_mean(mean, size) for mean, size in zip(means, sizes, strict=True)]
    return {sum(combination) for combination in product(*sums)} if all(sums) else None


def _check_whole(
    table: PrintedTable,
    row: PrintedRow,
    figure: tuple[str, Printed],
    span: Span,
    told: tuple[str, str],
    sums: set[int] | None,
) -> Iterator[Check]:
    """Hold the figure of all patients against what the groups make; a contradiction concerns all of them."""
    (what, printed), (method, words) = figure, told
    found = span.agreement(printed)
    total = sum(_group_sizes(table) or ())
    if sums is not None and not any(agreement(printed, s / total) != NONE for s in sums):
        found = NONE
    if found != NONE:
        verdict, reading = verdict_of(found)
        key = cell_key(table, row, what, table.whole)
        yield Check(key, ARITHMETIC, method, verdict, (span.centre,), reading, words)
        for place in table.groups:
            fits = f"It fits the figure of all patients, which does not prove it. {words}"
            yield Check(cell_key(table, row, what, place), ARITHMETIC, method, UNCHECKED, (), "", fits)
        return
    words += f" Printed: {printed.text}; nothing printed says which of these is wrong."
    for each in (table.whole, *table.groups):
        yield Check(cell_key(table, row, what, each), ARITHMETIC, method, INCONSISTENT, (), "", words)


def _check_eta(table: PrintedTable, row: PrintedRow) -> Iterator[Check]:
    """Recompute η²_H from the printed p: H is the χ² quantile, whatever the data are."""
    sizes = _group_sizes(table)
    if row.p is None or row.effect is None or sizes is None:
        return
    groups, n = len(sizes), sum(sizes)
    least, most = max(row.p.low, 1e-12), min(row.p.high, 1.0)
    high, centre, low = (h_of_p(p, groups) for p in (least, float(row.p.value), most))
    eta = Span(*(eta_squared_h(h, groups, n) for h in (low, centre, high)))
    words = f"p = {row.p.text} with {groups} groups is H = {centre:.3f}; "
    words += f"(H − {groups} + 1) / ({n} − {groups}) = {_signed(eta.centre)}."
    readings = (
        ("", eta),
        ("cut off at 0", Span(*(max(value, 0.0) for value in (eta.low, eta.centre, eta.high)))),
        ("without its sign", Span(-eta.high, -eta.centre, -eta.low)),
        ("as ε² = H / (n − 1)", Span(*(epsilon_squared(h, n) for h in (low, centre, high)))),
    )
    fitting = [(words_of, span) for words_of, span in readings if span.agreement(row.effect) != NONE]
    key = cell_key(table, row, "effect")
    if fitting and not fitting[0][0]:
        yield Check(key, STATISTIC, ETA_H, *_with(verdict_of(eta.agreement(row.effect)), eta.centre), words)
    elif fitting:
        reading = ", or ".join(words_of for words_of, _ in fitting)
        yield Check(key, STATISTIC, ETA_H, OTHER_READING, (eta.centre,), reading, words)
    else:
        yield Check(key, STATISTIC, ETA_H, INCONSISTENT, (eta.centre,), "", words)


def _signed(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")


def _with(verdict: tuple[str, str], value: float) -> tuple[str, tuple[float, ...], str]:
    return verdict[0], (value,), verdict[1]
