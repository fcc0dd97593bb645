"""Work beside the page: it reports, stops when asked, ends with its session, and names why it failed."""

import gc
import threading
import weakref

import pytest

from lib.ui.widgets import jobs
from lib.ui.widgets.jobs import Job, StoppedError, explain


def run(job, work):
    jobs._run(weakref.ref(job), work)


def test_it_tells_how_far_it_is_and_keeps_its_result():
    job, seen = Job(), []

    def work(progress):
        for share, words in ((0.0, "One"), (0.5, "Two")):
            progress(share, words)
            seen.append((job.state, job.proportion, job.words, job.busy))
        return "made"

    run(job, work)
    assert seen == [("running", 0.0, "One", True), ("running", 0.5, "Two", True)]
    assert (job.state, job.result, job.proportion, job.busy) == ("done", "made", 1.0, False)


def test_it_stops_at_its_next_step_and_keeps_nothing():
    job, reached = Job(), []

    def work(progress):
        progress(0.1, "One")
        job.stop = True
        progress(0.2, "Two")
        reached.append("never")

    run(job, work)
    assert (reached, job.result, job.busy) == ([], None, False)


def test_it_ends_when_its_session_is_gone():
    job = Job()
    ended = threading.Event()
    begun, dropped = threading.Event(), threading.Event()

    def work(progress):
        progress(0.1, "One")
        begun.set()
        dropped.wait(5)
        try:
            progress(0.2, "Two")
        except StoppedError:
            ended.set()
            raise

    thread = threading.Thread(target=jobs._run, args=(weakref.ref(job), work))
    thread.start()
    assert begun.wait(5)
    del job
    gc.collect()
    dropped.set()
    thread.join(5)
    assert ended.is_set()


def test_a_failure_is_a_sentence_and_the_next_job_has_its_turn():
    for _ in range(jobs.MAX_AT_A_TIME + 1):
        job = Job()

        def work(progress):
            progress(0.3, "Drawing Figure 2")
            raise ModuleNotFoundError("No module named 'docx'")

        run(job, work)
        assert job.state == "failed"
        assert job.fault == "A library that writes this form is not installed on the server."
        assert job.words == "Drawing Figure 2"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "not enough memory"),
        (FileNotFoundError("secret/path"), "could not read or write a file"),
        (KeyError("a patient's name"), "An unforeseen fault ended it (KeyError)."),
    ],
)
def test_a_cause_holds_no_word_of_the_data(error, words):
    assert words in explain(error)
    assert "secret" not in explain(error)
    assert "patient" not in explain(error)


def test_a_third_waits_until_a_second_has_ended():
    gates = [threading.Event() for _ in range(jobs.MAX_AT_A_TIME)]
    running = [Job() for _ in gates]
    threads = []
    for job, gate in zip(running, gates, strict=True):
        threads.append(threading.Thread(target=run, args=(job, lambda p, g=gate: (p(0.1, "x"), g.wait(5)))))
        threads[-1].start()
    for _ in range(200):
        if all(job.state == "running" for job in running):
            break
        threading.Event().wait(0.01)
    third = Job()
    threads.append(threading.Thread(target=run, args=(third, lambda p: "third")))
    threads[-1].start()
    threading.Event().wait(0.3)
    assert third.state == "waiting"
    for gate in gates:
        gate.set()
    for thread in threads:
        thread.join(5)
    assert third.result == "third"
