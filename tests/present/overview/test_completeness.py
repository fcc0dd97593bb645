"""The overview's small table shows every visit, however many there are."""

import pytest

from lib.analysis.overview.summary import CohortOverview, Completeness
from lib.present.overview.summary import table_completeness


def overview(visits, measures):
    cells = tuple(
        Completeness(name, name.upper(), f"S {visit}", 10 * place + visit, 99)
        for place, name in enumerate(measures)
        for visit in range(1, visits + 1)
    )
    return CohortOverview(99, 99, None, None, cells, {name: place for place, name in enumerate(measures)})


@pytest.mark.parametrize(
    ("visits", "measures", "headings", "first"),
    [
        (3, "ab", ["Measured", "S 1", "S 2", "S 3", "All"], ("A", "1", "2", "3", "0")),
        (7, "ab", ["Visit", "A", "B"], ("S 1", "1", "11")),
        # More measures than visits stand better below one another.
        (7, "abcdefgh", ["Measured", *(f"S {i}" for i in range(1, 8)), "All"], ("A", *"1234567", "0")),
    ],
)
def test_many_visits_stand_below_one_another(visits, measures, headings, first):
    table = table_completeness(overview(visits, list(measures)))
    assert [heading.label for heading in table.headings] == headings
    assert table.lines[0].cells == first
    assert {line.cells[0] for line in table.lines} >= ({"All"} if headings[0] == "Visit" else {"A", "B"})
    assert all(len(line.cells) == len(headings) for line in table.lines)
