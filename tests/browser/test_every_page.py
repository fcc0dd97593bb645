"""Every page in a browser, opened once a width and scheme: whole, accessible, legible, first screen in order."""

from itertools import pairwise
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.dashboard import axe_violations, boxes_of, exceptions, open_page, page_addresses

#: Pages whose main picture is one figure, or one table that may go on below the screen.
FIGURES = ("overview", "trajectories", "anova", "association")
LEVELS = (
    "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(heading => Number(heading.tagName[1]))"
)
#: The sidebar needs no scrolling; asked until it holds, because a page being built may hold two states for a moment.
SIDEBAR_WHOLE = """() => {
  const side = document.querySelector('[data-testid=stSidebarContent]');
  return side.scrollHeight <= side.clientHeight;
}"""
#: Least contrast of text in pictures against the page's ground, and least size, by WCAG 2.1.
CHART_TEXT = """() => {
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const numbers = words => (words.match(/[\\d.]+/g) ?? []).map(Number);
  const ground = numbers(getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor);
  const found = [];
  for (const text of document.querySelectorAll('[data-testid=stMain] [data-testid=stVegaLiteChart] svg text')) {
    const style = getComputedStyle(text), fill = numbers(style.fill);
    if (!text.textContent.trim() || fill.length < 3) continue;
    const opacity = (fill[3] ?? 1) * Number(style.fillOpacity) * Number(style.opacity);
    if (!opacity) continue;  // a label that would touch its neighbour is not drawn
    if (style.stroke !== 'none') continue;  // the ground around a heading, which the heading covers
    const seen = [0, 1, 2].map(i => fill[i] * opacity + ground[i] * (1 - opacity));
    const [dark, bright] = [light(seen), light(ground)].sort((a, b) => a - b);
    found.push([(bright + 0.05) / (dark + 0.05), parseFloat(style.fontSize), text.textContent]);
  }
  return found;
}"""


def name_of(address: str) -> str:
    return urlsplit(address).path.strip("/") or "overview"


def check_whole(page: Page, name: str) -> None:
    """Nothing failed, nothing runs out sideways, axe finds nothing, text in pictures is legible."""
    assert exceptions(page) == [], name
    assert boxes_of(page)["sideways"] <= 0, name
    assert axe_violations(page) == [], name
    assert [found for found in page.evaluate(CHART_TEXT) if found[0] < 4.5 or found[1] < 12] == [], name


def check_first_screen(page: Page, name: str) -> None:
    """A laptop's first screen holds every filter, the question, the answer and the main picture."""
    page.wait_for_function(SIDEBAR_WHOLE)
    boxes = boxes_of(page)
    assert boxes["question"]["bottom"] < 200, name
    if boxes["answer"]:
        assert boxes["answer"]["bottom"] < 330, name
    if name in FIGURES:
        assert boxes["picture"]["bottom"] <= 720, name
    elif boxes["picture"] and name != "check_table":
        assert boxes["picture"]["top"] <= 450, name
    levels = page.evaluate(LEVELS)
    assert levels[0] == 1, name
    assert levels.count(1) == 1, name
    assert all(after - before <= 1 for before, after in pairwise(levels)), name
    assert page.title().endswith("Magnesium in ketamine treatment")


def test_every_page_on_a_laptop(page, server):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url)
    titles = set()
    for address in page_addresses(page):
        open_page(page, address)
        page.wait_for_timeout(300)
        check_first_screen(page, name_of(address))
        check_whole(page, name_of(address))
        titles.add(page.title())
    assert len(titles) == len(page_addresses(page))


def test_every_page_on_a_phone_in_the_dark_with_a_filter_and_groups(page, server):
    page.set_viewport_size({"width": 390, "height": 1000})
    page.emulate_media(color_scheme="dark")
    open_page(page, server.url)
    for address in page_addresses(page):
        open_page(page, f"{address}?split=outcome&between=outcome&sex=female")
        page.wait_for_timeout(300)
        check_whole(page, name_of(address))
