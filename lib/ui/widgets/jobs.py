"""Long work beside the page: told how far it is, stopped at a word, and gone with the session.

A job lives in its session's state and nowhere else. Its thread knows it by a weak reference alone: when the session
ends, or discards the job, the next step of the work finds nobody to report to and stops.
"""

import contextvars
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

#: Called with the proportion done, 0 to 1, and what comes next.
Progress = Callable[[float, str], None]
Work = Callable[[Progress], Any]
#: Jobs of all sessions that may run at a time; the others wait, so that pages stay quick.
MAX_AT_A_TIME = 2
#: Seconds between two looks at whether a waiting job is still wanted.
WAIT = 0.2
_running = threading.BoundedSemaphore(MAX_AT_A_TIME)
_STATE = "job: "


class StoppedError(Exception):
    """The work is no longer wanted."""


@dataclass(eq=False)
class Job:
    """One piece of long work.

    Attributes
    ----------
    state : str
        `waiting`, `running`, `done` or `failed`.
    proportion : float
        How much is done, 0 to 1.
    words : str
        What is being done; where it failed, what was being done.
    result : Any
        What the work gave; None before.
    fault : str
        Why it failed, in a sentence.
    request : Any
        What identifies the request, to know whether a result is still of the settings in force.
    stop : bool
        Whether it was asked to stop; nothing of it is told from then on.
    """

    request: Any = None
    state: str = "waiting"
    proportion: float = 0.0
    words: str = "Waiting"
    result: Any = None
    fault: str = ""
    stop: bool = False

    @property
    def busy(self) -> bool:
        """Whether it waits or runs, and is wanted."""
        return not self.stop and self.state in ("waiting", "running")


def start_job(name: str, work: Work, request: Any = None, turns: threading.Semaphore | None = None) -> Job:
    """Start work beside the page, in place of what this session ran under the name before.

    Parameters
    ----------
    name : str
        Name of the job in the session.
    work : callable
        Gets a function to report its progress, which raises `StoppedError` once the work is not wanted; it must hold
        nothing of another session, and nothing of Streamlit.
    request : Any
        What identifies what is asked.
    turns : Semaphore or None
        How many jobs of this kind run at a time; None: as many as of all exports together.

    Returns
    -------
    Job
    """
    drop_job(name)
    job = Job(request)
    st.session_state[_STATE + name] = job
    context = contextvars.copy_context()
    thread = threading.Thread(
        target=context.run,
        args=(_run, weakref.ref(job), work, turns or _running),
        name=f"job {name}",
        daemon=True,
    )
    thread.start()
    return job


def current_job(name: str) -> Job | None:
    """Give this session's job of a name; None where there is none."""
    return st.session_state.get(_STATE + name)


def stop_job(name: str) -> None:
    """Ask a job to stop at its next step."""
    job = current_job(name)
    if job is not None and job.busy:
        job.stop = True


def drop_job(name: str) -> None:
    """Stop a job, and discard its result."""
    stop_job(name)
    st.session_state.pop(_STATE + name, None)


def _run(wanted: "weakref.ref[Job]", work: Work, turns: threading.Semaphore = _running) -> None:
    """Do the work in a thread of its own; nothing it raises leaves it."""
    try:
        _wait_for_turn(wanted, turns)
    except StoppedError:
        return
    try:
        _finish(
            wanted,
            state="done",
            proportion=1.0,
            words="Done",
            result=work(lambda *step: _tell(wanted, *step)),
        )
    except StoppedError:
        pass
    except Exception as error:  # the page has to say whatever went wrong
        _finish(wanted, state="failed", fault=explain(error))
    finally:
        turns.release()


def _wait_for_turn(wanted: "weakref.ref[Job]", turns: threading.Semaphore) -> None:
    while not turns.acquire(timeout=WAIT):
        job = wanted()
        if job is None or job.stop:
            raise StoppedError
        job.words = "Waiting for the work of others"
        del job


def _tell(wanted: "weakref.ref[Job]", proportion: float, words: str) -> None:
    job = wanted()
    if job is None or job.stop:
        raise StoppedError
    job.proportion, job.words, job.state = proportion, words, "running"


def _finish(wanted: "weakref.ref[Job]", **found: Any) -> None:
    """Write down how it ended, where somebody still wants to know."""
    job = wanted()
    if job is None or job.stop:
        return
    state = found.pop("state")
    for name, value in found.items():
        setattr(job, name, value)
    # Last: who sees the state finds the rest in its place.
    job.state = state


#: Causes of a failure in words, the first that fits; the name of the error follows where none does.
_CAUSES: tuple[tuple[type[BaseException], str], ...] = (
    (MemoryError, "The server has not enough memory for it."),
    (ImportError, "A library that writes this form is not installed on the server."),
    (OSError, "The server could not read or write a file it needs."),
)


def explain(error: BaseException) -> str:
    """Say in a plain sentence why something failed, without a word of the data."""
    for kind, words in _CAUSES:
        if isinstance(error, kind):
            return words
    return f"An unforeseen fault ended it ({type(error).__name__})."
