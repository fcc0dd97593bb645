"""What every test gets: empty caches, and the browser tests last."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.hosting.fixtures import (  # noqa: F401
    hosted,
    hosted_on_sqlite,
    postgresql_url,
    under_base_path,
)

BROWSER = Path(__file__).parent / "browser"


@pytest.fixture(autouse=True, scope="module")
def empty_caches():
    """AppTest shares Streamlit's caches between tests: each file of tests starts with none."""
    yield
    if "streamlit" in sys.modules:
        streamlit = sys.modules["streamlit"]
        streamlit.cache_data.clear()
        streamlit.cache_resource.clear()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the browser's tests and put them last.

    Playwright leaves an event loop running in the thread, in which `asyncio.run` of another test would fail.
    """
    for item in items:
        if BROWSER in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
