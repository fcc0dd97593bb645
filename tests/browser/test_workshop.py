"""The browser tests' own tools: each can fail, and says what it saw."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser import chromium
from tests.browser.dashboard import axe_violations, open_page, read_table, rerun, wait_until_complete
from tests.browser.server import ServerError, start_server
from tests.browser.watch import Watch

APP = '<main data-testid="stApp" data-test-script-state="{state}">{inside}</main>'


def test_errors_and_foreign_requests_are_seen(page, watch):
    page.evaluate(
        """() => {
          console.error('said');
          setTimeout(() => { throw new Error('thrown'); });
          new Image().src = 'http://elsewhere.invalid/pixel.png';
        }"""
    )
    page.wait_for_timeout(500)
    faults = watch.faults()
    watch.forget()
    assert "console error: said" in faults
    assert "page error: thrown" in faults
    assert "request to another host: http://elsewhere.invalid/pixel.png" in faults


def test_own_servers_and_content_in_the_address_are_no_faults():
    watch = Watch([SimpleNamespace(url="http://127.0.0.1:8501")])
    watch.requests += ["http://127.0.0.1:8501/a.js", "ws://127.0.0.1:8501/stream", "data:image/png;base64,AA"]
    assert watch.faults() == []
    watch.requests.append("http://127.0.0.1:8502/a.js")
    assert watch.faults() == ["request to another host: http://127.0.0.1:8502/a.js"]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/trajectories/_stcore/health", 0),
        ("/trajectories/_stcore/host-config", 0),
        ("/_stcore/health", 1),
        ("/static/missing.js", 1),
    ],
)
def test_only_streamlits_probes_under_a_deep_path_are_left_out(path, kept):
    watch = Watch([])
    watch.hear(SimpleNamespace(type="error", text="404", location={"url": f"http://127.0.0.1:1{path}"}))
    assert len(watch.console) == kept


@pytest.mark.parametrize(
    ("state", "inside"),
    [
        ("running", ""),
        ("notRunning", '<div data-testid="stSkeleton"></div>'),
        ("notRunning", '<div data-stale="true"></div>'),
    ],
)
def test_page_is_not_complete_while_something_is_to_come(page, state, inside):
    page.set_content(APP.format(state=state, inside=inside))
    with pytest.raises(PlaywrightTimeoutError):
        wait_until_complete(page, timeout_ms=300)


def test_a_run_that_never_comes_is_a_fault(page, server):
    open_page(page, server.url)
    with pytest.raises(TimeoutError, match="did not run again"), rerun(page, timeout_ms=200):
        pass


def test_rerun_waits_for_the_run_that_the_act_starts(page, server):
    open_page(page, server.url)
    with rerun(page):
        page.get_by_test_id("stSidebar").get_by_role("button", name="Female").click()
    assert "sex=female" in page.url


def test_audit_leaves_out_lists_of_streamlits_navigation_alone(page):
    wrong = '<ul><div role="button">not an item</div></ul>'
    page.set_content(f'<html lang="en"><title>t</title><div data-testid="stSidebarNav">{wrong}</div>')
    assert not [found for found in axe_violations(page) if found["id"] == "list"]
    page.set_content(f'<html lang="en"><title>t</title><div id="here">{wrong}</div><img src="data:,">')
    assert {"list", "image-alt"} <= {found["id"] for found in axe_violations(page)}


def test_table_is_read_row_by_row(page):
    page.set_content("<table><tr><th>n</th><th>% </th></tr><tr><th>8</th><td>16.3</td></tr></table>")
    assert read_table(page.locator("table")) == [["n", "%"], ["8", "16.3"]]


def test_server_that_stops_says_why(tmp_path):
    with pytest.raises(ServerError, match=r"missing\.py"):
        start_server(tmp_path, script="missing.py")


def nothing_starts(**_):
    raise Error("Executable doesn't exist\nmore")


def test_browser_that_does_not_start_is_named(monkeypatch):
    monkeypatch.setenv("DASHBOARD_BROWSER", "/no/browser")
    playwright = SimpleNamespace(chromium=SimpleNamespace(launch=nothing_starts))
    with pytest.raises(
        chromium.NoBrowserError, match=r"install Chromium(.|\n)*/no/browser: Executable doesn't exist$"
    ):
        chromium.launch(playwright)


def test_each_way_to_bring_a_browser_is_tried_until_one_starts():
    tried = []

    def starting():
        if tried != ["Playwright", "Debian"]:
            raise chromium.NoBrowserError("none")
        return "156"

    ways = (lambda: tried.append("Playwright"), lambda: tried.append("Debian"), lambda: tried.append("third"))
    assert chromium.make_sure(starting, ways) == "156"
    assert tried == ["Playwright", "Debian"]
    tried.clear()
    with pytest.raises(chromium.NoBrowserError, match="none"):
        chromium.make_sure(starting, ways[2:])
