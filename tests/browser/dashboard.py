"""What a browser test does with the dashboard: open, wait, act, read, audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import Locator, Page
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FINISHED = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY

WAIT_MS = 60_000
# The script has finished and nothing on the page is still to come or left over from the run before.
COMPLETE = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  return app !== null && app.getAttribute('data-test-script-state') === 'notRunning'
    && !document.querySelector('[data-testid=stSkeleton], [data-testid=stAppSkeleton], [data-stale=true]');
}"""
# Two frames later React has put what arrived on the page.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
ROWS = """element => [...element.querySelectorAll('tr')].map(row => [...row.querySelectorAll('th, td')]
  .map(cell => (cell.innerText ?? cell.textContent).trim()))"""
# Where question, answer and main picture stand, and how far the page reaches beyond the screen sideways.
BOXES = """() => {
  const box = element => element ? element.getBoundingClientRect().toJSON() : null;
  const pictures = '[data-testid=stVegaLiteChart], .paper-table, [data-testid=stDataFrame]';
  const picture = [...document.querySelectorAll(`[data-testid=stMain] :is(${pictures})`)].map(box);
  const answer = document.querySelector('.answer, .finding:not(:has(b))');
  return {question: box(document.querySelector('h1')), answer: box(answer),
    picture: picture.find(box => box.height > 60) ?? null,
    sideways: document.documentElement.scrollWidth - innerWidth};
}"""
HREFS = "links => links.map(link => link.href)"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Streamlit's own sidebar navigation is not ours to change: these two rules are left out there, and only there. Nor is
# the frame that Vega-Lite draws around a region, to which it lets nobody give a text; the chart itself has one.
AUDIT = """async tags => {
  const navigation = '[data-testid=stSidebarNav]';
  const inNavigation = where => document.querySelector(where)?.closest(navigation);
  const ours = (rule, node) =>
    !(['list', 'listitem'].includes(rule) && node.target.flat().every(inNavigation))
    && !(rule === 'svg-img-alt' && /brush/.test(node.target.flat().join(' ')));
  const found = await axe.run(document, {runOnly: tags, resultTypes: ['violations']});
  return found.violations
    .map(({id, impact, help, nodes}) => ({id, impact, help,
      where: nodes.filter(node => ours(id, node)).map(node => node.target.flat().join(' '))}))
    .filter(violation => violation.where.length);
}"""


# Runs of the script that the server has reported as finished, by page.
_finished_runs: WeakKeyDictionary[Page, int] = WeakKeyDictionary()


def count_runs(page: Page) -> None:
    """Count, from now on, the runs the server reports as finished; call it before the page is opened.

    The page itself is no witness: a run whose messages arrive together never shows as running.
    """
    if page in _finished_runs:
        return
    _finished_runs[page] = 0

    def hear(payload: bytes | str) -> None:
        message = ForwardMsg.FromString(payload) if isinstance(payload, bytes) else ForwardMsg()
        if message.WhichOneof("type") == "script_finished" and message.script_finished == FINISHED:
            _finished_runs[page] += 1

    page.on("websocket", lambda socket: socket.on("framereceived", hear))


def open_page(page: Page, url: str) -> None:
    """Go to an address as a link would, and wait until the page is complete."""
    count_runs(page)
    page.goto(url)
    wait_until_complete(page)


def wait_until_complete(page: Page, timeout_ms: float = WAIT_MS) -> None:
    """Wait until the script has finished and nothing on the page is missing or stale."""
    page.wait_for_function(COMPLETE, timeout=timeout_ms)


@contextmanager
def rerun(page: Page, timeout_ms: float = WAIT_MS) -> Iterator[None]:
    """Wait, after the acts inside, until the script has run again: `with rerun(page): button.click()`."""
    before = _finished_runs[page]
    yield
    deadline = monotonic() + timeout_ms / 1000
    while _finished_runs[page] == before:
        if monotonic() > deadline:
            raise TimeoutError(f"the script did not run again within {timeout_ms / 1000:g} s")
        page.wait_for_timeout(10)
    page.evaluate(DRAWN)
    wait_until_complete(page)


def act(page: Page, action: Callable[[], Any]) -> None:
    """Do one thing that makes the script run, and wait until the page is complete again."""
    with rerun(page):
        action()


def page_addresses(page: Page) -> list[str]:
    """Addresses of the pages in the navigation, in its order, without settings."""
    links = page.locator("[data-testid=stSidebarNavLink], [data-testid=stTopNavLink]")
    links.first.wait_for(state="attached")
    found = links.evaluate_all(HREFS)
    for menu in page.get_by_test_id("stTopNavSection").all():
        menu.click()
        found += page.get_by_role("menuitem").evaluate_all(HREFS)
        page.keyboard.press("Escape")
    return list(dict.fromkeys(address.partition("?")[0].rstrip("/") for address in found))


def go_to(page: Page, name: str) -> None:
    """Go to a page by the navigation: one click where it stands flat, else through the menu it stands in."""
    flat = page.get_by_test_id("stTopNav").get_by_role("link", name=name, exact=True)
    if flat.count():
        act(page, flat.click)
        return
    item = page.get_by_role("menuitem", name=name, exact=True)
    for menu in page.get_by_test_id("stTopNavSection").all():
        menu.click()
        if item.count():
            act(page, item.click)
            return
        page.keyboard.press("Escape")
    raise LookupError(f"the navigation has no page {name}")


def exceptions(page: Page) -> list[str]:
    """Texts of the exceptions shown on the page."""
    return page.locator("[data-testid=stException]").all_inner_texts()


def boxes_of(page: Page) -> dict[str, Any]:
    """Boxes of question, answer and main picture in CSS pixels (None where there is none), and `sideways`."""
    return page.evaluate(BOXES)


def read_table(table: Locator) -> list[list[str]]:
    """Cells of a table, row by row, header first.

    Works on an HTML table and on a dataframe, of which the browser holds the rows in view alone.
    """
    table.locator("tr").first.wait_for(state="attached")
    return table.evaluate(ROWS)


def axe_violations(page: Page) -> list[dict[str, Any]]:
    """Accessibility violations (WCAG 2.1 A and AA): rule, impact, help, and where each stands."""
    page.evaluate(axe_source())
    return page.evaluate(AUDIT, WCAG)


@cache
def axe_source() -> str:
    """The audit's script, as axe-playwright-python carries it."""
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
