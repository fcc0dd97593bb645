"""Mixed models: derivatives against differences, Hotelling's T², invariances, and sentences in place of numbers."""

import numpy as np
import pytest
from scipy import stats

from lib.stats.mixed.covariance import COVARIANCES, covariance_named, next_simpler
from lib.stats.mixed.design import VISIT, Covariate, Factor, fixed_effects
from lib.stats.mixed.feasibility import CannotFit
from lib.stats.mixed.hypotheses import joint_test, type_three
from lib.stats.mixed.likelihood import level_at, slopes_at
from lib.stats.mixed.means import KINDS, least_squares_means, mean_differences
from lib.stats.mixed.model import fit_mixed, with_tests
from tests.stats.mixed_sets import factor, fit, simulated


def at(model, theta, restricted):
    """−2 log likelihood, gradient and Hessian at other parameters."""
    moments, k = model.fitted.moments, len(model.sigma)
    sigma, first, second = COVARIANCES[model.covariance].build(theta, k)
    level = level_at(moments, sigma, restricted=restricted)
    return level, slopes_at(moments, level, first, second, restricted=restricted)


@pytest.mark.parametrize("restricted", [True, False])
@pytest.mark.parametrize("code", COVARIANCES)
def test_gradient_and_hessian_against_differences(code, restricted):
    model = fit("2 groups, 5 visits", code, "satterthwaite", restricted=restricted)
    theta = np.array(model.parameters) * 1.02
    slopes = at(model, theta, restricted)[1]
    for a, value in enumerate(theta):
        h = 1e-5 * max(abs(value), 0.1)
        up, down = theta.copy(), theta.copy()
        up[a], down[a] = value + h, value - h
        (above, over), (below, under) = at(model, up, restricted), at(model, down, restricted)
        slope = (above.value - below.value) / (2 * h)
        assert slopes.gradient[a] == pytest.approx(slope, rel=1e-5, abs=1e-5)
        curve = (over.gradient - under.gradient) / (2 * h)
        assert slopes.hessian[a] == pytest.approx(curve, rel=1e-5, abs=1e-6 * np.abs(slopes.hessian).max())


@pytest.mark.parametrize("code", ["us", "cs", "ri"])
def test_complete_data_have_one_information(code):
    """Of complete data the maximum is where moments are equal, so observed and expected Hessian are the same."""
    values, effects = simulated(30, 3, groups=1, missing=0)
    slopes = fit_mixed(values, effects, code).fitted.optimum.slopes
    assert slopes.hessian == pytest.approx(slopes.expected, rel=1e-8)


@pytest.mark.parametrize(("n", "k", "seed"), [(9, 3, 1), (20, 5, 2), (33, 8, 3)])
def test_complete_data_equal_hotelling(n, k, seed):
    values, effects = simulated(n, k, groups=1, missing=0, seed=seed)
    test = type_three(fit_mixed(values, effects))[0].test
    changes = values[:, 1:] - values[:, :1]
    mean, spread = changes.mean(axis=0), np.cov(changes.T)
    t2 = n * mean @ np.linalg.solve(spread, mean)
    f = t2 * (n - k + 1) / ((n - 1) * (k - 1))
    assert (test.df1, test.df2) == pytest.approx((k - 1, n - k + 1), rel=1e-9)
    assert test.f == pytest.approx(f, rel=1e-9)
    assert test.p == pytest.approx(stats.f.sf(f, k - 1, n - k + 1), rel=1e-8)


def test_complete_data_equal_hotelling_of_two_groups():
    """Two groups at several visits at once: Hotelling's two-sample T² of the raw values."""
    values, effects = simulated(24, 4, missing=0, seed=4)
    model = fit_mixed(values, effects)
    rows = mean_rows_of_groups(model)
    test = joint_test(model.fitted, rows)
    a, b = values[::2], values[1::2]
    pooled = (np.cov(a.T) + np.cov(b.T)) / 2
    difference = a.mean(axis=0) - b.mean(axis=0)
    t2 = 6 * difference @ np.linalg.solve(pooled, difference)
    assert test.f == pytest.approx(t2 * (24 - 4 - 1) / (22 * 4), rel=1e-9)
    assert test.df2 == pytest.approx(19, rel=1e-9)


def mean_rows_of_groups(model):
    from lib.stats.mixed.means import mean_rows

    cells = mean_rows(model.fitted.data, (VISIT, "group")).reshape(4, 2, -1)
    return cells[:, 0] - cells[:, 1]


@pytest.mark.parametrize("code", ["us", "toeph", "ar1", "cs"])
def test_units_order_and_coding_change_nothing(code):
    values, effects = simulated(30, 4, seed=5)
    whole = fit_mixed(values, effects, code)
    moved = fit_mixed(values * 1e4 + 3e6, effects, code)
    codes = effects.column("group").codes
    turned = fixed_effects(effects.visits, [Factor("group", ("2", "1"), 1 - codes)], effects.terms)
    order = np.random.default_rng(1).permutation(30)
    shuffled = fixed_effects(effects.visits, [factor("group", codes[order] + 1)], effects.terms)
    for other, scale in (
        (moved, 1e4), (fit_mixed(values, turned, code), 1), (fit_mixed(values[order], shuffled, code), 1),
    ):  # fmt: skip
        for one, two in zip(type_three(whole), type_three(other), strict=True):
            assert (two.test.f, two.test.df2) == pytest.approx((one.test.f, one.test.df2), rel=1e-6)
        sign = {row.visit: row.estimate for row in mean_differences(other, "groups").rows}
        for row in mean_differences(whole, "groups").rows:
            assert abs(sign[row.visit].estimate) == pytest.approx(
                abs(row.estimate.estimate) * scale, rel=1e-6
            )
            assert sign[row.visit].se == pytest.approx(row.estimate.se * scale, rel=1e-6)


def test_a_patient_without_values_does_not_enter():
    values, effects = simulated(30, 3, seed=6)
    values[[0, 7]] = np.nan
    with_empty = fit_mixed(values, effects)
    kept = np.isfinite(values).any(axis=1)
    without = fit_mixed(values[kept], effects.take(kept))
    assert with_empty.minus_2_log_likelihood == without.minus_2_log_likelihood
    assert with_empty.n == kept.sum()
    assert f"{30 - with_empty.n} patients" in with_empty.notes[0]


def test_kenward_roger_and_satterthwaite_have_one_df_for_one_row():
    model = fit("4 groups")
    df = [estimate.df for estimate in model.estimates]
    assert [e.df for e in with_tests(model, "satterthwaite").estimates] == pytest.approx(df, rel=1e-12)
    last = joint_test(model.fitted, np.eye(len(df))[-1:])
    assert (last.df2, last.p) == pytest.approx((df[-1], model.estimates[-1].p), rel=1e-9)


def test_every_kind_of_difference_is_one_of_means():
    model = fit("3 groups, age, sex")
    cells = {row.levels: row.estimate.estimate for row in least_squares_means(model, (VISIT, "group")).rows}
    for row in mean_differences(model, "groups from first").rows:
        by_hand = [cells[row.visit, g] - cells[row.from_visit, g] for g in (row.level, row.against)]
        assert row.estimate.estimate == pytest.approx(by_hand[0] - by_hand[1], abs=1e-10)
    for row in mean_differences(model, "from first in groups").rows:
        by_hand = cells[row.visit, row.level] - cells[row.from_visit, row.level]
        assert row.estimate.estimate == pytest.approx(by_hand, abs=1e-10)
    assert len(KINDS) == 4


# Sentences in place of numbers.


def refused(values, effects, code="us"):
    answer = fit_mixed(values, effects, code)
    assert isinstance(answer, CannotFit)
    assert answer.reason.endswith(".")
    return answer


def test_a_visit_that_nobody_has():
    values, effects = simulated(20, 4)
    values[:, 2] = np.nan
    answer = refused(values, effects)
    assert (answer.code, answer.simpler) == ("empty visit", None)
    assert "V2" in answer.reason


def test_a_group_of_one():
    values, _ = simulated(20, 3)
    effects = fixed_effects("abc", [factor("group", [1] * 19 + [2])], [(VISIT,), (VISIT, "group")])
    assert refused(values, effects).code == "groups"


def test_an_empty_cell():
    values, effects = simulated(20, 3)
    values[::2, 1] = np.nan
    assert refused(values, effects).code == "rank"


def test_more_parameters_than_the_data_carry():
    values, effects = simulated(6, 5, groups=1, missing=0.1)
    answer = refused(values[:4], effects)
    assert (answer.code, answer.simpler) == ("parameters", "toeph")
    assert "heterogeneous Toeplitz" in answer.reason


def test_two_visits_that_no_patient_has_both():
    values, effects = simulated(30, 3, groups=1, missing=0)
    values[:15, 1] = np.nan
    values[15:, 2] = np.nan
    answer = refused(values, effects)
    assert (answer.code, answer.simpler) == ("pairs", "toeph")
    assert not isinstance(fit_mixed(values, effects, "cs"), CannotFit)


def test_visits_that_repeat_one_another():
    values, effects = simulated(20, 3, groups=1, missing=0)
    values[:, 2] = values[:, 1] + 1
    assert refused(values, effects).simpler == "toeph"


def test_a_random_intercept_without_variance_leads_to_compound_symmetry():
    """Every patient's values sum to 0: the correlation is negative."""
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, (20, 3))
    values -= values.mean(axis=1, keepdims=True) * 0.9
    effects = fixed_effects("abc", [], [(VISIT,)])
    answer = refused(values, effects, "ri")
    assert answer.simpler == "cs"
    assert fit_mixed(values, effects, "cs").parameters[0] < 0


def test_values_that_do_not_vary():
    values, effects = np.full((20, 3), 7.0), fixed_effects("abc", [], [(VISIT,)])
    for code in COVARIANCES:
        assert refused(values, effects, code).code == "no spread"
    values = simulated(20, 3, groups=1, missing=0)[0]
    values[:, 1] = 0.3
    assert "at b do not vary" in refused(values, effects, "cs").reason


def test_the_order_of_simplicity():
    chain, code = [], "us"
    while code:
        chain.append(code)
        code = next_simpler(code, 5)
    assert chain == ["us", "toeph", "ar1h", "csh", "toep", "ar1", "cs"]
    # Of two visits the heterogeneous forms coincide, and so do the homogeneous ones.
    assert next_simpler("us", 2) == "toep"
    assert next_simpler("toep", 2) is None
    counts = [covariance_named(code).count(5) for code in chain]
    assert counts == sorted(counts, reverse=True)


def test_names_that_do_not_exist():
    values, effects = simulated(20, 3)
    with pytest.raises(ValueError, match="unknown covariance"):
        fit_mixed(values, effects, "spatial")
    with pytest.raises(ValueError, match="terms name no column"):
        fixed_effects("abc", [], [("dose",)])
    with pytest.raises(ValueError, match="one name"):
        fixed_effects("abc", [Covariate("a", np.ones(3)), Covariate("a", np.ones(3))], [("a",)])
