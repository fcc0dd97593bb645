"""Every page on cohorts of other shapes: no exception, no markup run, and what is absent is said."""

import pytest
from streamlit.testing.v1 import AppTest

from lib.cohort.cohort import Cohort
from tests.pages.app import ROOT, texts
from tests.pages.odd_cohorts import HOSTILE, ODD_COHORTS

PAGES = (
    "overview", "demographics", "trajectories", "anova", "association", "comorbidity", "data", "upload", "paper",
    "methods",
)  # fmt: skip


def open_own(page: str, cohort: Cohort, **query: str) -> AppTest:
    """Open a page as a link on data that this session holds."""
    at = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=600)
    at.session_state["the reader's own cohort"] = cohort
    at.query_params["data"] = cohort.fingerprint[:12]
    for name, value in query.items():
        at.query_params[name] = value
    if page != "overview":
        at.switch_page(f"../pages/{page}.py")
    return at.run()


#: What these pages say hardly depends on the cohort: one that lacks much and one of hostile words tell.
SELDOM = {"upload", "paper", "methods"}
SHAPES = [
    (page, name)
    for page in PAGES
    for name in ODD_COHORTS
    if page not in SELDOM or name in {"everything missing", "four diagnoses, one hostile"}
]


@pytest.mark.parametrize(("page", "name"), SHAPES)
def test_every_page_copes_with_every_shape(page, name):
    cohort = ODD_COHORTS[name]
    at = open_own(page, cohort)
    assert not at.exception
    assert f"{cohort.n_patients:,} of {cohort.n_patients:,} patients" in texts(at)
    assert "No row is a real patient" not in texts(at) or page in ("paper", "upload")


@pytest.mark.parametrize("page", ["trajectories", "anova", "association"])
@pytest.mark.parametrize("split", ["outcome", "sex", "diagnosis"])
def test_groups_of_an_own_cohort(page, split):
    at = open_own(page, ODD_COHORTS["four diagnoses, one hostile"], split=split, between=split, lines="yes")
    assert not at.exception


@pytest.mark.parametrize("page", PAGES)
def test_hostile_words_stay_words(page):
    at = open_own(page, ODD_COHORTS["four diagnoses, one hostile"], split="diagnosis", by="diagnosis")
    html = "".join(element.proto.body for element in at.get("html"))
    assert "<img" not in html
    for element in (*at.markdown, *at.caption, *at.title, *at.warning, *at.info):
        assert HOSTILE not in element.value


def test_an_own_scale_brings_its_own_cutoff():
    text = texts(open_own("overview", ODD_COHORTS["no analyte"]))
    assert "HAM-D17 fell ≥ 50 %" in text
    assert "remitter: ≤ 7" in text


def test_a_column_of_many_levels_is_neither_listed_nor_a_group():
    cohort = ODD_COHORTS["five hundred centres"]
    assert "500 levels are too many to list" in texts(open_own("demographics", cohort))
    at = open_own("trajectories", cohort, split="centre")
    assert any("centre" in warning.value for warning in at.warning)


def test_a_second_session_has_nothing_of_the_first():
    cohort = ODD_COHORTS["two visits"]
    open_own("overview", cohort)
    second = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=600)
    second.query_params["data"] = cohort.fingerprint[:12]
    second.run()
    assert not second.exception
    assert "made on data that are not here" in texts(second)
    assert "49 of 49 patients" in texts(second)


def test_a_link_on_other_data_than_those_of_the_session_does_not_show_these():
    own = ODD_COHORTS["five patients"]
    at = open_own("demographics", own)
    assert "5 of 5 patients" in texts(at)
    at = AppTest.from_file(str(ROOT / "lib" / "dashboard.py"), default_timeout=600)
    at.session_state["the reader's own cohort"] = own
    at.query_params["data"] = "0123456789ab"
    text = texts(at.switch_page("../pages/demographics.py").run())
    assert "0123456789ab" in text
    assert "49 of 49 patients" in text
    assert "5 of 5 patients" not in text
