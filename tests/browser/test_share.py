"""A cohort published in one browser opens in another, on another server process that shares the store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lib.cohort.codebook import DATA_FOLDER
from lib.ui.sharing.shared import NOWHERE
from tests.browser.dashboard import act, axe_violations, exceptions, go_to, open_page, rerun
from tests.browser.server import Server, start_server
from tests.browser.watch import Watch

SECRET = "Zażółć gęślą"


@pytest.fixture
def two_servers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, servers: list[Server]) -> Iterator[tuple]:
    """Two processes on one store."""
    monkeypatch.setenv("SNAPSHOTS_PUBLISHING", "yes")
    monkeypatch.setenv("SNAPSHOTS_URL", f"sqlite:///{tmp_path}/snapshots.sqlite")
    started = [start_server(tmp_path) for _ in range(2)]
    servers.extend(started)
    yield tuple(started)
    for server in started:
        server.stop()


def main_of(page: Page):
    return page.locator("[data-testid=stMain]")


def quiet_of(page: Page):
    return main_of(page).locator(".quiet")


def publish(page: Page, server: Server) -> tuple[str, str]:
    """Upload a cohort, choose women, publish it; give link and owner's key."""
    data = (DATA_FOLDER / "cohort.csv").read_bytes()
    open_page(page, f"{server.url}/upload")
    chooser = page.locator("input[type=file]").first
    act(page, lambda: chooser.set_input_files({"name": "own.csv", "mimeType": "text/csv", "buffer": data}))
    act(page, page.get_by_role("button", name="Explore this cohort").click)
    act(page, page.get_by_test_id("stSidebar").get_by_role("button", name="Female").click)
    go_to(page, "Data")
    act(page, page.get_by_text("Publish this cohort", exact=True).click)
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_disabled()
    act(page, page.get_by_role("button", name="Propose the fewest changes for groups of 5").click)
    expect(main_of(page)).to_contain_text("none is smaller than 5")
    field = page.get_by_role("textbox", name="Name of the snapshot")
    field.fill(SECRET)
    act(page, lambda: field.press("Enter"))
    assert axe_violations(page) == []
    act(page, page.get_by_role("button", name="Publish", exact=True).click)
    lines = main_of(page).locator("[data-testid=stCode] code")
    expect(lines).to_have_count(2)
    return lines.nth(0).inner_text().strip(), lines.nth(1).inner_text().strip()


def answer_of(page: Page) -> str:
    """The whole page to a link that leads nowhere."""
    expect(main_of(page)).to_contain_text(NOWHERE)
    expect(page.get_by_role("button", name="Explore the bundled cohort")).to_be_visible()
    return main_of(page).inner_text()


def settle(page: Page, words: str) -> None:
    expect(quiet_of(page).first).to_contain_text(words)
    assert exceptions(page) == []


def fresh(browser: Browser, watch: Watch) -> BrowserContext:
    """A colleague's browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, reduced_motion="reduce")
    watch.attach(context)
    return context


def test_published_opened_changed_back_and_revoked(
    page: Page, two_servers: tuple, browser: Browser, watch: Watch
):
    first, second = two_servers
    link, owner_key = publish(page, first)
    assert re.fullmatch(rf"{first.url}/\?sex=female&shared=[\w-]{{22}}#[\w-]{{43}}", link)
    link = link.replace(first.url, second.url)
    key = link.partition("#")[2]

    colleague = fresh(browser, watch)
    other = colleague.new_page()
    shown: list[str] = []
    other.expose_function("told", lambda text: shown.append(text))
    other.add_init_script(
        "new MutationObserver(() => window.told(document.querySelector('[data-testid=stMain]')?.innerText ?? ''))"
        ".observe(document, {childList: true, subtree: true, characterData: true})"
    )
    open_page(other, link)
    settle(other, f"{SECRET} · 28 of 49 patients")
    assert any("Opening the shared cohort" in text for text in shown)
    assert not [text for text in shown if "Bundled synthetic cohort" in text]
    expect(main_of(other)).to_contain_text("It cannot be changed.")
    assert other.url == link

    act(other, other.get_by_test_id("stSidebar").get_by_role("button", name="Male", exact=False).last.click)
    assert other.url.endswith(f"#{key}")
    go_to(other, "Data")
    assert other.url.startswith(f"{second.url}/data?")
    assert other.url.endswith(f"#{key}")
    assert other.get_by_text("Publish this cohort", exact=True).count() == 0
    changed = quiet_of(other).first.inner_text()
    with rerun(other):
        other.reload()
    settle(other, changed)
    with rerun(other):
        other.go_back()
    expect(other).to_have_url(re.compile(rf"{second.url}/\?.*#{key}$"))
    settle(other, changed)

    check_stranger(browser, watch, second, link)
    assert not [url for url in watch.requests if key in url]
    revoke(page, owner_key)
    with rerun(other):
        other.reload()
    refused = answer_of(other)
    open_page(other, link[:-2] + ("A" if link[-2] != "A" else "B") + link[-1])
    assert answer_of(other) == refused
    assert axe_violations(other) == []
    act(other, other.get_by_role("button", name="Explore the bundled cohort").click)
    settle(other, "Bundled synthetic cohort · 49 of 49 patients")
    assert "shared" not in other.url
    colleague.close()
    told = first.words() + second.words()
    assert not [word for word in (key, link.partition("shared=")[2][:22], owner_key, SECRET) if word in told]


def revoke(page: Page, owner_key: str) -> None:
    act(page, page.get_by_text("Revoke or prolong a snapshot", exact=True).click)
    field = page.get_by_role("textbox", name="Owner’s key")
    field.fill(owner_key)
    act(page, lambda: field.press("Enter"))
    act(page, page.get_by_role("button", name="Revoke it …").last.click)
    act(page, page.get_by_role("button", name="Yes, revoke it").click)
    expect(main_of(page)).to_contain_text("Revoked")


def check_stranger(browser: Browser, watch: Watch, server: Server, link: str) -> None:
    """A second session without the key reaches nothing."""
    stranger = fresh(browser, watch)
    other = stranger.new_page()
    open_page(other, link.partition("#")[0])
    expect(main_of(other)).to_contain_text(NOWHERE)
    assert SECRET not in other.content()
    open_page(other, server.url)
    settle(other, "Bundled synthetic cohort · 49 of 49 patients")
    assert SECRET not in other.content()
    stranger.close()
