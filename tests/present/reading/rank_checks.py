"""Tables of tests on ranks, by the arithmetic that binds their cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lib.present.common.table import PrintTable
from tests.present.reading.rows import Row, number, rows_of


def ranks_hold(tables: list[PrintTable]) -> Iterator[str]:
    """Give what contradicts in tables of ranks: mean ranks, Kendall's W, U and its correlation, p and adjusted p."""
    for table in tables:
        for row in rows_of(table):
            if "Kendall’s W" in row.cells:
                yield from _friedman(row)
            if "U" in row.cells and "Rank-biserial r" in row.cells:
                yield from _mann_whitney(row)
            if {"p", "p adjusted"} <= set(row.cells):
                yield from _adjusted(row)
        if "Wilcoxon" in table.caption:
            yield from _signed_ranks(table)


def _friedman(row: Row) -> Iterator[str]:
    names = list(row.cells)
    visits = names[names.index("Kendall’s W") + 1 :]
    chi_square, n, k = row.value("χ²"), row.value("n"), len(visits)
    if chi_square != chi_square:
        return
    ranks = sum(row.value(visit) for visit in visits)
    if abs(ranks - k * (k + 1) / 2) > 0.005 * k + 1e-9:
        yield f"ranks: mean ranks of {row.label} add up to {ranks}, not to {k * (k + 1) / 2}"
    w = chi_square / (n * (k - 1))
    if abs(w - row.value("Kendall’s W")) > 0.0005 + 0.0005 / (n * (k - 1)) + 1e-9:
        yield f"ranks: W of {row.label} is not χ² / (n (k − 1))"


def _mann_whitney(row: Row) -> Iterator[str]:
    u, r = row.value("U"), row.value("Rank-biserial r")
    first, second = (int(part) for part in re.findall(r"\d+", row.cells["n"]))
    if u == u and abs(2 * u / (first * second) - 1 - r) > 0.0005 + 0.1 / (first * second) + 1e-9:
        yield f"ranks: r of {row.label} is not 2 U / (n₁ n₂) − 1"
    shift = row.value("Hodges–Lehmann difference")
    low, high = (
        map(number, re.split(" to ", row.cells["95 % CI"])[:2])
        if " to " in row.cells["95 % CI"]
        else (shift,) * 2
    )
    if shift == shift and not low <= shift <= high:
        yield f"ranks: the difference of {row.label} lies outside its interval"


def _adjusted(row: Row) -> Iterator[str]:
    p, adjusted = row.value("p"), row.value("p adjusted")
    if p == p and not p - 0.0005 <= adjusted <= 1:
        yield f"ranks: adjusted p of {row.label} is smaller than p"


def _signed_ranks(table: PrintTable) -> Iterator[str]:
    """V is at most the sum of all ranks, and the sign of r is that of V against its middle."""
    for row in rows_of(table):
        v, r = row.value("V"), row.value("Rank-biserial r")
        if v == v and r == r and not -1 <= r <= 1:
            yield f"ranks: r of {row.label} is {r}"
