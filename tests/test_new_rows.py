"""A new analysis, filter and scale, added to a copy of the house as CONTRIBUTING says, are found everywhere."""

import csv
import json
import os
import subprocess
import sys

import pytest

from tests.arrows import faults
from tests.new_rows import ROOT, ROWS, copy_house


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    copy_house(folder)
    return folder


@pytest.fixture(scope="module")
def found(house):
    done = subprocess.run(
        [sys.executable, "-m", "new_rows"],
        cwd=house,
        env={**os.environ, "PYTHONPATH": str(house), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def bmi_from_20_to_25() -> int:
    """Patients of the bundled file with a body mass index in the range, counted from the file itself."""
    with (ROOT / "data" / "cohort.csv").open(encoding="utf-8", newline="") as handle:
        bmi = {row["patient"]: row["bmi"] for row in csv.DictReader(handle)}
    return sum(20 <= float(value) <= 25 for value in bmi.values() if value)


def test_contributing_names_every_file_that_gets_a_row():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = text.replace("TOPIC", "dummy")
    for place, *_ in ROWS:
        assert place in named or place.rsplit("/", 1)[1] in named, place


def test_the_new_files_stand_in_the_rooms_of_the_plan(house):
    assert faults(house) == []


def test_the_analysis_is_in_answers_report_and_methods(found):
    n = bmi_from_20_to_25()
    assert found["analyses"][-1] == "dummy"
    assert "\nDummy section\n=============\nThe dummy says two of 49 patients.\n" in found["report"]
    assert json.loads(found["json"])["dummy"] == {"n": n, "word": "two", "method": "Dummy test"}
    assert "--dummyword VALUE" in found["help"]
    assert f"The dummy says two of {n} patients." in found["document"]["dummy"]
    assert "A dummy was made." in found["document"]["methods"]
    assert "Dummy" in found["methods"]
    for checklist in ("strobe", "sampl"):
        assert f"“The dummy says two of {n} patients.”" in found["document"][checklist]


def test_the_analysis_has_its_page_script_and_line_of_readme(found):
    assert found["page"]["errors"] == []
    assert any(
        f"The dummy says two of {bmi_from_20_to_25()} patients" in words for words in found["page"]["words"]
    )
    assert "dummy.py" in found["scripts"]
    assert "- **Dummies**: Dummy analysis.\n" in found["readme"]


def test_the_filter_is_in_sidebar_address_code_words_and_command_line(found):
    assert found["page"]["sliders"]["Body mass index"] == [20, 25]
    assert found["page"]["address"]["bmi"] == "20-25"
    line = 'keep &= patients["bmi"].astype(float).between(20, 25)  # body mass index 20 to 25'
    assert line in found["scripts"]["anova.py"]
    said = json.loads(found["json"])["question"]
    assert said["filters"] == {"bmi": [20, 25]}
    assert said["selection_in_words"] == "body mass index 20 to 25"
    assert said["steps"][0]["left"] == bmi_from_20_to_25()


def test_the_scale_is_recognised_in_a_file(found):
    assert found["scale"] == [["dumms", "DUMMS"]]
