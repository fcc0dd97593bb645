import pandas as pd
import pytest

from lib.cohort.reading import RawTable, UnreadableFileError, read_table
from tests.cohort.reading.corpus.binary_files import BINARY_CASES
from tests.cohort.reading.corpus.case import Case, Refusal
from tests.cohort.reading.corpus.refused_files import REFUSALS
from tests.cohort.reading.corpus.text_files import TEXT_CASES
from tests.work import at_most

CASES = [*TEXT_CASES, *BINARY_CASES]
CALLS_TO_REFUSE = 500_000
"""Twice what the costliest refusal takes; the largest file has 1,200,000 rows."""


def cells(table: RawTable) -> list[tuple[str | None, ...]]:
    return [
        tuple(None if pd.isna(cell) else cell for cell in row) for row in table.frame.itertuples(index=False)
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.quirk)
def test_awkward_file_is_read_as_expected(case: Case):
    table = read_table(case.data, case.file_name, case.options)
    assert table.columns == case.columns
    assert tuple(table.frame.columns) == case.columns
    assert cells(table) == case.rows
    assert {field: getattr(table.detected, field) for field in case.detected} == case.detected
    assert (table.detected.n_rows, table.detected.n_columns) == (len(case.rows), len(case.columns))
    assert tuple(finding.code for finding in table.findings) == case.findings
    assert dict(table.labels) == case.labels
    assert dict(table.value_labels) == case.value_labels
    if case.row_numbers is not None:
        assert tuple(table.row_numbers) == case.row_numbers
    if case.finding_rows is not None:
        assert table.findings[0].rows == case.finding_rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.quirk)
def test_every_note_and_finding_is_a_sentence(case: Case):
    table = read_table(case.data, case.file_name, case.options)
    sentences = [*table.notes, *[finding.sentence for finding in table.findings]]
    assert sentences
    assert all(
        sentence.endswith(".") and "\n" not in sentence and len(sentence) < 500 for sentence in sentences
    )


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.quirk)
def test_impossible_file_is_refused_in_a_sentence_at_once(case: Refusal):
    with at_most(CALLS_TO_REFUSE), pytest.raises(UnreadableFileError) as caught:
        read_table(case.data, case.file_name, case.options)
    assert caught.value.code == case.code
    assert case.words in caught.value.sentence
    assert caught.value.sentence.endswith(".")
    assert "\n" not in caught.value.sentence


def test_quirks_have_distinct_names():
    names = [case.quirk for case in [*CASES, *REFUSALS]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("case", TEXT_CASES, ids=lambda case: case.quirk)
def test_both_ways_of_reading_agree(case: Case, monkeypatch: pytest.MonkeyPatch):
    fast = read_table(case.data, case.file_name, case.options)
    monkeypatch.setattr("lib.cohort.reading.text.delimited.read_even_lines", lambda *_: None)
    careful = read_table(case.data, case.file_name, case.options)
    assert cells(fast) == cells(careful)
    assert list(fast.row_numbers) == list(careful.row_numbers)
    assert fast.detected == careful.detected
