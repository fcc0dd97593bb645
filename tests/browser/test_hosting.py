"""A real browser before the hosted dashboard: nginx with TLS, two replicas, PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from lib.cohort.codebook import DATA_FOLDER
from lib.ui.sharing.shared import NOWHERE
from tests.browser.dashboard import act, go_to, open_page
from tests.browser.watch import Watch
from tests.hosting.fixtures import Hosted, cookie_for
from tests.hosting.services import Replica

NAME = "Ward seven, autumn"


@pytest.fixture
def readers(browser: Browser, hosted: Hosted) -> Iterator[list[tuple[Page, Watch]]]:
    """A reader at each replica, each in a browser of its own that trusts our certificate, and a watch on it."""
    contexts, found = [], []
    for replica in hosted.replicas:
        context = browser.new_context(ignore_https_errors=True)
        contexts.append(context)
        cookie = {"name": "replica", "value": cookie_for(hosted, replica.port), "url": hosted.proxy.url}
        context.add_cookies([cookie])
        watch = Watch([])
        watch.attach(context)
        found.append((context.new_page(), watch))
    yield found
    for context in contexts:
        context.close()


def test_publish_at_one_replica_open_and_revoke_at_the_other(hosted: Hosted, readers):
    (owner, _), (colleague, _) = readers
    import_cohort(owner, hosted.proxy.url)
    link, owner_key = publish(owner)
    assert link.startswith(f"{hosted.proxy.url}/?")
    assert owner_key.startswith("owner-")
    open_page(colleague, link)
    expect(colleague.get_by_text(NAME).first).to_be_visible()
    expect(colleague.get_by_test_id("stVegaLiteChart").first).to_be_visible()
    assert came_to(hosted, "/upload") is hosted.replicas[0]
    assert came_to(hosted, "/") is hosted.replicas[1]
    revoke(colleague, hosted.proxy.url, owner_key)
    for page, _ in readers:
        open_page(page, link)
        page.reload()
        expect(page.get_by_text(NOWHERE)).to_be_visible()
        expect(page.get_by_text(NAME)).to_have_count(0)
    check_what_left(hosted, readers, link, owner_key)


def import_cohort(page: Page, url: str) -> None:
    """Upload a cohort and explore it."""
    open_page(page, f"{url}/upload")
    chooser = page.locator("input[type=file]").first
    file = {"name": "ward.csv", "mimeType": "text/csv", "buffer": (DATA_FOLDER / "cohort.csv").read_bytes()}
    act(page, lambda: chooser.set_input_files(file))
    explore = page.get_by_role("button", name="Explore this cohort")
    expect(explore).to_be_enabled(timeout=30_000)
    act(page, explore.click)


def publish(page: Page) -> tuple[str, str]:
    """Publish the cohort from the Data page; its link and the owner's key."""
    go_to(page, "Data")
    act(page, page.get_by_text("Publish this cohort").click)
    act(page, page.get_by_role("button", name="Propose the fewest changes").click)
    write(page, page.get_by_role("textbox", name="Name of the snapshot"), NAME)
    button = page.get_by_role("button", name="Publish", exact=True)
    expect(button).to_be_enabled()
    act(page, button.click)
    expect(page.get_by_text("Published. Keep link and owner’s key")).to_be_visible()
    codes = page.get_by_test_id("stCode")
    link, owner_key = (codes.nth(n).inner_text().strip() for n in (0, 1))
    return link, owner_key


def revoke(page: Page, url: str, owner_key: str) -> None:
    """Revoke on the Data page of a session that published nothing."""
    open_page(page, f"{url}/data")
    act(page, page.get_by_text("Revoke or prolong a snapshot").click)
    write(page, page.get_by_role("textbox", name="Owner’s key"), owner_key)
    act(page, page.get_by_role("button", name="Revoke it …").last.click)
    act(page, page.get_by_role("button", name="Yes, revoke it").click)
    expect(page.get_by_text("Revoked: the snapshot is deleted")).to_be_visible()


def write(page: Page, field: Locator, words: str) -> None:
    """Write into a field and leave it."""
    field.fill(words)
    act(page, lambda: field.press("Enter"))


def came_to(hosted: Hosted, path: str) -> Replica:
    """The replica that answered the last request for this path."""
    port = int(hosted.last_request(path)["replica"].rpartition(":")[2])
    return next(replica for replica in hosted.replicas if replica.port == port)


def check_what_left(hosted: Hosted, readers: list[tuple[Page, Watch]], link: str, owner_key: str) -> None:
    """Browsers asked this host alone, and neither link nor keys stand in an address sent or in a log."""
    parts = urlsplit(link)
    for _, watch in readers:
        assert {urlsplit(url).netloc for url in watch.requests if url.startswith(("http", "ws"))} == {
            parts.netloc
        }
        assert watch.console == watch.errors == []
        assert not any(parts.fragment in url.partition("#")[0] for url in watch.requests)
    id_text = parts.query.rpartition("shared=")[2]
    for secret in (parts.fragment, id_text, owner_key, "ward.csv"):
        assert len(secret) >= 8
        assert secret not in hosted.words()
