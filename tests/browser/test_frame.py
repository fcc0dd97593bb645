"""The frame in a real browser: question and answer on a phone, chips, forced colours, the list of comorbidities."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.dashboard import act, boxes_of, go_to, open_page


def test_a_phone_shows_question_and_answer_first_and_keeps_the_navigation(page, server):
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("", "anova", "association", "demographics"):
        open_page(page, f"{server.url}/{name}")
        boxes = boxes_of(page)
        assert boxes["answer"]["bottom"] <= 844, name
        assert boxes["sideways"] <= 0, name
    page.get_by_test_id("stExpandSidebarButton").click()
    act(page, page.get_by_test_id("stSidebarNav").get_by_role("link", name="Trajectories").click)
    expect(page.get_by_role("heading", level=1)).to_contain_text("ratings")


def test_a_chip_takes_its_filter_away_and_the_page_stays_where_it_is(page, server):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_page(page, f"{server.url}/anova")
    before = boxes_of(page)["question"]["top"]
    open_page(page, f"{server.url}/anova?sex=female&any=hypertension&keep_missing=yes")
    assert boxes_of(page)["question"]["top"] == before
    chips = page.locator(".st-key-chips").get_by_role("button")
    first = chips.filter(has_text="Sex: female").first
    first.focus()
    act(page, lambda: page.keyboard.press("Enter"))
    assert parse_qs(urlsplit(page.url).query) == {"any": ["hypertension"], "keep_missing": ["yes"]}
    act(page, chips.filter(has_text="hypertension").first.click)
    act(page, chips.filter(has_text="missing values").first.click)
    assert "?" not in page.url
    expect(page.get_by_text("opens on this computer only")).to_be_visible()


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
        "Without Arterial hyper"
    )
