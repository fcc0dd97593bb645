"""Work counted in calls of functions, so that a test of it does not depend on the machine's speed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest


class TooMuchWorkError(BaseException):
    """More calls than allowed; no `except Exception` of the code under test swallows it."""


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """End the block as failed once it has called so many functions, of Python or compiled ones, in this thread."""
    done = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal done
        done += event in ("call", "c_call")
        if done > calls:
            raise TooMuchWorkError

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    except TooMuchWorkError:
        pytest.fail(f"more than {calls:,} calls")
    finally:
        sys.setprofile(before)
