"""Identifying columns are found by name and contents, never shown, and dropped, coarsened or kept as decided."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lib.cohort.dates import read_dates
from lib.cohort.intake import check_file
from lib.cohort.mapping import guess_mapping
from lib.cohort.protection import (
    ProtectionError,
    code_identifiers,
    count_small_groups,
    find_identifying,
    identify,
    list_undecided,
    protect,
)
from lib.cohort.protection.national_numbers import find_national_number
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort

# Published examples: PESEL of the Polish ministry, Steuer-ID of the German tax office, KVNR of the GKV
# description, NHS number of the NHS data dictionary, NIR of INSEE, BSN and DNI test numbers of their offices.
NATIONAL = {
    "44051401359": "PESEL",
    "02070803628": "PESEL",
    "86095742719": "German tax number",
    "A123456780": "German health insurance number",
    "943 476 5919": "NHS number",
    "111222333": "Dutch BSN",
    "1 84 12 76 451 089 46": "French NIR",
    "123-45-6789": "US social security number",
    "12345678Z": "Spanish DNI",
    "811228-9874": "Swedish personnummer",
}
BROKEN = (
    "44051401358", "44133101359", "86095742718", "A123456781", "9434765918", "111222334", "184127645108947",
    "666-12-3456", "123-00-4567", "12345678A", "811228-9873", "P01", "0.85", "2024-01-31", "33", "",
)  # fmt: skip


@pytest.mark.parametrize(("text", "label"), NATIONAL.items())
def test_national_number_with_valid_check_digit(text, label):
    assert find_national_number(text).label == label


@pytest.mark.parametrize("text", BROKEN)
def test_number_without_valid_check_digit(text):
    assert find_national_number(text) is None


def pesel(birth, number):
    """Make a PESEL by the rule of the register: weights 1, 3, 7, 9 repeated, check digit to the next ten."""
    stem = f"{birth}{number:04d}"
    total = sum(int(digit) * weight for digit, weight in zip(stem, (1, 3, 7, 9) * 3, strict=False))
    return f"{stem}{-total % 10}"


SURNAMES = [
    "Nowak",
    "Kowalska",
    "Wiśniewski",
    "Wójcik",
    "Kowalczyk",
    "Kamińska",
    "Lewandowski",
    "Zielińska",
    "Szymański",
    "Woźniak",
]
FORENAMES = ["Anna", "Jan", "Maria", "Piotr", "Ewa", "Adam", "Zofia", "Marek", "Olga", "Paweł"]
CELLS = {
    "nazwisko": lambda i: SURNAMES[i],
    "kto": lambda i: f"{FORENAMES[i]} {SURNAMES[i]}",
    "first": lambda i: FORENAMES[i],
    "inic": lambda i: FORENAMES[i][0] + SURNAMES[9 - i][0],
    "dob": lambda i: f"{1950 + i}-03-1{i}",
    "x1": lambda i: f"1{i}.04.{1944 + 4 * i}",
    "ulica": lambda i: f"Długa {i}",
    "y": lambda i: f"ul. Krótka {i + 1}, Gdańsk",
    "telefon": lambda i: f"60123456{i}",
    "z": lambda i: f"+48 601 234 56{i}",
    "kontakt": lambda i: f"pat{i}@szpital.pl",
    "nr": lambda i: pesel(f"7{i}0412", 123 + i),
    "mrn": lambda i: f"{70 + i}",
    "hosp": lambda i: f"{4711000 + 137 * i}/24",
    "data_wizyty": lambda i: f"2024-02-1{i}",
    "uwagi": lambda i: f"pacjent nr {i} po udarze",
    "opis1": lambda i: f"Leczony od wielu lat w klinice, dzień {i}",
    "age": lambda i: str(84 + i),
    "plz": lambda i: f"8{i}-23{i}",
}
KIND = {
    "nazwisko": "name", "kto": "name", "first": "name", "inic": "initials", "dob": "birth_date", "x1": "birth_date",
    "ulica": "address", "y": "address", "telefon": "phone", "z": "phone", "kontakt": "email",
    "nr": "national_number", "mrn": "record_number", "hosp": "record_number", "data_wizyty": "exact_date",
    "uwagi": "free_text", "opis1": "free_text", "age": "old_age", "plz": "address",
}  # fmt: skip


def file_with(columns, n=10):
    header = ["id", *columns, "sex", "madrs_pre", "madrs_post", "mg_pre", "mg_post"]
    rows = [
        [
            f"S{i:02d}",
            *(CELLS[c](i) for c in columns),
            "fm"[i % 2],
            str(30 + i),
            str(20 - i),
            f"0.8{i}",
            f"0.9{i}",
        ]
        for i in range(n)
    ]
    text = "\n".join(";".join(row) for row in [header, *rows])
    return read_table(text.encode(), "file.csv")


@pytest.mark.parametrize("column", CELLS)
def test_identifying_column_is_found(column):
    raw = file_with([column])
    found = find_identifying(raw)
    assert [(s.column, s.kind) for s in found] == [(column, KIND[column])]
    assert "drop" in found[0].actions
    assert "confirm" in found[0].actions


@pytest.mark.parametrize("column", CELLS)
def test_no_reason_shows_a_value(column):
    raw = file_with([column])
    (suspicion,) = find_identifying(raw)
    for value in raw.frame[column]:
        assert value not in (suspicion.reason, suspicion.coarsening)
        assert len(value) < 4 or value not in suspicion.reason


HEADERS = (
    "x",
    "name",
    "initials",
    "phone",
    "contact",
    "pesel",
    "mrn",
    "birth year",
    "address",
    "age",
    "email",
)


@pytest.mark.parametrize("header", HEADERS)
def test_columns_of_short_numbers_are_no_less_looked_at_for_fewer_tests(header, monkeypatch):
    columns = (range(1, 31), range(1951, 1981), [f"{i}.{i % 7 + 1}" for i in range(1, 31)], [95] * 30)
    names = [header, *(f"{header} {i}" for i in (1, 2, 3))]
    rows = [",".join(map(str, (i, *row))) for i, row in enumerate(zip(*columns, strict=True), 1)]
    raw = read_table("\n".join([f"id,{','.join(names)}", *rows]).encode(), "file.csv")
    found = find_identifying(raw)
    monkeypatch.setattr(identify, "KINDS_OF_SHORT_NUMBERS", tuple(identify.TESTS))
    assert found == find_identifying(raw)


@pytest.mark.parametrize("column", CELLS)
def test_dropped_column_is_gone_with_every_value(column):
    raw = file_with([column])
    safe = protect(raw, {column: "drop"})
    assert column not in safe.columns
    assert column in raw.columns
    left = safe.frame.to_csv()
    assert not any(len(str(v)) > 4 and str(v) in left for v in raw.frame[column])
    validated = build_cohort(safe, guess_mapping(safe))
    assert validated.cohort is not None
    assert validated.cohort.measures["madrs"][:, 0].tolist() == list(range(30, 40))


def test_bundled_cohort_and_plain_columns_are_not_suspected():
    data = (read_bundled_path()).read_bytes()
    assert find_identifying(read_table(data, "cohort.csv")) == ()
    assert find_identifying(file_with([])) == ()


def read_bundled_path():
    from lib.cohort.codebook import DATA_FOLDER

    return DATA_FOLDER / "cohort.csv"


def test_nothing_goes_on_before_every_column_is_decided():
    raw = file_with(["nazwisko", "dob"])
    suspicions = find_identifying(raw)
    assert list_undecided(suspicions, {"nazwisko": "drop"}) == ("dob",)
    assert list_undecided(suspicions, {"nazwisko": "drop", "dob": "anything"}) == ("dob",)
    with pytest.raises(ProtectionError, match="Decide about column “dob” first"):
        protect(raw, {"nazwisko": "drop"})
    with pytest.raises(ProtectionError, match="cannot be treated so"):
        protect(raw, {"nazwisko": "coarsen", "dob": "drop"})
    with pytest.raises(ProtectionError, match="no column “nobody”"):
        protect(raw, {"nobody": "drop", "nazwisko": "drop", "dob": "drop"})


LONG = (
    "id,visit,visit date,dob,age,madrs\n"
    "A,pre,2024-01-30,1970-01-31,53,30\nA,post,2024-02-29,1970-01-31,53,20\n"
    "B,pre,2024-03-01,1930-03-01,94,33\nB,post,2024-03-02,1930-03-01,94,11\n"
    "C,pre,not known,1980-06-30,43,28\nC,post,2024-06-29,1980-06-30,43,14\n"
)


def test_dates_become_days_since_the_first_visit():
    safe = protect(
        read_table(LONG.encode(), "f.csv"), {"visit date": "coarsen", "dob": "drop", "age": "confirm"}
    )
    days = safe.frame["visit date (days since first visit)"]
    assert days.fillna("").tolist() == ["0", "30", "0", "1", "", "0"]
    assert [f.code for f in safe.findings] == ["not_coarsened"]
    assert "2024" not in safe.frame.to_csv()


def test_date_of_birth_becomes_age_at_the_first_visit():
    safe = protect(
        read_table(LONG.encode(), "f.csv"), {"visit date": "drop", "dob": "coarsen", "age": "drop"}
    )
    # A is 53 the day before the birthday; B is 94, given as 90; C is 43 at the first date, a day before turning 44.
    assert safe.frame["age from date of birth"].tolist() == ["53", "53", "90", "90", "43", "43"]


def test_ages_become_bands():
    safe = protect(
        read_table(LONG.encode(), "f.csv"), {"visit date": "drop", "dob": "drop", "age": "coarsen"}
    )
    assert safe.frame["age (band)"].tolist() == ["50–59"] * 2 + ["90 and older"] * 2 + ["40–49"] * 2
    cohort = build_cohort(safe, guess_mapping(safe)).cohort
    assert [level.label for level in cohort.codebook.column("age_band").levels] == [
        "40–49",
        "50–59",
        "90 and older",
    ]


def test_dates_that_could_be_either_way_round_are_not_coarsened():
    text = "id,visit,when,madrs\nA,pre,03/04/2024,30\nA,post,05/06/2024,20\nB,pre,01/02/2024,33\nB,post,02/03/2024,11\n"
    (suspicion,) = find_identifying(read_table(text.encode(), "f.csv"))
    assert suspicion.actions == ("drop", "confirm")


def test_dates_are_read_in_their_order():
    assert read_dates(["31.01.2024", "1.2.2024"])[0].astype(str).tolist() == ["2024-01-31", "2024-02-01"]
    assert read_dates(["01/31/2024", "02/01/2024"])[0].astype(str).tolist() == ["2024-01-31", "2024-02-01"]
    assert read_dates(["31/01/2024", "01/02/2024"])[0].astype(str).tolist() == ["2024-01-31", "2024-02-01"]
    dates, certain = read_dates(["2024-02-30", "soon"])
    assert np.isnat(dates).all()
    assert certain


def test_patient_id_that_is_a_national_number_becomes_a_code():
    rows = [
        f"{pesel(f'7{i}0412', i)},{visit},{30 - v}"
        for i in range(6)
        for v, visit in enumerate(("pre", "post"))
    ]
    raw = read_table("\n".join(["PESEL,visit,madrs", *rows]).encode(), "f.csv")
    (suspicion,) = find_identifying(raw)
    assert suspicion.actions == ("code", "confirm")
    safe = protect(raw, {"PESEL": "code"})
    assert safe.frame["PESEL"].tolist() == [f"P00{i + 1}" for i in range(6) for _ in range(2)]
    assert build_cohort(safe, guess_mapping(safe)).cohort.n_patients == 6


def test_codes_replace_ids_in_cohort_and_findings():
    rows = [
        f"{name},{visit},{score}"
        for name in ("zoe", "ada", "kim", "bob", "eva")
        for visit, score in (("pre", 99), ("post", 2))
    ]
    raw = read_table("\n".join(["id,visit,madrs", *rows]).encode(), "f.csv")
    validated = code_identifiers(build_cohort(raw, guess_mapping(raw)))
    assert validated.patients == ("P001", "P002", "P003", "P004", "P005")
    assert [finding.patient for finding in validated.errors] == list(validated.patients)
    good = read_table("\n".join(["id,visit,madrs", *(r.replace("99", "39") for r in rows)]).encode(), "f.csv")
    plain = build_cohort(good, guess_mapping(good))
    coded = code_identifiers(plain)
    assert coded.cohort.patients == validated.patients
    assert coded.cohort.measures["madrs"].tolist() == [[39, 2]] * 5
    assert coded.cohort.fingerprint != plain.cohort.fingerprint


def test_report_never_holds_a_suspected_value_or_an_id():
    columns = list(CELLS)
    raw = file_with(columns)
    text = raw.frame.to_csv(index=False, sep=";")
    report = check_file(text.encode(), "hospital.csv")
    shown = report.as_text() + json.dumps(json.loads(report.as_json())["findings"])
    for column in ("nazwisko", "kto", "telefon", "kontakt", "nr", "opis1", "y"):
        for value in raw.frame[column]:
            assert value not in shown
    assert "S03" not in shown


def test_small_groups_are_counted_by_hand():
    # Six women of 30 to 39 with MDD, two men of 40 to 49 with BP, one woman without an age.
    rows = [f"{i},f,3{i},MDD,30,20" for i in range(6)] + [
        "7,m,41,BP,30,20",
        "8,m,42,BP,30,20",
        "9,f,,MDD,30,20",
    ]
    raw = read_table("\n".join(["id,sex,age,diagnosis,madrs_pre,madrs_post", *rows]).encode(), "f.csv")
    groups = count_small_groups(build_cohort(raw, guess_mapping(raw)).cohort)
    assert (groups.smallest, groups.n_groups, groups.n_small) == (1, 3, 2)
    assert (groups.n_patients, groups.n_alone) == (3, 1)
    assert groups.by == ("sex", "age band", "diagnosis")
    assert "3 patients share sex × age band × diagnosis" in groups.sentence


def test_no_small_groups_without_anything_to_tell_patients_apart():
    raw = read_table(b"id,madrs_pre,madrs_post\n1,30,20\n2,33,21\n3,31,30\n", "f.csv")
    groups = count_small_groups(build_cohort(raw, guess_mapping(raw)).cohort)
    assert groups.n_groups == 0
    assert groups.sentence == ""
