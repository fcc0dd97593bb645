"""What follows a mixed model, against R (gls without each patient, lm, lmerTest, mice), formulas and invariances."""

import numpy as np
import pytest

from lib.stats.common.result import Refusal
from lib.stats.mixed.design import VISIT, fixed_effects
from lib.stats.mixed.diagnostics import fitted_values, influence, residuals
from lib.stats.mixed.imputation import Assumption, after_last, draws
from lib.stats.mixed.means import least_squares_means
from lib.stats.mixed.model import fit_mixed
from lib.stats.mixed.pooling import pool
from lib.stats.mixed.sensitivity import (
    Contrast,
    conditional_mean_contrast,
    imputed_contrast,
    shifted_contrast,
    tipping_point,
)
from lib.stats.mixed.side_by_side import last_carried_forward, side_by_side
from tests.stats.mixed_sets import SETS, factor, fit, read, simulated
from tests.stats.reference_sets import figures

R = figures("mixed_answers")


@pytest.mark.parametrize("name", ["2 groups, 5 visits", "spread grows", "9 visits"])
def test_residuals(name):
    model = fit(name)
    found = residuals(model)
    seen = np.isfinite(found.raw)
    # nlme factorises each patient's covariance in another order: its sums of squares by patient are the same.
    expected = np.zeros(found.raw.shape)
    expected[seen] = SETS[name]["gls"]["us"]["normalised"]
    by_patient = np.nansum(found.normalised**2, axis=1)
    assert by_patient == pytest.approx((expected**2).sum(axis=1), rel=2e-4)
    sigma, row = model.sigma, found.raw[0]
    here = np.isfinite(row)
    assert by_patient[0] == pytest.approx(row[here] @ np.linalg.solve(sigma[np.ix_(here, here)], row[here]))
    assert found.standardised[0, here] == pytest.approx(row[here] / np.sqrt(np.diag(sigma)[here]))


def test_influence_of_each_patient():
    model = fit("one group, 3 visits")
    found = influence(model, "refit")
    assert found.cook == pytest.approx([row["cook"] for row in R["left_out"]], rel=3e-4)
    for effects, row in zip(found.effects, R["left_out"], strict=True):
        assert effects == pytest.approx(row["effects"], rel=1e-5, abs=1e-5)


def test_influence_with_the_covariance_of_all_patients():
    """Generalised least squares without one patient, written out."""
    model = fit("2 groups, 5 visits")
    found, data = influence(model), model.fitted.data
    from lib.stats.mixed.model import design_rows

    design = design_rows(data)
    for patient in (0, 7, 31):
        left, right = 0.0, 0.0
        for i in range(model.n):
            here = np.isfinite(data.values[i])
            if i != patient:
                inverse = np.linalg.inv(model.sigma[np.ix_(here, here)])
                left = left + design[i, here].T @ inverse @ design[i, here]
                right = right + design[i, here].T @ inverse @ data.values[i, here]
        assert found.effects[patient] == pytest.approx(np.linalg.solve(left, right), rel=1e-6)


def test_rubins_rules():
    for case in R["pools"]:
        found = pool(np.array(case["q"]), np.array(case["u"]), case["df"])
        assert found.estimate == pytest.approx(case["estimate"], rel=1e-9)
        assert found.se**2 == pytest.approx(case["total"], rel=1e-9)
        assert found.between == pytest.approx(case["between"], rel=1e-9)
        assert found.df == pytest.approx(case["pooled_df"], rel=1e-9)
    alone = pool(np.array([1.0, 1.0]), np.array([0.25, 0.25]), 1e9)
    assert (alone.se, alone.df) == pytest.approx((0.5, 1e9), rel=1e-6)


@pytest.mark.parametrize("name", R["several"])
def test_side_by_side(name):
    values, effects = read(name)
    for pair, key in ((None, "change"), (("1", "2"), "pair")):
        for row in side_by_side(values, effects.visits, effects.column("group"), pair=pair):
            if row.code == "us":
                continue
            r = R["several"][name][row.code]
            found, expected = row.estimate, r[key]
            if row.code != "ri":
                assert row.n == r["n"]
            for field, theirs in (
                ("estimate", "estimate"),
                ("se", "se"),
                ("df", "df"),
                ("ci_low", "low"),
                ("p", "p"),
            ):
                assert getattr(found, field) == pytest.approx(expected[theirs], rel=1e-5, abs=1e-7)


def test_carried_forward():
    nan = float("nan")
    found = last_carried_forward([[1, nan, nan, 4], [nan, 2, nan, nan]])
    assert found == pytest.approx(np.array([[1, 1, 1, 4], [nan, 2, 2, 2]]), nan_ok=True)
    assert after_last(np.array([[1, nan, 3, nan], [nan, 2, nan, nan]])).tolist() == [
        [False, False, False, True],
        [False, False, True, True],
    ]


def monotone():
    """Two groups, two visits; some lack the second."""
    values, _ = simulated(40, 2, missing=0, seed=8)
    values[[1, 4, 6, 11, 15, 22, 30], 1] = np.nan
    effects = fixed_effects("ab", [factor("group", np.arange(40) % 2 + 1)], [(VISIT, "group")])
    return values, effects


def test_dropout_has_a_closed_form():
    """Anderson 1957, doi 10.1080/01621459.1957.10501379: completers' mean, moved along the pooled regression."""
    values, effects = monotone()
    model = fit_mixed(values, effects)
    whole = np.isfinite(values[:, 1])
    group = np.arange(40) % 2
    x, y = values[whole].T
    centred = [v - np.array([v[group[whole] == g].mean() for g in (0, 1)])[group[whole]] for v in (x, y)]
    slope = centred[0] @ centred[1] / (centred[0] @ centred[0])
    expected = [
        y[group[whole] == g].mean() + slope * (values[group == g, 0].mean() - x[group[whole] == g].mean())
        for g in (0, 1)
    ]
    means = {row.levels: row.estimate.estimate for row in least_squares_means(model, (VISIT, "group")).rows}
    assert [means["b", "1"], means["b", "2"]] == pytest.approx(expected, rel=1e-9)
    answer = conditional_mean_contrast(model, Contrast("1", "2"))
    assert answer.estimate == pytest.approx(expected[0] - expected[1], rel=1e-8)
    # Who jumps to the reference is moved by the reference's mean at the second visit.
    jumped = conditional_mean_contrast(model, Contrast("1", "2"), assumption=Assumption("J2R", "group", "2"))
    lost = [int((~whole & (group == g)).sum()) for g in (0, 1)]
    assert jumped.estimate == pytest.approx((expected[0] - expected[1]) * (1 - lost[0] / 20), rel=1e-8)
    assert jumped.se < answer.se


def test_complete_data_need_no_imputation():
    values, effects = simulated(20, 3, missing=0, seed=9)
    model = fit_mixed(values, effects)
    answer = imputed_contrast(model, Contrast("1", "2"), imputations=3)
    last = values[:, -1]
    assert answer.pooled.estimate == pytest.approx(last[::2].mean() - last[1::2].mean(), rel=1e-9)
    pooled = (last[::2].var(ddof=1) + last[1::2].var(ddof=1)) / 2
    assert answer.pooled.se == pytest.approx(np.sqrt(pooled / 5), rel=1e-9)
    assert answer.pooled.between == pytest.approx(0, abs=1e-20)
    assert isinstance(tipping_point(answer), Refusal)


def test_draws_are_seeded_and_centre_on_the_conditional_means():
    model = fit_mixed(*monotone())
    first, again, other = (np.stack(list(draws(model, Assumption(), 5, seed))) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
    seen = np.isfinite(model.fitted.data.values)
    assert (first[:, seen] == model.fitted.data.values[seen]).all()
    many = imputed_contrast(model, Contrast("1", "2"), imputations=200, seed=4)
    exact = conditional_mean_contrast(model, Contrast("1", "2"))
    error = np.sqrt(many.pooled.between / 200)
    assert abs(many.pooled.estimate - exact.estimate) < 4 * error
    assert many.pooled.se == pytest.approx(exact.se, rel=0.15)


def test_a_shift_needs_no_new_imputation():
    """Shifting the drawn values themselves gives the same."""
    model = fit("6 visits, dropout")
    asked = {"imputations": 4, "seed": 7}
    answer = imputed_contrast(model, Contrast("1", "2"), shifted="1", **asked)
    data = model.fitted.data
    gone = np.isnan(data.values[:, -1]) & (data.effects.column("group").codes == 0)
    baseline, codes = data.effects.column("baseline").values, data.effects.column("group").codes
    design = np.column_stack([np.ones(model.n), codes, baseline])
    estimates, variances = [], []
    for complete in draws(model, Assumption(), 4, 7):
        effects, rest, _, _ = np.linalg.lstsq(design, complete[:, -1] + 2.5 * gone, rcond=None)
        estimates.append(-effects[1])
        variances.append(rest[0] / (model.n - 3) * np.linalg.inv(design.T @ design)[1, 1])
    expected = pool(np.array(estimates), np.array(variances), model.n - 3)
    found = shifted_contrast(answer, 2.5)
    assert (found.estimate, found.se, found.df) == pytest.approx(
        (expected.estimate, expected.se, expected.df), rel=1e-9
    )


def test_the_tipping_point_has_p_of_alpha():
    rng = np.random.default_rng(5)
    values = rng.normal(0, 3, (60, 1)) + rng.normal(0, 2, (60, 3))
    values[::2] -= 4
    values[rng.random(60) < 0.25, 2] = np.nan
    effects = fixed_effects("abc", [factor("group", np.arange(60) % 2 + 1)], [(VISIT, "group")])
    answer = imputed_contrast(fit_mixed(values, effects), Contrast("1", "2"), imputations=20, shifted="1")
    assert answer.pooled.p < 0.05
    tipped = tipping_point(answer)
    assert tipped.shift > 0
    assert tipped.at.p == pytest.approx(0.05, abs=1e-9)
    assert shifted_contrast(answer, tipped.shift * 0.9).p < 0.05
    assert isinstance(tipping_point(answer, direction=-1), Refusal)


def test_fitted_values_are_those_of_the_estimates():
    model = fit("4 groups")
    means = {row.levels: row.estimate.estimate for row in least_squares_means(model, (VISIT, "group")).rows}
    codes = model.fitted.data.effects.column("group").codes
    assert fitted_values(model)[5, 2] == pytest.approx(means["3", str(codes[5] + 1)])


def test_coverage_of_the_interval():
    """95 % intervals of the last change of 12 patients with a fifth missing: 200 seeded cohorts, three errors wide."""
    rng = np.random.default_rng(11)
    effects = fixed_effects("abc", [], [(VISIT,)])
    root = np.linalg.cholesky(np.array([[9.0, 6, 4], [6, 10, 7], [4, 7, 12]]))
    inside = total = 0
    for _ in range(200):
        values = rng.normal(size=(12, 3)) @ root.T - np.array([0, 2, 5])
        values[rng.random((12, 3)) < 0.2] = np.nan
        model = fit_mixed(values, effects)
        if isinstance(model, Refusal):
            continue
        last = model.estimates[-1]
        inside += last.ci_low <= -5 <= last.ci_high
        total += 1
    assert total > 190
    assert abs(inside / total - 0.95) < 3 * np.sqrt(0.95 * 0.05 / total)
