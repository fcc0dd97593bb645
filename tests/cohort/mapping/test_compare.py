"""A saved mapping on the next export: every kind of change is named, and the same file has none."""

import pytest

from lib.cohort.mapping import fit_mapping, guess_mapping
from lib.cohort.mapping.compare import list_changes, with_new_columns
from lib.cohort.reading import read_table

ROWS = [(i, visit, place) for i in range(1, 9) for place, visit in enumerate(("pre", "inf3", "post"))]


def table(
    header="id,visit,sex,madrs,mg [mmol/l]",
    row=lambda i, v, p: f"{i},{v},{'fm'[i % 2]},{30 - p},0.8{p}",
    visits=None,
):
    lines = [header, *(row(i, v, p) for i, v, p in ROWS if visits is None or v in visits)]
    return read_table("\n".join(lines).encode(), "a.csv")


def changes(new):
    saved = guess_mapping(table())
    return " ".join(list_changes(saved, fit_mapping(saved, new), new))


def test_the_same_file_has_no_change():
    assert changes(table()) == ""


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (table("ID,Visit,sex,MADRS,mg [mmol/l]"), "“madrs” is “MADRS” now"),
        (table("id,visit,sex,madr,mg [mmol/l]"), "Not in this file: “madrs” (“madr” may be it"),
        (table("id,visit,sex,madr,mg [mmol/l]"), "New in this file, and left out: “madr”"),
        (table(row=lambda i, v, p: f"{i},{v},{'fm'[i % 2]},bad,0.8{p}"), "“madrs” holds words instead of numbers"),
        (table(row=lambda i, v, p: f"{i},{v},{'fmx'[i % 3]},{30 - p},0.8{p}"), "“sex” has new levels: “x”"),
        (table("id,visit,sex,madrs,mg [mg/dl]"), "“mg [mg/dl]” may be it"),
        (table(visits=("pre", "post")), "Visits without a row in this file: “"),
        (
            table(row=lambda i, v, p: f"{i},{'follow-up' if v == 'post' else v},{'fm'[i % 2]},{30 - p},0.8{p}"),
            "Visits that the mapping does not know: “follow-up”",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_change_is_named(new, words):
    assert words in changes(new)


def test_names_that_differ_in_marks_between_words_are_found_where_only_one_fits():
    saved = guess_mapping(table("id,visit,sex,madrs_total,mg [mmol/l]"))
    one = table("id,visit,sex,MADRS total,mg [mmol/l]")
    assert list_changes(saved, fit_mapping(saved, one), one) == (
        "Written otherwise: “madrs_total” is “MADRS total” now.",
    )
    two = table("id,visit,madrs.total,madrs-total,mg [mmol/l]")
    assert "Not in this file: “sex”, “madrs_total”" in " ".join(
        list_changes(saved, fit_mapping(saved, two), two)
    )


def test_a_new_column_can_be_taken():
    new = table(
        "id,visit,sex,madrs,mg [mmol/l],ymrs", lambda i, v, p: f"{i},{v},{'fm'[i % 2]},{30 - p},0.8{p},{p}"
    )
    fitted = with_new_columns(fit_mapping(guess_mapping(table()), new), new)
    assert fitted.column("ymrs").role == "ignore"
