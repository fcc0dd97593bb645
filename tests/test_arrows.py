"""The import arrows of the house, and the walker that finds them, on trees made up to be wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.arrows import MAX_MODULES, TOPIC_ARROWS, allowed, faults, house, room_of

ROOT = Path(__file__).parents[1]


def test_house_has_no_arrow_back():
    rooms = {room_of(file.relative_to(ROOT).with_suffix("").parts) for file in house(ROOT)}
    assert {"app", "dashboard", "pages", "ui", "present", "analysis", "stats", "cohort"} <= rooms
    assert faults(ROOT) == []


def test_order_of_the_rooms():
    assert allowed("stats") == allowed("cohort") == set()
    assert allowed("analysis") == {"stats", "cohort"}
    assert allowed("share") == {"cohort"}
    assert allowed("export") == {"present", "analysis", "stats", "cohort"}
    assert allowed("command_line") == {"export", "present", "analysis", "stats", "cohort"}
    assert allowed("__main__") == allowed("command_line") | {"command_line"}
    assert allowed("ui") == {"export", "share", "present", "analysis", "stats", "cohort"}
    assert allowed("pages") == allowed("dashboard") == allowed("ui") | {"ui"}


@pytest.fixture
def tree(tmp_path):
    """Write one file into a made-up house and list its faults."""

    def write(place: str, text: str) -> list[str]:
        file = tmp_path / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return faults(tmp_path)

    return write


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("lib/stats/exact.py", "from lib.cohort.codebook import SCALES"),
        ("lib/stats/exact.py", "from lib import cohort"),
        ("lib/stats/exact.py", "from ..cohort import codebook"),
        ("lib/stats/exact.py", "from .. import cohort"),
        ("lib/stats/exact.py", "import lib"),
        ("lib/stats/exact.py", "def f():\n    import lib.analysis.table"),
        ("lib/stats/exact.py", "import importlib\nimportlib.import_module('lib.cohort')"),
        ("lib/stats/exact.py", "from tests import oracle"),
        ("lib/cohort/reading.py", "import lib.stats.exact"),
        ("lib/cohort/reading.py", "import scipy.stats"),
        ("lib/analysis/table.py", "from lib.present.table import chart"),
        ("lib/analysis/table.py", "import altair as alt"),
        ("lib/analysis/table.py", "def f():\n    import pingouin"),
        ("lib/present/chart.py", "from lib.export import word"),
        ("lib/present/chart.py", "import streamlit as st"),
        ("lib/export/word.py", "from lib.share import store"),
        ("lib/export/word.py", "from streamlit import cache_data"),
        ("lib/share/store.py", "from lib.analysis import table"),
        ("lib/ui/frame.py", "import pages.overview"),
        ("lib/ui/frame.py", "import altair"),
        ("lib/ui/frame.py", "from lib.dashboard import PAGES"),
        ("lib/dashboard.py", "from pages import overview"),
        ("lib/__main__.py", "from lib.ui import frame"),
        ("lib/__main__.py", "from lib.share import store"),
        ("lib/__main__.py", "import streamlit"),
        ("lib/__init__.py", "from lib.cohort import codebook"),
        ("pages/overview.py", "from pages import methods"),
        ("pages/overview.py", "import pandas as pd"),
        ("pages/overview.py", "from numpy import mean"),
        ("pages/overview.py", "import app"),
        ("app.py", "import pages.overview"),
    ],
)
def test_arrow_back_is_found(tree, place, text):
    found = tree(place, text + "\n")
    assert len(found) == 1
    assert found[0].startswith(f"{place}:")
    assert "must not import" in found[0]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("lib/stats/exact.py", "import numpy as np\nfrom lib.stats import effect\nfrom .effect import size"),
        ("lib/stats/exact.py", "def f():\n    import pingouin\n    from statsmodels.stats import anova"),
        ("lib/stats/exact.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import statsmodels"),
        ("lib/analysis/table.py", "from lib.stats import exact\nfrom lib.cohort.codebook import SCALES"),
        ("lib/present/chart.py", "import altair\nfrom lib.cohort import codebook"),
        ("lib/export/word.py", "from lib.stats import exact"),
        ("lib/share/store.py", "from ..cohort import reading"),
        ("lib/ui/frame.py", "import streamlit\nfrom lib.stats import exact\nfrom lib.share import store"),
        ("lib/dashboard.py", "import streamlit\nfrom lib.ui import frame"),
        ("lib/__main__.py", "from lib.export import word\nfrom lib.cohort import reading"),
        (
            "pages/overview.py",
            "import streamlit as st\nfrom lib.ui import frame\nfrom lib.present import chart",
        ),
        ("app.py", "import streamlit as st\nfrom lib.ui import headers"),
    ],
)
def test_arrow_along_is_left_alone(tree, place, text):
    assert tree(place, text + "\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "import pingouin",
        "from statsmodels.stats.anova import AnovaRM",
        "try:\n    import pingouin\nexcept ImportError:\n    pingouin = None",
        "class Test:\n    import pingouin",
    ],
)
def test_slow_import_at_module_level_is_found(tree, text):
    found = tree("lib/stats/anova.py", text + "\n")
    assert len(found) == 1
    assert "slow to import" in found[0]


@pytest.mark.parametrize("place", ["lib/statistics.py", "lib/types/kinds.py", "lib/pandas.py"])
def test_module_that_hides_a_library_is_found(tree, place):
    name = place.removesuffix(".py").split("/")[1]
    assert f"lib/{name}: hides the library of that name" in tree(place, "")


def test_module_outside_the_rooms_is_found(tree):
    assert tree("lib/helpers.py", "") == ["lib/helpers.py: stands in no room of the plan"]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("lib/present/anova/words.py", "from lib.present.table1.table import table_table1"),
        ("lib/present/common/charts.py", "from lib.present.anova import words"),
        ("lib/present/table1/table.py", "from lib.present.report.words import EMPTY"),
        ("lib/present/table1/table.py", "from lib.present.settings import SETTINGS"),
        ("lib/analysis/anova/visits.py", "import lib.analysis.comorbidity.courses"),
        ("lib/analysis/common/question.py", "from ..anova import visits"),
        ("lib/ui/anova/blocks.py", "from lib.ui.trajectory.blocks import show_chart"),
        ("lib/ui/widgets/blocks.py", "def f():\n    from lib.ui.anova import blocks"),
    ],
)
def test_topic_that_imports_another_is_found(tree, place, text):
    assert [fault.split(" ", 1)[0].rsplit(":", 1)[0] for fault in tree(place, text + "\n")] == [place]


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (
            "lib/present/anova/words.py",
            "from lib.present.common import formats\nfrom lib.present.anova import sizes",
        ),
        ("lib/present/anova/words.py", "from lib.analysis.table1 import table"),
        ("lib/present/report/words.py", "from lib.present.anova import words"),
        ("lib/present/settings.py", "from lib.present.anova.settings import ANOVA_SETTINGS"),
        ("lib/analysis/published/recomputation.py", "from lib.analysis.table1.table import Table1"),
        ("lib/ui/anova/blocks.py", "from lib.ui.state import session\nfrom lib.ui.widgets import code"),
    ],
)
def test_topic_imports_itself_and_common(tree, place, text):
    assert tree(place, text + "\n") == []


def test_exceptions_of_topics_are_needed():
    whole = "\n".join(
        f"{file.relative_to(ROOT).as_posix()} {line}"
        for file in house(ROOT)
        for line in file.read_text(encoding="utf-8").splitlines()
        if "import" in line
    )
    for layer, topic, other in TOPIC_ARROWS:
        arrow = rf"lib/{layer}/{topic}/.* (?:lib\.{layer}|\.)\.{other}\b"
        assert re.search(arrow, whole), (layer, topic, other)


def test_folder_of_too_many_modules_is_found(tree):
    for n in range(MAX_MODULES):
        assert tree(f"lib/present/anova/part{n}.py", "") == []
    assert tree("lib/present/anova/__init__.py", "") == []
    found = tree("lib/present/anova/one_more.py", "")
    assert found == ["lib/present/anova: 21 modules; most are 20: split it by topic"]
