"""A cohort as bytes and back: the fingerprint says whether every value came back."""

import json
import pickle
import random

import numpy as np
import pytest

from lib.cohort.cohort import read_bundled_cohort
from lib.cohort.payload import PayloadError, cohort_from_bytes, cohort_to_bytes
from tests.pages.odd_cohorts import ODD_COHORTS

COHORTS = {**ODD_COHORTS, "bundled": read_bundled_cohort()}


@pytest.mark.parametrize("name", COHORTS)
def test_every_shape_comes_back_bit_for_bit(name):
    cohort = COHORTS[name]
    back, facts = cohort_from_bytes(cohort_to_bytes(cohort, {"note": "ż"}))
    assert facts == {"note": "ż"}
    assert back.fingerprint == cohort.fingerprint
    assert (back.name, back.patients, back.codebook) == (cohort.name, cohort.patients, cohort.codebook)
    for group in ("characteristics", "measures"):
        ours, theirs = getattr(cohort, group), getattr(back, group)
        assert list(ours) == list(theirs)
        for key in ours:
            assert ours[key].tobytes() == theirs[key].tobytes()
            assert not theirs[key].flags.writeable


def test_missing_values_stay_missing_and_zero_stays_zero():
    back, _ = cohort_from_bytes(cohort_to_bytes(ODD_COHORTS["everything missing"]))
    assert np.isnan(back.measures["madrs"]).all()
    assert (back.codes("sex") == -1).all()


def test_bytes_that_are_no_cohort_end_in_one_error():
    good = cohort_to_bytes(ODD_COHORTS["five patients"])
    draw = random.Random(1)
    bad = [b"", b"\0\0\0\0", pickle.dumps({"a": 1}), good[:-1], good + b"x", b"\xff\xff\xff\xff" + good[4:]]
    for _ in range(300):
        changed = bytearray(good)
        changed[draw.randrange(len(good))] ^= 1 << draw.randrange(8)
        bad.append(bytes(changed))
    came_back = 0
    for written in bad:
        try:
            cohort, _ = cohort_from_bytes(written)
        except PayloadError:
            continue
        # What no result depends on may differ: name, facts, source of a column.
        came_back += 1
        assert cohort.fingerprint == ODD_COHORTS["five patients"].fingerprint
    assert came_back < len(bad) / 2


@pytest.mark.parametrize(
    ("key", "value"),
    [("version", 2), ("format", "x"), ("fingerprint", "0" * 64), ("patients", [1, 2, 3, 4, 5])],
)
def test_a_header_of_another_kind_is_refused(key, value):
    good = cohort_to_bytes(ODD_COHORTS["five patients"])
    length = int.from_bytes(good[:4], "little")
    header = json.loads(good[4 : 4 + length]) | {key: value}
    words = json.dumps(header).encode()
    with pytest.raises(PayloadError):
        cohort_from_bytes(len(words).to_bytes(4, "little") + words + good[4 + length :])


def test_an_array_of_objects_is_refused():
    good = cohort_to_bytes(ODD_COHORTS["five patients"])
    length = int.from_bytes(good[:4], "little")
    header = json.loads(good[4 : 4 + length])
    header["measures"]["madrs"] = "|O"
    words = json.dumps(header).encode()
    with pytest.raises(PayloadError, match="neither numbers nor levels"):
        cohort_from_bytes(len(words).to_bytes(4, "little") + words + good[4 + length :])
