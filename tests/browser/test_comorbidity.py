"""The Comorbidity page in a real browser: a click filters, the link and Back follow, every view is whole."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from lib.present.comorbidity.settings import BREAKDOWNS
from tests.browser.dashboard import act, axe_violations, exceptions, open_page


def settings_of(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def shown(page) -> str:
    return page.locator(".quiet").first.inner_text()


def click_bar(page, label: str) -> None:
    """Click into the row of a label, right of its bar."""
    words = page.get_by_test_id("stVegaLiteChart").locator("text", has_text=label).first
    words.scroll_into_view_if_needed()
    row, chart = words.bounding_box(), page.get_by_test_id("stVegaLiteChart").bounding_box()
    act(page, lambda: page.mouse.click(chart["x"] + chart["width"] - 60, row["y"] + row["height"] / 2))


def test_a_click_on_a_bar_filters_and_the_link_brings_it_back(page, server):
    open_page(page, f"{server.url}/comorbidity")
    click_bar(page, "Arterial hypertension")
    assert settings_of(page) == {"all": ["hypertension"]}
    assert "16 of 49 patients" in shown(page)
    expect(page.get_by_test_id("stSidebar").get_by_text("with Arterial hypertension")).to_be_visible()
    click_bar(page, "Hyperlipidaemia")
    assert settings_of(page) == {"all": ["hypertension", "hyperlipidaemia"]}
    link, both = page.url, shown(page)
    act(page, page.go_back)
    assert settings_of(page) == {"all": ["hypertension"]}
    assert "16 of 49 patients" in shown(page)
    # A second click on the same bar shows all patients again.
    click_bar(page, "Arterial hypertension")
    assert settings_of(page) == {}
    assert "49 of 49 patients" in shown(page)
    click_bar(page, "2 somatic")
    assert settings_of(page) == {"comorbidities": ["2"]}
    assert "10 of 49 patients" in shown(page)
    open_page(page, link)
    assert shown(page) == both
    expect(page.get_by_test_id("stVegaLiteChart").get_by_text("✓ Hyperlipidaemia")).to_be_visible()


def test_the_keyboard_does_the_same(page, server):
    open_page(page, f"{server.url}/comorbidity")
    field = page.get_by_label("Only patients with these comorbidities").first
    field.focus()
    page.keyboard.type("Epil")
    act(page, lambda: page.keyboard.press("Enter"))
    assert settings_of(page) == {"all": ["epilepsy"]}
    assert "6 of 49 patients" in shown(page)


def test_the_view_is_in_the_link(page, server):
    open_page(page, f"{server.url}/comorbidity")
    act(page, page.get_by_test_id("stMain").get_by_text("Response by comorbidity", exact=True).click)
    assert settings_of(page) == {"breakdown": ["response"]}
    act(page, page.get_by_test_id("stMain").get_by_text("Remission", exact=True).click)
    assert settings_of(page) == {"breakdown": ["response"], "target": ["remission"]}
    expect(page.get_by_role("heading", level=1)).to_contain_text("Is response different")


def test_every_further_view_is_accessible_and_whole(page, server):
    """The first view is audited with all pages, wide and narrow, light and dark."""
    page.set_viewport_size({"width": 390, "height": 1000})
    page.emulate_media(color_scheme="dark")
    for view in list(BREAKDOWNS)[1:]:
        open_page(page, f"{server.url}/comorbidity?breakdown={view}")
        page.wait_for_timeout(200)
        assert exceptions(page) == []
        assert axe_violations(page) == []
        sideways = page.evaluate(
            "() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollWidth - m.clientWidth; }"
        )
        assert sideways == 0
