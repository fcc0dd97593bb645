"""Identifiers that hide: dates as numbers, numbers with a slip, phones without signs, names inside remarks."""

import pytest

from lib.cohort.protection import find_identifying, protect
from lib.cohort.protection.coded_dates import read_all_dates
from lib.cohort.protection.national_numbers import find_national_number, is_written_like_pesel
from lib.cohort.reading import read_table

# Invented numbers; those under “numer” are no valid PESEL.
FOUND = {
    "birth_yyyymmdd": (["19810523", "19750101", "19901231", "19660704"], "birth_date"),
    "birth": (["29734", "27395", "33238", "24292"], "birth_date"),
    "birth_serial": (["29734", "27395", "33238", "24292"], "birth_date"),
    "data ur.": (["23051981", "01011975", "31121990", "04071966"], "birth_date"),
    "seen": (["20240103", "20240110", "20240117", "20240124"], "exact_date"),
    "numer": (["81052312340", "75010112340", "90123112340", "66070412340"], "national_number"),
    "kontakt": (["601234567", "602345678", "603456789", "604567890"], "phone"),
    "contact nr": (["601234567", "602345678", "603456789", "604567890"], "phone"),
    "konto": (["DE89370400440532013000", "GB82WEST12345698765432", "FR1420041010050500013M02606", "x"],
              "national_number"),
    "uwagi": (["przyszła żona Anna", "bez zmian", "bez zmian", "bez zmian"], "name"),
    "remarks": (["seen by Dr. Nowak", "well", "well", "well"], "name"),
}  # fmt: skip
CLEAN = {
    "birth weight": ["3200", "3500", "2900", "4100"],
    "birth_year": ["1981", "1975", "1990", "1966"],
    "contact": ["yes", "no", "yes", "no"],
    "family history": ["mother depressed", "none", "father with Lithium", "none"],
}


def suspected(column: str, cells: list[str]) -> str:
    rows = "".join(f"K{i},{cell},{20 + i}\n" for i, cell in enumerate(cells))
    raw = read_table(f"id,{column},madrs\n{rows}".encode(), "a.csv")
    return {s.column: s.kind for s in find_identifying(raw)}.get(column, "")


@pytest.mark.parametrize("column", FOUND)
def test_found(column):
    cells, kind = FOUND[column]
    assert suspected(column, cells) == kind


@pytest.mark.parametrize("column", CLEAN)
def test_not_suspected(column):
    assert suspected(column, CLEAN[column]) == ""


def test_form_of_a_pesel():
    # The century is added to the month: 01 is 1900, 21 is 2000, 81 is 1800; there is no month 13 and no 30 February.
    assert [is_written_like_pesel(text) for text in ("02070803628", "02270803628", "02870803628")] == [
        True
    ] * 3
    assert [is_written_like_pesel(text) for text in ("02130803628", "02023003628", "0207080362")] == [
        False
    ] * 3


@pytest.mark.parametrize(
    ("text", "label"),
    # Examples of the standards themselves: ISO 13616 registry, and the NHS data dictionary.
    [
        ("GB82 WEST 1234 5698 7654 32", "IBAN"),
        ("DE89 3704 0044 0532 0130 00", "IBAN"),
        ("943 476 5919", "NHS number"),
    ],
)
def test_published_examples(text, label):
    assert find_national_number(text).label == label
    assert find_national_number(text[:-1] + "7") is None


@pytest.mark.parametrize(
    "births",
    [
        # A spreadsheet counts 1 January 1970 as day 25569 and 1 March 1900, after the 29 February it invents, as 61.
        ("25569", "25569", "29734", "29734", "18264"),
        ("19700101", "19700101", "19810528", "19810528", "19500101"),
        ("01011970", "01011970", "28051981", "28051981", "01011950"),
    ],
    ids=["days of a spreadsheet", "year first", "day first"],
)
def test_births_written_as_numbers_become_ages_or_years(births):
    days = ("2023-12-31", "2024-01-01", "2024-05-27", "2024-05-28", "2024-06-30")
    rows = [f"K{i},{day},{birth},{20 + i}" for i, (day, birth) in enumerate(zip(days, births, strict=True))]
    raw = read_table("\n".join(["id,visit date,birth,madrs", *rows]).encode(), "a.csv")
    (birth,) = [s for s in find_identifying(raw) if s.column == "birth"]
    assert birth.kind == "birth_date"
    safe = protect(raw, {"visit date": "drop", "birth": "coarsen"})
    assert safe.frame["age"].tolist() == ["53", "54", "42", "43", "74"]
    undated = read_table("\n".join(["id,birth,madrs", *(f"{r[:2]}{r[13:]}" for r in rows)]).encode(), "a.csv")
    years = protect(undated, {"birth": "coarsen"})
    assert years.frame["year of birth"].tolist() == ["1970", "1970", "1981", "1981", "1950"]


def test_the_first_days_of_a_spreadsheet():
    days, _ = read_all_dates(["100", "367", "40000"], serials=True)
    assert days.astype(str).tolist() == ["1900-04-09", "1901-01-01", "2009-07-06"]


def test_the_oldest_share_a_year_of_birth():
    raw = read_table(b"id,birth,madrs\nA,19010203,3\nB,19150708,4\nC,19900101,7\nD,19850607,8\n", "a.csv")
    years = [int(year) for year in protect(raw, {"birth": "coarsen"}).frame["year of birth"]]
    assert years[0] == years[1] > 1930
    assert years[2:] == [1990, 1985]
