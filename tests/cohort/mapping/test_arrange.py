"""What a file does not say can be said: stacked columns, more visits, a rule for several rows, missing items."""

from __future__ import annotations

import numpy as np
import pytest

from lib.cohort.mapping import (
    MappingError,
    add_visit,
    allow_missing_items,
    change_column,
    guess_mapping,
    mapping_from_json,
    mapping_to_json,
    settle_doubts,
    settle_rows,
    stack_columns,
)
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort

from .silent_files import item, long, mean, score, scores, table


def opened(text):
    raw = read_table(text.encode(), "file.csv")
    return raw, guess_mapping(raw)


def assert_scores(raw, mapping, label, expected):
    validated = build_cohort(raw, mapping)
    assert validated.errors == ()
    cohort = validated.cohort
    name = next(c.name for c in cohort.codebook.measures if c.label == label)
    np.testing.assert_allclose(
        np.nanmean(cohort.measures[name], axis=0), [m for _, m in expected], rtol=1e-12
    )


def test_columns_are_stacked_into_a_measure_in_the_order_chosen():
    text = table(["id", "start", "x", "zz"], lambda p: [p, score(p, 0), score(p, 1), score(p, 2)])
    raw, mapping = opened(text)
    stacked = stack_columns(mapping, raw, ["start", "x", "zz"], "Esteem")
    assert_scores(raw, stacked, "Esteem", scores(0, 1, 2))
    assert mapping_from_json(mapping_to_json(stacked)) == stacked
    with pytest.raises(MappingError, match="two columns"):
        stack_columns(mapping, raw, ["start"], "Esteem")


def test_a_visit_is_added_and_given_a_column():
    text = table(
        ["id", "madrs_pre", "madrs_wk2", "last one"], lambda p: [p, score(p, 0), score(p, 1), score(p, 2)]
    )
    raw, mapping = opened(text)
    more = add_visit(mapping, "Week 4")
    given = change_column(
        more, raw, "last one", role="depression", measure="madrs", visit=more.visits[-1].name
    )
    assert_scores(raw, given, "MADRS", scores(0, 1, 2))
    with pytest.raises(MappingError, match="not as another"):
        add_visit(more, "Week 4")


SESSIONS = long(
    ["id", "session", "time", "madrs"], "abcd",
    lambda p, v: [p, "AB"[v // 2], ("pre", "post")[v % 2], score(p, v)],
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "factor", "level", "expected"),
    [
        ("", "session", "B", scores(2, 3)),
        ("first", "", "", scores(0, 1)),
        ("last", "", "", scores(2, 3)),
        ("mean", "", "", tuple(mean(lambda p, v: (score(p, v) + score(p, v + 2)) / 2, v) for v in (0, 1))),
    ],
)
def test_several_rows_of_a_visit_follow_the_rule(rule, factor, level, expected):
    raw, mapping = opened(SESSIONS)
    # A session that differs between the rows of a patient is no characteristic of the patient.
    mapping = change_column(mapping, raw, "session", role="ignore")
    assert_scores(raw, settle_rows(mapping, rule, factor, level), "MADRS", expected)


def test_missing_items_are_replaced_only_when_allowed():
    def row(patient):
        cells = [item(patient, 0, k, 3) for k in range(1, 10)]
        return [patient, *(["" if patient == 5 and k == 2 else cell for k, cell in enumerate(cells)])]

    raw, mapping = opened(table(["id", *(f"PHQ9_{k}" for k in range(1, 10))], row))
    strict = build_cohort(raw, mapping).cohort.measures["phq9"]
    allowed = build_cohort(raw, allow_missing_items(mapping, "phq9", 1)).cohort.measures["phq9"]
    others = [item(5, 0, k, 3) for k in range(1, 10) if k != 3]
    assert np.isnan(strict[4, 0])
    assert allowed[4, 0] == round(sum(others) * 9 / 8)
    with pytest.raises(MappingError, match="at most 4"):
        allow_missing_items(mapping, "phq9", 5)


def test_what_was_assumed_is_no_finding_once_confirmed():
    raw, mapping = opened(
        table(["id", "t1", "t2", "t3"], lambda p: [p, score(p, 0), score(p, 1), score(p, 2)])
    )
    assert [f.code for f in build_cohort(raw, mapping).findings] == ["measure_unnamed"]
    assert build_cohort(raw, settle_doubts(mapping)).findings == ()
