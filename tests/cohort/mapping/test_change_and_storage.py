"""Corrections to a mapping, and the small file it is kept in."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from lib.cohort.mapping import (
    MappingError,
    change_column,
    change_measure,
    change_visits,
    fit_mapping,
    guess_mapping,
    mapping_from_json,
    mapping_to_json,
)
from lib.cohort.reading import read_table
from lib.cohort.validation import build_cohort

WIDE = "id,sex,group,hamd_w0,hamd_w2,mg_w0,mg_w2,x\n" + "".join(
    f"{i},{'fm'[i % 2]},{i % 3},{25 + i},{15 + i},0.8{i},0.9{i},{i * 7}\n" for i in range(1, 8)
)
LONG = "kod,wizyta,MADRS,lek\n" + "".join(
    f"{i},{visit},{30 + i - 9 * v},{'tak' if i % 2 else 'nie'}\n"
    for i in range(1, 8)
    for v, visit in enumerate("ABC")
)


def opened(text):
    raw = read_table(text.encode(), "file.csv")
    return raw, guess_mapping(raw)


@pytest.mark.parametrize("text", [WIDE, LONG])
def test_mapping_survives_its_file(text):
    _, mapping = opened(text)
    written = mapping_to_json(mapping)
    assert mapping_from_json(written) == mapping
    assert mapping_from_json(written.encode()) == mapping
    assert mapping_to_json(mapping_from_json(written)) == written
    assert json.loads(written)["format"] == "cohort mapping"
    assert json.loads(written)["version"] == 1


def test_mapping_file_holds_no_patient_and_no_value():
    _, mapping = opened(LONG.replace("\n1,", "\nJanina,"))
    assert "Janina" not in mapping_to_json(mapping)


@pytest.mark.parametrize(
    "text",
    [
        "", "nonsense", "[]", "null", "{}", "[" * 100_000, '{"format": "cohort mapping"}',
        '{"format": "cohort mapping", "version": 2}',
        '{"format": "cohort mapping", "version": 1}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": 3}',
        '{"format": "cohort mapping", "version": 1, "layout": "tall", "columns": []}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": [{"column": "a"}]}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": [{"column": "a", "role": "king"}]}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": [], "missing_codes": [true]}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": [], "missing_codes": [1e999]}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": [], "extra": 1}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": [{"column": "a", "role": "analyte"}]}',
        '{"format": "cohort mapping", "version": 1, "layout": "long", "columns": [{"column": "a", "role": "age", '
        '"name": "<img>", "kind": "number"}]}',
        b"\xff\xfe\x00", "\x00",
    ],
)  # fmt: skip
def test_other_files_are_refused_in_a_sentence(text):
    with pytest.raises(
        MappingError, match=r"^The (file is not a mapping|mapping (is damaged|has version)).*\.$"
    ):
        mapping_from_json(text)


def test_every_single_damage_is_refused_or_harmless():
    raw, mapping = opened(WIDE)
    content = json.loads(mapping_to_json(mapping))
    for key in content:
        for value in (None, 3, "x", [], {}, [1], ["x"], [{}], True, -1.5):
            damaged = json.dumps({**content, key: value})
            try:
                read = mapping_from_json(damaged)
            except MappingError:
                continue
            assert build_cohort(raw, read) is not None


def test_saved_mapping_fits_the_next_export_whatever_its_case_and_order():
    raw, mapping = opened(WIDE)
    expected = build_cohort(raw, mapping).cohort
    lines = [line.split(",") for line in WIDE.strip().split("\n")]
    shuffled = "\n".join(",".join([line[i] for i in (3, 0, 5, 2, 1, 4, 6, 7)]) for line in lines)
    head, body = shuffled.split("\n", 1)
    other = read_table(
        f"{head.upper()},new\n".encode() + "\n".join(f"{line},q" for line in body.split("\n")).encode(),
        "b.csv",
    )
    validated = build_cohort(other, fit_mapping(mapping_from_json(mapping_to_json(mapping)), other))
    assert [(f.code, f.column) for f in validated.findings] == [("column_not_mapped", "new")]
    for group in ("measures", "characteristics"):
        ours, theirs = getattr(validated.cohort, group), getattr(expected, group)
        assert {name: v.tolist() for name, v in ours.items()} == {
            name: v.tolist() for name, v in theirs.items()
        }


def test_role_of_a_column_can_be_changed():
    raw, mapping = opened(WIDE)
    changed = change_column(mapping, raw, "group", role="diagnosis")
    column = changed.column("group")
    assert (column.role, column.kind) == ("diagnosis", "category")
    assert [level.code for level in column.levels] == ["0", "1", "2"]
    assert build_cohort(raw, changed).cohort.codebook.with_role("diagnosis")[0].name == column.name


def test_single_role_is_taken_from_its_holder():
    raw, mapping = opened(WIDE)
    changed = change_column(mapping, raw, "x", role="patient")
    assert changed.patient.column == "x"
    assert changed.column("id").role == "ignore"
    assert build_cohort(raw, changed).cohort.patients == tuple(str(7 * i) for i in range(1, 8))


def test_column_can_become_a_measure_of_the_readers_own():
    raw, mapping = opened(WIDE)
    changed = change_column(mapping, raw, "x", role="scale", visit="w2", measure="own")
    with pytest.raises(MappingError, match="no measure “nothing”"):
        change_measure(changed, "nothing", label="x")
    changed = change_column(mapping, raw, "x", role="scale", visit=mapping.visits[1].name, measure="own")
    changed = change_measure(
        changed, "own", label="Own scale", minimum=0.0, maximum=100.0, remission_cutoff=4.0
    )
    cohort = build_cohort(raw, changed).cohort
    assert cohort.measures["own"][:, 1].tolist() == [7.0 * i for i in range(1, 8)]
    assert cohort.codebook.column("own").remission_cutoff == 4
    assert cohort.codebook.column("own").role == "scale"


def test_measure_without_a_column_is_dropped():
    raw, mapping = opened(WIDE)
    for column in ("mg_w0", "mg_w2"):
        mapping = change_column(mapping, raw, column, role="ignore")
    assert [measure.name for measure in mapping.measures] == ["hamd17"]


def test_another_scale_brings_its_limits_and_cutoff():
    _, mapping = opened(WIDE)
    changed = change_measure(mapping, "hamd17", catalogue="madrs").measure("hamd17")
    assert (changed.label, changed.maximum, changed.remission_cutoff) == ("MADRS", 60, 10)


def test_visits_can_be_put_into_another_order_and_left_out():
    raw, mapping = opened(LONG)
    turned = change_visits(mapping, mapping.visits[::-1])
    assert build_cohort(raw, turned).cohort.measures["madrs"][0].tolist() == [13, 22, 31]
    named = tuple(
        replace(v, label=f"Day {d}", day=float(d)) for v, d in zip(mapping.visits, (0, 7, 21), strict=True)
    )
    assert [v.day for v in build_cohort(raw, change_visits(mapping, named)).cohort.codebook.visits] == [
        0,
        7,
        21,
    ]
    raw, wide = opened(WIDE)
    first = change_visits(wide, wide.visits[:1])
    assert first.column("hamd_w2").role == "ignore"
    assert build_cohort(raw, first).cohort.measures["hamd17"].shape == (7, 1)
    with pytest.raises(MappingError):
        change_visits(wide, (*wide.visits, wide.visits[0]))


def test_layout_can_be_overruled():
    raw, _ = opened(LONG)
    assert guess_mapping(raw, layout="wide").layout == "wide"
    assert guess_mapping(raw, layout="long", patient="kod", visit="wizyta").visit.column == "wizyta"


@pytest.mark.parametrize("changes", [{"role": "king"}, {"colour": "red"}, {"role": "age", "kind": "yes_no"}])
def test_changes_that_make_no_sense_are_refused(changes):
    raw, mapping = opened(WIDE)
    with pytest.raises(MappingError):
        change_column(mapping, raw, "x", **changes)
    with pytest.raises(MappingError, match="no column “nowhere”"):
        change_column(mapping, raw, "nowhere", role="age")
