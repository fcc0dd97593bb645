"""What a reader brings stays in one session: no other session, file, log or shared cache holds it."""

import builtins
import logging
import os

import pytest
import streamlit as st

from lib.present.common.charts import SHARED_STRUCTURES
from tests.pages.app import open_box, open_dashboard, texts
from tests.pages.test_upload import click, escape_markdown, upload

SECRET = "Zażółćgęśląjaźń"
HOSTILE = "<img src=x onerror=alert(1)>"
WORDS = ("[x](javascript:alert(1))", "$\\LaTeX$", "=HYPERLINK(1)")
ROWS = "".join(
    f"{SECRET}{i},{WORDS[i % 3]},{visit},{30 + i - k},{0.8 + (i - k * (i % 4)) / 100:.2f}\n"
    for i in range(1, 13)
    for k, visit in enumerate(("pre", "post"))
)
DATA = f"id,{HOSTILE},visit,madrs,mg\n{ROWS}".encode()


def safely_in_use(at):
    if any(button.label == "Leave all of them out" for button in at.button):
        at = click(at, "Leave all of them out")
    return click(at, "Explore this cohort")


def test_a_second_session_has_nothing_of_an_upload():
    first = safely_in_use(upload("mine.csv", DATA))
    assert "12 of 12 patients" in texts(first)
    second = open_dashboard("upload")
    for key in ("upload", "the reader's own cohort", "cohort of the session"):
        assert key not in second.session_state
    assert "Bundled synthetic cohort · 49 of 49 patients" in texts(second)


def test_no_file_is_written_and_no_log_line_holds_a_word_of_it(monkeypatch, caplog, tmp_path):
    opened = []
    real_open, real_os_open = builtins.open, os.open

    def watched(file, mode="r", *rest, **more):
        if any(sign in mode for sign in "wax+"):
            opened.append(str(file))
        return real_open(file, mode, *rest, **more)

    def watched_os(path, flags, *rest, **more):
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            opened.append(str(path))
        return real_os_open(path, flags, *rest, **more)

    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr(os, "open", watched_os)
    with caplog.at_level(logging.DEBUG):
        at = safely_in_use(upload("mine.csv", DATA))
        for page in ("demographics", "trajectories", "anova", "association", "data", "methods"):
            at.switch_page(f"../pages/{page}.py").run()
            assert not at.exception
    assert [path for path in opened if path != os.devnull and not path.startswith("/dev/")] == []
    assert SECRET not in caplog.text
    assert HOSTILE not in caplog.text


def test_streamlits_shared_caches_are_not_used():
    def shared(*_, **__):
        raise AssertionError("a cache that all visitors share")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(st.cache_data), "__call__", shared)
        patch.setattr(type(st.cache_resource), "__call__", shared)
        at = safely_in_use(upload("mine.csv", DATA))
        assert not at.exception


def test_charts_of_an_upload_are_not_kept_for_others():
    at = safely_in_use(upload("mine.csv", DATA.replace(b"madrs", b"Kummerskala")))
    at.switch_page("../pages/trajectories.py").run()
    assert not at.exception
    assert "Kummerskala" in texts(at)
    assert "Kummerskala" not in repr(SHARED_STRUCTURES)


def test_hostile_words_are_text_on_every_step():
    at = upload("mine.csv", DATA)
    for box in ("reading", "preview", "mapping", "levels", "measures", "visits", "protection", "saved"):
        at = open_box(at, f"{box} box")
        assert not at.exception
        for element in (*at.markdown, *at.caption, *at.error, *at.warning, *at.info, *at.selectbox):
            shown = getattr(element, "label", "") + str(getattr(element, "value", ""))
            assert HOSTILE not in shown
            assert "javascript:" not in shown
        assert HOSTILE not in "".join(element.proto.body for element in at.get("html"))


def test_after_the_cohort_is_taken_over_nothing_asks_for_the_file_again():
    names = b"id,name,visit,madrs\n" + b"".join(
        f"{i},Anna Kowalska{i},{visit},{20 + i}\n".encode() for i in range(1, 9) for visit in ("pre", "post")
    )
    at = click(click(upload("names.csv", names), "Leave all of them out"), "Explore this cohort")
    at.switch_page("../pages/upload.py").run()
    assert "the file itself is no longer held" in escape_markdown(at)
    assert not [box for box in at.selectbox if "name" in box.label]
    at = open_box(at, "protection box")
    at = next(toggle for toggle in at.toggle if "patient ids" in toggle.label).set_value(True).run()
    assert not at.exception
    assert not at.error
    assert "8 patients × 2 visits" in escape_markdown(at)
