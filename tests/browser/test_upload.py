"""A file in each of the main forms becomes a cohort, in a real browser, and nobody else sees it."""

import io

import pandas as pd
import pyreadstat
import pytest
from playwright.sync_api import expect

from lib.cohort.codebook import DATA_FOLDER
from lib.cohort.templates import example_wide
from tests.browser.dashboard import act, axe_violations, exceptions, go_to, open_page


def long_csv(_) -> tuple[str, bytes]:
    return "long.csv", (DATA_FOLDER / "cohort.csv").read_bytes()


def wide_csv(_) -> tuple[str, bytes]:
    table = pd.read_csv(io.StringIO(example_wide().lstrip("\ufeff")), dtype=str)
    numbers = table.map(
        lambda cell: cell.replace(".", ",") if isinstance(cell, str) and "." in cell else cell
    )
    return "wide.csv", numbers.to_csv(sep=";", index=False).encode("cp1250", errors="replace")


def workbook(_) -> tuple[str, bytes]:
    file = io.BytesIO()
    pd.read_csv(DATA_FOLDER / "cohort.csv").to_excel(file, index=False)
    return "cohort.xlsx", file.getvalue()


def spss(folder) -> tuple[str, bytes]:
    path = folder / "cohort.sav"
    pyreadstat.write_sav(pd.read_csv(DATA_FOLDER / "cohort.csv"), path)
    return "cohort.sav", path.read_bytes()


def import_cohort(page, server, name: str, data: bytes) -> None:
    open_page(page, f"{server.url}/upload")
    chooser = page.locator("input[type=file]").first
    act(page, lambda: chooser.set_input_files({"name": name, "mimeType": "text/csv", "buffer": data}))
    expect(page.get_by_role("button", name="Explore this cohort")).to_be_enabled(timeout=30_000)
    act(page, page.get_by_role("button", name="Explore this cohort").click)
    expect(page.get_by_role("heading", level=1)).to_contain_text("over the visits")


@pytest.mark.parametrize("make", [long_csv, wide_csv, workbook, spss])
def test_each_form_leads_to_table_1_trajectories_and_anova(page, server, tmp_path, make):
    name, data = make(tmp_path)
    import_cohort(page, server, name, data)
    assert f"{name} · " in page.locator(".quiet").first.inner_text()
    assert "data=" in page.url
    for link, words in (("Demographics", "Table 1."), ("Trajectories", "by visit"), ("ANOVA", "F(")):
        go_to(page, link)
        assert exceptions(page) == []
        assert words in page.locator("[data-testid=stMain]").inner_text()
        assert "data=" in page.url


def test_a_link_on_own_data_asks_the_colleague_for_the_file(page, server, context):
    name, data = long_csv(None)
    import_cohort(page, server, name, data)
    act(page, page.get_by_test_id("stSidebar").get_by_role("button", name="Female").click)
    address = page.url
    assert "P01" not in address
    colleague = context.browser.new_context()
    other = colleague.new_page()
    open_page(other, address)
    main = other.locator("[data-testid=stMain]")
    expect(main).to_contain_text("made on data that are not here")
    assert "49 of 49 patients" in main.inner_text()
    open_page(other, address.replace(server.url, f"{server.url}/upload", 1))
    chooser = other.locator("input[type=file]").first
    act(other, lambda: chooser.set_input_files({"name": "same.csv", "mimeType": "text/csv", "buffer": data}))
    act(other, other.get_by_role("button", name="Explore this cohort").click)
    expect(main).to_contain_text("These are the data the link was made on")
    assert "28 of 49 patients" in main.inner_text()
    colleague.close()


def test_removing_the_data_takes_them_from_the_address_too(page, server):
    import_cohort(page, server, *long_csv(None))
    act(page, page.get_by_role("button", name="Remove my data").click)
    assert "data=" not in page.url
    assert "Bundled synthetic cohort" in page.locator(".quiet").first.inner_text()


def test_the_steps_of_the_upload_are_accessible(page, server):
    open_page(page, f"{server.url}/upload")
    chooser = page.locator("input[type=file]").first
    data = b"patient,name,visit,madrs\n1,Anna Nowak,pre,30\n1,Anna Nowak,post,61\n2,Jan Lis,pre,31\n2,Jan Lis,post,9\n"
    act(page, lambda: chooser.set_input_files({"name": "n.csv", "mimeType": "text/csv", "buffer": data}))
    assert "Nowak" not in page.locator("[data-testid=stMain]").inner_text()
    assert axe_violations(page) == []
    act(page, page.get_by_role("button", name="Leave all of them out").click)
    expect(page.locator("[data-testid=stMain]")).to_contain_text("61")
    for box in ("What each column is", "Scales and laboratory values", "Visits and their order"):
        act(page, page.get_by_text(box, exact=True).click)
    assert exceptions(page) == []
