"""Identifiers that hide: dates as numbers, numbers with a slip, phones without signs, names inside remarks."""

import pytest

from lib.cohort.protection import find_identifying
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
