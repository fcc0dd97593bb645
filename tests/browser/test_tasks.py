"""Ten tasks of a reader with their clicks, on a laptop's screen: no control is scrolled to."""

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.dashboard import act, open_page

SCREEN = {"width": 1280, "height": 720}


class Reader:
    """Clicks what stands on the screen, and counts."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.clicks = page, 0
        page.set_viewport_size(SCREEN)
        open_page(page, url)

    def click(self, target: Locator, *, runs: bool = True) -> None:
        """Click what can be seen without scrolling; `runs` is whether the page answers with a run."""
        target.first.wait_for()
        box = target.first.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= SCREEN["height"] - box["height"] / 2, f"not on the screen: {target}"
        self.clicks += 1
        if runs:
            act(self.page, target.first.click)
        else:
            target.first.click()

    def page_link(self, name: str) -> None:
        """Go to a page that stands flat in the navigation."""
        self.click(self.page.get_by_test_id("stTopNav").get_by_role("link", name=name, exact=True))

    def pill(self, name: str) -> None:
        """Choose a pill of the sidebar."""
        sidebar = self.page.get_by_test_id("stSidebar")
        self.click(sidebar.get_by_role("button", name=re.compile(rf"^{re.escape(name)}\s\(")))

    def button(self, name: str, *, runs: bool = True) -> None:
        """Click a button by its words."""
        self.click(self.page.get_by_role("button", name=name), runs=runs)

    def segment(self, name: str) -> None:
        """Choose one of several buttons that stand together."""
        self.click(self.page.get_by_test_id("stMain").get_by_role("radio", name=name, exact=True))

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a list: one click opens it, its words find the option, one click chooses."""
        field = self.page.get_by_test_id("stMain").get_by_label(label)
        self.click(field, runs=False)
        field.first.press_sequentially(option)
        self.click(self.page.get_by_role("option", name=option, exact=True))

    @property
    def address(self) -> dict[str, list[str]]:
        """The settings in the address."""
        return parse_qs(urlsplit(self.page.url).query)

    def context(self) -> str:
        """The context line."""
        return self.page.locator(".quiet.context").inner_text()


def chart(page: Page, place: int) -> dict[str, float]:
    """Give the box of a chart once it is drawn."""
    found = page.get_by_test_id("stVegaLiteChart").nth(place)
    found.locator("svg, canvas").first.wait_for()
    page.wait_for_timeout(300)
    box = found.bounding_box()
    assert box is not None
    return box


def test_magnesium_by_outcome_over_the_visits(page, server):
    reader = Reader(page, server.url)
    reader.page_link("Trajectories")
    reader.choose("Groups", "Outcome group")
    assert reader.address == {"split": ["outcome"]}
    assert reader.clicks == 3


def test_threshold_to_30_percent(page, server):
    reader = Reader(page, server.url)
    reader.click(page.get_by_test_id("stSidebar").get_by_text("Outcome ·"))
    field = page.get_by_label("Response: minimum improvement (%)")
    reader.click(field, runs=False)
    field.fill("30")
    act(page, lambda: field.press("Enter"))
    assert "≥ 30 %" in reader.context()
    assert reader.clicks == 2


def test_the_diagnoses_side_by_side(page, server):
    reader = Reader(page, server.url)
    reader.page_link("Comorbidity")
    reader.segment("Diagnosis")
    assert reader.address == {"breakdown": ["diagnosis"]}
    assert reader.clicks == 2


def test_a_patient_on_three_pages(page, server):
    reader = Reader(page, f"{server.url}/anova?patient=P07")
    for name in ("Trajectories", "Association", "Overview"):
        reader.page_link(name)
        expect(page.get_by_role("button", name=re.compile("^Patient P07"))).to_be_visible()
    assert reader.clicks == 3


def test_two_selections_are_pinned_and_compared(page, server):
    reader = Reader(page, f"{server.url}/association")
    reader.pill("BP")
    reader.button("Compare", runs=False)
    reader.button("Pin as A")
    page.keyboard.press("Escape")
    reader.pill("Female")
    reader.button("Compare", runs=False)
    reader.button("Pin as B")
    page.keyboard.press("Escape")
    assert reader.address == {"a": ["name=&diagnosis=BP"], "b": ["name=&sex=female"]}
    assert "49 of 49 patients" in reader.context()
    open_page(page, f"{server.url}/trajectories?{urlsplit(page.url).query}")
    reader.choose("Groups", "A against B")
    assert reader.address["split"] == ["a_b"]
    assert re.search(r"\bA\b.*\bB\b", page.locator(".answer").inner_text())
    page.reload()
    expect(page.get_by_role("button", name=re.compile("^B: "))).to_be_visible()
    assert reader.clicks == 8


def test_this_view_to_a_colleague(page, server):
    reader = Reader(page, f"{server.url}/anova?sex=female")
    reader.click(page.get_by_text("Copy link"), runs=False)
    assert reader.clicks == 1


def test_a_row_of_the_forest_draws_its_pair(page, server):
    reader = Reader(page, f"{server.url}/association")
    box = chart(page, 0)
    act(page, lambda: page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 40))
    assert reader.address == {"pair": ["visit_pre"]}


def test_a_region_shows_its_patients_until_escape(page, server):
    reader = Reader(page, f"{server.url}/association")
    box = chart(page, 1)

    def draw() -> None:
        page.mouse.move(box["x"] + 120, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + 220, box["y"] + 160, steps=4)
        page.mouse.move(box["x"] + 320, box["y"] + 230, steps=4)
        page.mouse.up()

    act(page, draw)
    chosen = reader.address["only"]
    assert 0 < len(chosen) < 49
    assert f"{len(chosen)} of 49 patients" in reader.context()
    act(page, lambda: page.keyboard.press("Escape"))
    assert reader.address == {}


def test_a_combination_shows_its_patients(page, server):
    reader = Reader(page, f"{server.url}/comorbidity?breakdown=together")
    box = chart(page, 0)
    act(page, lambda: page.mouse.click(box["x"] + box["width"] * 0.343, box["y"] + 100))
    assert "11 of 49 patients" in reader.context()


def test_response_by_comorbidity_as_odds_ratios(page, server):
    reader = Reader(page, server.url)
    reader.page_link("Comorbidity")
    reader.segment("Response by comorbidity")
    reader.segment("Odds ratio")
    assert reader.address == {"breakdown": ["response"], "effect": ["odds"]}
    assert reader.clicks == 3
