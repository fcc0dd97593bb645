"""The bundle opened again: what is in it, that it runs, that it is the same each time, and what may not leave."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from importlib.metadata import version

import pytest

from lib.analysis.registry import answer_question
from lib.export.answers_json import answers_json
from lib.export.bundle import make_bundle, without_patients
from lib.export.code import scripts_of
from lib.export.cohort_csv import cohort_csv
from lib.export.settings_file import settings_file
from tests.export.requests_made import ask

SETTINGS_TEXT = settings_file({}, "f")


def opened(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


@pytest.fixture(scope="module")
def script():
    return ask("bundled", between="outcome")


@pytest.fixture(scope="module")
def bundle(script):
    return make_bundle(script, SETTINGS_TEXT, with_data=True)


@pytest.fixture(scope="module")
def files(bundle):
    return opened(bundle)


def test_it_holds_what_the_readme_names(script, files):
    scripts = {one.name: one.text for one in scripts_of(script)}
    assert {name: files[name] for name in scripts} == scripts
    rest = {"README.txt", "requirements.txt", "results.json", "settings.json", "provenance.json", "cohort.csv",
            "mapping.json"}  # fmt: skip
    assert set(files) == set(scripts) | rest
    assert all(name in files["README.txt"] for name in set(files) - {"README.txt"})
    assert files["settings.json"] == SETTINGS_TEXT
    assert files["cohort.csv"] == cohort_csv(script.question.cohort)
    assert files["results.json"] == answers_json(
        answer_question(script.question, script.settings, whole=True)
    )


def test_requirements_pin_what_the_scripts_import_and_no_more(files):
    pins = dict(line.split("==") for line in files["requirements.txt"].splitlines())
    assert set(pins) == {"fexact", "numpy", "pandas", "pingouin", "scipy", "statsmodels"}
    assert all(version(package) == pin for package, pin in pins.items())


def test_provenance_names_the_data_by_their_hash(script, files):
    found = json.loads(files["provenance.json"])
    assert found["data_fingerprint"] == script.question.cohort.fingerprint
    assert found["sha256_of_cohort.csv"] == hashlib.sha256(files["cohort.csv"].encode()).hexdigest()
    assert (found["patients_selected"], found["patients_in_cohort"]) == (49, 49)
    assert "No row is a real patient" in found["notice"]
    assert "No row is a real patient" in " ".join(files["README.txt"].split())


def test_the_same_question_gives_the_same_bytes(bundle):
    again = make_bundle(ask("bundled", between="outcome"), SETTINGS_TEXT, with_data=True)
    assert again == bundle
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_unpacked_it_runs_as_the_readme_says(files, tmp_path):
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    done = subprocess.run(
        [sys.executable, "overview.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout.splitlines()[-1])["patients"] == {"selected": 49, "in the file": 49}


def test_data_that_may_not_leave_do_not():
    own = ask("upload", between="sex")
    files = opened(make_bundle(own, SETTINGS_TEXT, with_data=False))
    assert not {"cohort.csv", "mapping.json"} & set(files)
    everything = "\n".join(files.values())
    assert not [name for name in own.question.cohort.patients if f'"{name}"' in everything]
    assert own.question.cohort.fingerprint in files["README.txt"]
    assert "may not leave" in files["README.txt"]


def test_results_without_patients_keep_every_number():
    record = {"left_out": [{"patient": "P1", "reason": "no Mg"}], "patients": ["P1"], "n": 3,
              "effects": [{"patients": [{"patient": "P2", "f": 2.5}]}]}  # fmt: skip
    assert without_patients(record) == {
        "left_out": [{"reason": "no Mg"}], "n": 3, "effects": [{"patients": [{"f": 2.5}]}],
    }  # fmt: skip
