"""GRIM and its kin, against hand sums and against every possibility counted out."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import product

import numpy as np
import pytest

from lib.stats.published.granularity import (
    counts_for_percentage,
    mean_of_groups,
    nearest_percentages,
    sd_of_groups,
    sums_for_mean,
)
from lib.stats.published.printed import EXACT, NONE, SPAN, read_printed


def rounded_both_ways(numerator: int, denominator: int, decimals: int) -> set[str]:
    exact, unit = Decimal(numerator) / Decimal(denominator), Decimal(1).scaleb(-decimals)
    return {str(exact.quantize(unit, rounding=how)) for how in (ROUND_HALF_UP, ROUND_HALF_EVEN)}


@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 32, 49, 200, 1000])
def test_every_count_is_found_by_its_own_percentage(n):
    for count in range(n + 1):
        for text in rounded_both_ways(100 * count, n, 1):
            assert count in counts_for_percentage(read_printed(text), n)


@pytest.mark.parametrize("n", [8, 9, 32, 49])
def test_a_percentage_no_count_gives_has_none(n):
    possible = {text for count in range(n + 1) for text in rounded_both_ways(100 * count, n, 1)}
    texts = [f"{tenths / 10:.1f}" for tenths in range(1001)]
    for text in texts:
        if text not in possible:
            # What is left may still be a number that was rounded twice: 3.14499 → 3.145 → 3.15.
            for count in counts_for_percentage(read_printed(text), n):
                twice = Decimal(next(iter(rounded_both_ways(100 * count, n, 2))))
                assert str(twice.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)) == text


def test_the_paper_s_own_percentages():
    assert counts_for_percentage(read_printed("13.5"), 8) == ()
    assert nearest_percentages(read_printed("13.5"), 8) == (1, 2)
    assert counts_for_percentage(read_printed("11.1"), 9) == (1,)
    assert counts_for_percentage(read_printed("31.2"), 32) == (10,)
    assert counts_for_percentage(read_printed("0"), 9) == (0,)


@pytest.mark.parametrize(
    ("text", "n", "sums"),
    [
        ("53.11", 9, (478,)),  # 478 / 9 = 53.111
        ("53.12", 9, ()),
        ("42.88", 8, (343,)),  # 343 / 8 = 42.875, up or to even both 42.88
        ("42.87", 8, ()),
        ("50.94", 32, (1630,)),
        ("50.02", 49, (2451,)),
        ("3.0", 20, (59, 60, 61)),  # 2.95 up, 3.00, 3.05 to even
        ("5.19", 28, ()),  # the example of Brown & Heathers 2017: 145 / 28 = 5.18, 146 / 28 = 5.21
    ],
)
def test_grim(text, n, sums):
    assert sums_for_mean(read_printed(text), n) == sums


def printed(*texts: str):
    return [read_printed(text) for text in texts]


def test_mean_and_sd_of_all_from_the_groups_of_the_paper():
    sizes = [9, 8, 32]
    mean = mean_of_groups(printed("28.00", "26.50", "28.25"), sizes)
    assert mean.centre == pytest.approx(1368 / 49)  # 9 × 28 + 8 × 26.5 + 32 × 28.25
    assert mean.agreement(read_printed("27.92")) == EXACT
    assert mean.agreement(read_printed("27.93")) == NONE
    sd = sd_of_groups(printed("28.00", "26.50", "28.25"), printed("4.64", "4.72", "6.21"), sizes)
    assert sd.agreement(read_printed("5.67")) == EXACT
    assert sd.agreement(read_printed("5.70")) == NONE


def test_pooled_figures_bracket_those_of_real_numbers():
    rng = np.random.default_rng(7)
    for _ in range(50):
        groups = [rng.normal(50, 10, size) for size in (5, 9, 30)]
        means = printed(*(f"{g.mean():.1f}" for g in groups))
        sds = printed(*(f"{g.std(ddof=1):.1f}" for g in groups))
        whole = np.concatenate(groups)
        mean, sd = mean_of_groups(means, [5, 9, 30]), sd_of_groups(means, sds, [5, 9, 30])
        assert mean.low <= whole.mean() <= mean.high
        assert sd.low <= whole.std(ddof=1) <= sd.high


def test_a_figure_in_reach_of_the_rounding_agrees_as_a_span():
    mean = mean_of_groups(printed("1", "2"), [1, 1])  # 1.5, from 1.0 to 2.0
    assert mean.agreement(read_printed("1.7")) == SPAN
    assert mean.agreement(read_printed("2.2")) == NONE


def test_grim_agrees_with_every_sum_of_small_numbers():
    for n in (2, 3, 5):
        seen = {
            text for values in product(range(4), repeat=n) for text in rounded_both_ways(sum(values), n, 2)
        }
        for text in seen:
            assert sums_for_mean(read_printed(text), n)


def test_a_coarse_mean_of_many_patients_is_made_of_every_sum_that_rounds_to_it():
    # 20 of 1,000 patients: 19,501 to 20,499, and the two halves, each by one way to round.
    assert set(range(19_500, 20_501)) <= set(sums_for_mean(read_printed("20"), 1000))
