"""The mixed model of a cohort: who enters, what is refused, and that complete data give the multivariate analysis."""

import dataclasses

import numpy as np
import pytest

from lib.analysis.mixed.checks import check_mixed
from lib.analysis.mixed.fit import analyse_mixed, compare_covariances
from lib.analysis.mixed.missingness import describe_missingness
from lib.analysis.mixed.sides import compare_methods
from lib.cohort.cohort import read_bundled_cohort
from lib.stats.common.result import Refusal
from lib.stats.mixed.feasibility import CannotFit
from tests.export.requests_made import ask

BUNDLED = read_bundled_cohort()


def asked(**changed):
    return ask("bundled", **changed).question


def whole(**changed):
    """The bundled cohort with every value there: gaps filled by the visit before."""
    question = asked(**changed)
    filled = {}
    for name, values in BUNDLED.measures.items():
        own = values.copy()
        for visit in range(own.shape[1]):
            gone = np.isnan(own[:, visit])
            own[gone, visit] = own[gone, visit - 1] if visit else np.nanmean(own[:, 0])
        filled[name] = own
    return dataclasses.replace(question, cohort=dataclasses.replace(question.cohort, measures=filled))


def fit(question, between="all", covariance="us", baseline="visit", covariates=(), measure="mg"):
    return analyse_mixed(question, measure, between, covariance, "kr", baseline, covariates, "none")


@pytest.mark.parametrize("between", ["all", "sex"])
def test_complete_data_give_the_multivariate_analysis(between):
    answer = fit(whole(), between)
    rows = answer.agreement.rows
    assert len(rows) == (3 if between == "sex" else 1)
    for row in rows:
        assert row.same
        assert row.f == pytest.approx(row.multivariate_f, rel=1e-8)
        assert (row.df1, row.df2) == (row.multivariate_df1, pytest.approx(row.multivariate_df2, rel=1e-6))
        assert row.p == pytest.approx(row.multivariate_p, rel=1e-6)


def test_with_gaps_everybody_enters_and_the_tests_differ():
    answer = fit(asked())
    assert (answer.model.n, answer.modelled.cases.n_complete) == (49, 45)
    assert answer.agreement.n_complete == 45
    assert not any(row.same for row in answer.agreement.rows)
    assert fit(asked(), covariance="cs").agreement is None


def test_change_with_the_first_visit_as_covariate_differs_between_groups_as_the_value_does():
    """The change is the value less a covariate of the model: differences between groups at a visit are the same."""
    from lib.analysis.mixed.fit import model_of
    from lib.stats.mixed.means import mean_differences
    from lib.stats.mixed.model import fit_mixed

    found = fit(asked(), "sex", baseline="covariate", measure="madrs")
    modelled = model_of(asked(), "madrs", "sex", "covariate", ())
    values = modelled.values + modelled.cases.values[:, :1]
    plain = mean_differences(fit_mixed(values, modelled.effects), "groups").rows
    for one, other in zip(found.differences[0].rows, plain, strict=True):
        assert one.estimate.estimate == pytest.approx(other.estimate.estimate, abs=1e-7)
        assert one.estimate.p == pytest.approx(other.estimate.p, rel=1e-6)


def test_who_lacks_a_column_is_named():
    answer = fit(asked(), covariates=("age",), measure="madrs", baseline="covariate")
    assert answer.without == ()
    measures = {**BUNDLED.measures, "madrs": BUNDLED.measures["madrs"].copy()}
    measures["madrs"][0, 0], measures["madrs"][1, 1:] = np.nan, np.nan
    question = asked()
    question = dataclasses.replace(question, cohort=dataclasses.replace(question.cohort, measures=measures))
    answer = fit(question, measure="madrs", baseline="covariate")
    assert [row.patient for row in answer.without] == list(BUNDLED.patients[:2])
    assert "no MADRS at" in answer.without[0].reason
    assert "no MADRS after" in answer.without[1].reason
    assert answer.model.n == 47


def test_a_refusal_offers_the_next_simpler_covariance():
    question = ask("bundled", diagnosis=("BP",), sex=("male",), age=(20, 50)).question
    answer = fit(question)
    assert isinstance(answer.model, CannotFit)
    assert answer.model.simpler
    assert (answer.tests, answer.means, answer.differences) == ((), None, ())


def test_two_visits_leave_one_after_the_covariate():
    answer = fit(ask("two visits").question, baseline="covariate")
    assert "needs two" in answer.model.reason


def test_a_circular_question_has_means_and_no_test():
    answer = fit(asked(), "outcome", measure="madrs")
    assert answer.withheld
    assert answer.means.rows
    assert (answer.tests, answer.differences) == ((), ())
    assert isinstance(compare_methods(asked(), "madrs", "outcome"), Refusal)


def test_covariances_side_by_side_have_the_likelihood_of_each_alone():
    fits = compare_covariances(asked(), "mg", "sex", "visit", ())
    by_code = {row.covariance: row for row in fits}
    assert len(fits) == 8
    assert by_code["cs"].minus_2_log_likelihood == pytest.approx(
        by_code["ri"].minus_2_log_likelihood, abs=1e-6
    )
    assert by_code["us"].minus_2_log_likelihood < by_code["toeph"].minus_2_log_likelihood
    row = by_code["us"]
    assert row.criteria.aic_sas == pytest.approx(row.minus_2_log_likelihood + 2 * 15)


def test_methods_agree_on_complete_data_of_one_group():
    """Without gaps the mean change of all patients is one number by every method."""
    contrast = compare_methods(whole(), "mg", "all").contrasts[0]
    change = (whole().cohort.measures["mg"][:, -1] - whole().cohort.measures["mg"][:, 0]).mean()
    assert [row.estimate.estimate for row in contrast.rows] == pytest.approx([change] * 5, abs=1e-8)
    assert {row.n for row in contrast.rows} == {49}


def test_missing_values_are_counted():
    found = describe_missingness(asked(), "mg", "sex")
    values = BUNDLED.measures["mg"]
    assert found.n_complete == 45
    assert sum(row.n for row in found.patterns) == 49
    assert all(sum(row.by_group) == row.n for row in found.patterns)
    everybody = [row for row in found.dropout if not row.group]
    assert [row.n - row.measured for row in everybody] == np.isnan(values).sum(axis=0).tolist()
    assert all(row.lost + row.gap + row.measured == row.n for row in found.dropout)
    lost, kept = np.isnan(values).any(axis=1), ~np.isnan(values).any(axis=1)
    difference = values[lost, 0].mean() - values[kept, 0].mean()
    assert found.baseline[0].test.difference == pytest.approx(difference)


def test_the_furthest_residual_is_the_value_less_the_mean_of_its_visit():
    """With visits alone and complete data a fitted mean is the mean of the visit, its variance that of the values."""
    found = check_mixed(whole(), "mg", "all", "us", "kr", "visit", (), "none")
    values = whole().cohort.measures["mg"]
    scores = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    row = found.rows[0]
    own = scores[BUNDLED.patients.index(row.patient)]
    assert row.residual == pytest.approx(own[np.abs(own).argmax()], abs=1e-6)
    assert [one.cook for one in found.rows] == sorted((one.cook for one in found.rows), reverse=True)
