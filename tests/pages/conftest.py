"""Pages wait for a file as long as it takes, and read it in this process: no test depends on how fast."""

import pytest

from lib.cohort import steps
from lib.ui.upload import beside


@pytest.fixture(autouse=True)
def files_are_read_here(request, monkeypatch):
    """A test marked by the name `in_a_child` reads files as the server does."""
    monkeypatch.setattr(beside, "PATIENCE", 600.0)
    if "in_a_child" not in request.fixturenames:
        monkeypatch.setattr(beside, "apart", steps)


@pytest.fixture
def in_a_child():
    """Read files as the server does."""
