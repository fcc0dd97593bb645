"""The page and the command line take a file the same way: same table, same mapping, same cohort."""

import json

import pytest

from lib.__main__ import main
from lib.cohort.file_options import reading_options
from lib.cohort.intake import import_cohort
from lib.cohort.mapping.storage import mapping_to_json
from lib.cohort.steps import IDENTIFYING, decide_all
from lib.ui.upload.state import advance, begin_upload, with_decisions

DATA = "id,name,birth_date,visit_date,visit,madrs\n" + "".join(
    f"{i},Anna Kowalska{i},19{60 + i}-02-03,2024-0{1 + k}-1{i},{visit},{20 + i - 9 * k}\n"
    for i in range(1, 9)
    for k, visit in enumerate(("pre", "post"))
)


@pytest.mark.parametrize("way", IDENTIFYING)
def test_command_line_and_page_give_the_same_cohort(way):
    intake = import_cohort(DATA.encode(), "a.csv", identifying=way)
    upload = advance(begin_upload("a.csv", DATA.encode()))
    assert upload.undecided
    upload = advance(with_decisions(upload, decide_all(upload.suspicions, way)))
    assert upload.table.frame.equals(intake.raw.frame)
    assert mapping_to_json(upload.mapping) == mapping_to_json(intake.mapping)
    assert upload.validated.findings == intake.validated.findings
    assert upload.validated.cohort.fingerprint == intake.validated.cohort.fingerprint


def test_columns_are_gone_or_coarse_as_asked():
    dropped, coarse, kept = (
        import_cohort(DATA.encode(), "a.csv", identifying=way).raw.columns for way in IDENTIFYING
    )
    assert dropped == ("id", "visit", "madrs")
    assert coarse == ("id", "age", "visit_date (days since first visit)", "visit", "madrs")
    assert kept == ("id", "name", "birth_date", "visit_date", "visit", "madrs")


def test_a_call_without_a_decision_is_refused_without_a_value(tmp_path, capsys):
    file = tmp_path / "a.csv"
    file.write_text(DATA, encoding="utf-8")
    assert main(["analyse", str(file)]) == 2
    said = capsys.readouterr().err
    assert "“name” (names)" in said
    assert "--identifying drop, coarsen, keep" in said
    assert "Kowalska" not in said
    assert said.count("\n") == 1


def test_check_lists_them_and_takes_the_same_options(tmp_path, capsys):
    file = tmp_path / "a.csv"
    file.write_text(DATA, encoding="utf-8")
    assert main(["check", str(file), "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["identifying"]
    assert [row["column"] for row in listed] == ["name", "birth_date", "visit_date"]
    assert main(["check", str(file), "--identifying", "drop", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["detected"]["columns"] == 3


def test_options_of_reading():
    class Asked:
        sheet, patients_in, censored = "B", "columns", "half"

    options = reading_options(Asked)
    assert (options.sheet, options.transpose, options.censored) == ("B", True, "half")
