"""Which patients are complete; an answer, or the reason why there is none."""

import numpy as np
import pytest

from lib.stats.common.result import Refusal, complete_rows, reason_of, unwrap


def test_complete_rows():
    assert complete_rows([[1, 2], [np.nan, 3], [4, np.inf]]).tolist() == [True, False, False]


def test_an_answer_is_read():
    assert unwrap(0.0) == 0.0
    assert unwrap("") == ""


@pytest.mark.parametrize("nothing", [None, Refusal("two patients are needed; one was found")])
def test_where_there_is_no_answer_it_is_not_read(nothing):
    with pytest.raises(ValueError, match=str(nothing)):
        unwrap(nothing)


def test_a_reason_is_read():
    assert (
        reason_of(Refusal("two patients are needed; one was found"))
        == "two patients are needed; one was found"
    )


def test_where_there_is_an_answer_there_is_no_reason():
    with pytest.raises(ValueError, match="an answer, not a refusal"):
        reason_of(2.5)
