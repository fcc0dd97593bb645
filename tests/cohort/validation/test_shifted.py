"""A column moved by one row is told where patients differ, and a good one never."""

from __future__ import annotations

import numpy as np
import pytest

from lib.cohort.intake import check_file


def rows(shift: int, layout: str, spread: float = 7.0) -> list[str]:
    """Write 30 patients at 3 visits: own level with the SD given, a fall of 4 a visit, and noise of SD 2."""
    rng = np.random.default_rng(4)
    values = np.round(
        35 + spread * rng.standard_normal((30, 1)) - 4 * np.arange(3) + 2 * rng.standard_normal((30, 3))
    )
    if layout == "wide":
        values[:, 1] = np.roll(values[:, 1], shift)
        return [
            "id,vas_pre,vas_week1,vas_week2",
            *(f"{p},{a:g},{b:g},{c:g}" for p, (a, b, c) in enumerate(values, 1)),
        ]
    flat = np.roll(values.ravel(), shift)
    return ["id,visit,vas", *(f"{i // 3 + 1},week {i % 3},{value:g}" for i, value in enumerate(flat))]


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("shift", [1, -1])
def test_a_column_one_row_off_is_told(layout, shift):
    report = check_file("\n".join(rows(shift, layout)).encode(), "f.csv")
    (found,) = [f for f in report.findings if f.code == "column_shifted"]
    assert found.column == ("vas_week1" if layout == "wide" else "vas")
    assert ("row up" in found.found) == (shift > 0)


@pytest.mark.parametrize("layout", ["wide", "long"])
@pytest.mark.parametrize("spread", [0.0, 2.0, 7.0])
def test_a_good_column_is_not(layout, spread):
    report = check_file("\n".join(rows(0, layout, spread)).encode(), "f.csv")
    assert "column_shifted" not in {f.code for f in report.findings}
