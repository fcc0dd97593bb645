"""What must hold of any data: invariances, bounds, refusals, and agreement with statsmodels and pingouin."""

from dataclasses import astuple, fields, is_dataclass

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lib.stats.anova.homogeneity import box_m, levene
from lib.stats.anova.influence import influence
from lib.stats.anova.marginal_means import marginal_means
from lib.stats.anova.normality import anova_normality, shapiro_wilk
from lib.stats.anova.posthoc import pairwise_visits, pairwise_visits_within_groups
from lib.stats.anova.repeated_measures import mixed_anova, within_anova
from lib.stats.anova.simple_effects import GroupRefusal, simple_effects
from lib.stats.common.contrasts import contrast_basis
from lib.stats.common.result import Refusal
from tests.stats.reference_sets import figures, reference_set

SETS = {(e["data"], e["group"] or ""): e for e in figures("anova")["sets"]}
GROUPED = [key for key in SETS if key[1] and key[0] != "sim_20_1"]
RNG = np.random.default_rng(0)
# pingouin 0.7 still calls pandas' methods with `inplace`, which pandas 3.1 announces to drop.
pingouins_pandas = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


@st.composite
def cohorts(draw):
    """Values on the 0.01 grid for up to four unbalanced groups, always enough patients."""
    visits, groups = draw(st.integers(2, 6)), draw(st.integers(2, 4))
    sizes = draw(st.lists(st.integers(2, 9), min_size=groups, max_size=groups))
    sizes[0] += visits + 2
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    values = np.round(rng.normal(0.85, 0.08, (sum(sizes), visits)) + rng.normal(0, 0.1, (sum(sizes), 1)), 2)
    return values, np.repeat(np.arange(groups), sizes)


def statistics(anova):
    """Every figure that no unit of measurement may change."""
    rows = []
    for effect in anova.effects:
        rows += [
            effect.f,
            effect.p,
            effect.partial_eta_squared,
            effect.generalized_eta_squared,
            effect.omega_squared,
        ]
        rows += [value for row in effect.corrections for value in (row.epsilon, row.df1, row.df2, row.p)]
        rows += [value for test in effect.multivariate for value in (test.statistic, test.f, test.p)]
    return rows


@settings(max_examples=60, deadline=None)
@given(cohorts(), st.floats(-1e3, 1e3), st.floats(0.01, 1e3), st.booleans())
def test_shift_and_scale_change_nothing(cohort, shift, scale, negative):
    values, groups = cohort
    anova = mixed_anova(values, groups)
    assume(not isinstance(anova, Refusal))
    moved = mixed_anova(values * (-scale if negative else scale) + shift, groups)
    assert statistics(moved) == pytest.approx(statistics(anova), rel=1e-5, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(cohorts(), st.integers(0, 2**32))
def test_order_of_patients_changes_nothing(cohort, seed):
    values, groups = cohort
    anova = mixed_anova(values, groups)
    assume(not isinstance(anova, Refusal))
    order = np.random.default_rng(seed).permutation(len(groups))
    assert statistics(mixed_anova(values[order], groups[order])) == pytest.approx(
        statistics(anova), rel=1e-9, abs=1e-12
    )
    full, shuffled = influence(values, groups), influence(values[order], groups[order])
    if not isinstance(full, Refusal):
        assert shuffled.effects[0].f == pytest.approx(full.effects[0].f[order], rel=1e-8)


@settings(max_examples=40, deadline=None)
@given(cohorts(), st.integers(0, 2**32))
def test_order_of_visits_and_names_of_groups_change_nothing(cohort, seed):
    values, groups = cohort
    anova = mixed_anova(values, groups)
    assume(not isinstance(anova, Refusal))
    rng = np.random.default_rng(seed)
    names = rng.permutation(groups.max() + 1)
    shuffled = mixed_anova(values[:, rng.permutation(values.shape[1])], names[groups])
    assert statistics(shuffled) == pytest.approx(statistics(anova), rel=1e-7, abs=1e-10)


@settings(max_examples=60, deadline=None)
@given(cohorts())
def test_epsilons_keep_their_bounds(cohort):
    values, groups = cohort
    for anova in (within_anova(values), mixed_anova(values, groups)):
        assume(not isinstance(anova, Refusal))
        s, least = anova.sphericity, 1 / (values.shape[1] - 1)
        tolerance = 1e-12
        assert least - tolerance <= s.greenhouse_geisser <= s.huynh_feldt + tolerance
        assert s.huynh_feldt <= s.huynh_feldt_original + tolerance <= 1 + 2 * tolerance
        for effect in anova.effects:
            assert 0 <= effect.eta_ci_low <= effect.partial_eta_squared + 1e-9
            assert effect.eta_ci_high < 1
            assert 0 <= effect.p <= 1


def test_epsilon_is_one_for_a_spherical_covariance_and_the_least_for_one_contrast():
    noise = np.linalg.qr(RNG.normal(size=(12, 5)) - 0)[0]
    noise = np.linalg.qr(noise - noise.mean(axis=0))[0]
    assert within_anova(noise[:, :4]).sphericity.greenhouse_geisser == pytest.approx(1, rel=1e-9)
    line = np.outer(noise[:, 0], [-1.5, -0.5, 0.5, 1.5]) + np.arange(4)
    anova = within_anova(line)
    assert anova.sphericity.greenhouse_geisser == pytest.approx(1 / 3, rel=1e-9)
    assert isinstance(anova.sphericity.mauchly, Refusal)
    assert "linearly" in anova.effects[0].multivariate.reason


def test_contrast_basis_is_orthonormal_and_ignores_the_mean():
    for visits in range(2, 9):
        basis = contrast_basis(visits)
        assert basis.T @ basis == pytest.approx(np.eye(visits - 1), abs=1e-12)
        assert basis.sum(axis=0) == pytest.approx(np.zeros(visits - 1), abs=1e-12)


@pytest.mark.parametrize("key", GROUPED, ids=str)
def test_against_statsmodels_manova(key):
    """H and E of all hypotheses by `MANOVA.mv_test` with L and M, as an independent second opinion."""
    from statsmodels.multivariate.manova import MANOVA

    values, groups, levels = reference_set(SETS[key])
    g, k = len(levels), values.shape[1]
    design = np.column_stack([groups == level for level in levels]).astype(float)
    transform = contrast_basis(k)
    between = np.eye(g)[:-1] - np.eye(g)[1:]
    hypotheses = [("time", np.full((1, g), 1 / g), transform), ("time × group", between, transform)]
    hypotheses += [(level, np.eye(g)[[i]], transform) for i, level in enumerate(levels)]
    tests = MANOVA(values, design).mv_test(hypotheses).results
    anova, simple = mixed_anova(values, groups, levels), simple_effects(values, groups, levels)
    for name in ("time", "time × group"):
        h, e, effect = tests[name]["H"], tests[name]["E"], anova.effect(name)
        f = (np.trace(h) / effect.df1) / (np.trace(e) / effect.df2)
        assert effect.f == pytest.approx(f, rel=1e-9)
        pillai = tests[name]["stat"].loc["Pillai's trace"]
        assert effect.multivariate[0].f == pytest.approx(float(pillai["F Value"]), rel=1e-8)
    for row in simple.rows:
        assert row.f == pytest.approx(
            float(tests[row.level]["stat"].loc["Pillai's trace", "F Value"]), rel=1e-8
        )


def long_table(values, groups):
    import pandas as pd

    n, k = values.shape
    return pd.DataFrame({"id": np.repeat(np.arange(n), k), "group": np.repeat(groups, k),
                         "visit": np.tile(np.arange(k), n), "value": values.ravel()})  # fmt: skip


@pingouins_pandas
@pytest.mark.parametrize("key", GROUPED, ids=str)
def test_type_two_is_pingouins_mixed_anova(key):
    import pingouin

    values, groups, levels = reference_set(SETS[key])
    table = pingouin.mixed_anova(
        long_table(values, groups), dv="value", within="visit", between="group", subject="id"
    ).set_index("Source")
    anova = mixed_anova(values, groups, levels, sums_of_squares="II")
    for source, name in (("group", "group"), ("visit", "time"), ("Interaction", "time × group")):
        effect = anova.effect(name)
        assert effect.f == pytest.approx(table.loc[source, "F"], rel=1e-6)
        assert effect.partial_eta_squared == pytest.approx(table.loc[source, "np2"], rel=1e-6)
    assert "pingouin.mixed_anova" in dict(anova.settings)["sums of squares"]
    third = mixed_anova(values, groups, levels)
    assert third.effect("group") == anova.effect("group")
    assert third.effect("time × group") == anova.effect("time × group")


@pingouins_pandas
@pytest.mark.parametrize("key", [key for key in SETS if not key[1] and key[0] != "sim_two_visits"], ids=str)
def test_within_is_pingouins_rm_anova(key):
    import pandas as pd
    import pingouin

    values, _, _ = reference_set(SETS[key])
    table = long_table(values, np.zeros(len(values)))
    row = pingouin.rm_anova(table, dv="value", within="visit", subject="id", correction=True).iloc[0]
    anova = within_anova(values)
    assert anova.effects[0].f == pytest.approx(row["F"], rel=1e-6)
    assert anova.effects[0].generalized_eta_squared == pytest.approx(row["ng2"], rel=1e-6)
    assert anova.sphericity.greenhouse_geisser == pytest.approx(row["eps"], rel=1e-6)
    frame = pd.DataFrame(values)
    wide = pingouin.sphericity(frame)
    assert anova.sphericity.mauchly.w == pytest.approx(wide.W, rel=1e-6)
    assert anova.sphericity.mauchly.chi_square == pytest.approx(wide.chi2, rel=1e-6)
    assert anova.sphericity.mauchly.p == pytest.approx(wide.pval, rel=1e-6)
    assert anova.sphericity.huynh_feldt == pytest.approx(pingouin.epsilon(frame, correction="hf"), rel=1e-6)


def test_the_papers_simple_effect_has_its_degrees_of_freedom():
    entry = SETS["sim_9_8_28", "group"]
    values, groups, levels = reference_set(entry)
    first = simple_effects(values, groups, levels).rows[0]
    assert (first.n, first.df1, first.df2) == (9, 4, 39)


GOOD = RNG.normal(size=(12, 3))
THREE_GROUPS = ["a"] * 5 + ["b"] * 5 + ["c"] * 2
ALWAYS_THE_SAME = np.arange(12.0)[:, None] + [0.0, 1.0, 2.0]
HOLE = np.where(np.arange(36).reshape(12, 3) == 4, np.nan, GOOD)


@pytest.mark.parametrize(
    ("values", "groups", "said"),
    [
        (GOOD[:3], None, "3 visits need at least 4 patients; found 3"),
        (GOOD[:0], None, "No patient is left"),
        (GOOD[:, :1], None, "at least 2 visits; found 1"),
        (HOLE, None, "values are missing in 1 of 12 patients"),
        (np.full((12, 3), np.inf), None, "values are missing in 12 of 12 patients"),
        (ALWAYS_THE_SAME, None, "Every patient changes in the same way"),
        (np.full((12, 3), 0.83), None, "Every patient changes in the same way"),
        (GOOD, ["a"] * 12, "at least 2 groups with patients; found 1"),
        (GOOD, ["a"] * 11 + ["b"], "“b” has 1 patient; at least 2"),
        (GOOD[:4], ["a"] * 2 + ["b"] * 2, "3 visits need at least 5 patients in 2 groups; found 4"),
        (HOLE, THREE_GROUPS, "values are missing"),
    ],
)  # fmt: skip
def test_too_little_is_refused_everywhere(values, groups, said):
    within = (within_anova, pairwise_visits, marginal_means, anova_normality, influence)
    between = (mixed_anova, simple_effects, pairwise_visits_within_groups, influence, box_m)
    for function in within if groups is None else between:
        answer = function(values) if groups is None else function(values, groups)
        assert isinstance(answer, Refusal), function
        assert said in answer.reason
        assert answer.reason.endswith(".")


def test_box_m_needs_more_patients_than_visits_in_each_group():
    answer = box_m(GOOD, ["a"] * 9 + ["b"] * 3)
    assert answer.reason == "Box's M needs more than 3 patients in each group; “b” has 3."
    assert not isinstance(box_m(GOOD, ["a"] * 8 + ["b"] * 4), Refusal)


def test_the_fewest_patients_that_are_enough():
    assert within_anova(GOOD[:4]).n == 4
    assert mixed_anova(GOOD[:5], ["a", "a", "a", "b", "b"]).sizes == (3, 2)


def test_equal_patient_means_refuse_the_mixed_anova():
    answer = mixed_anova(GOOD - GOOD.mean(axis=1, keepdims=True), THREE_GROUPS)
    assert isinstance(answer, Refusal)
    assert "same mean" in answer.reason


def test_a_small_group_rests_on_the_pooled_error_and_says_so():
    anova = mixed_anova(GOOD, THREE_GROUPS)
    assert anova.notes == ("Groups with no more patients than visits rest on the pooled error: c (2).",)
    as_many = mixed_anova(GOOD, ["a"] * 9 + ["b"] * 3).notes
    assert as_many == ("Groups with no more patients than visits rest on the pooled error: b (3).",)
    subset = simple_effects(GOOD, THREE_GROUPS, error="subset").rows[2]
    assert isinstance(subset, GroupRefusal)
    assert (subset.level, subset.n) == ("c", 2)
    assert "“c” has 2" in box_m(GOOD, THREE_GROUPS).reason


def test_a_difference_without_variance_gets_a_note_and_no_p():
    values = GOOD.copy()
    values[:, 1] = values[:, 0] + 2
    answer = pairwise_visits(values, visits=["pre", "inf3", "post"])
    row = answer.comparisons[0]
    assert row.difference == pytest.approx(-2)
    assert np.isnan([row.t, row.p, row.p_adjusted]).all()
    assert answer.notes == (
        "pre and inf3 differ by the same amount in every patient: no t, no p and no interval.",
    )
    assert np.isnan([row.cohens_d_z, row.ci_low, row.adjusted_ci_high]).all()
    assert row.hedges_g_av < 0
    second = answer.comparisons[1]
    assert second.p_adjusted == pytest.approx(min(1, 2 * second.p))


def test_a_group_without_spread_of_its_own_rests_on_the_pooled_error():
    values = GOOD.copy()
    values[10:] = [1.0, 2.0, 4.0]
    family = pairwise_visits_within_groups(values, THREE_GROUPS).families[2]
    for row in family.comparisons:
        assert np.isfinite([row.p, row.hedges_g_av, row.cohens_d_z]).all()
        assert max(row.difference, row.hedges_g_av, row.cohens_d_z) < 0
    own = pairwise_visits_within_groups(values, THREE_GROUPS, error="own").families[2]
    assert np.isnan(
        [(row.t, row.p, row.ci_low, row.hedges_g_av, row.cohens_d_z) for row in own.comparisons]
    ).all()
    assert "no t, no p" in own.notes[0]


def test_influence_where_one_patient_makes_all_the_variance():
    values = ALWAYS_THE_SAME.copy()
    values[3, 1] += 5
    found = influence(values)
    assert np.isnan(found.effects[0].f[3])
    assert np.isfinite(np.delete(found.effects[0].f, 3)).all()
    assert "no F there" in found.notes[0]


def test_levene_refuses_and_notes():
    assert "some values are missing" in levene(HOLE, THREE_GROUPS).reason
    assert "“b” has 1" in levene(GOOD, ["a"] * 11 + ["b"]).reason
    # Two values are equally far from their mean and median: F would be what rounding leaves, or beyond all bounds.
    assert "the 2 of “b” lie equally far" in levene(GOOD, ["a"] * 10 + ["b"] * 2).reason
    assert levene(GOOD, ["a"] * 9 + ["b"] * 3).rows
    flat = levene(np.ones((12, 3)), np.repeat(["a", "b", "c"], 4))
    assert all(np.isnan(row.f) for row in flat.rows)
    assert len(flat.notes) == 3


def test_shapiro_refusals():
    assert "found 2 values" in shapiro_wilk([1, 2]).reason
    assert "All 4 values are equal" in shapiro_wilk([3, 3, 3, 3]).reason
    assert "found 5001 values" in shapiro_wilk(RNG.normal(size=5001)).reason


def test_wrong_calls_are_errors():
    with pytest.raises(ValueError, match="sums_of_squares is one of III, II"):
        mixed_anova(GOOD, THREE_GROUPS, sums_of_squares="I")
    with pytest.raises(ValueError, match="error is one of multivariate, univariate, subset"):
        simple_effects(GOOD, THREE_GROUPS, error="none")
    with pytest.raises(ValueError, match="unknown adjustment"):
        pairwise_visits(GOOD, adjust="tukey")
    with pytest.raises(ValueError, match="index from 0 to 2"):
        pairwise_visits(GOOD, reference=3)
    with pytest.raises(ValueError, match="one name a visit"):
        pairwise_visits(GOOD, visits=["pre"])
    with pytest.raises(ValueError, match="one group a patient"):
        mixed_anova(GOOD, ["a", "b"])
    with pytest.raises(ValueError, match="patients × visits matrix"):
        within_anova([1, 2, 3])


def numbers(answer):
    """Every float a result holds, however deep."""
    if is_dataclass(answer):
        for field in fields(answer):
            yield from numbers(getattr(answer, field.name))
    elif isinstance(answer, tuple):
        for item in answer:
            yield from numbers(item)
    elif isinstance(answer, float):
        yield answer


def test_results_are_frozen_and_inputs_untouched():
    before = GOOD.copy()
    anova = mixed_anova(GOOD, THREE_GROUPS)
    with pytest.raises(AttributeError):
        anova.n = 1
    influence(GOOD, THREE_GROUPS)
    assert np.array_equal(GOOD, before)
    assert np.isfinite(list(numbers(anova))).all()
    assert astuple(anova) == astuple(mixed_anova(GOOD, THREE_GROUPS))
