"""What makes a column suspect: one test a kind, each with its reason and never a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import numpy as np

from lib.cohort.dates import read_dates
from lib.cohort.mapping.columns.profile import ColumnProfile
from lib.cohort.mapping.columns.recognise import find_words
from lib.cohort.protection.coded_dates import are_serials, is_coded_date, speaks_of_birth
from lib.cohort.protection.national_numbers import find_national_number, is_written_like_pesel
from lib.cohort.vocabulary import read_first_names
from lib.cohort.words import fold, spaced, without_brackets

KINDS = {
    "name": "names",
    "initials": "initials",
    "birth_date": "dates of birth",
    "address": "addresses",
    "phone": "phone numbers",
    "email": "e-mail addresses",
    "national_number": "national numbers",
    "record_number": "record numbers",
    "exact_date": "exact dates",
    "free_text": "free text",
    "old_age": "ages above 89",
}
"""Kinds of identifying column, with their words."""

OLDEST_SHOWN = 89
"""Ages above are identifying (45 CFR 164.514(b)(2)(i)(C), the HIPAA safe harbour)."""

OLDEST_POSSIBLE = 130
LOOKED_AT = 20_000
CODED, MOSTLY, HALF, SOME = 0.9, 0.6, 0.5, 0.3
FEW_INITIALS = 10
LONGEST_TEXT = 1000
MANY_WORDS, LONG_TEXT = 3, 25
EMAIL = re.compile(r"[^\s@]@[^\s@]{1,250}\.[a-z]{2}", re.I)
PHONE = re.compile(r"(?:\+|00)\d[\d ()/-]{7,18}\d|\(?\d{2,4}\)?[ -]\d{2,4}[ -]\d{2,4}(?:[ -]\d{2,4})?")
INITIALS = re.compile(r"[^\W\d_]\.? ?-?[^\W\d_]\.?( ?[^\W\d_]\.?)?")
POSTCODE = re.compile(r"\d{2}-\d{3}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.I)
STREET = re.compile(
    r"\b(ul|al|os|str|strasse|street|road|avenue|ave|weg|platz|ulica|aleja|rue)\b\.?.{0,60}\d|\wstr(asse|\.)? ?\d"
)
TWO_WORDS = re.compile(r"[^\W\d_][^\W\d_'’-]+,? [^\W\d_][^\W\d_'’ -]+(?: [^\W\d_]+)?")
ONE_WORD = re.compile(r"[^\W\d_][^\W\d_'’-]{2,}")
LONG_CODE = re.compile(r"[A-Za-z]{0,3}[-/ ]?\d{5,14}([-/]\d{2,4})?")
CONTACT_NAME = re.compile(
    r"(?:\w+ )?(?:kontakt\w*|contact\w*|telefon\w*|tel|phone|mobile|whatsapp|cell|komorka)(?: \w+)?"
)
RELATION = re.compile(
    r"\b(?i:żon[aąęy]|mąż|męż\w{1,4}|matk\w|ojc?iec|ojc\w{1,3}|syn\w{0,3}|córk\w|siostr\w|brat\w{0,3}|babci\w"
    r"|wife|husband|mother|father|son|daughter|sister|brother|partner\w{0,3}|ehefrau|ehemann|mutter|vater|tochter|sohn|bruder|schwester)"
    r"[,:]? ([A-ZĄĆĘŁŃÓŚŹŻÄÖÜ][a-ząćęłńóśźżäöüß]{2,20})"
)
TITLE = re.compile(
    r"\b(?:[Dd]r|[Pp]rof|[Ll]ek|[Pp]ani|[Pp]an|Herr|Frau|Mr|Mrs|Ms)\b\.? (?:med\. )?"
    r"[A-ZĄĆĘŁŃÓŚŹŻÄÖÜ][a-ząćęłńóśźżäöüß]{2,20}"
)
INSIDE = re.compile(r"(?<!\d)\d{11}(?!\d)")


def _sample(profile: ColumnProfile) -> list[tuple[str, int]]:
    return [
        (text[:LONGEST_TEXT], count)
        for text, count in zip(profile.texts[:LOOKED_AT], profile.counts.tolist(), strict=False)
    ]


def _proportion(profile: ColumnProfile, test: Callable[[str], object]) -> tuple[int, float]:
    """Count the cells that pass a test, and their proportion."""
    sample = _sample(profile)
    cells = sum(count for text, count in sample if test(text))
    total = sum(count for _, count in sample)
    return cells, cells / total if total else 0.0


def _name_says(profile: ColumnProfile, kind: str) -> tuple[int, str]:
    return profile.n_filled, f"its name speaks of {KINDS[kind]}"


def _test_national(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    which = Counter[str]()
    for text, count in _sample(profile):
        number = find_national_number(text)
        if number is not None:
            which[number.label] += count
    if which:
        label, cells = which.most_common(1)[0]
        enough = cells >= 2 or profile.n_filled < 4
        if enough and cells >= (0.2 if label in ("PESEL", "French NIR") else 0.7) * profile.n_filled:
            return cells, f"{cells:,} of {profile.n_filled:,} values are valid numbers of the kind {label}"
    if named:
        return _name_says(profile, "national_number")
    cells, proportion = _proportion(profile, is_written_like_pesel)
    if proportion >= HALF and cells >= 2 and profile.n_distinct > 1:
        return (
            cells,
            f"{cells:,} of {profile.n_filled:,} values are written like a PESEL, valid or not",
        )
    return 0, ""


def _test_email(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    cells, _ = _proportion(profile, lambda text: "@" in text and EMAIL.search(text))
    if cells:
        return cells, f"{cells:,} values hold an e-mail address"
    return _name_says(profile, "email") if named else (0, "")


def _test_birth(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if named:
        return _name_says(profile, "birth_date")
    if speaks_of_birth_date(profile):
        sample = [text for text, _ in _sample(profile)]
        coded = _proportion(profile, is_coded_date)[1]
        if max(coded, profile.date_proportion) >= HALF or are_serials(sample):
            return profile.n_filled, "its name speaks of birth, and its values are dates"
    if profile.date_proportion < HALF:
        return 0, ""
    dates = read_dates(profile.texts[:LOOKED_AT])[0]
    years = dates[~np.isnat(dates)].astype("datetime64[Y]").astype(int)
    if len(years) > 2 and np.ptp(years) >= 15:
        return profile.n_filled, "it holds dates many years apart, as dates of birth are"
    return 0, ""


def speaks_of_birth_date(profile: ColumnProfile) -> bool:
    """Tell whether a column's name or label speaks of the day of birth."""
    return speaks_of_birth(spaced(without_brackets(profile.name))) or speaks_of_birth(spaced(profile.label))


def holds_coded_dates(profile: ColumnProfile) -> bool:
    """Tell whether nearly all of a column is days written as eight digits."""
    return _proportion(profile, is_coded_date)[1] >= CODED and profile.n_distinct > 2


def holds_dates(profile: ColumnProfile) -> bool:
    """Tell whether a good part of a column is dates."""
    return profile.date_proportion >= SOME


def _test_date(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if not holds_dates(profile):
        many = holds_coded_dates(profile)
        cells = _proportion(profile, is_coded_date)[0] if many else 0
        return cells, "numbers that are days of the calendar (year, month and day)" if many else ""
    return profile.n_filled, f"{profile.date_proportion:.0%} of its values are dates"


def _test_name(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if named and profile.numeric_proportion < HALF:
        return _name_says(profile, "name")
    cells, _ = _proportion(profile, _names_somebody)
    if cells:
        return (
            cells,
            f"{cells:,} {'texts name' if cells > 1 else 'text names'} a person after a relation or a title",
        )
    if _few_levels(profile) and not _holds_first_names(profile):
        return 0, ""
    if _holds_first_names(profile):
        return profile.n_filled, "many of its words are first names"
    cells, proportion = _proportion(profile, TWO_WORDS.fullmatch)
    distinct = profile.n_distinct / profile.n_filled
    if proportion >= MOSTLY and distinct > HALF:
        return cells, "nearly every value is two words, as names of people are"
    cells, proportion = _proportion(profile, ONE_WORD.fullmatch)
    if proportion >= 0.9 and distinct > 0.7 and profile.n_distinct > 5:
        return cells, "words that differ from patient to patient, as names do"
    return 0, ""


def _names_somebody(text: str) -> bool:
    """Tell whether a text names a person: żona Anna, Dr. Nowak."""
    if TITLE.search(text):
        return True
    names = read_first_names()
    return any(names & set(spaced(found).split()) for found in RELATION.findall(text))


def _holds_first_names(profile: ColumnProfile) -> bool:
    names = read_first_names()
    if profile.numeric_proportion > SOME or profile.n_distinct < 3:
        return False
    _, proportion = _proportion(profile, lambda text: len(text) < 60 and names & set(spaced(text).split()))
    return proportion >= SOME


def _few_levels(profile: ColumnProfile) -> bool:
    return profile.n_distinct <= 5 or profile.n_distinct <= 0.1 * profile.n_filled


def _test_initials(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if named:
        return _name_says(profile, "initials")
    cells, proportion = _proportion(profile, lambda text: text.isupper() and INITIALS.fullmatch(text))
    many = profile.n_distinct >= FEW_INITIALS and profile.n_distinct >= 0.15 * profile.n_filled
    return (
        (cells, "two or three capital letters, as initials are") if proportion >= MOSTLY and many else (0, "")
    )


def _test_address(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if named:
        return _name_says(profile, "address")
    cells, proportion = _proportion(
        profile, lambda text: POSTCODE.fullmatch(text) or STREET.search(fold(text))
    )
    return (cells, f"{cells:,} values look like streets or postcodes") if proportion >= SOME else (0, "")


def _test_phone(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if named:
        return _name_says(profile, "phone")
    if CONTACT_NAME.fullmatch(spaced(without_brackets(profile.name))):
        cells, proportion = _proportion(profile, lambda text: 7 <= sum(map(str.isdigit, text[:60])) <= 15)
        if proportion >= SOME:
            return cells, "its name speaks of contact, and its values are as long as phone numbers"
    cells, proportion = _proportion(
        profile, lambda text: sum(map(str.isdigit, text)) >= 9 and PHONE.fullmatch(text)
    )
    return (cells, f"{cells:,} values are written like phone numbers") if proportion >= HALF else (0, "")


def _test_record(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if named:
        return _name_says(profile, "record_number")
    if profile.n_filled < 3 or profile.date_proportion > 0:
        return 0, ""
    cells, proportion = _proportion(profile, LONG_CODE.fullmatch)
    decimal = _proportion(profile, lambda text: "." in text or "," in text)[1]
    unlike = (
        profile.n_distinct >= 0.9 * profile.n_filled
        or profile.n_distinct * profile.n_distinct > 20 * profile.n_filled
    )
    if proportion >= 0.9 and not decimal and unlike and profile.n_distinct > 3:
        return cells, "long numbers that differ from patient to patient"
    return 0, ""


def _test_free_text(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    if profile.numeric_proportion > MOSTLY:
        return 0, ""
    if named and profile.n_distinct > 2:
        return _name_says(profile, "free_text")
    inside = _proportion(profile, lambda text: any(find_national_number(n) for n in INSIDE.findall(text)))[0]
    if inside:
        return inside, "texts with a national number inside"
    _, proportion = _proportion(
        profile, lambda text: len(text) >= LONG_TEXT and len(text.split()) >= MANY_WORDS
    )
    if proportion >= SOME and profile.n_distinct > 3:
        return profile.n_filled, "sentences in which anything may stand"
    words = _proportion(profile, lambda text: len(text.split()) >= 2)[1]
    if words >= SOME and profile.n_distinct > max(5, 0.5 * profile.n_filled):
        return profile.n_filled, "texts that nearly all differ"
    return 0, ""


def _test_age(profile: ColumnProfile, named: bool) -> tuple[int, str]:
    words = spaced(without_brackets(profile.name))
    entry = find_words(words, "age") or (find_words(spaced(profile.label), "age") if profile.label else None)
    if entry is None:
        return 0, ""
    numbers = profile.numbers
    old = (numbers > OLDEST_SHOWN) & (numbers <= OLDEST_POSSIBLE)
    cells = int(profile.counts[: len(numbers)][old].sum())
    return (cells, f"{cells:,} ages are above {OLDEST_SHOWN}") if cells else (0, "")


SHORT_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,3})?|\d{4}")
KINDS_OF_SHORT_NUMBERS = ("birth_date", "exact_date", "old_age")
"""Of a column of short numbers alone no other test can find anything, unless its name says so."""

TESTS: dict[str, Callable[[ColumnProfile, bool], tuple[int, str]]] = {
    "national_number": _test_national,
    "email": _test_email,
    "birth_date": _test_birth,
    "exact_date": _test_date,
    "phone": _test_phone,
    "address": _test_address,
    "initials": _test_initials,
    "name": _test_name,
    "record_number": _test_record,
    "free_text": _test_free_text,
    "old_age": _test_age,
}
"""The tests in their order; the first that finds something names the kind."""
