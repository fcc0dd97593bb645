"""Every sentence is read beside its table, by a reader that shares nothing with the code that wrote it.

`READ_SELECTIONS=2000 READ_VIEWS=9` reads more: so many selections, so many views of each.
"""

from __future__ import annotations

import os

import pytest

from tests.present.reading.more_views import MORE_VIEWS
from tests.present.reading.page_views import PAGE_VIEWS, paper_page
from tests.present.reading.reader import read
from tests.present.reading.selections import cohorts, questions
from tests.present.reading.views import VIEWS

SELECTIONS = int(os.environ.get("READ_SELECTIONS", "220"))
PER_SELECTION = int(os.environ.get("READ_VIEWS", "1"))
EVERY_VIEW = (*VIEWS, *MORE_VIEWS, *PAGE_VIEWS)
#: Selections are read in parts, so that a fault names its part and parts can run side by side.
PARTS = 10


@pytest.mark.parametrize("part", range(PARTS))
def test_sentences_hold_beside_their_tables(part):
    faults, sentences = [], 0
    for number, (question, draw) in enumerate(questions(SELECTIONS)):
        if number % PARTS != part:
            continue
        for turn in range(PER_SELECTION):
            view = EVERY_VIEW[(number // PARTS + number + turn) % len(EVERY_VIEW)]
            for sentence, tables in view(question, draw):
                sentences += bool(sentence)
                found = read(sentence, tables) if tables else []
                where = f"{view.__name__}, {question.cohort.name}, n = {question.mask.sum()}"
                faults += [f"{where}: {fault}\n    {sentence}" for fault in found]
    assert sentences > SELECTIONS // PARTS // 2
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:10])


def test_sentences_of_the_paper_hold():
    found = [(sentence, fault) for sentence, tables in paper_page() for fault in read(sentence, tables)]
    assert found == []


def test_cohorts_are_of_many_kinds():
    sizes = [cohort.n_patients for cohort in cohorts()]
    assert min(sizes) == 1
    assert max(sizes) == 98
    assert len(sizes) == 12
