"""A sealed plan: what was sealed is read back, one changed byte breaks it, departures are named."""

import hashlib
import json

import pytest

from lib.__main__ import main
from lib.cohort.cohort import read_bundled_cohort
from lib.export.sealed_plan import PlanError, find_departures, read_plan, seal_plan

COHORT = read_bundled_cohort()
QUERY = {"measure": ["ymrs"], "response": ["40"], "sex": ["female"]}
TEXT = seal_plan(QUERY, COHORT.fingerprint, "2026-03-01T10:00:00+00:00")


def test_the_hash_is_the_sha_256_of_the_canonical_rest():
    content = json.loads(TEXT)
    sealed = content.pop("sha256")
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == sealed
    plan = read_plan(TEXT.encode())
    assert (plan.query, plan.fingerprint, plan.sha256) == (QUERY, COHORT.fingerprint, sealed)


def test_one_changed_byte_fails():
    data = TEXT.encode()
    # Layout outside of the values may change: what is sealed is what the file says.
    for place in range(len(data)):
        if chr(data[place]).isspace():
            continue
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(PlanError):
            read_plan(bytes(changed))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"[" * 3000, b"x" * 200_000, b'{"format": 1}'])
def test_a_file_that_is_no_plan_is_refused_in_a_sentence(data):
    with pytest.raises(PlanError, match=r"^The file is no plan"):
        read_plan(data)


def test_departures_are_named_and_the_same_settings_have_none():
    plan = read_plan(TEXT.encode())
    assert find_departures(plan, QUERY, COHORT) == ()
    assert find_departures(plan, {**QUERY, "robust": ["log"], "decimal": ["comma"]}, COHORT) == ()
    now = {"measure": ["ymrs"], "response": ["50"]}
    assert find_departures(plan, now, COHORT) == (
        "response threshold (%): planned 40, now 50",
        "sex: planned Female, now none",
    )
    other = read_plan(seal_plan(QUERY, "0" * 64, "2026-03-01T10:00:00+00:00").encode())
    assert find_departures(other, QUERY, COHORT) == ("other data than planned",)


def test_the_command_line_verifies_offline(tmp_path, capsys):
    file = tmp_path / "plan.json"
    file.write_text(TEXT, encoding="utf-8")
    assert main(["verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("The seal holds: sealed 2026-03-01T10:00:00+00:00")
    assert "response=40" in said
    file.write_text(TEXT.replace("40", "45"), encoding="utf-8")
    assert main(["verify", str(file)]) == 2
    assert "The seal is broken" in capsys.readouterr().err
