"""Selections kept as A and B: read and written, counted by hand, refused where they overlap."""

import numpy as np
import pytest

from lib.analysis.anova.visits import analyse_anova
from lib.analysis.common.grouping import A_B, A_REST, group_patients
from lib.analysis.common.question import Question
from lib.analysis.comorbidity.prevalence import analyse_prevalence
from lib.analysis.settings.pinned import PINNED_SETTINGS, comparison_of, find_unpinned
from lib.analysis.settings.question import selection_of
from lib.analysis.table1.table import summarise_table1
from lib.cohort.cohort import read_bundled_cohort
from lib.present.settings import default_settings
from lib.stats.common.result import Refusal
from lib.ui.state.address import decode_settings, encode_settings

COHORT = read_bundled_cohort()
A = PINNED_SETTINGS[0]
FEMALE = COHORT.codes("sex") == [level.code for level in COHORT.levels("sex")].index("female")
AGE = COHORT.numbers("age")
WOMEN, MEN, OLD = "name=Women&sex=female", "name=&sex=male", "name=Old&age=50-63"


def question(a="", b="", **changed):
    settings = default_settings(COHORT).replace(a=a, b=b, **changed)
    return Question(
        COHORT, selection=selection_of(settings, COHORT), comparison=comparison_of(settings, COHORT)
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("name=Women&sex=female", "name=Women&sex=female"),
        ("sex=female&name=", "name=&sex=female"),
        ("name=a%26b%3Dc&age=30-40&any=hypertension&any=diabetes", None),
        ("name=All", "name=All"),
        ("", ""),
    ],
)
def test_a_selection_is_read_and_written(text, kept):
    value, fault = A.read([text], COHORT)
    assert fault == ""
    assert kept is None or value == kept
    assert A.read([value], COHORT) == (value, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sex=female", "it is a name and filters such as"),
        ("name=x&sex=femal", "sex “femal”, which is not one of male, female"),
        ("name=x&colour=red", "“colour”, which is no filter here"),
        ("name=x&age=80-90", "age 80 to 90; the cohort has"),
        ("name=x&&&=", "which is no filter here"),
    ],
)
def test_what_does_not_fit_is_said(text, said):
    value, fault = A.read([text], COHORT)
    assert value is None
    assert said in fault


def test_groups_are_counted_by_hand():
    a_b = group_patients(question(WOMEN, OLD), A_B)
    assert [(g.label, g.n) for g in a_b.groups] == [
        ("A (Women)", int(FEMALE.sum())), ("B (Old)", int((AGE >= 50).sum())),
    ]  # fmt: skip
    both = int((FEMALE & (AGE >= 50)).sum())
    assert a_b.refusal.startswith(f"{both} patients are in A and in B")
    assert a_b.n_left_out == int((~FEMALE & (AGE < 50)).sum())
    rest = group_patients(question(WOMEN, "", age=(30, 45)), A_REST)
    young = (AGE >= 30) & (AGE <= 45)
    assert [g.n for g in rest.groups] == [int((FEMALE & young).sum()), int((~FEMALE & young).sum())]
    assert not rest.refusal


def test_women_against_men_is_the_comparison_by_sex():
    asked = question(MEN, WOMEN)
    pinned, by_sex = analyse_anova(asked, "mg", A_B), analyse_anova(asked, "mg", "sex")
    assert [e.f for e in pinned.anova.effects] == [e.f for e in by_sex.anova.effects]
    rest = analyse_anova(question(MEN), "mg", A_REST)
    assert [e.p for e in rest.anova.effects] == [e.p for e in by_sex.anova.effects]
    rows = {row.column: row.test.p for row in summarise_table1(asked, A_B).rows if row.test}
    other = {row.column: row.test.p for row in summarise_table1(asked, "sex").rows if row.test}
    assert rows["age"] == other["age"]
    assert np.isnan(rows["sex"])  # the groups were picked by it


def test_nothing_is_tested_where_a_patient_is_in_both():
    asked = question(WOMEN, OLD)
    answer = analyse_anova(asked, "mg", A_B)
    assert isinstance(answer.anova, Refusal)
    assert "are in A and in B" in answer.anova.reason
    assert all(np.isnan(row.test.p) for row in summarise_table1(asked, A_B).rows if row.test)
    assert all(np.isnan(row.test.p) for row in analyse_prevalence(asked, A_B).rows)


def test_a_scale_is_not_tested_between_groups_picked_by_its_change():
    asked = question("name=&outcome=responder")
    assert "picked by the change of MADRS" in analyse_anova(asked, "madrs", A_REST).withheld
    assert not analyse_anova(asked, "mg", A_REST).withheld


def test_a_comparison_without_its_selections_is_said_and_reset():
    settings, notices = decode_settings({"by": ["a_b"], "a": [WOMEN], "split": ["a_rest"]}, COHORT)
    assert notices == (
        "The address asks for columns of Table 1 “A against B”, but no selection is kept as B. "
        "The rest of the address is applied.",
    )
    assert (settings.by, settings.split) == ("outcome", "a_rest")
    assert encode_settings(settings, COHORT) == {"a": [WOMEN], "split": ["a_rest"]}
    assert find_unpinned(settings.replace(a="")) == {
        "split": "“A against the rest”, but no selection is kept as A"
    }
