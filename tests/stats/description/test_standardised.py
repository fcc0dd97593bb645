"""Standardised differences against their definitions in R (tests/reference/table1.R)."""

import numpy as np
import pytest

from lib.stats.description.standardised import (
    largest_difference,
    standardised_means,
    standardised_proportions,
)
from tests.stats.reference_sets import figures

R = figures("table1")


@pytest.mark.parametrize("entry", R["tables"])
def test_categories_by_yang_and_dalton(entry):
    first, second = np.array(entry["first"]), np.array(entry["second"])
    assert standardised_proportions(first, second) == pytest.approx(entry["smd"])
    # Neither the order of the levels, nor an empty level, nor the order of the groups moves it.
    assert standardised_proportions(second[::-1], first[::-1]) == pytest.approx(entry["smd"])
    padded = np.append(first, 0), np.append(second, 0)
    assert standardised_proportions(*padded) == pytest.approx(entry["smd"])


@pytest.mark.parametrize("entry", R["numbers"])
def test_means(entry):
    first, second = np.array(entry["first"]), np.array(entry["second"])
    assert standardised_means(first, second) == pytest.approx(entry["smd"])
    assert standardised_means(3 * second + 1, 3 * first + 1) == pytest.approx(entry["smd"])


def test_without_spread_there_is_none():
    assert np.isnan(standardised_means(np.array([1.0, 1.0]), np.array([2.0, 2.0])))
    assert np.isnan(standardised_means(np.array([1.0]), np.array([2.0, 3.0])))
    assert np.isnan(standardised_proportions(np.array([5, 0]), np.array([0, 7])))
    assert np.isnan(standardised_proportions(np.array([5, 0]), np.array([7, 0])))


def test_the_largest_names_its_pair():
    assert largest_difference([0.1, float("nan"), 0.4]) == (0.4, 1, 2)
    assert np.isnan(largest_difference([float("nan")])[0])


def test_means_by_hand():
    # Means 2 and 5, variances 1 and 4: 3 / √2.5.
    assert standardised_means(np.array([1.0, 2, 3]), np.array([3.0, 5, 7])) == pytest.approx(3 / np.sqrt(2.5))
    assert np.isnan(standardised_means(np.array([1.0]), np.array([1.0, 2.0])))
