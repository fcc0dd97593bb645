"""Plain tables: no text of theirs is a formula, and every table of records goes through one door."""

import re
from pathlib import Path

import pandas as pd

from lib.ui.widgets.records import safe_frame

ROOT = Path(__file__).parents[2]


def test_no_text_is_a_formula_and_a_number_stays_one():
    records = [{"=1+1": "@SUM(A1)", "n": -3, "why": "too few"}, {"=1+1": "-2", "n": 4, "why": None}]
    frame = safe_frame(records)
    assert list(frame) == ["'=1+1", "n", "why"]
    assert frame["'=1+1"].tolist() == ["'@SUM(A1)", "'-2"]
    assert frame["n"].tolist() == [-3, 4]
    assert safe_frame({"Patient": ["P1"], "Why": ["+x"]}).to_dict("list") == {
        "Patient": ["P1"],
        "Why": ["'+x"],
    }
    assert safe_frame(pd.DataFrame()).empty


def test_no_page_draws_records_past_it():
    files = [*ROOT.glob("lib/ui/**/*.py"), *ROOT.glob("pages/*.py")]
    assert len(files) > 50
    found = [
        path.name for path in files if re.search(r"st\.(dataframe|table)\(", path.read_text(encoding="utf-8"))
    ]
    assert found == ["records.py"]
