"""Time × group of many partitions at once: each is what the analysis of variance of that partition alone gives."""

import numpy as np
import pytest

from lib.stats.anova.partitions import interactions
from lib.stats.anova.repeated_measures import INTERACTION, mixed_anova
from tests.stats.reference_sets import figures, reference_set

SETS = [entry for entry in figures("anova")["sets"] if entry["group"]]


@pytest.mark.parametrize("visits", [2, 3, 5])
def test_every_partition_is_what_its_own_analysis_gives(visits):
    rng = np.random.default_rng(visits)
    values = np.round(rng.normal(0.85, 0.08, (40, visits)) + rng.normal(0, 0.1, (40, 1)), 2)
    codes = rng.choice([-1, 0, 1, 2], p=[0.1, 0.1, 0.2, 0.6], size=(40, 40))
    found = interactions(values, codes, 3)
    for i in np.flatnonzero(found.regular):
        rows = codes[i] >= 0
        effect = mixed_anova(values[rows], codes[i][rows]).effect(INTERACTION)
        by_name = {row.name: row.p for row in effect.corrections}
        assert (found.n[i], found.df1[i], found.df2[i]) == (rows.sum(), effect.df1, effect.df2)
        assert found.f[i] == pytest.approx(effect.f, rel=1e-11)
        assert found.p[i] == pytest.approx(effect.p, abs=1e-12)
        assert found.partial_eta_squared[i] == pytest.approx(effect.partial_eta_squared, abs=1e-12)
        assert found.corrected(found.greenhouse_geisser)[i] == pytest.approx(
            by_name["Greenhouse–Geisser"], abs=1e-12
        )
        assert found.corrected(found.huynh_feldt)[i] == pytest.approx(by_name["Huynh–Feldt"], abs=1e-12)
    assert found.regular.sum() > 20


@pytest.mark.parametrize("entry", SETS, ids=[f"{entry['data']}-{entry['group']}" for entry in SETS])
def test_the_reference_sets_are_what_r_gives(entry):
    values, groups, levels = reference_set(entry)
    codes = np.array([levels.index(group) for group in groups])
    found = interactions(values, codes[None, :], len(levels))
    expected, sizes = entry["effects"][INTERACTION], np.bincount(codes)
    assert bool(found.regular[0]) == bool(sizes.min() > 1)
    if found.regular[0]:
        assert found.f[0] == pytest.approx(expected["f"], rel=1e-6)
        assert found.partial_eta_squared[0] == pytest.approx(expected["partial_eta_squared"], rel=1e-6)


def test_small_groups_and_changes_that_are_all_alike_are_not_regular():
    values = np.tile([0.8, 0.9, 1.0], (10, 1)) + np.arange(10)[:, None] / 10
    codes = np.array([[0] * 5 + [1] * 5])
    assert not interactions(values, codes, 2).regular.any()
    rng = np.random.default_rng(1)
    few = np.array([[0] + [1] * 9, [-1] * 10, [1] * 10])
    assert not interactions(np.round(rng.normal(size=(10, 3)), 2), few, 2).regular.any()
    assert not len(interactions(values, np.empty((0, 10), dtype=int), 2).f)
