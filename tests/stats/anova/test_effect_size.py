"""Interval of partial η², against R."""

from lib.stats.anova.effect_size import eta_squared_interval
from tests.stats.reference_sets import check, figures

R = figures("other")


def test_eta_squared_interval_of_a_large_effect_against_r():
    expected = R["noncentral"]
    f, df1, df2 = (expected[key] for key in ("f", "df1", "df2"))
    found = eta_squared_interval(f, df1, df2)
    check(("η²", ours, ncp / (ncp + df2)) for ours, ncp in zip(found, expected["ncp"], strict=True))
