"""The main job in a real browser: link, filter, definition, move, back, reload, empty selection, download."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import docx
import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.dashboard import (
    act,
    go_to,
    open_page,
    read_table,
    wait_until_complete,
)

#: What is on the clipboard, as text and as HTML.
CLIPBOARD = """async () => {
  const item = (await navigator.clipboard.read())[0];
  return [await (await item.getType('text/plain')).text(), await (await item.getType('text/html')).text()];
}"""
#: The cells of the table that a program finds in pasted HTML.
PASTED = """html => [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('table tr')]
  .map(row => [...row.querySelectorAll('th, td')].map(cell => cell.textContent.trim()))"""


def pill(page: Page, name: str):
    return page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile(rf"^{re.escape(name)}\s\("))


def settings_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def context_line(page: Page) -> str:
    return page.locator(".quiet").first.inner_text()


def table_1(page: Page) -> list[list[str]]:
    return read_table(page.locator(".paper-table table").first)


def open_menu(page: Page, menu: str, first: str) -> None:
    """Open a menu of files; it is filled by a run of its own."""
    page.get_by_role("button", name=menu).first.click()
    page.get_by_role("button", name=first, exact=True).wait_for()


def download(page: Page, name: str) -> Path:
    """Click a button of an open menu, and give the file that comes."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    return waiting.value.path()


def test_deep_link_on_a_fresh_server(page, fresh_server):
    open_page(page, f"{fresh_server.url}/demographics?sex=female&response=25&by=diagnosis")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Who are these patients")
    assert "28 of 49 patients" in context_line(page)
    assert "≥ 25 %" in context_line(page)
    assert [cell.split("\n")[0] for cell in table_1(page)[0]][3:5] == ["MDD", "BP"]
    assert settings_of(page) == {"sex": ["female"], "response": ["25"], "by": ["diagnosis"]}


def test_a_filter_changes_table_1_and_the_address(page, server):
    open_page(page, f"{server.url}/demographics")
    before = table_1(page)
    act(page, pill(page, "BP").click)
    assert "14 of 49 patients" in context_line(page)
    after = table_1(page)
    assert before[0][2].split() == ["All", "n", "=", "49"]
    assert after[0][2].split() == ["All", "n", "=", "14"]
    assert settings_of(page) == {"diagnosis": ["BP"]}
    # Live counts of the other filters follow: 14 patients in all.
    shown = page.locator(".st-key-sex button").evaluate_all(
        "buttons => buttons.map(button => getComputedStyle(button, '::after').content)"
    )
    assert len(shown) == 2
    assert sum(int(re.search(r"\((\d+)\)", text)[1]) for text in shown) == 14


def test_a_filter_changes_the_chart(page, server):
    open_page(page, f"{server.url}/trajectories")
    chart = page.get_by_test_id("stVegaLiteChart")
    before = chart.screenshot()
    act(page, pill(page, "Male").click)
    page.wait_for_timeout(300)  # the picture is drawn after the script has finished
    assert chart.screenshot() != before
    assert "21 patients" in page.locator(".paper-table caption").first.inner_text()


def test_the_definition_changes_and_stands_on_every_page(page, server):
    open_page(page, server.url)
    act(page, page.get_by_test_id("stSidebar").get_by_text("Outcome ·").click)
    field = page.get_by_label("Response: minimum improvement (%)")
    field.fill("30")
    act(page, lambda: field.press("Enter"))
    assert settings_of(page) == {"response": ["30"]}
    for name in ("Demographics", "Comorbidity", "Data", "Paper", "Methods"):
        go_to(page, name)
        assert "MADRS fell ≥ 30 %" in context_line(page)
        assert settings_of(page) == {"response": ["30"]}


def test_back_forward_and_reload(page, server):
    open_page(page, f"{server.url}/demographics")
    act(page, pill(page, "Female").click)
    act(page, pill(page, "MDD").click)
    assert settings_of(page) == {"diagnosis": ["MDD"], "sex": ["female"]}
    act(page, page.go_back)
    assert settings_of(page) == {"sex": ["female"]}
    assert "28 of 49 patients" in context_line(page)
    act(page, page.go_forward)
    both = context_line(page)
    assert settings_of(page) == {"diagnosis": ["MDD"], "sex": ["female"]}
    page.reload()
    wait_until_complete(page)
    assert context_line(page) == both


def test_settings_survive_moving_between_pages(page, server):
    open_page(page, f"{server.url}/trajectories?split=outcome&lines=yes")
    act(page, pill(page, "Female").click)
    go_to(page, "Methods")
    go_to(page, "Trajectories")
    assert settings_of(page) == {"sex": ["female"], "split": ["outcome"], "lines": ["yes"]}
    assert "Responder" in page.locator(".paper-table").first.inner_text()


def test_a_bad_address_is_named_and_the_rest_applies(page, server):
    open_page(page, f"{server.url}/demographics?sex=femal&diagnosis=BP&foo=1")
    alerts = " ".join(page.get_by_test_id("stAlert").all_inner_texts())
    assert "femal" in alerts
    assert "foo" in alerts
    assert "14 of 49 patients" in context_line(page)


def test_an_empty_selection_leads_back(page, server):
    open_page(page, f"{server.url}/demographics?diagnosis=BP&comorbidities=3&sex=male&age=26-30")
    expect(page.get_by_text("No patient fulfils all filters")).to_be_visible()
    act(page, page.get_by_role("button", name="Show all patients").click)
    assert "49 of 49 patients" in context_line(page)
    assert settings_of(page) == {}


def test_table_1_downloads_as_shown(page, server):
    open_page(page, f"{server.url}/demographics?sex=female")
    open_menu(page, "Download table", "CSV")
    rows = list(csv.reader(io.StringIO(download(page, "CSV").read_text(encoding="utf-8-sig"))))
    assert rows[0][3] == "All (n = 28)"
    assert "No row is a real patient" in download(page, "Notes").read_text(encoding="utf-8")
    shown = [row for row in table_1(page)[1:] if len(row) > 1]
    assert [row[1] for row in rows[1:]] == [row[0] for row in shown]
    counts = [(row[3:5], cells[2]) for row, cells in zip(rows[1:], shown, strict=True) if row[4]]
    assert len(counts) > 20
    assert all(f"{n} ({percent})" == cell for (n, percent), cell in counts)
    table = docx.Document(io.BytesIO(download(page, "Word").read_bytes())).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows[1:] if len(set(row.cells)) > 1] == shown
    sheet = openpyxl.load_workbook(io.BytesIO(download(page, "Excel").read_bytes())).active
    assert next(row for row in sheet.values if row[0] == "Male")[2] == shown[1][2]
    assert "No row is a real patient" in download(page, "LaTeX").read_text(encoding="utf-8")
    assert "<table>" in download(page, "HTML").read_text(encoding="utf-8")


def test_a_copied_table_pastes_as_a_table(page, server):
    open_page(page, f"{server.url}/demographics?mark=comma")
    open_menu(page, "Download table", "CSV")
    page.get_by_role("button", name="Copy table").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    text, html = page.evaluate(CLIPBOARD)
    assert "Male\t\t21 (42,9)\t6 (66,7)" in text
    assert ["Male", "", "21 (42,9)", "6 (66,7)"] in [row[:4] for row in page.evaluate(PASTED, html)]
    # Selected with the mouse and copied, it is a table as well.
    page.locator(".paper-table table").first.evaluate(
        "table => { getSelection().selectAllChildren(table.parentElement); document.execCommand('copy'); }"
    )
    copied = page.evaluate(PASTED, page.evaluate(CLIPBOARD)[1])
    assert ["Male", "", "21 (42,9)", "6 (66,7)"] in [row[:4] for row in copied]


def test_the_picture_downloads(page, server):
    open_page(page, f"{server.url}/trajectories?split=outcome")
    open_menu(page, "Download figure", "SVG")
    for kind, start in (("SVG", b"<svg"), ("PDF", b"%PDF"), ("PNG, 300 dpi", b"\x89PNG")):
        assert download(page, kind).read_bytes().startswith(start)
    caption = download(page, "Caption").read_text(encoding="utf-8")
    assert "error bars: standard error of the mean" in caption
    assert "Alternative text: Line chart." in caption
    page.get_by_text("Double column (180 mm)").click()
    page.get_by_text("Black and white").click()
    page.wait_for_timeout(1000)  # the menu is drawn anew by a run of its own
    assert b'width="180.000mm"' in download(page, "SVG").read_bytes()


def test_copy_link_copies_the_address_with_every_setting(page, server):
    open_page(page, f"{server.url}/trajectories?split=outcome&unit=mg")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_clicks_that_do_not_wait_for_each_other_lose_nothing(page, server):
    open_page(page, f"{server.url}/demographics")
    act(page, lambda: [pill(page, name).click() for name in ("MDD", "Female", "Responder")])
    page.wait_for_function("() => new URLSearchParams(location.search).size === 3")
    assert settings_of(page) == {"diagnosis": ["MDD"], "sex": ["female"], "outcome": ["responder"]}
