"""The report without a browser: a folder of files, what it refuses, and the call that makes it again."""

import re
import shlex
import subprocess
import sys
import zipfile
from html import unescape
from pathlib import Path

import pytest

from lib.__main__ import main
from lib.analysis.common.question import Question
from lib.analysis.settings.question import definition_of, selection_of
from lib.cohort.cohort import read_bundled_cohort
from lib.export.report.call import query_of, words_call
from lib.present.settings import default_settings
from lib.ui.state.address import encode_settings
from tests.pages.app import answer_of, open_dashboard

ROOT = Path(__file__).parents[1]
DOC = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
#: Few sections, so that the files are soon made.
FEW = ["--sections", "cohort", "table1", "anova"]


def files_of(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_report_is_a_folder_of_documents_tables_figures_and_the_bundle(capsys, tmp_path):
    out = tmp_path / "paper"
    assert (
        main(["report", "bundled", "--out", str(out), *FEW, "--between", "sex", "--filter", "diagnosis=MDD"])
        == 0
    )
    told = capsys.readouterr().out.split("\n")
    written = files_of(out)
    assert {"report.html", "report.docx", "settings.json", "bundle.zip"} < written
    assert {str(out / name) for name in written} == set(told) - {""}
    stem = "tables/table-01-characteristics"
    assert {f"{stem}.{end}" for end in ("docx", "xlsx", "tex", "csv", "html")} < written
    for end, start in (("svg", b"<svg"), ("pdf", b"%PDF"), ("png", b"\x89PNG"), ("txt", b"Figure 2. ")):
        assert (out / f"figures/figure-02-analysis-of-variance.{end}").read_bytes().startswith(start)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "selected by diagnosis: MDD" in page
    assert "python -m lib report bundled --out FOLDER --filter diagnosis=MDD --between sex --sections" in page
    at = open_dashboard("anova", between="sex", diagnosis="MDD")
    assert answer_of(at).removesuffix(".") in unescape(page)


def test_a_report_is_not_written_over_unless_forced(capsys, tmp_path):
    kept = tmp_path / "report.html"
    kept.write_text("mine")
    assert main(["report", "bundled", "--out", str(tmp_path), *FEW]) == 2
    assert "holds report.html already" in capsys.readouterr().err
    assert files_of(tmp_path) == {"report.html"}
    assert main(["report", "bundled", "--out", str(tmp_path), "--sections", "cohort", "--force"]) == 0
    assert kept.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_rows_of_a_file_leave_on_request_alone(tmp_path):
    data = ROOT / "data" / "cohort.csv"
    for name, more, held in (("a", [], False), ("b", ["--with-data"], True)):
        out = tmp_path / name
        assert (
            main(["report", str(data), "--out", str(out), "--sections", "cohort", "--format", "html", *more])
            == 0
        )
        assert ("cohort.csv" in zipfile.ZipFile(out / "bundle.zip").namelist()) is held
        assert "SYNTHETIC" not in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--sections", "table9"], "“table9”, which is not one of cohort, definitions"),
        (["--split", "shoes"], "“shoes”, which is not one of all, outcome"),
        (["--filter", "sex=femal"], "“femal”"),
        (["--filter", "sex=male,age=26-26"], "no patient fulfils all filters"),
        (["--mark", "dot"], "“dot”, which is not one of point, comma"),
    ],
)
def test_a_wrong_report_is_one_line_and_writes_nothing(capsys, tmp_path, arguments, words):
    assert main(["report", "bundled", "--out", str(tmp_path / "x"), *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert words in err
    assert not (tmp_path / "x").exists()


def test_a_folder_that_cannot_be_is_told(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    assert main(["report", "bundled", "--out", str(tmp_path / "file" / "x"), *FEW]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_the_call_in_a_report_makes_the_same_report(tmp_path):
    cohort = read_bundled_cohort()
    settings = default_settings(cohort).replace(between="sex", error="ci", age=(30, 60))
    settings = settings.replace(diagnosis=("MDD",), reference=True, mark="comma", report_anova=False)
    call = words_call(Question(cohort, definition_of(settings), selection_of(settings, cohort)), settings)
    arguments = shlex.split(call.replace("FOLDER", str(tmp_path)))[3:]
    assert main([*arguments, "--format", "html", "--sections", "cohort", "trajectories"]) == 0
    page = unescape((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "diagnosis: MDD; age 30 to 60" in page
    assert "95 % confidence interval of the mean" in page
    assert query_of(settings, cohort) == encode_settings(settings, cohort)


def test_its_options_are_documented():
    """Options named in the document's part on reports are those of the command."""
    run = subprocess.run(
        [sys.executable, "-m", "lib", "report", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    part = DOC.partition("**Report.**")[2].partition("**Exit status.**")[0]
    options = re.findall(r"(?<![\w-])(--[a-z-]+)", part)
    assert {"--out", "--sections", "--format", "--force", "--with-data"} <= set(options)
    assert [option for option in options if option not in run.stdout] == []
