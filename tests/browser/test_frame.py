"""The frame in a real browser: what stands on the first screen, chips, tabs' titles, headings, contrast."""

from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.dashboard import act, go_to, open_page, page_addresses

#: Pages whose main picture is one figure, or one table that may go on below the screen.
FIGURES = ("overview", "trajectories", "anova", "association")
LEVELS = (
    "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(heading => Number(heading.tagName[1]))"
)
BOXES = """() => {
  const box = element => element ? element.getBoundingClientRect().toJSON() : null;
  const pictures = '[data-testid=stVegaLiteChart], .paper-table, [data-testid=stDataFrame]';
  const picture = [...document.querySelectorAll(`[data-testid=stMain] :is(${pictures})`)].map(box);
  const answer = document.querySelector('.answer, .finding:not(:has(b))');
  return {question: box(document.querySelector('h1')), answer: box(answer),
    picture: picture.find(box => box.height > 60) ?? null,
    sideways: document.documentElement.scrollWidth - innerWidth};
}"""
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
    const seen = [0, 1, 2].map(i => fill[i] * opacity + ground[i] * (1 - opacity));
    const [dark, bright] = [light(seen), light(ground)].sort((a, b) => a - b);
    found.push([(bright + 0.05) / (dark + 0.05), parseFloat(style.fontSize), text.textContent]);
  }
  return found;
}"""


def test_the_first_screen_of_a_laptop_holds_filters_question_answer_and_picture(page, server):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, server.url)
    titles = set()
    for address in page_addresses(page):
        open_page(page, address)
        name = urlsplit(address).path.strip("/") or "overview"
        page.wait_for_function(SIDEBAR_WHOLE)
        boxes = page.evaluate(BOXES)
        assert boxes["sideways"] <= 0, name
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
        titles.add(page.title())
        assert page.title().endswith("Magnesium in ketamine treatment")
    assert len(titles) == len(page_addresses(page))


def test_a_phone_shows_question_and_answer_first_and_keeps_the_navigation(page, server):
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("", "anova", "association", "demographics"):
        open_page(page, f"{server.url}/{name}")
        boxes = page.evaluate(BOXES)
        assert boxes["answer"]["bottom"] <= 844, name
        assert boxes["sideways"] <= 0, name
    page.get_by_test_id("stExpandSidebarButton").click()
    act(page, page.get_by_test_id("stSidebarNav").get_by_role("link", name="Trajectories").click)
    expect(page.get_by_role("heading", level=1)).to_contain_text("ratings")


def test_a_chip_takes_its_filter_away_and_the_page_stays_where_it_is(page, server):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, f"{server.url}/anova")
    before = page.evaluate(BOXES)["question"]["top"]
    open_page(page, f"{server.url}/anova?sex=female&any=hypertension&keep_missing=yes")
    assert page.evaluate(BOXES)["question"]["top"] == before
    chips = page.locator(".st-key-chips").get_by_role("button")
    first = chips.filter(has_text="Sex: female").first
    first.focus()
    act(page, lambda: page.keyboard.press("Enter"))
    assert parse_qs(urlsplit(page.url).query) == {"any": ["hypertension"], "keep_missing": ["yes"]}
    act(page, chips.filter(has_text="hypertension").first.click)
    act(page, chips.filter(has_text="missing values").first.click)
    assert "?" not in page.url
    expect(page.get_by_text("opens on this computer only")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_in_charts_is_large_and_dark_enough(page, server, scheme):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.emulate_media(color_scheme=scheme)
    for name in (
        "anova?between=outcome",
        "trajectories?split=outcome",
        "association",
        "comorbidity",
        "paper",
    ):
        open_page(page, f"{server.url}/{name}")
        page.wait_for_timeout(300)
        weak = [found for found in page.evaluate(CHART_TEXT) if found[0] < 4.5 or found[1] < 12]
        assert weak == [], name


def test_forced_colours_keep_what_is_selected_apart(page, server):
    open_page(page, f"{server.url}/anova")
    page.emulate_media(forced_colors="active")
    grounds = page.get_by_role("radio").evaluate_all(
        "buttons => buttons.map(button => getComputedStyle(button).backgroundColor)"
    )
    assert len(set(grounds)) == 2
    track = page.locator(".st-key-age [role=group] > [data-orientation] > div").first
    assert track.evaluate("e => getComputedStyle(e).backgroundColor") != page.locator(
        "[data-testid=stSidebar]"
    ).evaluate("e => getComputedStyle(e).backgroundColor")


def test_the_list_of_comorbidities_is_one_for_any_all_and_none(page, server):
    open_page(page, f"{server.url}/demographics")
    act(page, page.get_by_test_id("stSidebar").get_by_text("Comorbidities").click)
    assert page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect").count() == 1
    act(page, page.get_by_text("None of", exact=True).click)
    page.get_by_test_id("stSidebar").get_by_role("combobox").fill("hypert")
    act(page, lambda: page.keyboard.press("Enter"))
    assert parse_qs(urlsplit(page.url).query) == {"no": ["hypertension"]}
    go_to(page, "Methods")
    expect(page.locator(".st-key-chips").get_by_role("button").first).to_contain_text(
        "without Arterial hyper"
    )
