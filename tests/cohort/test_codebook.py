"""The codebook of the bundled cohort, and labels inside a sentence."""

import pytest

from lib.cohort.codebook import KINDS, in_sentence, read_bundled_codebook

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
