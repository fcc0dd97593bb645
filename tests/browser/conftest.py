"""Fixtures of the browser tests: one browser, a warm server, a fresh server, a watched page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.chromium import launch
from tests.browser.dashboard import WAIT_MS, open_page
from tests.browser.server import Server, start_server
from tests.browser.watch import Watch

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The browser of the whole session."""
    with sync_playwright() as playwright:
        found = launch(playwright)
        yield found
        found.close()


@pytest.fixture(scope="session")
def servers() -> list[Server]:
    """Every server of the session, running or stopped."""
    return []


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, servers: list[Server]
) -> Iterator[Server]:
    """A server whose first visitor has come and gone: its imports are done."""
    started = start_server(tmp_path_factory.mktemp("server"))
    servers.append(started)
    visit = browser.new_page()
    open_page(visit, started.url)
    visit.close()
    yield started
    started.stop()


@pytest.fixture
def fresh_server(tmp_path: Path, servers: list[Server]) -> Iterator[Server]:
    """A process of its own that nobody has visited yet."""
    started = start_server(tmp_path)
    servers.append(started)
    yield started
    started.stop()


@pytest.fixture
def watch(servers: list[Server]) -> Watch:
    """What must not happen on the test's page; only our own servers may be asked."""
    return Watch(servers)


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A browser without a past, watched."""
    fresh = browser.new_context(
        viewport={"width": 1440, "height": 1000},
        locale="en-GB",
        reduced_motion="reduce",
        color_scheme="light",
    )
    fresh.grant_permissions(["clipboard-read", "clipboard-write"])
    fresh.set_default_timeout(WAIT_MS)
    watch.attach(fresh)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext, watch: Watch, servers: list[Server]) -> Iterator[Page]:
    """A page that fails its test for an error, a request to another host or a traceback of a server."""
    before = {server.url: len(server.words()) for server in servers}
    opened = context.new_page()
    yield opened
    said = [server.words()[before.get(server.url, 0) :] for server in servers if server.log.exists()]
    tracebacks = [words for words in said if "Traceback" in words]
    assert not watch.faults()
    assert not tracebacks, tracebacks[0]
