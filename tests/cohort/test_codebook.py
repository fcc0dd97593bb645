"""The codebook of the bundled cohort, and labels inside a sentence."""

import pytest

from lib.cohort.codebook import KINDS, in_sentence, read_bundled_codebook
from lib.cohort.intake import import_cohort

CODEBOOK = read_bundled_codebook()


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("Responder", "responder"),
        ("Non-responder", "non-responder"),
        ("Inf 3", "inf 3"),
        ("MDD", "MDD"),
        ("PLACEBO", "PLACEBO"),
        ("Łagodna", "łagodna"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence(label, written):
    assert in_sentence(label) == written


def test_visits_stand_in_the_order_of_the_protocol_not_of_the_alphabet():
    assert [visit.name for visit in CODEBOOK.visits] == ["pre", "inf3", "inf5", "inf7", "post"]
    days = [visit.day for visit in CODEBOOK.visits]
    assert days == sorted(days)


def test_every_column_is_of_a_known_kind_and_says_where_it_comes_from():
    for column in CODEBOOK.columns:
        assert column.kind in KINDS
        assert column.source


def test_derived_columns_are_made_of_yes_no_columns():
    for column in CODEBOOK.columns:
        for member in column.members:
            assert CODEBOOK.column(member).kind == "yes_no"


def test_an_unknown_column_is_named():
    with pytest.raises(KeyError, match="no column named 'nothing'"):
        CODEBOOK.column("nothing")


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        (
            "id,lnimi_w0,lnimi_w2,hamd_w0,hamd_w2\n1,3.1,3.9,20,10\n2,2.2,4.4,22,11\n3,2.8,4.1,25,20\n",
            "hamd17",
        ),
        ("id,madrs_pre,madrs_post,mg_pre,mg_post\n1,30,20,0.8,0.9\n2,31,21,0.7,0.8\n3,28,9,0.9,0.9\n", "mg"),
        ("id,vas_pre,vas_post\n1,30,20\n2,31,21\n3,28,9\n", "vas"),
    ],
)
def test_the_depression_scale_leads_and_not_a_drug_level(text, leading):
    cohort = import_cohort(text.encode(), "file.csv").validated.cohort
    assert cohort.codebook.leading_measure.name == leading
