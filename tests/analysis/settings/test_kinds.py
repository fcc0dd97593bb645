"""Kinds of setting: what is written is read again, from an address, a command line and a control."""

import pytest

from lib.analysis.settings.kinds import (
    Choice,
    Flag,
    Range,
    Settings,
    Several,
    WholeNumber,
    choice_of,
    constant,
)
from lib.cohort.cohort import read_bundled_cohort

COHORT = read_bundled_cohort()
FRUIT = (("apple", "An apple"), ("pear", "A pear"), ("plum", "A plum"))
ONE = choice_of("fruit", "fruit", dict(FRUIT), first="pear")
SOME = Several("fruits", "fruits", constant(()), constant(FRUIT))
NUMBER = WholeNumber("count", "count", constant(5), constant((1, 9)))
SPAN = Range("span", "span", constant((10, 20)), constant((10, 20)))
SWITCH = Flag("ripe", "ripe", constant(False))
VALUES = [
    (ONE, "plum", ["plum"], "plum", "A plum"),
    (SOME, ("apple", "plum"), ["apple", "plum"], "apple,plum", "An apple, A plum"),
    (NUMBER, 7, ["7"], "7", "7"),
    (SPAN, (12, 15), ["12-15"], "12-15", "12 to 15"),
    (SWITCH, True, ["yes"], "yes", "yes"),
]


@pytest.mark.parametrize(("setting", "value", "texts", "option", "words"), VALUES)
def test_a_value_is_written_said_and_read_again(setting, value, texts, option, words):
    assert setting.write(value) == texts
    assert setting.write_option(value) == option
    assert setting.say(value, COHORT) == words
    assert setting.read(texts, COHORT) == (value, "")
    assert setting.read(setting.split_option(option), COHORT) == (value, "")
    assert setting.from_control(setting.to_control(value), COHORT) == value


def test_a_control_without_a_value_gives_the_first_one():
    assert ONE.from_control(None, COHORT) == "pear"
    assert SOME.from_control(None, COHORT) == ()
    assert NUMBER.from_control(None, COHORT) == 5
    assert SPAN.from_control(None, COHORT) == (10, 20)
    assert SWITCH.from_control(None, COHORT) is False


def test_several_stand_in_the_order_of_the_options():
    assert SOME.read(["plum", "apple", "plum"], COHORT) == (("apple", "plum"), "")
    assert SOME.from_control(["plum", "apple"], COHORT) == ("apple", "plum")


@pytest.mark.parametrize(
    ("setting", "texts", "value", "words"),
    [
        (ONE, ["fig"], None, "“fig”, which is not one of apple, pear, plum"),
        (Choice("none", "none", constant(None), constant(())), ["fig"], None, "this cohort does not have"),
        (SOME, ["fig", "plum"], ("plum",), "“fig”"),
        (NUMBER, ["0"], None, "a whole number from 1 to 9"),
        (NUMBER, ["10"], None, "a whole number from 1 to 9"),
        (NUMBER, ["²"], None, "a whole number from 1 to 9"),
        (SPAN, ["12"], None, "two whole numbers such as 10-20"),
        (SPAN, ["-12-15"], None, "two whole numbers such as 10-20"),
        (SPAN, ["1-9"], None, "1 to 9; the cohort has 10 to 20"),
        (SPAN, ["15-30"], (15, 20), "so 15 to 20 is shown"),
        (SWITCH, ["perhaps"], None, "not one of yes, no"),
    ],
)
def test_what_does_not_fit_is_said(setting, texts, value, words):
    found, fault = setting.read(texts, COHORT)
    assert found == value
    assert words in fault


def test_ends_of_a_number_belong_to_it():
    assert [NUMBER.read([text], COHORT)[0] for text in ("1", "9")] == [1, 9]
    assert SPAN.read(["20-10"], COHORT) == ((10, 20), "")


def test_settings_are_read_by_attribute_and_never_changed():
    first = Settings({"fruit": "pear", "count": 5})
    second = first.replace(count=6)
    assert (first.count, second.count, second.fruit, second["count"]) == (5, 6, "pear", 6)
    assert first == {"fruit": "pear", "count": 5}
    with pytest.raises(AttributeError, match="no setting “colour”; there are count, fruit"):
        _ = first.colour
    with pytest.raises(KeyError, match="no setting colour"):
        first.replace(colour="red")
