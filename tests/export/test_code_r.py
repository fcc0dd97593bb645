"""The R scripts: their committed output is the page's numbers, and they are what the generator still writes."""

from __future__ import annotations

import re

import pytest

from lib.analysis.mixed.fit import MIXED_SETTINGS, analyse_mixed
from lib.stats.mixed.model import with_tests
from tests.export.page_numbers import page_numbers
from tests.export.r_reference import CASES, FOLDER, asked_of, body, has_r, kind_of, numbers, run, text_of

#: Results that no R script prints, and those that the script of the agreement leaves to the one of the analysis.
PYTHON_ALONE = r"(complete )?patients|.*own patients"
NOT_OF_AGREEMENT = r"mean, .*"


@pytest.mark.parametrize("case", CASES)
def test_the_committed_script_is_the_one_written_now(case):
    assert body((FOLDER / f"{case}.R").read_text(encoding="utf-8")) == body(text_of(case))


def assert_mixed_as_on_the_page(case: str, printed: str) -> None:
    """R's effects are the page's in their order; its SE those of the model, which Satterthwaite's method keeps."""
    request, found = asked_of(case), numbers(printed)
    answer = analyse_mixed(request.question, *request.settings.pick(MIXED_SETTINGS))
    intercept = answer.covariance == "ri"
    model = answer.model if intercept else with_tests(answer.model, "satterthwaite")
    whole = found.pop("model")
    assert (whole["patients"], whole["values"]) == (model.n, model.observations)
    assert whole["minus 2 log L"] == pytest.approx(model.minus_2_log_likelihood, abs=1e-6)
    names = ("estimate", "SE", "df", "p") if intercept else ("estimate", "SE")
    for figures, row in zip(found.values(), model.estimates, strict=True):
        page = dict(zip(names, (row.estimate, row.se, row.df, row.p), strict=False))
        assert figures == pytest.approx(page, rel=2e-5, abs=1e-7), row.name


def assert_as_on_the_page(case: str, printed: str) -> None:
    if kind_of(case) == "mixed":
        assert_mixed_as_on_the_page(case, printed)
        return
    request, found = asked_of(case), numbers(printed)
    kinds: tuple[str, ...] = (
        "anova",
        "posthoc",
        *(("simple_effects",) if request.settings.between != "all" else ()),
    )
    kinds = kinds if kind_of(case) == "anova" else (kind_of(case),)
    expected = {name: figures for kind in kinds for name, figures in page_numbers(kind, request).items()}
    alone = f"{PYTHON_ALONE}|{NOT_OF_AGREEMENT}" if kind_of(case) == "agreement" else PYTHON_ALONE
    names = {name for name in expected if not re.fullmatch(alone, name, re.DOTALL)}
    assert set(found) == names
    for name, figures in found.items():
        page = {figure: expected[name][figure] for figure in figures}
        assert figures == pytest.approx(page, rel=1e-6, abs=1e-9), name


@pytest.mark.parametrize("case", CASES)
def test_r_printed_the_numbers_of_the_page(case):
    assert_as_on_the_page(case, (FOLDER / f"{case}.txt").read_text(encoding="utf-8"))


def test_r_prints_them_today_where_it_is_installed(tmp_path):
    printed = run(list(CASES), tmp_path) if has_r() else {}
    for case, text in printed.items():
        assert_as_on_the_page(case, text)
