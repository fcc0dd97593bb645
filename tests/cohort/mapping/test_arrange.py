"""What a file does not say can be said: stacked columns, more visits, a rule for several rows, missing items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lib.cohort.mapping import (
    MappingError,
    VisitMapping,
    add_visit,
    allow_missing_items,
    average_measures,
    change_column,
    change_visits,
    guess_mapping,
    lead_with,
    mapping_from_json,
    mapping_to_json,
    settle_doubts,
    settle_rows,
    stack_columns,
)
from lib.cohort.mapping.visits.order import distinct_shorts
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


@pytest.mark.parametrize(
    "shorts",
    [
        ["same", "same", "V 1", "V 2"],
        ["V 2", "same", "same"],
        ["…e same end", "same", "same", "V 3"],
        ["same"] * 12 + [f"V {i}" for i in range(1, 13)],
    ],
)
def test_short_labels_differ_whatever_they_were_cut_to(shorts):
    visits = [VisitMapping(f"v{i}", f"label {i} the same end", short) for i, short in enumerate(shorts)]
    found = [visit.short for visit in distinct_shorts(visits)]
    assert len(set(found)) == len(shorts)
    kept = [(a, b) for a, b in zip(shorts, found, strict=True) if shorts.count(a) == 1]
    assert all(a == b for a, b in kept)


def test_two_visits_cannot_have_one_name():
    _, mapping = opened(SESSIONS)
    twins = [replace(visit, label="Before  it") for visit in mapping.visits]
    with pytest.raises(MappingError, match="Before it"):
        change_visits(mapping, twins)


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


UNEVEN = """id,rater,time,madrs,ymrs
1,A,pre,30,4
1,A,pre,32,
1,B,pre,40,6
1,A,post,10,
1,A,post,12,2
2,B,pre,20,1
2,A,post,8,3
2,B,post,6,
"""


@pytest.mark.parametrize(
    ("rule", "averaged", "madrs", "ymrs"),
    [
        # Patient 1, pre: 30 and 32 by A, 40 by B; of equally complete rows the first.
        ("fullest", False, [[30, 12], [20, 8]], [[4, 2], [1, 3]]),
        ("first", True, [[35, 10], [20, 7]], [[5, 2], [1, 3]]),
        # Each rater counts once, however many rows: (31 + 40) / 2, not 34.
        ("mean", True, [[35.5, 11], [20, 7]], [[5, 2], [1, 3]]),
        ("mean", False, [[34, 11], [20, 7]], [[5, 2], [1, 3]]),
    ],
)
def test_the_most_complete_row_or_the_mean_over_a_factor_is_taken(rule, averaged, madrs, ymrs):
    raw, mapping = opened(UNEVEN)
    mapping = change_column(mapping, raw, "rater", role="ignore")
    settled = settle_rows(mapping, rule, "rater" if averaged else "", averaged=averaged)
    validated = build_cohort(raw, settled)
    assert validated.errors == ()
    np.testing.assert_array_equal(validated.cohort.measures["madrs"], madrs)
    np.testing.assert_array_equal(validated.cohort.measures["ymrs"], ymrs)
    found = [f.found for f in validated.findings if f.code == "factor_averaged"]
    # Patient 1 post and patient 2 pre were rated by one rater.
    assert ["2 of 4 visits of patients have fewer" in text for text in found] == [True] * averaged
    assert mapping_from_json(mapping_to_json(settled)) == settled


def test_patients_without_a_row_of_the_level_taken_are_told():
    text = UNEVEN + "3,B,pre,25,1\n3,B,post,9,1\n"
    raw, mapping = opened(text)
    validated = build_cohort(raw, settle_rows(mapping, "first", "rater", "A"))
    assert [f.found for f in validated.findings if f.code == "level_taken"] == [
        "only the rows of “A” taken, 5 other rows left out, and with them 1 of 3 patients, who have no other"
    ]


def test_rows_of_one_level_are_still_a_fault_without_a_rule():
    raw, mapping = opened(UNEVEN)
    validated = build_cohort(raw, settle_rows(mapping, "", "rater", averaged=True))
    # Rater A rated patient 1 twice, before and after.
    assert [f.row for f in validated.errors if f.code == "duplicate_visit"] == [3, 6]


def test_the_depression_scale_that_the_reader_picks_leads_and_stays_picked():
    text = table(["id", "hamd_pre", "hamd_post", "madrs_pre", "madrs_post"], lambda p: [p, 20, 9, 30, 8 + p])
    raw, mapping = opened(text)
    assert build_cohort(raw, mapping).cohort.codebook.depression.label == "HAM-D17"
    picked = mapping_from_json(mapping_to_json(lead_with(mapping, "madrs")))
    cohort = build_cohort(raw, picked).cohort
    assert cohort.codebook.depression.label == cohort.codebook.leading_measure.label == "MADRS"
    with pytest.raises(MappingError, match="no measure"):
        lead_with(mapping, "ymrs")


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
    assert [measure.role for measure in mapping.measures] == ["scale"]
    assert build_cohort(raw, settle_doubts(mapping)).findings == ()


def test_levels_of_a_second_factor_in_columns_are_averaged():
    raw, mapping = opened(
        table(["id", "madrs_ket_pre", "madrs_ket_post", "madrs_pla_pre", "madrs_pla_post"],
              lambda p: [p, score(p, 0), score(p, 2), score(p, 1), "" if p == 3 else score(p, 4)])
    )  # fmt: skip
    names = [measure.name for measure in mapping.measures]
    averaged = average_measures(mapping, names, "MADRS")
    assert mapping_from_json(mapping_to_json(averaged)) == averaged
    validated = build_cohort(raw, averaged)
    assert [(f.severity, f.code) for f in validated.findings] == [("note", "levels_missing")]
    (measure,) = validated.cohort.codebook.measures
    assert (measure.label, measure.role, measure.decimals) == ("MADRS", "depression", 1)
    # The scores of visits 0 and 1 are 2 below the first on average, of 2 and 4 12; patient 3 has that of visit 2 alone.
    expected = [[score(p, 0) - 2, score(p, 0) - (8 if p == 3 else 12)] for p in range(1, 25)]
    np.testing.assert_array_equal(validated.cohort.measures[measure.name], expected)


@pytest.mark.parametrize(("names", "label"), [(1, "MADRS"), (2, ""), (2, "Mg²⁺"), (3, "mean")])
def test_what_cannot_be_averaged(names, label):
    _, mapping = opened(
        table(["id", "madrs_ket_pre", "madrs_ket_post", "madrs_pla_pre", "madrs_pla_post", "mg_pre", "mg_post"],
              lambda p: [p, score(p, 0), score(p, 2), score(p, 1), score(p, 4), 0.8 + p / 100, 0.9 - p / 100])
    )  # fmt: skip
    with pytest.raises(MappingError):
        average_measures(mapping, [measure.name for measure in mapping.measures][:names], label)
