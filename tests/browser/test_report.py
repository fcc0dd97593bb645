"""The Report page in a real browser: tick, make, watch, stop, download, open; reload; the ticks in the link."""

import io
from urllib.parse import parse_qs, urlsplit

import docx
from playwright.sync_api import Page, expect

from tests.browser.dashboard import act, exceptions, open_page, wait_until_complete

MAKE, DOWNLOAD, STOP = "Make the report", "Download the report", "Stop"
#: Without what takes longest: the picture sections.
QUICK = "report_trajectories=no&report_comorbidity=no&report_association=no"


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def tick(page: Page, name: str) -> None:
    act(page, page.get_by_test_id("stCheckbox").get_by_text(name, exact=True).click)


def settings_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def take(page: Page) -> bytes:
    button(page, DOWNLOAD).wait_for(timeout=60_000)
    with page.expect_download() as waiting:
        button(page, DOWNLOAD).click()
    return waiting.value.path().read_bytes()


def test_ticks_travel_in_the_link_and_survive_a_reload(page, server):
    open_page(page, f"{server.url}/report")
    tick(page, "Analysis of variance")
    tick(page, "Ranks, assumptions and influence")
    act(page, page.get_by_role("radio", name="Word document").click)
    wanted = {"report_anova": ["no"], "report_checks": ["yes"], "report_form": ["docx"]}
    assert settings_of(page) == wanted
    for again in ("reload", "link"):
        if again == "reload":
            page.reload()
            wait_until_complete(page)
        else:
            open_page(page, page.url)
        boxes = page.get_by_test_id("stCheckbox")
        expect(boxes.get_by_label("Analysis of variance")).not_to_be_checked()
        expect(boxes.get_by_label("Ranks, assumptions and influence")).to_be_checked()
        assert settings_of(page) == wanted
    assert exceptions(page) == []


def test_a_report_is_made_beside_the_page_and_opens(page, server, browser, tmp_path):
    open_page(page, f"{server.url}/report?between=sex&{QUICK}")
    button(page, MAKE).click()
    data = take(page)
    file = tmp_path / "report.html"
    file.write_bytes(data)
    apart = browser.new_context()
    opened, asked = apart.new_page(), []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(file.as_uri())
    expect(opened.get_by_role("heading", level=1)).to_contain_text("over 5 visits")
    # Every figure is numbered and drawn, the flow of patients and the waterfall first.
    captions = opened.locator("figure figcaption").all_inner_texts()
    assert [text.split(". ")[0] for text in captions] == [f"Figure {n}" for n in range(1, len(captions) + 1)]
    assert len(captions) >= 4
    assert opened.locator("figure svg").count() == len(captions)
    assert opened.locator(".watermark").is_visible()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    wide = opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    apart.close()


def test_the_word_form_opens_and_a_change_is_told(page, server):
    open_page(page, f"{server.url}/report?report_form=docx&{QUICK}")
    button(page, MAKE).click()
    document = docx.Document(io.BytesIO(take(page)))
    assert any(p.text.startswith("6 STROBE") or "STROBE" in p.text for p in document.paragraphs)
    tick(page, "STROBE checklist")
    expect(page.get_by_text("Settings were changed after this report was made")).to_be_visible()
    act(page, button(page, "Forget it").click)
    expect(button(page, DOWNLOAD)).to_have_count(0)


def test_it_can_be_stopped_while_the_page_goes_on(page, server):
    open_page(page, f"{server.url}/report?report_checks=yes")
    button(page, MAKE).click()
    expect(page.get_by_test_id("stProgress")).to_be_visible()
    expect(button(page, MAKE)).to_be_disabled()
    button(page, STOP).click()
    expect(page.get_by_text("Stopped. Nothing was kept.")).to_be_visible()
    expect(button(page, MAKE)).to_be_enabled()
    expect(button(page, DOWNLOAD)).to_have_count(0)
    tick(page, "SAMPL checklist")
    assert exceptions(page) == []
