"""A file's way to a cohort without a browser: corrections, what they refuse, and what is discarded."""

import pandas as pd
import pytest

from lib.cohort.mapping import MappingError, change_column
from lib.cohort.words import fold, spaced
from lib.ui.upload.levels import _changed_levels, _levels_table
from lib.ui.upload.state import advance, begin_upload, with_decisions, with_mapping, without_contents
from lib.ui.upload.tables import _check_places, _read_codes

LONG = "id,visit,sex,madrs,mg\n" + "".join(
    f"{i},{visit},{i % 2},{score},{0.8 + i / 100:.2f}\n"
    for i in range(1, 9)
    for visit, score in (("pre", 30 + i), ("post", 8 + i))
)
WIDE = "id,madrs_pre,madrs_post\n" + "".join(f"{i},{30 + i},{8 + i}\n" for i in range(1, 9))
NAMES = "id,name,visit,madrs\n" + "".join(
    f"{i},Bronisława Nowakowska{i},{visit},{20 + i}\n" for i in range(1, 9) for visit in ("pre", "post")
)


def taken(text: str):
    return advance(begin_upload("mine.csv", text.encode()))


def test_codes_get_the_words_the_reader_gives_them():
    upload = taken(LONG)
    (sex,) = upload.mapping.with_role("sex")
    assert [level.label for level in sex.levels] == ["0", "1"]
    edited = pd.DataFrame({"Order": [2, 1], "Shown as": ["female", "male"]})
    named = advance(_changed_levels(upload, _levels_table(upload), edited))
    levels = named.validated.cohort.levels("sex")
    assert [level.label for level in levels] == ["male", "female"]
    # Odd ids were coded 1, which is now the first level, male.
    assert named.validated.cohort.codes("sex").tolist() == [0, 1] * 4


def test_levels_of_one_name_become_one_and_none_may_be_nameless():
    upload = taken(LONG)
    table = _levels_table(upload)
    merged = advance(_changed_levels(upload, table, pd.DataFrame({"Order": [1, 2], "Shown as": ["x", "x"]})))
    assert merged.validated.cohort.codes("sex").tolist() == [0] * 8
    with pytest.raises(MappingError, match="a name"):
        _changed_levels(upload, table, pd.DataFrame({"Order": [1, 2], "Shown as": ["x", ""]}))


@pytest.mark.parametrize("changes", [{"measure": "unheard_of"}, {"visit": "unheard_of"}, {"visit": ""}])
def test_a_rating_is_never_lost_by_a_slip_in_the_table(changes):
    upload = taken(WIDE)
    with pytest.raises(MappingError, match="madrs_pre"):
        _check_places(change_column(upload.mapping, upload.table, "madrs_pre", **changes))


def test_two_columns_cannot_hold_one_rating():
    upload = taken(WIDE)
    other = upload.mapping.column("madrs_post").visit
    with pytest.raises(MappingError, match="both hold MADRS"):
        _check_places(change_column(upload.mapping, upload.table, "madrs_pre", visit=other))


@pytest.mark.parametrize("text", [LONG, WIDE])
def test_what_is_guessed_passes_the_same_check(text):
    _check_places(taken(text).mapping)


def test_numbers_that_mean_missing_are_read_from_a_line():
    assert _read_codes("-9 999; 0,5") == (-9.0, 999.0, 0.5)
    assert _read_codes("") == ()
    for text in ("nine", "1e999", "nan"):
        with pytest.raises(MappingError):
            _read_codes(text)


def test_what_was_left_out_is_gone_once_the_cohort_is_in_use():
    upload = taken(NAMES)
    assert upload.undecided
    upload = advance(with_decisions(upload, {s.column: s.actions[0] for s in upload.suspicions}))
    used = without_contents(upload)
    assert used.in_use
    assert "name" not in used.table.columns
    assert "Nowakowska" not in repr((used.data, used.raw, used.table.frame.to_numpy().tolist(), used.mapping))
    again = advance(with_mapping(used, change_column(used.mapping, used.table, "madrs", label="Rating")))
    assert again.ready
    assert again.in_use


def test_no_word_of_a_file_outlives_its_reading_in_a_shared_cache():
    taken(NAMES)
    assert fold.cache_info().currsize == 0
    assert spaced.cache_info().currsize == 0
