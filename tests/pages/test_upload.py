"""From a file to a cohort, as a reader goes: clean, identifying, faulty, unreadable, removed."""

import threading
from types import SimpleNamespace

from streamlit.testing.v1 import AppTest

from lib.cohort import steps
from lib.cohort.codebook import DATA_FOLDER
from lib.cohort.cohort import read_bundled_cohort
from lib.ui.upload import beside
from tests.pages.app import open_dashboard, texts

CLEAN = (DATA_FOLDER / "cohort.csv").read_bytes()


def upload(name: str, data: bytes) -> AppTest:
    at = open_dashboard("upload")
    return at.file_uploader(key="file 0").upload(name, data, "text/csv").run()


def click(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def test_a_clean_file_needs_one_click():
    at = upload("mine.csv", CLEAN)
    assert not at.exception
    assert "mine.csv: 49 patients × 5 visits; MADRS, YMRS, Mg²⁺; no errors, no warnings." in escape_markdown(
        at
    )
    at = click(at, "Explore this cohort")
    assert not at.exception
    assert "mine.csv · 49 of 49 patients" in texts(at)
    assert "in 9 responders, −0.004 in 8 remitters and −0.031 in 28 non-responders" in texts(at)


def escape_markdown(at: AppTest) -> str:
    return texts(at).replace("&#46;", ".").replace("&#58;", ":").replace("&#45;", "-")


def test_values_arrive_as_they_are():
    at = click(upload("mine.csv", CLEAN), "Explore this cohort")
    own, bundled = at.session_state["the reader's own cohort"], read_bundled_cohort()
    for name, values in bundled.measures.items():
        assert (own.measures[name] == values)[~(values != values)].all()


def test_removing_the_data_leaves_nothing():
    at = click(upload("mine.csv", CLEAN), "Explore this cohort")
    at = click(at, "Remove my data")
    assert "the reader's own cohort" not in at.session_state
    assert "upload" not in at.session_state
    assert "Bundled synthetic cohort · 49 of 49 patients" in texts(at)


def test_the_contents_of_the_file_are_let_go_once_the_cohort_is_in_use():
    at = click(upload("mine.csv", CLEAN), "Explore this cohort")
    assert at.session_state["upload"].data == b""


def test_names_are_asked_about_before_any_value_is_shown():
    data = b"patient,name,visit,madrs\n" + b"".join(
        f"{i},Anna Kowalska{i},{visit},{20 + i}\n".encode() for i in range(1, 9) for visit in ("pre", "post")
    )
    at = upload("names.csv", data)
    assert not at.exception
    assert "columns that may identify people" in escape_markdown(at)
    assert "Kowalska" not in texts(at)
    explore = next(button for button in at.button if button.label == "Explore this cohort")
    assert explore.disabled
    at = click(at, "Leave all of them out")
    assert not at.exception
    assert "8 patients × 2 visits" in escape_markdown(at)


def test_errors_stop_and_say_where():
    lines = CLEAN.decode().splitlines()
    lines[3] = lines[3].rsplit(",", 3)[0] + ",333,2,0.8"
    at = upload("faulty.csv", "\n".join(lines).encode())
    assert not at.exception
    assert "cannot be explored yet" in escape_markdown(at)
    errors = " ".join(error.value for error in at.error).replace("&#46;", ".")
    assert "333" in errors
    assert "4" in errors  # the line of the file
    assert next(button for button in at.button if button.label == "Explore this cohort").disabled


def test_a_file_that_is_none_is_refused_in_a_sentence():
    at = upload("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    assert not at.exception
    assert len(at.error) == 1


def test_settings_that_do_not_fit_the_new_data_are_told():
    at = open_dashboard("upload", diagnosis="BP", response="30")
    at = (
        at.file_uploader(key="file 0")
        .upload("a.csv", b"id,visit,madrs\n1,pre,30\n1,post,10\n2,pre,31\n2,post,29\n")
        .run()
    )
    at = click(at, "Explore this cohort")
    assert not at.exception
    assert "≥ 30 %" in texts(at)
    assert any("diagnosis" in warning.value for warning in at.warning)


def test_a_file_read_in_a_process_of_its_own_is_the_same(in_a_child):
    at = upload("mine.csv", CLEAN)
    assert not at.exception
    assert "mine.csv: 49 patients × 5 visits; MADRS, YMRS, Mg²⁺; no errors, no warnings." in escape_markdown(
        at
    )


def test_a_long_file_shows_how_far_it_is_and_can_be_stopped(monkeypatch):
    gate = threading.Event()

    def slowly(data, name, options, choices, progress):
        while not gate.wait(0.01):
            progress(0.5)
        return steps.take_file(data, name, options, choices, progress)

    monkeypatch.setattr(beside, "PATIENCE", 0.0)
    monkeypatch.setattr(beside, "apart", SimpleNamespace(take_file=slowly))
    at = upload("mine.csv", CLEAN)
    assert not at.exception
    (job,) = [thread for thread in threading.enumerate() if thread.name == "job file"]
    assert not any(button.label == "Explore this cohort" for button in at.button)
    at = click(at, "Stop")
    job.join(30)
    assert not job.is_alive()
    assert "upload" not in at.session_state
    gate.set()


def test_an_unforeseen_fault_is_told_in_a_sentence(monkeypatch):
    def fail(*_):
        raise RuntimeError("Kowalska")

    monkeypatch.setattr(beside, "apart", SimpleNamespace(take_file=fail))
    at = upload("mine.csv", CLEAN)
    assert not at.exception
    (error,) = at.error
    assert "could not be read" in error.value
    assert "Kowalska" not in error.value
