"""The server's words: one JSON object a line on stderr, and in it no patient's value, link or key.

A text that stands in the source as it is cannot hold a value, a text made while running can: of libraries'
messages only the former is printed, with its numbers but without its other arguments. An exception is told
by its type and where it arose, never by its message (`could not convert string to float: 'Jan Kowalski'`).
Records are made safe when they are made, whoever prints them.
"""

import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from numbers import Real
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

ROOT = Path(__file__).parents[3]
#: Loggers whose authors promise that nothing of a patient stands in an argument.
OURS = "lib."
PLACES = 6
#: Its message is the name of a module.
TELLING = ImportError
LOG = logging.getLogger(__name__)
#: Streamlit warns here whenever the server itself uses its store outside a reader's session.
NOISE = "streamlit.runtime.scriptrunner_utils.script_run_context"


def log_as_json() -> None:
    """Make every record of this process safe, and every handler print it as one line of JSON."""
    logging.setLogRecordFactory(make_record)
    escape_markdown = logging.Formatter("%(message)s")
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
    root.setLevel(logging.INFO)
    for logger in (root, *map(logging.getLogger, list(root.manager.loggerDict))):
        for handler in logger.handlers:
            handler.setFormatter(escape_markdown)
    logging.getLogger(NOISE).setLevel(logging.ERROR)
    warnings.showwarning = _log_warning
    threading.excepthook = _log_thread
    sys.excepthook = _log_end
    sys.unraisablehook = _log_unraisable


def make_record(*given: Any, **named: Any) -> logging.LogRecord:
    """Make a log record whose message is its own safe line of JSON."""
    record = logging.LogRecord(*given, **named)
    line: dict[str, Any] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _message(record),
        "place": f"{_short(record.pathname)}:{record.lineno}",
    }
    if record.exc_info and record.exc_info[1] is not None:
        line["error"] = _error(record.exc_info[1])
    # Without arguments logging leaves the text as it is, percent signs too.
    record.msg, record.args = json.dumps(line, ensure_ascii=False), ()
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def _message(record: logging.LogRecord) -> str:
    """Give the record's text as far as it cannot hold a value."""
    if not isinstance(record.msg, str) or not _stands_in_source(record):
        return ""
    known = record.args if isinstance(record.args, tuple) else ()
    if known and (record.name.startswith(OURS) or all(isinstance(one, Real) for one in known)):
        return record.getMessage().strip()
    return record.msg.strip()


def _stands_in_source(record: logging.LogRecord) -> bool:
    """Say whether the text is written in the function that logs it."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == record.pathname and frame.f_lineno == record.lineno:
            return record.msg in frame.f_code.co_consts
        frame = frame.f_back
    return False


def _error(error: BaseException) -> dict[str, Any]:
    told = {
        "type": f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins."),
        "at": _nearest(list(_places(error.__traceback__))),
    }
    if isinstance(error, TELLING):
        told["message"] = str(error)
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return told | ({"after": _error(before)} if before is not None else {})


def _nearest(places: list[str]) -> list[str]:
    """Give the last places, and the dashboard's own last one before them."""
    last = places[-PLACES:]
    own = [place for place in places[:-PLACES] if not place.startswith("streamlit/")]
    return own[-1:] + last


def _places(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"{_short(code.co_filename)}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next


def _short(path: str) -> str:
    """Cut a path down to what names the file: below the library's folder or the project's."""
    parts = Path(path).parts
    if "site-packages" in parts:
        return "/".join(parts[len(parts) - parts[::-1].index("site-packages") :])
    return str(Path(path).relative_to(ROOT)) if Path(path).is_relative_to(ROOT) else Path(path).name


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any
) -> None:
    """Tell a warning by its kind and place: openpyxl's and pandas' name cells and their values."""
    LOG.warning("%s at %s:%d", category.__name__, _short(filename), lineno)


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    LOG.error("a thread ended with an error", exc_info=failed.exc_value)


def _log_end(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        LOG.critical("the server ended with an error", exc_info=error)


def _log_unraisable(failed: Any) -> None:
    LOG.error("an error while cleaning up", exc_info=failed.exc_value)
