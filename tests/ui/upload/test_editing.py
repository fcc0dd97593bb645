"""Corrections in tables: each is carried out once, at once, and the table is drawn anew only where it has to be."""

import pandas as pd
import pytest

from lib.ui.upload.editing import moved_order, put_cells, stale_cells
from lib.ui.upload.state import advance, begin_upload
from lib.ui.upload.tables import NEW_MEASURE, _changed_columns, _changed_visits, _columns_table, _visits_table

WIDE = "id,madrs_pre,madrs_post,hamd_post\n" + "".join(f"{i},{30 + i},{8 + i},{5 + i}\n" for i in range(1, 9))


@pytest.fixture
def upload():
    return advance(begin_upload("mine.csv", WIDE.encode()))


@pytest.mark.parametrize(
    ("before", "after", "order"),
    [
        ([1, 2, 3], [1, 2, 3], [0, 1, 2]),
        ([1, 2, 3], [1, 2, 1], [2, 0, 1]),  # the last to the front
        ([1, 2, 3], [3, 2, 3], [1, 2, 0]),  # the first to the end
        ([1, 2, 3], [1, None, 3], [0, 1, 2]),  # emptied: where it was
        ([1, 2, 3], [2, 1, 3], [1, 0, 2]),
        ([1, 2, 3], [1, 99, 3], [0, 2, 1]),
    ],
)
def test_a_row_moved_to_a_taken_place_pushes_the_other_on(before, after, order):
    assert moved_order(before, after) == order


def test_corrected_cells_stand_in_a_copy_and_others_stay():
    frame = pd.DataFrame({"a": ["x", "y"], "n": [1.0, 2.0]})
    edited = put_cells(
        frame, {(1, "a"): None, (0, "n"): 5, (7, "a"): "no such row", (0, "z"): "no such column"}
    )
    assert edited["a"].tolist() == ["x", None]
    assert edited["n"].tolist() == [5, 2.0]
    assert frame["n"].tolist() == [1.0, 2.0]


def test_a_table_is_drawn_anew_only_where_the_browser_would_show_what_is_not_so():
    frame = pd.DataFrame({"role": ["scale", "ignore"], "measure": ["madrs", ""]})
    told = {(0, "role"): "scale", (1, "measure"): "madrs", (0, "measure"): None}
    # Not carried out yet: shown as the reader left it.
    assert stale_cells(frame, told, {}) == []
    assert stale_cells(frame, told, {(0, "role"): "scale"}) == []
    # Carried out, and set back by a later correction.
    assert stale_cells(frame, told, told) == [(1, "measure"), (0, "measure")]
    assert stale_cells(frame.head(1), {(1, "measure"): None}, {(1, "measure"): None}) == [(1, "measure")]


def test_one_corrected_cell_is_checked_at_once(upload):
    table = _columns_table(upload)
    row = table["Column"].tolist().index("hamd_post")
    changed = _changed_columns(upload, table, put_cells(table, {(row, "What it is"): "Leave out"}))
    assert changed.validated is None
    cohort = advance(changed).validated.cohort
    assert [m.name for m in cohort.codebook.measures] == ["madrs"]


def test_a_column_can_be_given_a_measure_of_its_own(upload):
    table = _columns_table(upload)
    row = table["Column"].tolist().index("madrs_post")
    changed = _changed_columns(upload, table, put_cells(table, {(row, "Measure"): NEW_MEASURE}))
    column = changed.mapping.column("madrs_post")
    assert column.measure not in ("", "madrs")
    assert column.role == "depression"
    assert column.visit == upload.mapping.column("madrs_post").visit


def test_another_kind_of_measure_holds_for_all_its_columns(upload):
    table = _columns_table(upload)
    row = table["Column"].tolist().index("madrs_post")
    changed = _changed_columns(upload, table, put_cells(table, {(row, "What it is"): "Another scale"}))
    assert changed.mapping.measure("madrs").role == "scale"
    assert {c.role for c in changed.mapping.columns if c.measure == "madrs"} == {"scale"}
    assert [c.visit for c in changed.mapping.columns] == [c.visit for c in upload.mapping.columns]


def test_a_column_left_out_and_put_back_is_what_it_was(upload):
    now = upload
    for role in ("Leave out", "Depression scale"):
        table = _columns_table(now)
        row = table["Column"].tolist().index("madrs_post")
        now = _changed_columns(now, table, put_cells(table, {(row, "What it is"): role}))
    before, after = (u.mapping.column("madrs_post") for u in (upload, now))
    assert (after.measure, after.visit, after.role) == (before.measure, before.visit, before.role)


def test_a_visit_is_moved_and_given_a_day(upload):
    table = _visits_table(upload)
    edited = put_cells(table, {(1, "Order"): 1, (1, "Nominal day"): -3, (0, "Shown as"): None})
    visits = _changed_visits(upload, table, edited).mapping.visits
    assert [v.name for v in visits] == [v.name for v in reversed(upload.mapping.visits)]
    assert visits[0].day == -3
    assert visits[1].label == upload.mapping.visits[0].label
