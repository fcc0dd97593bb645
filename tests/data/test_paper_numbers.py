"""R's figures from the bundled cohort against the paper's print, and the builder's statistics against R.

The reference is written by `tests/reference/paper_numbers.R`.
"""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
LATER = ("inf3", "inf5", "inf7", "post")


def published(name, key):
    with (DATA / name).open(encoding="utf-8", newline="") as handle:
        return {row[key]: row for row in csv.DictReader(handle)}


TEXT, TABLE2 = published("text_published.csv", "id"), published("table2_published.csv", "row")
R = json.loads((ROOT / "tests/reference/paper_numbers.json").read_text(encoding="utf-8"))


def as_printed(value, printed):
    return f"{value:.{len(printed.partition('.')[2])}f}"


def overall_p(visit):
    return next(
        pair["p"] for pair in R["overall_pairs"] if (pair["visit_1"], pair["visit_2"]) == ("pre", visit)
    )


def responder_p(visit):
    return next(pair["p"] for pair in R["group_pairs"]["responder"] if pair["pair"] == f"pre - {visit}")


FIGURES = {
    "mg_time_f": R["overall"]["f"],
    "mg_time_p": R["overall"]["p"],
    "mg_time_eta": R["overall"]["pes"],
    "mg_responder_f": R["group_simple"]["responder"]["f"],
    "mg_responder_p": R["group_simple"]["responder"]["p"],
    "mg_responder_eta": R["group_simple"]["responder"]["pes"],
    "sex_chi2": R["sex_chi2"]["chi2"],
    "abstract_pre_inf5_p": overall_p("inf5"),
    "abstract_pre_inf7_p": overall_p("inf7"),
    **{f"mg_pre_{visit}_p": overall_p(visit) for visit in LATER},
    **{f"mg_responder_pre_{visit}_p": responder_p(visit) for visit in LATER},
}


@pytest.mark.parametrize("figure", FIGURES)
def test_the_figures_of_the_text(figure):
    assert as_printed(FIGURES[figure], TEXT[figure]["printed"]) == TEXT[figure]["printed"]


@pytest.mark.parametrize("row", TABLE2)
def test_table_2(row):
    here, print_ = R["table2"][row], TABLE2[row]
    assert here["df1"] == int(print_["df"])
    for name, column in (("f", "f"), ("p", "p"), ("pes", "partial_eta_squared")):
        assert as_printed(here[name], print_[column]) == print_[column], name


def test_degrees_of_freedom():
    assert R["complete_by_group"] == {"responder": 9, "remitter": 8, "non_responder": 28}
    assert (R["overall"]["df1"], R["overall"]["df2"]) == (4, 176)
    assert (R["group_simple"]["responder"]["df1"], R["group_simple"]["responder"]["df2"]) == (4, 39)


def test_pre_is_the_highest_mean():
    assert max(R["visit_means"], key=R["visit_means"].get) == "pre"


def test_the_p_of_sex_belongs_to_the_rounded_chi2():
    """Print has .6648. The counts alone decide p, and give .66488; .6648 is the p of the printed χ²."""
    assert as_printed(R["sex_chi2"]["p"], "0.6648") == "0.6649"
    assert (
        as_printed(stats.chi2.sf(float(TEXT["sex_chi2"]["printed"]), 1), "0.6648")
        == TEXT["sex_chi2_p"]["printed"]
    )


def test_age_and_bmi():
    assert as_printed(R["kruskal"]["age"]["p"], "0.336") == "0.336"
    assert as_printed(R["kruskal"]["age"]["eta_squared_h"], "0.00") == "0.00"
    assert as_printed(R["kruskal"]["bmi"]["p"], "0.613") == "0.613"
    assert as_printed(R["kruskal"]["bmi"]["eta_squared_h"], "-0.02") == "-0.02"  # printed without the sign


def test_what_is_not_significant():
    assert R["group_simple"]["remitter"]["p"] > 0.05
    assert R["group_simple"]["non_responder"]["p"] > 0.05
    assert R["diagnosis_model"]["interaction"]["p"] > 0.05
    for name in ("MDD", "BP"):
        assert R["diagnosis_simple"][name]["p"] > 0.05
        assert min(pair["p"] for pair in R["diagnosis_pairs"][name]) > 0.05
    for model in ("overall", "group_model", "diagnosis_model"):
        assert R[model]["mauchly"]["p"] > 0.05


def test_only_the_named_pairs_of_visits_differ():
    overall = {(pair["visit_1"], pair["visit_2"]) for pair in R["overall_pairs"] if pair["p"] < 0.05}
    responder = {pair["pair"] for pair in R["group_pairs"]["responder"] if pair["p"] < 0.05}
    assert overall == {("pre", "inf5"), ("pre", "inf7")}
    assert responder == {"pre - inf5", "pre - inf7"}
    for group in ("remitter", "non_responder"):
        assert min(pair["p"] for pair in R["group_pairs"][group]) > 0.05


def test_magnesium_is_not_correlated_with_the_ratings():
    assert len(R["correlations"]) == 2 * (5 + 4)
    ps = [pair[method]["p"] for pair in R["correlations"] for method in ("pearson", "spearman")]
    ps += [R["within_patients"][rating]["p"] for rating in ("madrs", "ymrs")]
    assert min(ps) > 0.05


@pytest.fixture
def builder(monkeypatch):
    """The builder's models fitted to the bundled Mg²⁺."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    from cohort_builder import assembly, codebook, mg_statistics, published, report

    book, magnesium = codebook.read_codebook(), assembly.read_magnesium()
    people = assembly.build_people(published.read_counts(), book)
    factors = report.complete_factors(people, magnesium, book)
    complete = magnesium[~np.isnan(magnesium).any(axis=1)]
    return mg_statistics, mg_statistics.fit_all(complete[None], factors)


def test_the_builders_statistics_agree_with_r(builder):
    """Tolerance 1e-8: both compute in double precision, R prints ten decimals."""
    statistics, fits = builder
    close = {"rel": 1e-8, "abs": 1e-9}
    assert statistics.time_f(fits.overall)[0] == pytest.approx(R["overall"]["f"], **close)
    ts = [pair["t"] for pair in R["overall_pairs"]]
    assert statistics.pair_t(fits.overall)[0, 0] == pytest.approx(ts, **close)
    for g, group in enumerate(("responder", "remitter", "non_responder")):
        assert statistics.simple_effect_f(fits.group)[0, g] == pytest.approx(
            R["group_simple"][group]["f"], **close
        )
        ts = [pair["t"] for pair in R["group_pairs"][group]]
        assert statistics.pair_t(fits.group)[0, g] == pytest.approx(ts, **close)
    for column, model in fits.comorbidity.items():
        assert statistics.interaction_f(model)[0] == pytest.approx(R["table2"][column]["f"], **close)
    # R adds the second term of the χ² expansion to Mauchly's p
    assert statistics.mauchly_p(fits.overall)[0] == pytest.approx(R["overall"]["mauchly"]["p"], abs=1e-3)
