"""Thousands of broken files on the whole way: never a traceback, a hang or a number that is not in the file."""

from __future__ import annotations

import re
from contextlib import nullcontext

import numpy as np
import pytest

from lib.cohort.intake import check_file
from lib.cohort.mapping import guess_mapping, mapping_from_json, mapping_to_json
from lib.cohort.protection import find_identifying, protect
from lib.cohort.reading import UnreadableFileError, read_table
from lib.cohort.validation import build_cohort, describe_findings, findings_table
from tests.work import at_most

FILES_A_SEED = 60
CALLS_A_FILE = 2_000_000
COUNTED_OF = 8
"""Counting slows: the work of one file in eight is counted."""
NASTY = (
    "", " ", "NA", "-9", "-99", "999", "9999", "1e5", "1e999", "0,85", "1,234", "1.234", "1.234.567", "<0.1", ">60",
    "=1+1", "NaN", "inf", "-inf", "½", "٣", "0x1F", "1_000", "12:30", "2024-02-30", "31.12.2023", "--", "'5", "5'",
    "TRUE", "\x00", "x" * 3000, "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "$\\LaTeX$", '"', '""', "a\nb",
    "=HYPERLINK(1)", "P1", "pre", "post", "madrs", "0", "1", "-1", "61", "300", "2.1", "0.0", "ż", "💊", "1 000",
    "1 000,5",
    "\u200b", "\ufeff", "yes", "nie", "M", "12.5.1", "+5", "−5", "5.", ".5", "5,", "0.85 mmol/l", "100%",
)  # fmt: skip
HEADERS = (
    "", "id", "visit", "madrs", "madrs_pre", "MADRS", "PESEL", "nazwisko", "date", "age", "sex", "hamd17", "mg", "1",
    "x" * 500,
    "Mg [mg/dl]", "wk 2", "week", "female", "outcome", "response", "<b>", "a,b", "__proto__", "all", "patient", "ółń",
    "-",
    "_", "BDI-II wk 99999999999999999999", "day 0", "pre", "ssri", "column 1", "comorb_x", "lek_",
)  # fmt: skip


def base_long():
    rows = [["id", "visit", "sex", "age", "diagnosis", "diabetes", "madrs", "ymrs", "mg_mmol_l"]]
    for i in range(8):
        for v, visit in enumerate(("pre", "week 2", "post")):
            described = [
                f"S{i + 1}x",
                visit,
                "fm"[i % 2],
                str(31 + i),
                ("MDD", "BP")[i % 2],
                ("yes", "no")[i % 3 == 0],
            ]
            rows.append([*described, str(38 - 7 * v - i), str((i * 3 + v) % 11), f"0.{70 + 2 * i + v}"])
    return rows


def base_wide():
    rows = [
        [
            "id",
            "sex",
            "age",
            "diabetes",
            "madrs_pre",
            "madrs_wk2",
            "madrs_post",
            "mg_mmol_l_pre",
            "mg_mmol_l_post",
        ]
    ]
    for i in range(10):
        described = [f"S{i + 1}x", "fm"[i % 2], str(31 + i), ("1", "0")[i % 3 == 0]]
        rows.append([*described, str(38 - i), str(30 - i), str(22 - i), f"0.{70 + 2 * i}", f"0.{71 + 2 * i}"])
    return rows


def one(rng, options):
    return options[int(rng.integers(len(options)))]


def change_cells(rng, rows):
    for _ in range(int(rng.integers(1, 6))):
        row = rows[int(rng.integers(1, len(rows)))]
        if row:
            row[int(rng.integers(len(row)))] = one(rng, NASTY)


def change_column(rng, rows):
    place, value = int(rng.integers(len(rows[0]))), one(rng, NASTY)
    for row in rows[1:]:
        if place < len(row) and rng.random() < 0.8:
            row[place] = value


def change_header(rng, rows):
    for _ in range(int(rng.integers(1, 4))):
        rows[0][int(rng.integers(len(rows[0])))] = one(rng, HEADERS)


def change_rows(rng, rows):
    kind, place = int(rng.integers(6)), int(rng.integers(1, len(rows)))
    if kind == 0:
        rows.insert(place, list(one(rng, rows)))
    elif kind == 1:
        del rows[place]
    elif kind == 2:
        rows[place] = rows[place][: int(rng.integers(len(rows[place]) + 1))]
    elif kind == 3:
        rows[place] = rows[place] + [one(rng, NASTY)] * int(rng.integers(1, 4))
    elif kind == 4:
        rows[1:] = [rows[1:][i] for i in rng.permutation(len(rows) - 1)]
    else:
        rows[:0] = [[one(rng, NASTY)] for _ in range(int(rng.integers(1, 4)))]


def change_columns(rng, rows):
    kind, place = int(rng.integers(4)), int(rng.integers(len(rows[0])))
    order = [int(i) for i in rng.permutation(len(rows[0]))]
    other = int(rng.integers(len(rows[0])))
    for row in rows:
        if len(row) != len(order):
            continue
        if kind == 0:
            del row[place]
        elif kind == 1:
            row.insert(place, row[other])
        elif kind == 2:
            row[:] = [row[i] for i in order]
        else:
            row[place], row[other] = row[other], row[place]


MUTATIONS = (change_cells, change_cells, change_column, change_header, change_rows, change_columns)


def change_bytes(rng, data):
    kind, place = int(rng.integers(5)), int(rng.integers(max(len(data), 1)))
    if kind == 0:
        return data[:place]
    if kind == 1:
        return (
            data[:place]
            + bytes(rng.integers(0, 256, int(rng.integers(1, 5)), dtype=np.uint8))
            + data[place + 1 :]
        )
    if kind == 2:
        return data[:place] + data[int(rng.integers(len(data))) :]
    if kind == 3:
        return data.replace(
            *one(rng, ((b",", b";"), (b".", b","), (b"\n", b"\r"), (b",", b",,"), (b"\n", b"\n\n")))
        )
    return data[:place] + one(rng, (b'"', b",", b"\n", b"\x00", b"\xff", b"\t")) + data[place:]


def broken_file(rng):
    rows = [list(row) for row in one(rng, (base_long, base_wide))()]
    for _ in range(int(rng.integers(1, 4))):
        if len(rows) > 1 and rows[0]:
            one(rng, MUTATIONS)(rng, rows)
    data = "\n".join(",".join(row) for row in rows).encode()
    return change_bytes(rng, data) if rng.random() < 0.35 else data


NUMBERS = (
    re.compile(r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"),
    re.compile(r"[-+−]?(?:\d+,\d*|,\d+)(?:[eE][-+]?\d+)?"),
    re.compile(r"[-+−]?\d{1,3}(?:[ .,]\d{3})+(?:[.,]\d+)?"),
)


def numbers_in(text):
    """Every number a careful reader could see in a text: with a decimal point or comma, or in groups of three."""
    found = set()
    for token in {token for pattern in NUMBERS for token in pattern.findall(text)}:
        plain = token.replace("−", "-")
        grouped = re.sub(r"[ .,](?=\d{3}(?!\d))", "", plain)
        for form in (plain, plain.replace(",", "."), grouped.replace(",", "."), *plain.split(",")):
            try:
                found.add(float(form))
            except ValueError:
                continue
    return found


def assert_numbers_are_in_the_file(cohort, mapping, data):
    """A value of the cohort stands in the file, and on a line that names its patient."""
    text = data.decode("utf-8", errors="replace").replace("\r", "\n")
    everywhere = numbers_in(text)
    converted = any(m.catalogue == "mg" and m.unit not in ("mmol/L", "") for m in mapping.measures)
    converted |= any(c.measure and c.unit for c in mapping.columns)
    by_patient = {}
    for line in text.split("\n"):
        for patient in re.findall(r"S\d+x", line):
            by_patient.setdefault(patient, set()).update(numbers_in(line))
    for name, values in cohort.measures.items():
        if converted and name == "mg":
            continue
        for patient, row in zip(cohort.patients, values, strict=True):
            seen = (
                by_patient.get(patient, everywhere) if '"' not in text and "\x00" not in text else everywhere
            )
            for value in row[~np.isnan(row)]:
                assert value in seen, (name, patient, value)


@pytest.mark.parametrize("seed", range(4))
def test_broken_files(seed):
    rng = np.random.default_rng(seed)
    outcomes = {"refused": 0, "errors": 0, "cohort": 0}
    for number in range(FILES_A_SEED):
        data = broken_file(rng)
        with at_most(CALLS_A_FILE) if number % COUNTED_OF == 0 else nullcontext():
            try:
                raw = read_table(data, "broken.csv")
            except UnreadableFileError:
                outcomes["refused"] += 1
                continue
            suspicions = find_identifying(raw)
            safe = protect(
                raw, {s.column: s.actions[int(rng.integers(len(s.actions)))] for s in suspicions}, suspicions
            )
            mapping = guess_mapping(safe)
            validated = build_cohort(safe, mapping)
        assert (validated.cohort is None) == bool(validated.errors)
        assert len(findings_table(validated.findings)) == len(validated.findings)
        assert len(describe_findings(validated.findings)) <= len(validated.findings)
        if validated.cohort is None:
            outcomes["errors"] += 1
        else:
            outcomes["cohort"] += 1
            coarse = {s.column for s in suspicions}
            if not coarse & {c.column for c in mapping.columns if c.measure} and not _has_days(mapping):
                assert_numbers_are_in_the_file(validated.cohort, mapping, data)
    assert min(outcomes.values()) > 0


def _has_days(mapping):
    return any("days since" in column.column for column in mapping.columns)


def test_a_sound_mapping_on_broken_files():
    """The mapping saved for the sound file is applied to its broken copies, as to the next export."""
    rng = np.random.default_rng(2024)
    sound = "\n".join(",".join(row) for row in base_long()).encode()
    mapping = mapping_from_json(mapping_to_json(guess_mapping(read_table(sound, "a.csv"))))
    statuses = set()
    for _ in range(FILES_A_SEED):
        report = check_file(broken_file(rng), "broken.csv", mapping)
        statuses.add(report.status)
        assert report.as_text()
        assert report.as_json().endswith("}\n")
    assert {"errors", "unreadable", "warnings"} <= statuses


def test_the_oracle_of_the_mutations_can_fail():
    data = "\n".join(",".join(row) for row in base_long()).encode()
    raw = read_table(data, "a.csv")
    mapping = guess_mapping(raw)
    cohort = build_cohort(raw, mapping).cohort
    assert_numbers_are_in_the_file(cohort, mapping, data)
    with pytest.raises(AssertionError):
        assert_numbers_are_in_the_file(cohort, mapping, data.replace(b"0.70", b"0.07"))
