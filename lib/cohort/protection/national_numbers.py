"""National numbers of people, recognised by their check digits; facts as one table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

SEPARATORS = re.compile(r"[\s./-]")
PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
PESEL_CENTURIES = {80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200}
DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
SSN = re.compile(r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}")


def _digits(text: str) -> list[int]:
    return [int(sign) for sign in text]


def is_pesel(text: str) -> bool:
    """Check a Polish PESEL: eleven digits, a date of birth, check digit (Dz.U. 2010 nr 217 poz. 1427)."""
    if not re.fullmatch(r"[0-9]{11}", text):
        return False
    digits = _digits(text)
    total = sum(weight * digit for weight, digit in zip(PESEL_WEIGHTS, digits, strict=False))
    if (10 - total % 10) % 10 != digits[10]:
        return False
    month = int(text[2:4])
    century = PESEL_CENTURIES[month // 20 * 20]
    return _is_date(century + int(text[:2]), month % 20, int(text[4:6]))


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_steuer_id(text: str) -> bool:
    """Check a German tax number (Steuer-ID): eleven digits, one repeated, ISO 7064 MOD 11,10."""
    if not re.fullmatch(r"[1-9][0-9]{10}", text):
        return False
    digits = _digits(text)
    repeated = sorted(count for count in Counter(digits[:10]).values() if count > 1)
    if repeated not in ([2], [3]):
        return False
    product = 10
    for digit in digits[:10]:
        total = (digit + product) % 10 or 10
        product = total * 2 % 11
    return (11 - product) % 10 == digits[10]


def is_kvnr(text: str) -> bool:
    """Check a German health insurance number (KVNR): a letter and nine digits, weights 1 and 2 in turn."""
    if not re.fullmatch(r"[A-Z][0-9]{9}", text):
        return False
    digits = _digits(f"{ord(text[0]) - 64:02d}{text[1:9]}")
    products = [digit * (1 + place % 2) for place, digit in enumerate(digits)]
    return sum(product // 10 + product % 10 for product in products) % 10 == int(text[9])


def is_nhs_number(text: str) -> bool:
    """Check an NHS number of England: ten digits, weights 10 to 2, modulus 11."""
    if not re.fullmatch(r"[0-9]{10}", text) or len(set(text)) == 1:
        return False
    digits = _digits(text)
    check = 11 - sum((10 - place) * digit for place, digit in enumerate(digits[:9])) % 11
    return check != 10 and check % 11 == digits[9]


def is_bsn(text: str) -> bool:
    """Check a Dutch burgerservicenummer: nine digits, the eleven test with weights 9 to 2 and -1."""
    if not re.fullmatch(r"[0-9]{9}", text) or len(set(text)) == 1:
        return False
    digits = _digits(text)
    total = sum((9 - place) * digit for place, digit in enumerate(digits[:8])) - digits[8]
    return total % 11 == 0 and total != 0


def is_nir(text: str) -> bool:
    """Check a French NIR: sex, year, month and place of birth, key 97 minus the rest by 97."""
    if not re.fullmatch(r"[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}", text):
        return False
    number = text[:13].replace("2A", "19").replace("2B", "18")
    return 97 - int(number) % 97 == int(text[13:])


def is_dni(text: str) -> bool:
    """Check a Spanish DNI or NIE: eight digits (or X, Y, Z and seven) and the letter of the rest by 23."""
    if not re.fullmatch(r"[0-9XYZ][0-9]{7}[A-Z]", text):
        return False
    number = text[0].translate(str.maketrans("XYZ", "012")) + text[1:8]
    return DNI_LETTERS[int(number) % 23] == text[8]


def is_personnummer(text: str) -> bool:
    """Check a Swedish personnummer: a date of birth and four digits, the last by Luhn."""
    short = text[2:] if len(text) == 12 else text
    if not re.fullmatch(r"[0-9]{10}", short) or not _is_date(2000, int(short[2:4]), int(short[4:6])):
        return False
    products = [digit * (2 - place % 2) for place, digit in enumerate(_digits(short))]
    return sum(product // 10 + product % 10 for product in products) % 10 == 0


def is_ssn(text: str) -> bool:
    """Check the pattern of a United States social security number with hyphens; it has no check digit."""
    return SSN.fullmatch(text) is not None


@dataclass(frozen=True)
class NationalNumber:
    """A national number: its name, its check, and whether hyphens are part of it."""

    label: str
    check: Callable[[str], bool]
    keeps_hyphens: bool = False


NATIONAL_NUMBERS: tuple[NationalNumber, ...] = (
    NationalNumber("PESEL", is_pesel),
    NationalNumber("German tax number", is_steuer_id),
    NationalNumber("German health insurance number", is_kvnr),
    NationalNumber("French NIR", is_nir),
    NationalNumber("US social security number", is_ssn, True),
    NationalNumber("Spanish DNI", is_dni),
    NationalNumber("Swedish personnummer", is_personnummer),
    NationalNumber("NHS number", is_nhs_number),
    NationalNumber("Dutch BSN", is_bsn),
)


def find_national_number(text: str) -> NationalNumber | None:
    """Tell which national number a text is, None when it is none."""
    if not 9 <= len(text) <= 24:
        return None
    upper = text.strip().upper()
    plain = SEPARATORS.sub("", upper)
    return next((n for n in NATIONAL_NUMBERS if n.check(upper if n.keeps_hyphens else plain)), None)
