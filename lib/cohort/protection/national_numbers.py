"""National numbers of people and bank accounts, recognised by their check digits through python-stdnum."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from stdnum import iban
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.gb import nhs
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.se import personnummer
from stdnum.us import ssn

SEPARATORS = re.compile(r"[\s./-]")
PESEL_CENTURIES = {80: 1800, 0: 1900, 20: 2000, 40: 2100, 60: 2200}
SHORTEST, LONGEST = 9, 44


def is_written_like_pesel(text: str) -> bool:
    """Tell whether eleven digits begin with a date of birth as a PESEL does, whatever its check digit says.

    The century is added to the month (Dz.U. 2010 nr 217 poz. 1427).
    """
    if len(text) != 11 or not (text.isascii() and text.isdigit()):
        return False
    month = int(text[2:4])
    try:
        date(PESEL_CENTURIES[month // 20 * 20] + int(text[:2]), month % 20, int(text[4:6]))
    except ValueError:
        return False
    return True


def is_kvnr(text: str) -> bool:
    """Check a German health insurance number: a letter and nine digits, weights 1 and 2 in turn."""
    digits = [int(character) for character in f"{ord(text[0]) - 64:02d}{text[1:9]}"]
    products = [digit * (1 + place % 2) for place, digit in enumerate(digits)]
    return sum(product // 10 + product % 10 for product in products) % 10 == int(text[9])


@dataclass(frozen=True)
class NationalNumber:
    """A national number: its name, its form, its check, and whether hyphens are part of it."""

    label: str
    form: re.Pattern[str]
    check: Callable[[str], bool]
    keeps_hyphens: bool = False


def _number(
    label: str, form: str, check: Callable[[str], bool], *, keeps_hyphens: bool = False
) -> NationalNumber:
    return NationalNumber(label, re.compile(form, re.ASCII), check, keeps_hyphens)


NATIONAL_NUMBERS: tuple[NationalNumber, ...] = (
    _number("PESEL", r"\d{11}", pesel.is_valid),
    _number("German tax number", r"[1-9]\d{10}", idnr.is_valid),
    _number("German health insurance number", r"[A-Z]\d{9}", is_kvnr),
    _number("French NIR", r"[1-478]\d{4}(?:\d{2}|2[AB])\d{8}", nir.is_valid),
    _number("US social security number", r"\d{3}-\d{2}-\d{4}", ssn.is_valid, keeps_hyphens=True),
    _number("Spanish DNI", r"\d{8}[A-Z]", dni.is_valid),
    _number("Spanish NIE", r"[XYZ]\d{7}[A-Z]", nie.is_valid),
    _number("Swedish personnummer", r"(?:\d{2})?\d{10}", personnummer.is_valid),
    _number("NHS number", r"(?!(\d)\1{9})\d{10}", nhs.is_valid),
    _number("Dutch BSN", r"(?!(\d)\1{8})\d{9}", bsn.is_valid),
    _number("IBAN", r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", iban.is_valid),
)
"""Each with the form that its digits must have before the check is asked."""


def find_national_number(text: str) -> NationalNumber | None:
    """Tell which national number a text is, None when it is none."""
    if not SHORTEST <= len(text) <= LONGEST:
        return None
    upper = text.strip().upper()
    plain = SEPARATORS.sub("", upper)
    for number in NATIONAL_NUMBERS:
        digits = upper if number.keeps_hyphens else plain
        if number.form.fullmatch(digits) and number.check(digits):
            return number
    return None
