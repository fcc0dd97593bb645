"""With the decimal comma every sentence gives the numbers it gives with the point, and none keeps a point."""

from __future__ import annotations

import re

from lib.present.common.number_style import THOUSANDS_SPACE, NumberStyle, in_style
from tests.present.reading.more_views import MORE_VIEWS
from tests.present.reading.selections import questions
from tests.present.reading.views import VIEWS

SELECTIONS = 24


def sentences(style: NumberStyle) -> list[str]:
    views = (*VIEWS, *MORE_VIEWS)
    with in_style(style):
        return [
            re.sub(r"doi \S+", "", sentence)
            for number, (question, draw) in enumerate(questions(SELECTIONS))
            for sentence, _ in views[number % len(views)](question, draw)
        ]


def numbers(text: str) -> list[str]:
    return re.findall(r"\d*\.?\d+", text)


def test_a_sentence_gives_the_same_numbers_with_either_mark():
    pairs = list(zip(sentences(NumberStyle()), sentences(NumberStyle("comma")), strict=True))
    assert len(pairs) > SELECTIONS
    for point, comma in pairs:
        assert not re.search(r"\d\.\d|(?<!\w)\.\d", comma), comma
        whole = re.sub(rf"(?<=\d){THOUSANDS_SPACE}(?=\d{{3}})", "", comma)
        read = re.sub(r"(?<=\d),(?=\d)|(?<!\w),(?=\d)", ".", whole)
        assert numbers(read) == numbers(re.sub(r"(?<=\d),(?=\d{3})", "", point)), comma
