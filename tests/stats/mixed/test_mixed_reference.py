"""Mixed models against R: nlme's gls, a model by its definition, lme4, lmerTest, pbkrtest and emmeans.

gls ends its search a little before the maximum: its effects are held to 5e-5 of their standard errors, those of the
definition, which ends at the maximum, to 1e-6.
"""

import numpy as np
import pytest

from lib.stats.mixed.covariance import COVARIANCES
from lib.stats.mixed.hypotheses import joint_test, type_three
from lib.stats.mixed.means import least_squares_means, mean_differences
from lib.stats.mixed.model import with_tests
from tests.stats.mixed_sets import CODES, SETS, fit, read

PAIRS = [(name, code) for name in SETS for code in CODES if SETS[name]["gls"][code]]
FULL = [(name, code) for name, code in PAIRS if "observed" in SETS[name]["gls"][code]["definition"]]
GROUPED = [name for name in SETS if SETS[name]["levels"] > 1]


def column(model, field):
    return np.array([getattr(estimate, field) for estimate in model.estimates])


@pytest.mark.parametrize(("name", "code"), PAIRS)
def test_gls(name, code):
    model, r = fit(name, code), SETS[name]["gls"][code]
    assert model.minus_2_log_likelihood == pytest.approx(r["minus2"], abs=1e-6)
    assert model.criteria.aic_nlme == pytest.approx(r["aic"], abs=1e-6)
    assert model.criteria.bic_nlme == pytest.approx(r["bic"], abs=1e-6)
    assert model.gradient < 1e-6
    plain = with_tests(model, "satterthwaite")
    errors = np.array(r["se"])
    assert np.abs(column(plain, "estimate") - r["beta"]).max() < 5e-5 * errors.max()
    assert column(plain, "se") == pytest.approx(errors, rel=1e-4)


@pytest.mark.parametrize(("name", "code"), PAIRS)
def test_estimates_by_definition(name, code):
    model, r = with_tests(fit(name, code), "satterthwaite"), SETS[name]["gls"][code]["definition"]
    assert model.minus_2_log_likelihood == pytest.approx(r["value"], abs=1e-7)
    assert column(model, "se") == pytest.approx(r["se"], rel=1e-6)
    assert column(model, "estimate") == pytest.approx(r["beta"], abs=1e-6 * max(r["se"]))


@pytest.mark.parametrize("information", ["observed", "expected"])
@pytest.mark.parametrize(("name", "code"), FULL)
def test_small_samples_by_definition(name, code, information):
    r, k = SETS[name]["gls"][code]["definition"][information], len(read(name)[1].visits)
    for method, suffix in (("kenward-roger", ""), ("kenward-roger-linear", "_linear")):
        model = with_tests(fit(name, code), method, information)
        assert column(model, "se") == pytest.approx(r[f"se{suffix}"], rel=1e-6)
        assert column(model, "df") == pytest.approx(r["df"], rel=1e-6)
        visit = joint_test(model.fitted, np.eye(len(model.estimates))[1:k])
        assert visit.f == pytest.approx(r[f"visit{suffix}"]["f"], rel=1e-6)
        assert visit.df2 == pytest.approx(r[f"visit{suffix}"]["df"], rel=1e-6)
        assert visit.p == pytest.approx(r[f"visit{suffix}"]["p"], rel=1e-4)


@pytest.mark.parametrize("name", SETS)
def test_maximum_likelihood(name):
    model = fit(name, df="satterthwaite", restricted=False)
    assert model.minus_2_log_likelihood == pytest.approx(SETS[name]["gls"]["us"]["ml"], abs=1e-6)


@pytest.mark.parametrize("code", ["ri", "cs"])
@pytest.mark.parametrize("name", SETS)
def test_random_intercept(name, code):
    r = SETS[name]["intercept"]
    model = with_tests(fit(name, code), "satterthwaite")
    assert model.minus_2_log_likelihood == pytest.approx(r["minus2"], abs=1e-6)
    assert column(model, "estimate") == pytest.approx(r["beta"], rel=1e-6, abs=1e-6 * max(r["se"]))
    assert column(model, "se") == pytest.approx(r["se"], rel=1e-6)
    assert column(model, "df") == pytest.approx(r["df"], rel=2e-5)
    adjusted = with_tests(model, "kenward-roger", "expected")
    assert column(adjusted, "se") == pytest.approx(r["kr_se"], rel=1e-6)
    assert column(adjusted, "df") == pytest.approx(r["kr_df"], rel=1e-6)
    assert model.parameters == pytest.approx(r["variances"], rel=2e-5)


@pytest.mark.parametrize("name", SETS)
def test_type_three(name):
    r = SETS[name]["intercept"]
    # Of a single term lmerTest writes the rows of Type I, of which its df depend a little.
    own = 2e-5 if len(read(name)[1].terms) > 1 else 1e-4
    for method, information in (("satterthwaite", "observed"), ("kenward-roger", "expected")):
        model = with_tests(fit(name, "ri"), method, information)
        table = r["type III Satterthwaite" if method == "satterthwaite" else "type III Kenward-Roger"]
        found = {test.name: test.test for test in type_three(model, "zero")}
        for term, f, df1, df2 in zip(
            *(as_list(table[key]) for key in ("term", "f", "df1", "df2")), strict=True
        ):
            test = found[term.replace(":", " × ")]
            assert (test.f, test.df1, test.df2) == pytest.approx((f, df1, df2), rel=own)
    found = {test.name: test.test for test in type_three(model, "mean")}
    # emmeans prints F with three decimals and takes its df from single rows.
    names = {frozenset(key.split(" × ")): test for key, test in found.items()}
    for term, f, df1 in zip(*(as_list(r["joint"][key]) for key in ("term", "f", "df1")), strict=True):
        test = names[frozenset(term.split(":"))]
        assert (test.f, test.df1) == pytest.approx((f, df1), rel=1e-3, abs=1e-3)


def as_list(cell):
    return cell if isinstance(cell, list) else [cell]


@pytest.mark.parametrize("weights", ["equal", "proportional"])
@pytest.mark.parametrize("name", SETS)
def test_least_squares_means(name, weights):
    r = SETS[name]["intercept"][weights]
    model = with_tests(fit(name, "ri"), "kenward-roger", "expected")
    means = least_squares_means(model, ("visit", "group") if name in GROUPED else ("visit",), weights=weights)
    for field, key in (
        ("estimate", "mean"),
        ("se", "se"),
        ("df", "df"),
        ("ci_low", "low"),
        ("ci_high", "high"),
    ):
        assert [getattr(row.estimate, field) for row in means.rows] == pytest.approx(
            r[key], rel=2e-6, abs=2e-6
        )


@pytest.mark.parametrize("name", SETS)
def test_differences(name):
    r = SETS[name]["intercept"]
    model = with_tests(fit(name, "ri"), "kenward-roger", "expected")
    rows = mean_differences(model, "from first", adjustment="holm").rows
    scale = max(as_list(r["from_first"]["se"]))
    for field, key in (("estimate", "estimate"), ("se", "se"), ("df", "df")):
        expected = as_list(r["from_first"][key])
        assert [getattr(row.estimate, field) for row in rows] == pytest.approx(
            expected, rel=2e-6, abs=1e-6 * scale
        )
    assert [row.p_adjusted for row in rows] == pytest.approx(as_list(r["from_first"]["p"]), rel=1e-4)
    if name in GROUPED:
        rows = mean_differences(model, "groups", adjustment="none").rows
        for field, key in (
            ("estimate", "estimate"),
            ("se", "se"),
            ("ci_low", "low"),
            ("ci_high", "high"),
            ("p", "p"),
        ):
            expected = r["groups"][key]
            assert [getattr(row.estimate, field) for row in rows] == pytest.approx(
                expected, rel=1e-4, abs=2e-6 * scale
            )


def test_every_covariance_has_a_referee():
    assert set(COVARIANCES) == {*CODES, "ri"}
