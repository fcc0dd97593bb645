"""The paper checked in public: verdicts, their filter in the address, and another paper's results."""

from playwright.sync_api import expect

from tests.browser.dashboard import act, open_page, read_table


def test_inconsistent_print_is_found_and_linked(page, server):
    open_page(page, f"{server.url}/paper?verdict=inconsistent")
    rows = [row for table in page.locator(".paper-table table").all() for row in read_table(table)]
    words = " ".join(" ".join(row) for row in rows)
    for place in ("Unemployed", "BP", "TCA", "Venlafaxine"):
        assert place in words
    assert "13.5" in words  # 1 of 8 is 12.5 %
    assert "verdict=inconsistent" in page.url


def test_the_filter_of_verdicts_is_in_the_address(page, server):
    open_page(page, f"{server.url}/paper")
    act(page, page.get_by_role("button", name="Reproduced after rounding (2)", exact=True).click)
    assert "verdict=" in page.url


def test_the_list_can_be_searched_and_leaves_only_by_the_files_that_hold_its_provenance(page, server):
    open_page(page, f"{server.url}/paper")
    page.get_by_test_id("stDataFrame").first.hover()
    expect(page.locator("[aria-label^='Search']").first).to_be_visible()
    assert page.locator("[aria-label^='Download as CSV']").count() > 0
    expect(page.locator("[aria-label^='Download as CSV']").first).to_be_hidden()


def test_another_papers_results_are_checked(page, server):
    open_page(page, f"{server.url}/check_table")
    act(page, page.get_by_role("tab", name="Lines of results").click)
    field = page.get_by_label("Results", exact=True)
    field.fill("F(4, 39) = 6.26, p = .001, ηp² = .39\nF(4, 39) = 6.26, p = .240, ηp² = .39")
    act(page, lambda: field.press("Control+Enter"))
    text = page.locator(".paper-table").first.inner_text()
    assert "onsistent" in text
    assert "6.26" in text
    assert "6.26" not in page.url  # what is pasted stays out of the address


def test_a_table_that_cannot_be_read_gets_a_sentence(page, server):
    open_page(page, f"{server.url}/check_table")
    field = page.get_by_label("Table", exact=True)
    field.fill("just some words")
    act(page, lambda: field.press("Control+Enter"))
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
