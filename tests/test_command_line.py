"""The way in without a browser: what it says, that it says what the pages say, and what it refuses."""

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from lib.__main__ import main
from lib.present.common.formats import format_df, format_number, format_p, format_proportion
from tests.pages.app import open_dashboard, texts

ROOT = Path(__file__).parents[1]
DOC = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
#: A definition and filters, as options and as the address of a page.
OPTIONS = ["--definition", "response=40,endpoint=inf7", "--filter", "diagnosis=MDD", "--filter", "age=28-60"]
ADDRESS = {"response": "40", "endpoint": "inf7", "diagnosis": "MDD", "age": "28-60"}


def answers(capsys, *options):
    assert main(["analyse", "bundled", *options, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def keys(value, place="", found=None):
    """Every key by the place it stands in."""
    found = {} if found is None else found
    if isinstance(value, dict) and not place.endswith(("settings", "filters")):
        for key, item in value.items():
            found.setdefault(place or "(top)", set()).add(key)
            keys(item, f"{place}.{key}" if place else key, found)
    elif isinstance(value, list):
        for item in value:
            keys(item, f"{place}[]", found)
    return found


def documented():
    rows = re.findall(r"^\| `([^`]+)` \| (.+) \|$", DOC, re.MULTILINE)
    return {place: set(re.findall(r"`([^`]+)`", cells)) for place, cells in rows}


def cells_of(at):
    """Cells of every printed table on a page, a tuple a row."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", texts(at), re.DOTALL)
    return {tuple(unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)) for row in rows}


def test_every_key_is_documented_and_every_documented_key_is_there(capsys):
    found = {}
    a_b = ["--a", "name=Women&sex=female", "--b", "name=&sex=male", "--between", "a_b"]
    for options in (["--between", "outcome", "--joint", "yes"], a_b, OPTIONS):
        keys(answers(capsys, *options), "", found)
    found = {place: names - {"refusal"} for place, names in found.items() if names - {"refusal"}}
    assert found == documented()


def test_anova_and_comparisons_are_those_of_the_page(capsys):
    found = answers(capsys, *OPTIONS, "--between", "sex", "--adjust", "holm")
    at = open_dashboard("anova", between="sex", adjust="holm", **ADDRESS)
    at.session_state["within box"] = True
    shown = cells_of(at.run())
    tested = [row for row in found["anova"]["table"] if row["f"] is not None]
    assert len(tested) >= 9
    tails = {row[3:8] for row in shown if len(row) == 11}
    for row in tested:
        mean_square = format_number(row["ms"], 5)
        figures = (format_df(row["df"]), mean_square, format_number(row["f"], 3), format_p(row["p"]))
        assert (*figures, format_proportion(row["partial_eta_squared"])) in tails
    pairs = [found["post_hoc"]["overall"], *found["post_hoc"]["within"]["families"]]
    tails = {(row[0], *row[4:8]) for row in shown if len(row) == 10}
    for family in pairs:
        for row in family["comparisons"]:
            figures = (
                format_number(row["t"], 3),
                str(row["df"]),
                format_p(row["p"]),
                format_p(row["p_adjusted"]),
            )
            assert (f"{row['first']} – {row['second']}", *figures) in tails
    for effect in found["simple_effects"]:
        for row in effect["rows"]:
            start = (row["level"], str(row["n"]), format_number(row["f"], 3))
            assert any(
                line[:3] == start and line[4] == format_p(row["p"]) for line in shown if len(line) == 8
            )


def test_table_1_and_associations_are_those_of_the_pages(capsys):
    found = answers(capsys, *OPTIONS, "--corr", "pearson")
    shown = cells_of(open_dashboard("demographics", **ADDRESS))
    tested = [row for row in found["table1"]["rows"] if row["test"] and row["test"]["p"] is not None]
    assert len(tested) > 20
    for row in tested:
        assert any(format_p(row["test"]["p"]) in line and line[0].startswith(row["label"]) for line in shown)
    shown = cells_of(open_dashboard("association", corr="pearson", y="ymrs", **ADDRESS))
    ymrs = next(part for part in found["associations"] if part["second"] == "ymrs")
    for row in ymrs["rows"]:
        test = row["correlation"]
        start = (row["label"], str(test["n"]), str(ymrs["n"] - test["n"]), format_proportion(test["r"]))
        ends = (format_p(test["p"]), format_p(row["p_holm"]), format_p(row["p_fdr"]))
        assert any(line[:4] == start and line[-3:] == ends for line in shown)


def test_a_circular_question_has_no_p_and_no_nan(capsys):
    found = answers(capsys, "--measure", "madrs", "--between", "outcome")
    assert found["anova"]["withheld"]
    assert "would find what was put in" in found["anova"]["test"]["refusal"]
    for part in ("simple_effects", "ranks", "assumptions", "influence"):
        assert set(found[part]) == {"refusal"}
    assert set(found["post_hoc"]["overall"]) == {"refusal"}
    assert len(found["anova"]["marginal_means"]["by_group"]) == 15


def test_one_patient_is_answered_with_reasons_and_nulls(capsys):
    found = answers(capsys, "--filter", "age=26-26")
    assert found["question"]["n"] == 1
    assert "need at least" in found["anova"]["test"]["refusal"]
    assert found["trajectories"][0]["points"][0]["description"]["sd"] is None


def test_text_holds_the_sentences_and_tables(capsys):
    assert main(["analyse", "bundled", "--between", "sex"]) == 0
    text = capsys.readouterr().out
    for words in (
        "No row is a real patient",
        "Characteristics of 49 patients",
        "Mixed ANOVA of Mg²⁺ over 5 visits",
        "Friedman test of the visits",
        "Correlation of Mg²⁺ and MADRS",
        "Pairs of medicines, 49 patients",
    ):
        assert words in re.sub(r"\s+", " ", text)


def test_a_file_is_taken_in_and_gives_the_figures_of_the_bundled_cohort(capsys):
    assert main(["analyse", str(ROOT / "data" / "cohort.csv"), "--between", "outcome", "--json"]) == 0
    own = json.loads(capsys.readouterr().out)
    bundled = answers(capsys, "--between", "outcome")
    assert own["anova"]["table"] == bundled["anova"]["table"]
    assert own["associations"][0]["rows"] == bundled["associations"][0]["rows"]
    assert own["cohort"]["synthetic"] is False


WRONG = [
    (["analyse", "no-such-file.csv"], "no-such-file.csv cannot be read"),
    (["analyse", "."], "cannot be read"),
    (["analyse", "bundled", "--filter", "sex=femal"], "“femal”, which is not one of male, female"),
    (["analyse", "bundled", "--filter", "colour=red"], "--filter has no “colour”"),
    (["analyse", "bundled", "--filter", "sex"], "takes NAME=VALUE"),
    (["analyse", "bundled", "--filter", "age=80-90"], "80 to 90; the cohort has"),
    (["analyse", "bundled", "--filter", "age=10-40"], "so 26 to 40 is shown"),
    (["analyse", "bundled", "--definition", "response=200"], "a whole number from 1 to 100"),
    (["analyse", "bundled", "--measure", "zinc"], "not one of madrs, ymrs, mg"),
    (["analyse", "bundled", "--adjust", "tukey"], "not one of bonferroni, holm, sidak, fdr, none"),
    (["analyse", "bundled", "--filter", "age=26-26,sex=male,diagnosis=BP,epilepsy=1"], "has no “epilepsy”"),
    (["check", "no-such-file.csv"], "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "words"), WRONG)
def test_a_wrong_file_or_option_is_one_line_and_status_2(capsys, arguments, words):
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert words in err


@pytest.mark.parametrize("arguments", [[], ["fly"], ["analyse"], ["analyse", "bundled", "--no-such-option"]])
def test_a_wrong_call_is_one_line_and_status_2(capsys, arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "found"),
        (b"\x00\x01\x02\x03PK", "found"),
        (b"patient,visit,mg\nA,pre,0.8\nA,post,abc\nB,pre,0.9\nB,post,0.7\n", "python -m lib check"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_and_status_2(capsys, tmp_path, content, words):
    file = tmp_path / "broken.csv"
    file.write_bytes(content)
    assert main(["analyse", str(file)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err


def test_a_mapping_that_is_none_is_told(capsys, tmp_path):
    (tmp_path / "mapping.json").write_text("[]")
    assert (
        main(["analyse", str(ROOT / "data" / "cohort.csv"), "--mapping", str(tmp_path / "mapping.json")]) == 2
    )
    assert "--mapping" in capsys.readouterr().err


def test_check_tells_what_a_file_holds(capsys):
    assert main(["check", str(ROOT / "data" / "cohort.csv"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cohort"]["patients"] == 49


def test_no_answer_needs_a_browser_or_its_server():
    code = (
        "import sys; from lib.__main__ import main; "
        "main(['analyse', 'bundled', '--between', 'outcome', '--json']); "
        "print(sorted({'streamlit', 'vl_convert'} & set(sys.modules)), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stderr.strip() == "[]"


def test_a_selection_without_patients_is_told(capsys):
    empty = "diagnosis=BP,comorbidities=3,sex=male,age=26-30"
    assert main(["analyse", "bundled", "--filter", empty]) == 2
    assert "no patient fulfils all filters" in capsys.readouterr().err


def test_help_tells_all():
    run = subprocess.run(
        [sys.executable, "-m", "lib", "analyse", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    before, report = DOC.split("**Report.**")
    for option in re.findall(r"`(--[a-z-]+)", before + report.partition("**Exit status.**")[2]):
        assert option in run.stdout
    assert "Exit status" in run.stdout
