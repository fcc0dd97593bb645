"""A random table written in a random dialect is read back equal."""

import csv
import io

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.cohort.reading import parse_numbers, read_table
from lib.cohort.reading.words import MISSING_MARKS

LETTERS = {
    "utf-8": "abcxyzABCąćęłńóśźżäöüßéè",
    "utf-8-sig": "abcxyzABCąćęłńóśźżäöüßéè",
    "utf-16": "abcxyzABCąćęłńóśźżäöüßéè",
    "cp1250": "abcxyzABCąćęłńóśźż",
    "iso8859-2": "abcxyzABCąćęłńóśźż",
    "cp1252": "abcxyzABCäöüßéè",
    "iso8859-1": "abcxyzABCäöüßéè",
}
AWKWARD = ' ,;|\t"\n'
DELIMITERS = {",": ".", ";": ",", "\t": ",", "|": "."}


@st.composite
def tables(draw):
    """Rows of (patient, visit, magnesium, note …) in words that cannot be taken for anything else."""
    encoding = draw(st.sampled_from(sorted(LETTERS)))
    delimiter = draw(st.sampled_from(sorted(DELIMITERS)))
    decimal = draw(st.sampled_from([DELIMITERS[delimiter], "."]))
    letters = st.sampled_from(LETTERS[encoding])
    word = st.text(letters, min_size=3, max_size=8)
    awkward = st.tuples(word, st.text(st.sampled_from(LETTERS[encoding] + AWKWARD), max_size=6), word).map(
        "".join
    )
    note = st.one_of(st.just(""), word, awkward)
    n_rows = draw(st.integers(3, 40))
    n_notes = draw(st.integers(1, 4))
    numbers = st.integers(0, 99_999).map(lambda i: f"{i / 1000:.3f}")
    notes = [draw(st.lists(note, min_size=n_rows, max_size=n_rows)) for _ in range(n_notes)]
    magnesium = draw(st.lists(numbers, min_size=n_rows, max_size=n_rows))
    names = draw(st.lists(word.map(lambda w: f"n{w}"), min_size=n_notes, max_size=n_notes, unique=True))
    header = ["patient", "visit", "mg", *names]
    columns = [
        [f"P{i // 3:03d}" for i in range(n_rows)],
        [str(i % 3 + 1) for i in range(n_rows)],
        magnesium,
        *notes,
    ]
    return header, columns, delimiter, decimal, encoding


@given(
    tables(),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
@settings(max_examples=90, deadline=None, database=None)
def test_random_table_in_random_dialect(table, ending, quoting):
    header, columns, delimiter, decimal, encoding = table
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=quoting)
    writer.writerow(header)
    written = [columns[0], columns[1], [cell.replace(".", decimal) for cell in columns[2]], *columns[3:]]
    writer.writerows(zip(*written, strict=True))
    read = read_table(text.getvalue().encode(encoding), "random.csv")
    assert list(read.columns) == header
    for name, cells in zip(header, written, strict=True):
        expected = [
            cell.strip() if cell.strip() and cell.strip() not in MISSING_MARKS else None for cell in cells
        ]
        assert [None if pd.isna(cell) else cell for cell in read.frame[name]] == expected
    choice = read.detected.decimal_by_column["mg"]
    if choice.sign is not None:
        numbers = parse_numbers(read.frame["mg"], choice.sign)
        assert numbers.values.tolist() == [float(cell) for cell in columns[2]]
        assert not len(numbers.not_a_number)


@given(tables())
@settings(max_examples=40, deadline=None, database=None)
def test_whole_lines_quoted(table):
    header, columns, delimiter, _, encoding = table
    inner = io.StringIO(newline="")
    writer = csv.writer(inner, delimiter=delimiter, lineterminator="\r\n")
    flat = [[" ".join(cell.split()) for cell in column] for column in columns]
    writer.writerow(header)
    writer.writerows(zip(*flat, strict=True))
    lines = inner.getvalue().removesuffix("\r\n").split("\r\n")
    outer = "".join('"' + line.replace('"', '""') + '"\r\n' for line in lines)
    read = read_table(outer.encode(encoding), "random.csv")
    assert list(read.columns) == header
    assert read.detected.quoting == "lines"
    assert read.frame["patient"].tolist() == columns[0]
    assert read.frame["mg"].tolist() == columns[2]
    assert read.row_numbers.tolist() == list(range(2, len(columns[0]) + 2))


@given(
    st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 5), st.integers(0, 60)), min_size=2, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
@settings(max_examples=60, deadline=None, database=None)
def test_aligned_blanks_without_header(rows, ending, missing_last):
    cells = [tuple(str(number) for number in row) for row in rows]
    if missing_last:
        cells[-1] = (*cells[-1][:2], ".")
    text = "".join("".join(cell.rjust(7) for cell in row) + ending for row in cells)
    read = read_table(text.encode(), "random.dat")
    assert read.columns == ("column 1", "column 2", "column 3")
    expected = [tuple(None if cell == "." else cell for cell in row) for row in cells]
    found = [
        tuple(None if pd.isna(cell) else cell for cell in row) for row in read.frame.itertuples(index=False)
    ]
    assert found == expected
