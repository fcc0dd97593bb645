"""The place of a value among others, against hand counts and R."""

import pytest

from lib.stats.common.result import Refusal
from lib.stats.description.place import place_among

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "value", "below", "equal", "rank", "percentile"),
    [
        # R: x <- c(3, 1, 2); rank(x)[3]; 100 * mean((x < 2) + (x == 2) / 2)
        ([3, 1, 2], 2, 1, 1, 2, 50),
        # R: rank(c(5, 5, 1, 9)) is 2.5 2.5 1 4
        ([5, 5, 1, 9], 5, 1, 2, 2.5, 50),
        ([5, 5, 1, 9], 9, 3, 1, 4, 87.5),
        ([4, NAN, 8], 4, 0, 1, 1, 25),
        ([7, 7, 7], 7, 0, 3, 2, 50),
        ([7], 7, 0, 1, 1, 50),
    ],
)
def test_rank_and_percentile_rank_by_hand(values, value, below, equal, rank, percentile):
    place = place_among(values, value)
    assert (place.below, place.equal, place.rank, place.percentile) == (below, equal, rank, percentile)


@pytest.mark.parametrize("value", [NAN, 2.5])
def test_a_value_that_was_not_observed_has_no_place(value):
    assert isinstance(place_among([1, 2, 3], value), Refusal)
