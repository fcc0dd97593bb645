"""A file is read and checked beside the page: small ones at once, long ones with progress and a way to stop."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from lib.cohort import apart
from lib.ui.upload.state import Upload, advance
from lib.ui.widgets.jobs import Progress, current_job, drop_job, start_job
from lib.ui.widgets.plain import escape_markdown

_JOB = "file"
#: Seconds the page waits for a file before it shows how far it is.
PATIENCE = 1.5
#: Seconds between two looks at the job while it runs.
LOOK = 0.5
#: Files of all sessions that are read at a time.
MAX_FILES = 2
_turns = threading.BoundedSemaphore(MAX_FILES)
#: What reading the file itself takes of the whole, the rest being mapping and checks.
READING_PROPORTION = 0.7


def advance_beside(upload: Upload, keep: Callable[[Upload | None], None]) -> Upload | None:
    """Do what can be done with a file without its reader, beside the page.

    Parameters
    ----------
    upload : Upload
        As far as it has gone.
    keep : callable
        Takes the file's next state, or None to discard it.

    Returns
    -------
    Upload or None
        None while it is being read: how far it is, and a way to stop, are drawn instead.
    """
    if upload.refusal or upload.validated is not None or (upload.raw is not None and upload.undecided):
        return upload
    job = current_job(_JOB)
    if job is None or job.request is not upload:
        job = start_job(_JOB, partial(_work, upload), upload, turns=_turns)
    end = time.monotonic() + PATIENCE
    while job.busy and time.monotonic() < end:
        time.sleep(0.01)
    if job.busy:
        st.fragment(run_every=LOOK)(_show_progress)(keep)
        return None
    drop_job(_JOB)
    if job.state == "failed":
        read = replace(upload, refusal=f"{upload.name} could not be read. {job.fault}")
    else:
        read = job.result
    keep(read)
    return read


def stop_reading() -> None:
    """End what is being read in this session."""
    drop_job(_JOB)


def _work(upload: Upload, report_progress: Progress) -> Upload:
    def progress(proportion: float) -> None:
        words = "Reading the file" if proportion < 1 else "Looking at its columns"
        report_progress(READING_PROPORTION * min(proportion, 1.0), words)

    report_progress(0.0, "Reading the file")
    return advance(upload, progress, apart)


def _show_progress(keep: Callable[[Upload | None], None]) -> None:
    """Draw how far it is; once it is over, the page is drawn anew and this no more."""
    job = current_job(_JOB)
    if job is None or not job.busy:
        st.rerun()
    st.progress(min(job.proportion, 1.0), text=escape_markdown(job.words))
    if st.button("Stop", key="stop reading"):
        stop_reading()
        keep(None)
        st.rerun()
