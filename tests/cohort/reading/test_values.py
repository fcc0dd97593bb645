import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.cohort.reading import decide_decimal, parse_numbers, parse_yes_no
from lib.cohort.reading.values import write_number

NAN = float("nan")

# text, decimal mark, number (None: not a number) and the reason, all by hand.
NUMBERS = [
    ("0.85", ".", 0.85, ""),
    ("0,85", ",", 0.85, ""),
    ("0,435", ",", 0.435, ""),
    ("0,435", ".", 0.435, ""),
    ("0,435", None, 0.435, ""),
    ("0.435", ",", 0.435, ""),
    ("1,234", ",", 1.234, ""),
    ("1.234", ".", 1.234, ""),
    ("1,234", ".", None, "ambiguous"),
    ("1.234", ",", None, "ambiguous"),
    ("1.234", None, None, "ambiguous"),
    ("12.5", ",", 12.5, ""),
    ("12,5", ".", 12.5, ""),
    ("1.234,5", ",", 1234.5, ""),
    ("1,234.5", ".", 1234.5, ""),
    ("1.234,5", ".", None, "text"),
    ("1.234.567", ",", 1234567.0, ""),
    ("1,234,567", ".", 1234567.0, ""),
    ("1.234.567", ".", None, "text"),
    ("1 234,5", ",", 1234.5, ""),
    ("12\u00a0345", ".", 12345.0, ""),
    ("1'234.5", ".", 1234.5, ""),
    ("120 80", ".", None, "text"),
    ("-9", ".", -9.0, ""),
    ("−3,5", ",", -3.5, ""),
    ("+5", ".", 5.0, ""),
    (".5", ".", 0.5, ""),
    (",5", ",", 0.5, ""),
    ("5.", ".", 5.0, ""),
    ("1e-3", ".", 0.001, ""),
    ("8,5E-01", ",", 0.85, ""),
    ("1e999", ".", None, "infinite"),
    ("<0.10", ".", None, "censored"),
    ("≥ 5", ",", None, "censored"),
    ("0.85 mmol/L", ".", None, "unit"),
    ("0,85mg/dl", ",", None, "unit"),
    ("85%", ".", None, "unit"),
    ("0.85*", ".", None, "text"),
    ("12.05.2020", ",", None, "date"),
    ("2020-05-12", ".", None, "date"),
    ("1/2", ".", None, "text"),
    ("nie oznaczono", ",", None, "text"),
    ("inf", ".", None, "text"),
    ("nan", ".", None, "text"),
    ("0x10", ".", None, "unit"),
    ("1_000", ".", None, "text"),
    ("٣", ".", None, "text"),
    ("²", ".", None, "text"),
    ("1,2,3", ",", None, "text"),
    ("--5", ".", None, "text"),
    ("9" * 500, ".", None, "text"),
]


@pytest.mark.parametrize(("text", "decimal", "number", "reason"), NUMBERS)
def test_one_text_is_one_number_or_a_reason(text, decimal, number, reason):
    parsed = parse_numbers(pd.Series(["1", text], dtype="str"), decimal)
    assert parsed.values[0] == 1.0
    if number is None:
        assert np.isnan(parsed.values[1])
        assert parsed.not_a_number.tolist() == [1]
        assert parsed.reasons == (reason,)
        assert parsed.found == (text,)
    else:
        assert parsed.values[1] == number
        assert parsed.not_a_number.tolist() == []


def test_other_decimal_sign_is_told():
    parsed = parse_numbers(pd.Series(["0,85", "0.9", None, "0,7"], dtype="str"), ",")
    np.testing.assert_array_equal(parsed.values, [0.85, 0.9, NAN, 0.7])
    assert parsed.other_decimal.tolist() == [1]


def test_codes_are_missing_only_outside_the_limits_or_when_named():
    texts = pd.Series(["0.85", "-9", "999", "-99", "-9", None, "45"], dtype="str")
    np.testing.assert_array_equal(parse_numbers(texts, ".").values, [0.85, -9, 999, -99, -9, NAN, 45])
    limited = parse_numbers(texts, ".", limits=(0, 60))
    np.testing.assert_array_equal(limited.values, [0.85, NAN, NAN, NAN, NAN, NAN, 45])
    assert limited.missing_codes == ((-99.0, 1), (-9.0, 2), (999.0, 1))
    assert limited.not_a_number.tolist() == []
    within = parse_numbers(texts, ".", limits=(-20, 2000))
    np.testing.assert_array_equal(within.values, [0.85, -9, 999, NAN, -9, NAN, 45])
    named = parse_numbers(texts, ".", codes=(45,))
    np.testing.assert_array_equal(named.values, [0.85, -9, 999, -99, -9, NAN, NAN])


@pytest.mark.parametrize("texts", [[], [None], [None, None], [" ", ""]])
def test_nothing_gives_nothing(texts):
    series = pd.Series(texts, dtype="str")
    assert np.isnan(parse_numbers(series, ".").values).all()
    assert np.isnan(parse_yes_no(series).values).all()
    assert len(parse_numbers(series, None).values) == len(texts)
    assert decide_decimal(series) is None


@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), max_size=30), st.sampled_from([",", "."]))
@settings(max_examples=60, deadline=None, database=None)
def test_written_numbers_are_read_back_exactly(numbers, decimal):
    texts = pd.Series([repr(number).replace(".", decimal) for number in numbers], dtype="str")
    np.testing.assert_array_equal(parse_numbers(texts, decimal).values, np.array(numbers, dtype=float))


@given(st.text(max_size=20), st.sampled_from([",", ".", None]))
@settings(max_examples=300, deadline=None, database=None)
def test_any_text_is_a_number_or_reported(text, decimal):
    series = pd.Series([text.encode("utf-8", "replace").decode()], dtype="str")
    parsed = parse_numbers(series, decimal)
    bad, missing = bool(len(parsed.not_a_number)), not series[0].strip()
    assert np.isnan(parsed.values[0]) == (bad or missing)


YES_NO = [
    (["tak", "nie", "TAK", None], [1, 0, 1, NAN], "tak/nie", []),
    (["Yes", "no", "Y", "N"], [1, 0, 1, 0], "yes/no", []),
    (["ja", "Nein", "J", ""], [1, 0, 1, NAN], "ja/nein", []),
    (["oui", "NON"], [1, 0], "oui/non", []),
    (["1", "0", "1.0", "0,0"], [1, 0, 1, 0], "1/0", []),
    (["prawda", "fałsz"], [1, 0], "tak/nie", []),
    (["+", "-", "-"], [1, 0, 0], "+/-", []),
    (["true", "FALSE"], [1, 0], "true/false", []),
    (["tak", "chyba", "2", "nie"], [1, NAN, NAN, 0], "tak/nie", [1, 2]),
]


@pytest.mark.parametrize(("texts", "values", "style", "unknown"), YES_NO)
def test_yes_and_no_in_many_words(texts, values, style, unknown):
    parsed = parse_yes_no(pd.Series(texts, dtype="str"))
    np.testing.assert_array_equal(parsed.values, values)
    assert parsed.style == style
    assert parsed.not_yes_no.tolist() == unknown
    assert not parsed.empty_means_no


@pytest.mark.parametrize("tick", ["X", "x", "✓"])
def test_empty_beside_ticks_means_no(tick):
    parsed = parse_yes_no(pd.Series([tick, None, "", tick], dtype="str"))
    np.testing.assert_array_equal(parsed.values, [1, 0, 0, 1])
    assert parsed.empty_means_no
    assert "empty cell means no" in parsed.reason


def test_what_empty_means_can_be_chosen():
    ticks = pd.Series(["x", None], dtype="str")
    np.testing.assert_array_equal(parse_yes_no(ticks, empty_means_no=False).values, [1, NAN])
    ones = pd.Series(["1", None], dtype="str")
    np.testing.assert_array_equal(parse_yes_no(ones).values, [1, NAN])
    np.testing.assert_array_equal(parse_yes_no(ones, empty_means_no=True).values, [1, 0])


@pytest.mark.parametrize(
    ("texts", "file_sign", "sign", "mixed"),
    [
        (["0,85", "1"], None, ",", False),
        (["0.85", "1"], None, ".", False),
        (["1,234"], None, None, False),
        (["1,234"], ",", ",", False),
        (["0,435", "1,234"], None, ",", False),
        (["1.234,5"], None, ",", False),
        (["0,8", "0,9", "0.7"], None, ",", True),
    ],
)
def test_decimal_sign_of_a_column(texts, file_sign, sign, mixed):
    choice = decide_decimal(pd.Series(texts, dtype="str"), file_sign)
    assert (choice.sign, choice.mixed) == (sign, mixed)
    assert choice.reason


@pytest.mark.parametrize("texts", [["1", "2"], ["P1", "12.05.2020"], ["1.234.567"], ["a,b"]])
def test_no_decimal_sign_without_fractions(texts):
    assert decide_decimal(pd.Series(texts, dtype="str")) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (0.85, "0.85"),
        (33.0, "33"),
        (-0.0, "0"),
        (1e20, "1e+20"),
        (NAN, None),
        (float("inf"), None),
    ],
)
def test_numbers_are_written_as_excel_shows_them(number, text):
    assert write_number(number) == text
