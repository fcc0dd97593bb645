"""The Comorbidity page as a reader finds it: every view, its filters, cohorts without and with many comorbidities."""

import pytest

from lib.cohort.codebook import NO, YES, Column
from lib.present.comorbidity.settings import BREAKDOWNS
from tests.pages.app import open_box, open_dashboard, texts
from tests.pages.odd_cohorts import DIAGNOSIS, HOSTILE, MADRS, MG, ODD_COHORTS, SEX, make
from tests.pages.test_own_cohort import open_own

TITLES = {
    "who": "Which comorbidities do these patients have?",
    "together": "Which comorbidities go together?",
    "courses": "change differently in patients with a comorbidity?",
    "response": "Is response different in patients with a comorbidity?",
    "diagnosis": "Do the diagnoses differ?",
}
ILLNESS = [Column(f"ill_{i}", f"Ill {i}", "yes_no", "comorbidity", levels=(YES, NO)) for i in range(3)]
SMALL = {
    "one comorbidity": make(12, 3, MADRS, MG, ILLNESS[0], missing=0),
    "every comorbidity missing": make(12, 3, MADRS, MG, *ILLNESS, missing=1),
    "one visit": make(12, 1, MADRS, MG, DIAGNOSIS, *ILLNESS),
}


def view_texts(view: str, **query: str) -> str:
    at = open_dashboard("comorbidity", breakdown=view, **query)
    assert not at.exception
    return texts(at)


@pytest.mark.parametrize("view", BREAKDOWNS)
def test_every_view_asks_answers_and_says_what_it_cannot_show(view):
    text = view_texts(view)
    assert TITLES[view].replace("?", "") in text
    assert '<p class="answer">' in text
    assert "What these patients can and cannot show" in text


@pytest.mark.parametrize("kind", ["class", "medicine"])
@pytest.mark.parametrize("view", ["who", "together", "courses", "response"])
def test_medicines_and_their_classes_take_part(view, kind):
    noun = {"class": "medicine class", "medicine": "medicine"}[kind]
    assert noun in view_texts(view, kind=kind)


@pytest.mark.parametrize("compare", ["all", "diagnosis", "sex"])
def test_groups_side_by_side(compare):
    text = view_texts("who", compare=compare)
    assert ("p adjusted over the family" in text) == (compare != "all")


def test_only_the_open_view_is_sent():
    text = view_texts("who")
    assert "time × comorbidity" not in text
    assert "Odds ratio" not in text
    assert "Number of comorbidities per patient" not in text


def test_table_2_stands_on_the_page():
    text = view_texts("courses")
    for cell in ("1.38", "12, 164", ".182", "1.89", ".114"):
        assert f"<td>{cell}</td>" in text
    at = open_box(open_dashboard("comorbidity", breakdown="courses"), "courses means box")
    assert "mean (SEM), n" in texts(at)


def test_who_has_what_by_diagnosis_is_computed_when_it_is_opened():
    at = open_dashboard("comorbidity", breakdown="diagnosis")
    assert "MDD and BP side by side" not in texts(at)
    open_box(at, "diagnosis who box")
    assert not at.exception
    # Counted in the file: arterial hypertension in 13 of 35 patients with MDD.
    assert "MDD and BP side by side" in texts(at)
    assert "13 (37.1)" in texts(at)


def test_remission_counts_fewer_than_response():
    assert "17 of 49" in view_texts("response")
    assert "8 of 49" in view_texts("response", target="remission")


def test_the_list_sets_the_filter_and_takes_it_away():
    at = open_dashboard("comorbidity")
    at.multiselect(key="only who").set_value(["hypertension"]).run()
    assert "16 of 49 patients" in texts(at)
    assert "with Arterial hypertension" in texts(at)
    at.multiselect(key="only who").set_value([]).run()
    assert "49 of 49 patients" in texts(at)


def test_a_filter_from_elsewhere_stands_in_the_list():
    at = open_dashboard("comorbidity", all=["hypertension", "epilepsy"])
    assert at.multiselect(key="only who").value == ["hypertension", "epilepsy"]


@pytest.mark.parametrize("view", BREAKDOWNS)
def test_odd_selections_are_a_page_not_an_error(view):
    view_texts(view, age="26-26")
    view_texts(view, outcome="responder")
    assert "No patient fulfils all filters" in view_texts(
        view, diagnosis="BP", comorbidities="3", sex="male", age="26-30"
    )


def test_a_cohort_without_comorbidities_says_what_to_do():
    at = open_own("comorbidity", ODD_COHORTS["five patients"])
    assert "no column that is marked as a comorbidity" in texts(at)
    assert "On the page Upload" in texts(at)


@pytest.mark.parametrize("view", BREAKDOWNS)
@pytest.mark.parametrize(
    "name", ["forty comorbidities", "one measure and nothing else", "four diagnoses, one hostile", *SMALL]
)
def test_every_view_copes_with_odd_cohorts(name, view):
    cohort = SMALL.get(name) or ODD_COHORTS[name]
    at = open_own("comorbidity", cohort, breakdown=view, compare="all" if view == "who" else "")
    assert not at.exception
    assert HOSTILE not in "".join(element.value for element in (*at.markdown, *at.info))


def test_of_forty_courses_twelve_are_drawn_and_others_can_be_chosen():
    illness = [Column(f"ill_{i}", f"Ill {i}", "yes_no", "comorbidity", levels=(YES, NO)) for i in range(40)]
    cohort = make(50, 4, MADRS, MG, SEX, *illness, missing=0)
    text = texts(open_own("comorbidity", cohort, breakdown="courses"))
    assert text.count("<figcaption>") == 12
    at = open_own("comorbidity", cohort, breakdown="courses", panels="ill_5")
    assert texts(at).count("<figcaption>") == 1
    assert "<figcaption>Ill 5</figcaption>" in texts(at)
